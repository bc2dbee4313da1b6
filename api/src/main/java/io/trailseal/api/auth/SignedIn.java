package io.trailseal.api.auth;

import io.trailseal.indexer.access.Account;
import io.trailseal.indexer.access.Role;
import java.util.Optional;
import java.util.Set;

/// Somebody who has shown who they are, for whom a session may begin: the seam between ways to sign
/// in and what follows from it. A way to sign in that is not ours hands in the roles that it found
/// out, which then hold for as long as the session does.
///
/// @param name under which all they do is recorded; printable
/// @param accounts the AWS accounts whose events they may see; empty for all
/// @param generation of the account that is ours, see [Account#generation()]; empty for who is
///   known elsewhere
public record SignedIn(
    String name, Set<Role> roles, Optional<Set<String>> accounts, Optional<Long> generation) {
  public SignedIn {
    roles = Set.copyOf(roles);
    accounts = accounts.map(Set::copyOf);
    if (roles.isEmpty()) {
      throw new IllegalArgumentException("%s has no role".formatted(name));
    }
  }

  /// Somebody who has an account here.
  public static SignedIn local(Account account) {
    return new SignedIn(
        account.name(), account.roles(), account.accounts(), Optional.of(account.generation()));
  }

  /// Somebody whom an identity provider vouches for.
  public static SignedIn elsewhere(String name, Set<Role> roles, Optional<Set<String>> accounts) {
    return new SignedIn(name, roles, accounts, Optional.empty());
  }
}
