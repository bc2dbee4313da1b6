package io.trailseal.api.auth;

import io.trailseal.indexer.Store;
import io.trailseal.indexer.access.Account;
import io.trailseal.indexer.access.AccountException;
import io.trailseal.indexer.access.Accounts;
import io.trailseal.indexer.access.Caller;
import io.trailseal.indexer.access.Names;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/// Knows whom a trusted proxy has signed in. The proxy says so with every request; that somebody
/// signed in is entered once in a while.
///
/// Threads: any.
@Singleton
final class ProxiedSignIns {
  /// For one name at one address.
  static final Duration ENTERED_EVERY = Duration.ofHours(1);

  /// The one entered longest ago makes room.
  private static final int REMEMBERED_MAX = 10_000;

  private final Accounts accounts;
  private final InstantSource clock;

  /// By name and address, when it was entered.
  private final Map<String, Instant> entered =
      new LinkedHashMap<>() {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Instant> eldest) {
          return size() > REMEMBERED_MAX;
        }
      };

  ProxiedSignIns(Store store, InstantSource clock) {
    this.accounts = store.accounts();
    this.clock = clock;
  }

  /// Somebody who has an account here; empty where the name is nobody's.
  ///
  /// @param user whom the proxy names
  /// @param from the address they come from
  /// @throws IOException also where it could not be entered in the access record
  Optional<Caller> caller(String user, String from) throws IOException {
    try {
      Optional<Account> account =
          accounts.user(Names.user(user)).filter(found -> !found.disabled());
      if (account.isEmpty() || !isDue(account.get().name() + " " + from)) {
        return account.map(found -> found.caller(from));
      }
      return enter(account.get(), from).map(found -> found.caller(from));
    } catch (AccountException _) {
      return Optional.empty(); // Not even a name.
    }
  }

  private boolean isDue(String who) {
    Instant now = clock.instant();
    synchronized (entered) {
      Instant last = entered.get(who);
      if (last != null && now.isBefore(last.plus(ENTERED_EVERY))) {
        return false;
      }
      entered.remove(who);
      entered.put(who, now);
      return true;
    }
  }

  private Optional<Account> enter(Account account, String from)
      throws IOException, AccountException {
    boolean done = false;
    try {
      Optional<Account> signedIn = accounts.signedIn(account.name(), account.generation(), from);
      done = signedIn.isPresent();
      return signedIn;
    } finally {
      if (!done) {
        synchronized (entered) {
          entered.remove(account.name() + " " + from);
        }
      }
    }
  }
}
