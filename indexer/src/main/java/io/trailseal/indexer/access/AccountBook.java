package io.trailseal.indexer.access;

import io.trailseal.indexer.ledger.AccountTables;
import io.trailseal.indexer.ledger.AccountTables.CredentialRow;
import io.trailseal.indexer.ledger.AccountTables.UserRow;
import io.trailseal.indexer.ledger.LedgerEntry.Accessed;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/// All rows in memory, so that finding out who asks touches no disk. There are few: see the limits
/// of [Accounts].
///
/// Threads: pages are read by any; changing is for whoever holds [#lock()].
final class AccountBook {
  private final AccountTables tables;
  private final ReentrantLock lock = new ReentrantLock();

  /// Null where it is not known what the tables hold: at the beginning, and after a write of which
  /// nobody knows whether it was done.
  private volatile @Nullable Page page;

  AccountBook(AccountTables tables) {
    this.tables = tables;
  }

  /// What the tables held at one time.
  ///
  /// @param users by name
  /// @param credentials by id
  record Page(Map<String, UserRow> users, Map<String, CredentialRow> credentials) {}

  ReentrantLock lock() {
    return lock;
  }

  Page page() throws IOException {
    Page known = page;
    return known != null ? known : read();
  }

  private Page read() throws IOException {
    lock.lock();
    try {
      Page known = page;
      if (known != null) {
        return known; // Somebody wrote or read while this one waited.
      }
      Map<String, UserRow> users = new LinkedHashMap<>();
      Map<String, CredentialRow> credentials = new LinkedHashMap<>();
      AccountTables.Rows rows = tables.all();
      rows.users().forEach(user -> users.put(user.name(), user));
      rows.credentials().forEach(credential -> credentials.put(credential.id(), credential));
      Page read = new Page(users, credentials);
      page = read;
      return read;
    } finally {
      lock.unlock();
    }
  }

  /// As [#put], for what does not matter: where it fails, what is in memory goes on to hold. Nobody
  /// waits for it. Only under the lock.
  void note(List<UserRow> users, List<CredentialRow> credentials) throws IOException {
    Page before = page();
    tables.put(users, credentials);
    page = with(before, users, credentials);
  }

  /// Changes what is in memory alone; [#note] writes it. Only under the lock.
  void remember(UserRow user) throws IOException {
    page = with(page(), List.of(user), List.of());
  }

  /// Writes rows to disk, and in the same transaction what is to be recorded of it, and then into
  /// memory. Only under the lock.
  void put(List<UserRow> users, List<CredentialRow> credentials, List<Accessed> entries)
      throws IOException {
    Page before = page();
    page = null;
    tables.put(users, credentials, entries);
    page = with(before, users, credentials);
  }

  private static Page with(Page before, List<UserRow> users, List<CredentialRow> credentials) {
    Map<String, UserRow> allUsers = new LinkedHashMap<>(before.users());
    users.forEach(user -> allUsers.put(user.name(), user));
    if (credentials.isEmpty()) {
      return new Page(allUsers, before.credentials());
    }
    Map<String, CredentialRow> all = new LinkedHashMap<>(before.credentials());
    credentials.forEach(credential -> all.put(credential.id(), credential));
    return new Page(allUsers, all);
  }
}
