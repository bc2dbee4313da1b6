package io.trailseal.indexer.access;

import io.trailseal.indexer.ledger.AccountTables.UserRow;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Counts sign-ins that failed, under names that somebody has and under others. Both are counted in
/// memory, at once; those of names that somebody has are written by and by: were they written
/// before the answer, how long it takes would tell which names those are.
///
/// Threads: any.
final class SignInFailures {
  private static final Logger LOG = LoggerFactory.getLogger(SignInFailures.class);

  /// What a crash may forget.
  private static final Duration GRAIN = Duration.ofSeconds(1);

  private final AccountBook book;
  private final Guesses strangers = new Guesses();

  /// Names under which sign-ins failed that is not written yet.
  private final Set<String> toWrite = ConcurrentHashMap.newKeySet();

  private final AtomicBoolean writing = new AtomicBoolean();

  SignInFailures(AccountBook book) {
    this.book = book;
  }

  /// Until when nobody can sign in under this name; empty where they can now.
  Optional<Instant> waitUntil(String name, Instant now) throws IOException {
    UserRow user = book.page().users().get(name);
    return user == null
        ? strangers.waitUntil(name, now)
        : user.lockedUntil().filter(until -> until.isAfter(now));
  }

  /// One more failed.
  void failed(String name, Instant now) throws IOException {
    book.lock().lock();
    try {
      UserRow user = book.page().users().get(name);
      if (user == null) {
        strangers.failed(name, now);
        return;
      }
      book.remember(UserRows.failed(user, now));
      toWrite.add(name);
    } finally {
      book.lock().unlock();
    }
    if (writing.compareAndSet(false, true)) {
      Thread.ofVirtual().name("sign-in-failures").start(this::writeLater);
    }
  }

  private void writeLater() {
    try {
      Thread.sleep(GRAIN);
      writing.set(false);
      flush();
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    } catch (IOException e) {
      // They go on to count; only a restart would forget them.
      LOG.warn("sign-ins that failed could not be written: {}", e.toString());
    }
  }

  /// Writes what is not written yet.
  void flush() throws IOException {
    book.lock().lock();
    try {
      List<UserRow> rows = new ArrayList<>();
      for (String name : List.copyOf(toWrite)) {
        toWrite.remove(name);
        Optional.ofNullable(book.page().users().get(name)).ifPresent(rows::add);
      }
      if (!rows.isEmpty()) {
        book.note(rows, List.of());
      }
    } finally {
      book.lock().unlock();
    }
  }
}
