package io.trailseal.api.auth;

import io.micronaut.http.HttpMethod;
import io.trailseal.indexer.access.Caller;
import io.trailseal.indexer.access.Role;
import java.util.Set;

/// Who may use one route.
///
/// @param template as the router has it: `/api/v1/events/{id}`
/// @param roles where somebody has to be known: those of which one is enough
/// @param everyAccount whether it shows what is of no one AWS account, so that nobody may use it
///   who is restricted to some
record Rule(HttpMethod method, String template, Who who, Set<Role> roles, boolean everyAccount) {
  /// Which of those who come is to be asked for roles.
  enum Who {
    /// Nobody: it tells nothing that not everybody may know.
    PUBLIC,
    /// Nobody, once there is a user: it is how one comes in.
    SIGN_IN,
    /// Whoever comes while there is no user; afterwards it is for nobody.
    SETUP,
    /// Who is known.
    KNOWN,
    /// Who is known by having signed in, not by a token or key.
    PERSON,
    /// Nobody here: the route finds out itself who signed the request, and sets it.
    SIGNER
  }

  Rule {
    roles = Set.copyOf(roles);
  }

  /// Whether this caller may.
  boolean admits(Caller caller) {
    return roles.stream().anyMatch(caller::is)
        && !(everyAccount && caller.accounts().isPresent())
        && !(who == Who.PERSON && caller.credential().isPresent());
  }
}
