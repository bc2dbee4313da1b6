package io.trailseal.indexer.search;

import io.trailseal.indexer.ledger.Ledger;
import io.trailseal.indexer.ledger.LedgerEntry.ObjectReceived;
import io.trailseal.indexer.ledger.LedgerPosition;
import io.trailseal.indexer.ledger.Recorded;
import io.trailseal.indexer.vault.Vault;
import io.trailseal.indexer.vault.VaultDamagedException;
import io.trailseal.verifier.S3Name;
import io.trailseal.verifier.Verdict;
import io.trailseal.verifier.trail.ObjectReader;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/// Cuts raw records out of the objects in the vault: several objects at a time, each inflated no
/// further than its last record that is wanted. The vault has checked the bytes as delivered, so
/// what they inflate to need not be hashed again.
///
/// Threads: any.
final class Originals implements Closeable {
  /// Inflated bytes kept for pages. One object may be as large as this; it is then kept alone.
  private static final long CACHE_BYTES_MAX = 64L << 20;

  /// Objects read at a time for one page, by its own thread and helpers. Each may hold an inflated
  /// object of 64 MB where somebody made it so, and usually holds less than two.
  private static final int AT_A_TIME_MAX = 4;

  /// Where the hits of a page lie in more objects than these, their content is not kept: they would
  /// throw everything else out, and what is in memory for long costs the collector more than
  /// inflating.
  private static final int KEPT_AT_A_TIME_MAX = 8;

  /// Smaller ones are kept all the same.
  private static final int SMALL_BYTES_MAX = 128 << 10;

  private static final int READERS_KEPT = AT_A_TIME_MAX;

  private final Vault vault;
  private final Ledger ledger;
  private final int helpers =
      Math.min(AT_A_TIME_MAX, Runtime.getRuntime().availableProcessors()) - 1;
  private final ExecutorService pool;
  private final BlockingQueue<ObjectReader> readers = new ArrayBlockingQueue<>(READERS_KEPT);
  private final Original.Cache shown = new Original.Cache(CACHE_BYTES_MAX);

  Originals(Vault vault, Ledger ledger) {
    this.vault = vault;
    this.ledger = ledger;
    // Help comes from whoever is idle; what finds nobody is done by the page's own thread.
    int threads = Math.max(1, helpers);
    this.pool =
        new ThreadPoolExecutor(
            threads,
            threads,
            0,
            TimeUnit.SECONDS,
            new SynchronousQueue<>(),
            Thread.ofPlatform().daemon().name("originals-", 1).factory(),
            new ThreadPoolExecutor.DiscardPolicy());
  }

  /// What became of one hit.
  sealed interface Cut {
    record Whole(EventHit hit) implements Cut {}

    /// The vault does not give its log file back.
    record Lost(LedgerPosition object, S3Name objectName, String why) implements Cut {}
  }

  /// The records of one page, in its order.
  List<Cut> cut(List<Pointer> pointers) throws IOException {
    return cut(pointers, shown);
  }

  /// The records that `pointers` point at, in their order, each with the verdict of now. However
  /// they are mixed, each object is read once.
  List<Cut> cut(List<Pointer> pointers, Original.Cache cache) throws IOException {
    Map<LedgerPosition, List<Integer>> places = new LinkedHashMap<>();
    for (int i = 0; i < pointers.size(); i++) {
      LedgerPosition object = new LedgerPosition(Fields.object(pointers.get(i).id()));
      places.computeIfAbsent(object, _ -> new ArrayList<>()).add(i);
    }
    Page page = new Page(pointers, places, verdicts(places.keySet()), cache);
    inParallel(page, Math.min(helpers, places.size() - 1));
    return page.cuts();
  }

  /// One call of [#cut], worked on by several threads.
  private final class Page {
    private final List<Pointer> pointers;
    private final List<Map.Entry<LedgerPosition, List<Integer>>> objects;
    private final Map<LedgerPosition, Verdict> verdicts;
    private final Original.Cache cache;
    private final AtomicInteger next = new AtomicInteger();

