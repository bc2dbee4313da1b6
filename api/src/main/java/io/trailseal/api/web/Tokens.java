package io.trailseal.api.web;

import io.trailseal.api.web.AccountView.TokenRow;
import io.trailseal.indexer.access.Credential;
import io.trailseal.indexer.access.Names;
import java.time.Instant;

/// Tokens and rights as a person reads them.
final class Tokens {
  private Tokens() {}

  static TokenRow row(Credential credential, Instant now) {
    String expires = credential.expiresAt().map(Shown::time).orElse("never");
    return new TokenRow(
        credential.id(),
        credential.accessKey() ? "AWS access key" : "token",
        credential.label(),
        Names.rights(credential.roles(), credential.accounts()),
        Shown.time(credential.createdAt()),
        credential.revokedAt().map(at -> "revoked " + Shown.time(at)).orElse(expires),
        credential.lastUsedAt().map(Shown::time).orElse("never"),
        credential.isValid(now));
  }
}
