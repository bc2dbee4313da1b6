package io.trailseal.api.auth;

import io.trailseal.indexer.Store;
import io.trailseal.indexer.access.Account;
import io.trailseal.indexer.access.Accounts;
import io.trailseal.indexer.access.Caller;
import io.trailseal.indexer.access.Secrets;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/// Who is signed in. Sessions live in memory and end with the process: a copy of the store signs
/// nobody in, and a restart asks everybody again. They are kept under the hash of their id.
///
/// Threads: any.
@Singleton
public final class Sessions {
  /// Without a request for so long, it has ended.
  static final Duration IDLE_MAX = Duration.ofHours(1);

  /// However busy, it ends: a day's work.
  static final Duration LIFE_MAX = Duration.ofHours(12);

  /// For one user; the oldest makes room.
  static final int OF_ONE_MAX = 20;

  /// As many as there can be users.
  private static final int SESSIONS_MAX = 10_000;

  private final Map<String, Session> byHash = new ConcurrentHashMap<>();
  private final Accounts accounts;
  private final InstantSource clock;

  Sessions(Store store, InstantSource clock) {
    this.accounts = store.accounts();
    this.clock = clock;
  }

  /// One that has not ended.
  ///
  /// @param formWord what forms have to repeat, so that no other site can send one
  record Session(SignedIn who, String formWord, Instant beganAt, Instant lastAt) {
    boolean hasEnded(Instant now) {
      return !now.isBefore(beganAt.plus(LIFE_MAX)) || !now.isBefore(lastAt.plus(IDLE_MAX));
    }
  }

  /// Begins one, under an id of its own: whatever id the browser came with is worth nothing.
  ///
  /// @return the id, which nobody can be told again
  String begin(SignedIn who) {
    Instant now = clock.instant();
    makeRoom(who.name(), now);
    String id = Secrets.random();
    byHash.put(Secrets.hash(id), new Session(who, Secrets.random(), now, now));
    return id;
  }

  private void makeRoom(String name, Instant now) {
    byHash.values().removeIf(session -> session.hasEnded(now));
    List<Map.Entry<String, Session>> own =
        byHash.entrySet().stream()
            .filter(entry -> entry.getValue().who().name().equals(name))
            .sorted(Comparator.comparing(entry -> entry.getValue().lastAt()))
            .toList();
    if (own.size() >= OF_ONE_MAX) {
      byHash.remove(own.getFirst().getKey());
    }
    if (byHash.size() >= SESSIONS_MAX) {
      byHash.entrySet().stream()
          .min(Comparator.comparing(entry -> entry.getValue().lastAt()))
          .ifPresent(oldest -> byHash.remove(oldest.getKey()));
    }
  }

  /// The session of this id, which goes on from now; empty where there is none that has not ended.
  ///
  /// @param id as it came, hostile
  Optional<Session> find(String id) throws IOException {
    String hash = Secrets.hash(id);
    Session session = byHash.get(hash);
    if (session == null) {
      return Optional.empty();
    }
    Instant now = clock.instant();
    if (session.hasEnded(now) || account(session).isEmpty()) {
      byHash.remove(hash);
      return Optional.empty();
    }
    Session gone = new Session(session.who(), session.formWord(), session.beganAt(), now);
    // Not put back where it was ended meanwhile.
    byHash.computeIfPresent(hash, (_, _) -> gone);
    return Optional.of(gone);
  }

  /// The account of a session, while it is as it was when the session began.
  private Optional<Account> account(Session session) throws IOException {
    return accounts
        .user(session.who().name())
        .filter(account -> !account.disabled())
        .filter(account -> session.who().generation() == account.generation());
  }

  /// Who asks in this session, with the rights that their account has now; empty where it has just
  /// ended.
  Optional<Caller> caller(Session session, String from) throws IOException {
    return account(session).map(account -> account.caller(from));
  }

  /// Ends the session of this id, if there is one.
  void end(String id) {
    byHash.remove(Secrets.hash(id));
  }
}
