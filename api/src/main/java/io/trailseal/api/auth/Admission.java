package io.trailseal.api.auth;

import io.trailseal.indexer.access.Caller;
import io.trailseal.indexer.access.Role;
import java.util.Optional;
import java.util.Set;

/// Who is let in.
public enum Admission {
  /// Who signs in or shows a token. While there is no user, whoever has the setup link.
  ACCOUNTS,
  /// Everybody, as one user who may look at everything and change nothing: for made-up data on an
  /// address that only this machine reaches. Another user of the machine sees what they could make
  /// themselves; a page of another site cannot read it, because its requests carry its own name
  /// (see the guard of the host), and there is nothing it could change.
  DEMO;

  /// Who everybody is in a demo.
  static Caller visitor(String from) {
    return new Caller(
        Caller.Kind.USER,
        "demo",
        Optional.empty(),
        Set.of(Role.ANALYST, Role.AUDITOR),
        Optional.empty(),
        from);
  }
}
