package io.trailseal.indexer.aws.drill;

import io.trailseal.indexer.Store;
import io.trailseal.indexer.ledger.LedgerEntry.ObjectReceived;
import io.trailseal.indexer.ledger.LedgerPosition;
import io.trailseal.indexer.ledger.Recorded;
import io.trailseal.verifier.S3Name;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// How long objects take from being put into the bucket to being searchable.
///
/// Threads: one.
public final class Lag {
  private static final int PAGE_COUNT = 1_000;

  private final Store store;
  private final InstantSource clock;
  private final Map<S3Name, Instant> put = new HashMap<>();
  private final Deque<Here> notSearchable = new ArrayDeque<>();
  private final List<Duration> took = new ArrayList<>();
  private LedgerPosition read;

  private record Here(LedgerPosition position, Instant put) {}

  /// Begins to look; what is in the store by now is not counted.
  public Lag(Store store, InstantSource clock) throws IOException {
    this.store = store;
    this.clock = clock;
    this.read = store.ledger().head();
  }

  /// These are in the bucket. Those that came in meanwhile are found at the next look.
  public void put(List<Placed> placed) {
    placed.forEach(one -> put.put(one.name(), one.at()));
  }

  /// Looks what has come in, and what of it can be found by now.
  public void look() throws IOException {
    LedgerPosition searchable = store.search().position();
    Instant now = clock.instant();
    while (!notSearchable.isEmpty()
        && notSearchable.getFirst().position().value() <= searchable.value()) {
      took.add(Duration.between(notSearchable.removeFirst().put(), now));
    }
    List<Recorded> page = store.ledger().read(read, PAGE_COUNT);
    for (Recorded recorded : page) {
      if (recorded.entry() instanceof ObjectReceived object) {
        Instant at = put.remove(object.name());
        if (at == null) {
          // In before whoever put it has told us: it is read again at the next look.
          return;
        }
        notSearchable.add(new Here(recorded.position(), at));
      }
      read = recorded.position();
    }
  }

  /// How many are searchable by now.
  public int searchable() {
    return took.size();
  }

  /// Put, and not to be found yet.
  public int waiting() {
    return put.size() + notSearchable.size();
  }

  /// Of the one that was last found.
  public Duration newest() {
    return took.isEmpty() ? Duration.ZERO : took.getLast();
  }

  /// So many in a hundred took no longer.
  public Duration percentile(int percent) {
    if (took.isEmpty()) {
      return Duration.ZERO;
    }
    List<Duration> sorted = new ArrayList<>(took);
    Collections.sort(sorted);
    return sorted.get(Math.max(0, Math.ceilDiv(sorted.size() * percent, 100) - 1));
  }
}
