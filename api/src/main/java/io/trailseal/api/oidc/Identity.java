package io.trailseal.api.oidc;

import io.trailseal.api.error.ErrorCode;
import io.trailseal.api.error.Problem;
import io.trailseal.api.oidc.GroupRoles.Grant;
import java.util.Optional;
import java.util.OptionalInt;

/// Somebody the provider vouches for.
///
/// @param issuer the provider, as it calls itself
/// @param provider what people call it
/// @param subject who they are there: never given to anybody else, and means nothing to people
/// @param name what people call them there, printable: another may have it tomorrow
/// @param grant what they may do here; empty for nothing
/// @param groups how many groups the provider named; empty where it said nothing about groups
/// @param returnTo where they wanted to go, a path of ours
public record Identity(
    String issuer,
    String provider,
    String subject,
    String name,
    Optional<Grant> grant,
    OptionalInt groups,
    String returnTo) {

  /// For somebody who may do nothing here.
  public Problem withoutRole() {
    return Problem.of(
        ErrorCode.SIGN_IN_WITHOUT_ROLE,
        groups.isPresent()
            ? "%s says that you are %s, and none of your %,d groups has a role here"
                .formatted(provider, name, groups.getAsInt())
            : "%s says that you are %s, and nothing about your groups".formatted(provider, name));
  }
}