    /// Each place is written by one thread, and read after all have ended.
    private final Cut[] cuts;

    private int working;
    private boolean closed;
    private @Nullable Exception failure;

    Page(
        List<Pointer> pointers,
        Map<LedgerPosition, List<Integer>> places,
        Map<LedgerPosition, Verdict> verdicts,
        Original.Cache cache) {
      this.pointers = pointers;
      this.objects = List.copyOf(places.entrySet());
      this.verdicts = verdicts;
      this.cache = cache;
      this.cuts = new Cut[pointers.size()];
    }

    List<Cut> cuts() {
      return List.of(cuts);
    }

    void help() {
      synchronized (this) {
        if (closed) {
          return;
        }
        working++;
      }
      Exception trouble = null;
      try {
        int at = next.getAndIncrement();
        while (at < objects.size()) {
          cutFrom(objects.get(at).getKey(), objects.get(at).getValue());
          at = next.getAndIncrement();
        }
      } catch (IOException | RuntimeException e) {
        trouble = e;
      } finally {
        leave(trouble);
      }
    }

    private synchronized void leave(@Nullable Exception trouble) {
      if (trouble != null) {
        next.set(objects.size()); // The others need not go on.
        failure = trouble;
      }
      working--;
      notifyAll();
    }

    /// Waits for those that are at an object, not for those that have not begun: nothing is left
    /// for them. Nor does an interrupt end it: an answer without what they are at would be wrong.
    synchronized void awaitHelpers() throws IOException {
      closed = true;
      boolean interrupted = false;
      while (working > 0) {
        try {
          wait();
        } catch (InterruptedException _) {
          interrupted = true;
        }
      }
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
      Exception trouble = failure;
      if (trouble instanceof IOException io) {
        throw io;
      }
      if (trouble != null) {
        throw new IOException("a raw record could not be cut out", trouble);
      }
    }

    private void cutFrom(Original original, LedgerPosition object, List<Integer> places)
        throws IOException {
      for (int place : places) {
        Pointer at = pointers.get(place);
        EventId id = LuceneSearch.eventId(at.id());
        cuts[place] =
            new Cut.Whole(original.hit(id, at.offset(), at.length(), verdicts.get(object)));
      }
    }

    private void cutFrom(LedgerPosition object, List<Integer> places) throws IOException {
      long end = 0;
      for (int place : places) {
        end = Math.max(end, pointers.get(place).offset() + pointers.get(place).length());
      }
      ObjectReceived received = indexed(object);
      try {
        Original known = cache.get(object);
        if (known != null && known.reaches(end)) {
          cutFrom(known, object, places);
          return;
        }
        byte[] delivered = vault.read(received.kept().orElseThrow());
        ObjectReader reader = borrow();
        Original original = inflated(received, reader.beginning(delivered, end), end);
        cutFrom(original, object, places);
        boolean kept = cache != shown || objects.size() <= KEPT_AT_A_TIME_MAX;
        if (kept || original.length() <= SMALL_BYTES_MAX) {
          cache.put(object, original.copy());
        }
        giveBack(reader);
      } catch (VaultDamagedException e) {
        // The rest of the answer is sound. It must not look as if these did not match.
        for (int place : places) {
          cuts[place] = new Cut.Lost(object, received.name(), String.valueOf(e.getMessage()));
        }
      }
    }
  }

  private static Original inflated(ObjectReceived received, ByteBuffer content, long end) {
    return new Original(received, content, content.limit() < end);
  }

  /// @param helping how many threads of the pool may work on it beside this one
  private void inParallel(Page page, int helping) throws IOException {
    for (int i = 0; i < helping; i++) {
      pool.execute(page::help);
    }
    page.help();
    page.awaitHelpers();
  }

  /// Reads and inflates the object at least up to `end`, or finds it inflated.
  private Original open(
      LedgerPosition position, ObjectReceived received, long end, Original.Cache cache)
      throws IOException {
    Original known = cache.get(position);
    if (known != null && known.reaches(end)) {
      return known;
    }
    byte[] delivered = vault.read(received.kept().orElseThrow());
    ObjectReader reader = borrow();
    Original original = inflated(received, reader.beginning(delivered, end), end).copy();
    giveBack(reader);
    cache.put(position, original);
    return original;
  }

