package io.trailseal.indexer.access;

import java.time.Instant;
import java.util.Optional;
import java.util.Set;

/// Somebody who may use the appliance, as others may see it.
///
/// @param name see [Names#user]
/// @param roles what they may do; never empty
/// @param accounts the AWS accounts whose events they may see; empty for all
/// @param hasPassword whether they can sign in with one
/// @param disabled whether nothing of theirs is accepted, tokens included
/// @param generation one more whenever their sessions must end: a session that began with another
///   one has ended
/// @param lastUsedAt when they last signed in
/// @param lockedUntil sign-ins are refused until then, after too many that failed
public record Account(
    String name,
    Set<Role> roles,
    Optional<Set<String>> accounts,
    boolean hasPassword,
    boolean disabled,
    long generation,
    Instant createdAt,
    Optional<Instant> lastUsedAt,
    Optional<Instant> lockedUntil) {
  public Account {
    roles = Set.copyOf(roles);
    accounts = accounts.map(Set::copyOf);
  }

  /// Who asks, when it is they.
  ///
  /// @param from their address
  public Caller caller(String from) {
    return new Caller(Caller.Kind.USER, name, Optional.empty(), roles, accounts, from);
  }
}
