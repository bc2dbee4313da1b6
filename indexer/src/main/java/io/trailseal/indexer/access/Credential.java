package io.trailseal.indexer.access;

import java.time.Instant;
import java.util.Optional;
import java.util.Set;

/// What a program shows to be let in, without what is secret of it.
///
/// @param id its public part
/// @param accessKey whether it is an AWS-style access key rather than a token
/// @param owner whose it is: with it one may at most what they may
/// @param label what it is for, as somebody said; printable
/// @param roles what one may do with it, as far as its owner may
/// @param accounts the AWS accounts whose events one sees with it, as far as its owner may; empty
///   for all of those
/// @param expiresAt from when on it is not accepted; empty for never
/// @param lastUsedAt when it was last accepted, to a minute or so
/// @param revokedAt when it was taken back
public record Credential(
    String id,
    boolean accessKey,
    String owner,
    String label,
    Set<Role> roles,
    Optional<Set<String>> accounts,
    Instant createdAt,
    Optional<Instant> expiresAt,
    Optional<Instant> lastUsedAt,
    Optional<Instant> revokedAt) {
  public Credential {
    roles = Set.copyOf(roles);
    accounts = accounts.map(Set::copyOf);
  }

  /// Whether it would be accepted then, if its owner is.
  public boolean isValid(Instant at) {
    return revokedAt.isEmpty() && expiresAt.filter(end -> !at.isBefore(end)).isEmpty();
  }

  /// How it is known where something was asked with it.
  Caller.Kind kind() {
    return accessKey ? Caller.Kind.ACCESS_KEY : Caller.Kind.TOKEN;
  }
}