  private ObjectReceived indexed(LedgerPosition position) throws IOException {
    return received(position)
        .orElseThrow(
            () ->
                new IOException(
                    "the search index is damaged: ledger entry %s holds no events; run rebuild"
                            .formatted(position)
                        + " search"));
  }

  Optional<byte[]> raw(Pointer at) throws IOException {
    return raw(at, shown);
  }

  /// The bytes of one record; empty where the vault does not give them back.
  Optional<byte[]> raw(Pointer at, Original.Cache cache) throws IOException {
    LedgerPosition object = new LedgerPosition(Fields.object(at.id()));
    long end = at.offset() + at.length();
    try {
      Original original = cache.get(object);
      if (original == null || !original.reaches(end)) {
        // To its end: who compares one event of an object compares the others next.
        original = open(object, indexed(object), Long.MAX_VALUE, cache);
      }
      return original.bytes(at.offset(), at.length());
    } catch (VaultDamagedException _) {
      return Optional.empty();
    }
  }

  /// The log files of these places, each with its verdict of now.
  List<EventHit.Place> places(List<Pointer> pointers) throws IOException {
    List<EventHit.Place> places = new ArrayList<>();
    List<LedgerPosition> objects =
        pointers.stream().map(at -> new LedgerPosition(Fields.object(at.id()))).toList();
    Map<LedgerPosition, Verdict> verdicts = verdicts(objects);
    for (int i = 0; i < objects.size(); i++) {
      LedgerPosition object = objects.get(i);
      places.add(
          new EventHit.Place(
              LuceneSearch.eventId(pointers.get(i).id()),
              indexed(object).name(),
              Optional.ofNullable(verdicts.get(object))));
    }
    return places;
  }

  /// One event by its place, without the index; empty where there is none that the audience sees.
  Optional<EventHit> event(EventId id, Audience audience) throws IOException {
    ObjectReceived received = received(id.object()).orElse(null);
    if (received == null || id.ordinal() >= 1 << Fields.ORDINAL_BITS) {
      return Optional.empty();
    }
    RecordFinder finder = new RecordFinder(id.ordinal());
    byte[] delivered = vault.read(received.kept().orElseThrow());
    ObjectReader reader = borrow();
    reader.read(received.name().key(), delivered, finder);
    giveBack(reader);
    if (!finder.isFound() || !audience.sees(finder.recipients())) {
      return Optional.empty();
    }
    Verdict verdict = ledger.currentVerdicts(List.of(id.object())).get(id.object());
    return Optional.of(
        open(id.object(), received, finder.end(), shown)
            .hit(id, finder.offset(), finder.end() - finder.offset(), verdict));
  }

  private Optional<ObjectReceived> received(LedgerPosition position) throws IOException {
    Optional<Recorded> entry = ledger.entry(position);
    if (entry.isPresent()
        && Intake.holdsEvents(entry.get())
        && entry.get().entry() instanceof ObjectReceived received) {
      return Optional.of(received);
    }
    return Optional.empty();
  }

  private Map<LedgerPosition, Verdict> verdicts(Collection<LedgerPosition> objects)
      throws IOException {
    return objects.isEmpty() ? new HashMap<>() : ledger.currentVerdicts(objects);
  }

  /// The index is rebuilt; objects stay the same, but nobody should pay for old memory.
  void forget() {
    shown.clear();
  }

  private ObjectReader borrow() {
    ObjectReader kept = readers.poll();
    return kept == null ? new ObjectReader() : kept;
  }

  private void giveBack(ObjectReader reader) {
    // Where enough are kept this is false, and the collector has it.
    boolean _ = readers.offer(reader);
  }

  /// Helpers end what they are at: an interrupt would close the vault's files under them.
  @Override
  public void close() {
    pool.shutdown();
  }
}
