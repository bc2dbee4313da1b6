package io.trailseal.indexer.ledger;

import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// The tables of accounts: the only ones here that are not derived from entries and change. Only
/// `indexer.access` comes through this door.
///
/// Threads: every method may be called from any thread.
public interface AccountTables {

  /// Every row there is.
  Rows all() throws IOException;

  /// Writes rows, new ones and those that take the place of one with the same key, in one
  /// transaction; on disk when it returns. On an `IOException` all of them may be written or none.
  void put(List<UserRow> users, List<CredentialRow> credentials) throws IOException;

  /// The same, and enters in the same transaction who changed what.
  ///
  /// @param entries as [io.trailseal.indexer.access.AccessRecord#accessed] makes them
  void put(List<UserRow> users, List<CredentialRow> credentials, List<LedgerEntry.Accessed> entries)
      throws IOException;

  /// What [#all()] finds.
  record Rows(List<UserRow> users, List<CredentialRow> credentials) {
    public Rows {
      users = List.copyOf(users);
      credentials = List.copyOf(credentials);
    }
  }

  /// Somebody who may sign in.
  ///
  /// @param password a hash with its parameters; empty for who has no password
  /// @param roles words with a space between
  /// @param accounts AWS accounts with a space between; empty for all of them
  /// @param generation one more whenever sessions must end
  /// @param failures sign-ins that failed since the last that did not
  record UserRow(
      String name,
      Optional<String> password,
      String roles,
      Optional<String> accounts,
      boolean disabled,
      long generation,
      Instant createdAt,
      Optional<Instant> lastUsedAt,
      int failures,
      Optional<Instant> lockedUntil) {
    /// Hashes are for no log.
    @Override
    public String toString() {
      return "user " + name;
    }
  }

  /// What a program shows to be let in.
  ///
  /// @param accessKey whether it is an AWS-style access key rather than a token
  /// @param owner whose it is
  /// @param secret what is kept of its secret part
  record CredentialRow(
      String id,
      boolean accessKey,
      String owner,
      String label,
      String secret,
      String roles,
      Optional<String> accounts,
      Instant createdAt,
      Optional<Instant> expiresAt,
      Optional<Instant> lastUsedAt,
      Optional<Instant> revokedAt) {
    /// Hashes are for no log.
    @Override
    public String toString() {
      return "credential " + id;
    }
  }
}
