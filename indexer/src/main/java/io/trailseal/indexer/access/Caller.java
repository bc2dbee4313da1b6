package io.trailseal.indexer.access;

import java.util.Optional;
import java.util.Set;

/// Who asks.
///
/// @param kind how they are known
/// @param name the user's name, or who the token or key belongs to; printable
/// @param credential which token or key, by its public part; empty for who signed in
/// @param roles what they may do; never empty
/// @param accounts the AWS accounts whose events they may see, twelve digits each; empty for all.
///   An event whose recipientAccountId is not among them is not there for them, and neither is one
///   without
/// @param from the address they ask from; `this machine` for the command line
public record Caller(
    Kind kind,
    String name,
    Optional<String> credential,
    Set<Role> roles,
    Optional<Set<String>> accounts,
    String from) {
  public Caller {
    roles = Set.copyOf(roles);
    accounts = accounts.map(Set::copyOf);
    if (roles.isEmpty()) {
      throw new IllegalArgumentException("%s has no role".formatted(name));
    }
  }

  /// How a caller is known. The names are written to ledgers.
  public enum Kind {
    /// Signed in with a password, or through an identity provider.
    USER,
    /// An API token.
    TOKEN,
    /// An AWS-style access key that the appliance issued.
    ACCESS_KEY,
    /// The command line on the machine itself: whoever may open the store may do everything.
    MACHINE
  }

  /// Whoever types commands on the machine itself.
  ///
  /// @param name the operating system's name for them
  public static Caller machine(String name) {
    return new Caller(
        Kind.MACHINE,
        name,
        Optional.empty(),
        Set.of(Role.values()),
        Optional.empty(),
        "this machine");
  }

  public boolean is(Role role) {
    return roles.contains(role);
  }
}
