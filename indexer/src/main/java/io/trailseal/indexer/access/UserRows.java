package io.trailseal.indexer.access;

import io.trailseal.indexer.ledger.AccountTables.UserRow;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;

/// What becomes of a user's row.
final class UserRows {
  private UserRows() {}

  /// As others may see it.
  static Account account(UserRow row) {
    return new Account(
        row.name(),
        Names.rolesOf(row.roles()),
        Names.accountsOf(row.accounts()),
        row.password().isPresent(),
        row.disabled(),
        row.generation(),
        row.createdAt(),
        row.lastUsedAt(),
        row.lockedUntil().filter(_ -> row.failures() >= Guesses.FREE));
  }

  static UserRow made(
      String name,
      Optional<String> passwordHash,
      Set<Role> roles,
      Optional<Set<String>> awsAccounts,
      Instant now) {
    return new UserRow(
        name,
        passwordHash,
        Names.rolesRow(roles),
        Names.accountsRow(awsAccounts),
        false,
        1,
        now,
        Optional.empty(),
        0,
        Optional.empty());
  }

  static UserRow withPassword(UserRow user, String hash) {
    return changed(
        user,
        Optional.of(hash),
        user.disabled(),
        user.generation() + 1,
        user.lastUsedAt(),
        0,
        Optional.empty());
  }

  static UserRow disabled(UserRow user, boolean disabled) {
    return changed(
        user,
        user.password(),
        disabled,
        user.generation() + 1,
        user.lastUsedAt(),
        0,
        Optional.empty());
  }

  static UserRow withRights(UserRow user, Set<Role> roles, Optional<Set<String>> awsAccounts) {
    return new UserRow(
        user.name(),
        user.password(),
        Names.rolesRow(roles),
        Names.accountsRow(awsAccounts),
        user.disabled(),
        user.generation(),
        user.createdAt(),
        user.lastUsedAt(),
        user.failures(),
        user.lockedUntil());
  }

  static UserRow signedIn(UserRow user, Instant now) {
    return changed(
        user,
        user.password(),
        user.disabled(),
        user.generation(),
        Optional.of(now),
        0,
        Optional.empty());
  }

  /// The end of the wait, or the time of the failure where there is none: that tells when it is
  /// forgotten, as [Guesses] forgets those of names that nobody has.
  static UserRow failed(UserRow user, Instant now) {
    boolean forgotten =
        user.lockedUntil().filter(end -> now.isAfter(end.plus(Guesses.MEMORY))).isPresent();
    int failures = forgotten ? 1 : user.failures() + 1;
    return changed(
        user,
        user.password(),
        user.disabled(),
        user.generation(),
        user.lastUsedAt(),
        failures,
        Guesses.waitUntil(failures, now).or(() -> Optional.of(now)));
  }

  private static UserRow changed(
      UserRow user,
      Optional<String> password,
      boolean disabled,
      long generation,
      Optional<Instant> lastUsedAt,
      int failures,
      Optional<Instant> lockedUntil) {
    return new UserRow(
        user.name(),
        password,
        user.roles(),
        user.accounts(),
        disabled,
        generation,
        user.createdAt(),
        lastUsedAt,
        failures,
        lockedUntil);
  }
}
