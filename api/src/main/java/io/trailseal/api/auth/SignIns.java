package io.trailseal.api.auth;

import io.trailseal.api.error.ErrorCode;
import io.trailseal.api.error.Problem;
import io.trailseal.api.error.ProblemException;
import io.trailseal.indexer.Store;
import io.trailseal.indexer.access.AccessRecord;
import io.trailseal.indexer.access.AccountException;
import io.trailseal.indexer.access.Accounts;
import io.trailseal.indexer.access.Guesses;
import io.trailseal.indexer.access.Names;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/// Lets people in by name and password, and keeps guessers out.
///
/// Whoever fails too often waits: everybody at that address, and everybody who uses that name. So
/// that nobody can lock a user out by failing in their name, an address at which the user signed in
/// before (since the start) has a count of its own. What is answered, and how long it takes, is the
/// same for a wrong password and a name that nobody has.
///
/// Threads: any.
@Singleton
public final class SignIns {
  /// Passwords hashed at once: each takes 19 MiB and a core.
  private static final int AT_ONCE = 2;

  private static final int HASHING_WAIT_SECONDS_MAX = 5;

  /// Addresses at which users signed in, all users together; the one least recently used makes
  /// room.
  private static final int KNOWN_MAX = 10_000;

  private final Accounts accounts;
  private final AccessRecord record;
  private final InstantSource clock;
  private final Semaphore hashing = new Semaphore(AT_ONCE, true);

  /// By address, and by name and address where those are known together.
  private final Guesses guesses = new Guesses();

  private final Map<String, Boolean> known =
      new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Boolean> eldest) {
          return size() > KNOWN_MAX;
        }
      };

  SignIns(Store store, InstantSource clock) {
    this.accounts = store.accounts();
    this.record = store.accessRecord();
    this.clock = clock;
  }

  /// Who it is, if name and password are right.
  ///
  /// @param from the address it comes from
  /// @throws ProblemException if they are not, or too many were not
  /// @throws IOException also where it could not be entered in the access record
  public SignedIn signIn(String name, String password, String from) throws IOException {
    String kept = kept(name);
    String network = Addresses.network(from);
    String pair = kept + " " + network;
    requireNoWait(kept, network, pair, from);
    boolean right;
    acquire();
    try {
      // Others may have failed while this one waited.
      requireNoWait(kept, network, pair, from);
      right = isRight(kept, password);
      if (!right) {
        failed(kept, network, pair);
      }
    } finally {
      hashing.release();
    }
    if (!right) {
      record.signInRefused(kept.isEmpty() ? name : kept, Optional.empty(), from, "wrong password");
      throw Problem.of(ErrorCode.SIGN_IN_FAILED, "there is no user of this name with this password")
          .exception();
    }
    guesses.succeeded(network);
    guesses.succeeded(pair);
    synchronized (known) {
      known.put(pair, true);
    }
    try {
      return SignedIn.as(accounts.signedIn(kept, from));
    } catch (AccountException e) {
      throw new IllegalStateException("users are never taken away", e);
    }
  }

  /// Whether this is the password of a user who is signed in already. Guessing it counts as
  /// guessing at the door does.
  ///
  /// @throws ProblemException if it is not, or too many were not
  public void confirm(String name, String password, String from) throws IOException {
    signIn(name, password, from);
  }

  /// A hash of a password that somebody wants to have, when it is its turn.
  public String hash(String password) {
    acquire();
    try {
      return Passwords.hash(password);
    } finally {
      hashing.release();
    }
  }

  /// What cannot be a name is one that nobody has.
  private static String kept(String name) {
    try {
      return Names.user(name);
    } catch (AccountException _) {
      return "";
    }
  }

  private boolean isRight(String name, String password) throws IOException {
    Optional<String> hash = accounts.passwordHash(name);
    if (password.length() > Passwords.LENGTH_MAX * 2) {
      return false;
    }
    return Passwords.isRight(password, hash);
  }

  private void failed(String name, String network, String pair) throws IOException {
    Instant now = clock.instant();
    if (isKnown(pair)) {
      guesses.failed(pair, now);
    } else {
      guesses.failed(network, now);
      accounts.signInFailed(name);
    }
  }

  private void requireNoWait(String name, String network, String pair, String from)
      throws IOException {
    Instant now = clock.instant();
    Optional<Instant> until =
        isKnown(pair)
            ? guesses.waitUntil(pair, now)
            : later(guesses.waitUntil(network, now), accounts.lockedUntil(name));
    if (until.isPresent()) {
      record.signInRefused(name, Optional.empty(), from, "too many attempts");
      long seconds = Math.max(1, Duration.between(now, until.get()).toSeconds());
      throw Problem.of(
              ErrorCode.SIGN_IN_TOO_OFTEN,
              "too many sign-ins under this name or from this address failed; wait %,d s"
                  .formatted(seconds))
          .exception();
    }
  }

  private static Optional<Instant> later(Optional<Instant> one, Optional<Instant> other) {
    return one.isEmpty() || other.isPresent() && other.get().isAfter(one.get()) ? other : one;
  }

  private boolean isKnown(String pair) {
    synchronized (known) {
      return known.containsKey(pair);
    }
  }

  private void acquire() {
    try {
      if (hashing.tryAcquire(HASHING_WAIT_SECONDS_MAX, TimeUnit.SECONDS)) {
        return;
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
    throw Problem.of(ErrorCode.SIGN_IN_TOO_OFTEN, "many people sign in at once; wait 5 s")
        .exception();
  }
}
