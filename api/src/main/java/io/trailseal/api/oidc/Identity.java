package io.trailseal.api.oidc;

import io.trailseal.indexer.access.Role;
import java.util.Optional;
import java.util.Set;

/// Somebody the provider vouches for, and what they may do here.
///
/// @param issuer the provider, as it calls itself
/// @param subject who they are there: never given to anybody else, and means nothing to people
/// @param name what people call them there, printable: another may have it tomorrow
/// @param roles never empty
/// @param accounts the AWS accounts whose events they may see; empty for all
/// @param returnTo where they wanted to go, a path of ours
public record Identity(
    String issuer,
    String subject,
    String name,
    Set<Role> roles,
    Optional<Set<String>> accounts,
    String returnTo) {
  public Identity {
    roles = Set.copyOf(roles);
    accounts = accounts.map(Set::copyOf);
  }
}
