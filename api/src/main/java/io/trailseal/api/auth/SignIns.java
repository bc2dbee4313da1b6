package io.trailseal.api.auth;

import io.trailseal.api.error.ErrorCode;
import io.trailseal.api.error.Problem;
import io.trailseal.api.error.ProblemException;
import io.trailseal.indexer.Store;
import io.trailseal.indexer.access.AccessRecord;
import io.trailseal.indexer.access.Account;
import io.trailseal.indexer.access.AccountException;
import io.trailseal.indexer.access.Accounts;
import io.trailseal.indexer.access.Guesses;
import io.trailseal.indexer.access.Names;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
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

  /// Of one name or network: one that is worked out, and one that waits. Whoever sends more takes
  /// turns from nobody else.
  private static final int OF_ONE_MAX = 2;

  private static final int HASHING_WAIT_SECONDS_MAX = 5;

  /// Addresses at which users signed in, all users together; the one least recently used makes
  /// room.
  private static final int KNOWN_MAX = 10_000;

  private final Accounts accounts;
  private final AccessRecord record;
  private final InstantSource clock;
  private final Semaphore hashing = new Semaphore(AT_ONCE, true);

  /// By name or network, how many are worked out or wait.
  private final Map<String, Integer> turns = new HashMap<>();

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
    return begin(checked(name, password, from), from);
  }

  /// Enters that somebody signed in who has shown who they are.
  ///
  /// @param from the address they come from
  /// @throws ProblemException if what they have shown is no longer good
  public SignedIn begin(SignedIn who, String from) throws IOException {
    Optional<Account> account;
    try {
      account = accounts.signedIn(who.name(), who.generation(), from);
    } catch (AccountException e) {
      throw new IllegalStateException("users are never taken away", e);
    }
    if (account.isEmpty()) {
      throw refused(who.name(), from, "the account was changed meanwhile");
    }
    return SignedIn.as(account.get());
  }

  /// Whose name and password these are, at the account's generation that was looked at.
  private SignedIn checked(String name, String password, String from) throws IOException {
    String kept = kept(name);
    String network = Addresses.network(from);
    String pair = kept + " " + network;
    requireNoWait(kept, network, pair, from);
    Set<String> whose = isKnown(pair) ? Set.of(pair) : Set.of(name(kept), network);
    long generation;
    boolean right;
    acquire(whose);
    try {
      // Others may have failed while this one waited.
      requireNoWait(kept, network, pair, from);
      // Before the hash: a password set anew between the two makes this one too old.
      generation = accounts.user(kept).map(Account::generation).orElse(0L);
      right = isRight(kept, password);
      if (!right) {
        failed(kept, network, pair);
      }
    } finally {
      release(whose);
    }
    if (!right) {
      throw refused(kept, from, "wrong password");
    }
    guesses.succeeded(network);
    guesses.succeeded(pair);
    synchronized (known) {
      known.put(pair, true);
    }
    return new SignedIn(kept, generation);
  }

  private ProblemException refused(String kept, String from, String reason) throws IOException {
    record.signInRefused(claimed(kept), Optional.empty(), from, reason);
    return Problem.of(ErrorCode.SIGN_IN_FAILED, "there is no user of this name with this password")
        .exception();
  }

  /// What is entered as the name. People type passwords into the field for the name: what cannot be
  /// a name is not kept for good.
  private static String claimed(String kept) {
    return kept.isEmpty() ? "(no name)" : kept;
  }

  /// No network is written so.
  private static String name(String kept) {
    return "name " + kept;
  }

  /// Whether this is the password of a user who is signed in already. Guessing it counts as
  /// guessing at the door does.
  ///
  /// @throws ProblemException if it is not, or too many were not
  public void confirm(String name, String password, String from) throws IOException {
    SignedIn _ = checked(name, password, from);
  }

  /// A hash of a password that somebody wants to have, when it is its turn.
  ///
  /// @param by who wants it hashed: a user's name, or an address
  public String hash(String password, String by) {
    Set<String> whose = Set.of(name(by));
    acquire(whose);
    try {
      return Passwords.hash(password);
    } finally {
      release(whose);
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
      record.signInRefused(claimed(name), Optional.empty(), from, "too many attempts");
      long seconds = Math.max(1, Duration.between(now, until.get()).toSeconds());
      throw Problem.of(
              ErrorCode.SIGN_IN_TOO_OFTEN,
              "too many sign-ins under this name or from this address failed; wait %,d s"
                  .formatted(seconds))
          .exception();
    }
  }

  private static Optional<Instant> later(Optional<Instant> one, Optional<Instant> other) {
    return one.isEmpty() || (other.isPresent() && other.get().isAfter(one.get())) ? other : one;
  }

  private boolean isKnown(String pair) {
    synchronized (known) {
      return known.containsKey(pair);
    }
  }

  /// Waits for a turn, in a queue in which nobody stands twice.
  ///
  /// @param whose turn it is: names, networks
  private void acquire(Set<String> whose) {
    enqueue(whose);
    boolean acquired = false;
    try {
      acquired = hashing.tryAcquire(HASHING_WAIT_SECONDS_MAX, TimeUnit.SECONDS);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    } finally {
      if (!acquired) {
        dequeue(whose);
      }
    }
    if (!acquired) {
      throw tooManyAtOnce("many people sign in at once; wait 5 s");
    }
  }

  private void release(Set<String> whose) {
    hashing.release();
    dequeue(whose);
  }

  private void enqueue(Set<String> whose) {
    synchronized (turns) {
      if (whose.stream().anyMatch(each -> turns.getOrDefault(each, 0) >= OF_ONE_MAX)) {
        throw tooManyAtOnce(
            "several sign-ins under this name or from this address are being looked at; wait 1 s");
      }
      whose.forEach(each -> turns.merge(each, 1, Integer::sum));
    }
  }

  private void dequeue(Set<String> whose) {
    synchronized (turns) {
      whose.forEach(
          each -> turns.computeIfPresent(each, (_, count) -> count > 1 ? count - 1 : null));
    }
  }

  private static ProblemException tooManyAtOnce(String why) {
    return Problem.of(ErrorCode.SIGN_IN_TOO_OFTEN, why).exception();
  }
}
