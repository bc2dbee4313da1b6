package io.trailseal.indexer.search;

import io.trailseal.indexer.ledger.Ledger;
import io.trailseal.indexer.ledger.LedgerEntry.ObjectReceived;
import io.trailseal.indexer.ledger.LedgerPosition;
import io.trailseal.indexer.ledger.Recorded;
import io.trailseal.indexer.vault.Vault;
import io.trailseal.indexer.vault.VaultDamagedException;
import io.trailseal.indexer.vault.VaultRef;
import io.trailseal.verifier.trail.EventSink;
import io.trailseal.verifier.trail.ObjectReader;
import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Takes objects into months: reads them from the vault, parses them, builds documents. The same
/// for the months that answer and for those that are made beside them.
///
/// Threads: [#follow(List)] for one thread; it returns when its workers are done.
final class Intake implements Closeable {
  private static final Logger LOG = LoggerFactory.getLogger(Intake.class);

  /// Events between looks at how much memory the buffers hold.
  private static final int EVENTS_BETWEEN_LOOKS = 200;

  /// Inflated bytes kept of objects whose events came before.
  private static final long COMPARED_BYTES_MAX = 32L << 20;

  /// Inflated bytes that the events of one object are compared with: some ten seconds of work.
  /// Large objects that share their events in turns would be inflated anew for each event. What is
  /// left then is indexed without comparing.
  private static final long COMPARED_FOR_ONE_MAX = 2L << 30;

  private final Vault vault;
  private final Ledger ledger;
  private final Target months;
  private final LagMeter lagMeter;
  private final Originals originals;
  private final Original.Cache compared = new Original.Cache(COMPARED_BYTES_MAX);
  private final ExecutorService workers;
  private final List<Worker> crew = new ArrayList<>();
  private volatile LedgerPosition taken;

  /// @param originals where events that may be the same are compared
  /// @param workers how many read and index objects at a time
  Intake(
      Vault vault,
      Ledger ledger,
      Target months,
      LagMeter lagMeter,
      Originals originals,
      int workers,
      String name) {
    this.originals = originals;
    this.vault = vault;
    this.ledger = ledger;
    this.months = months;
    this.lagMeter = lagMeter;
    this.taken = months.settled();
    ThreadFactory threads = Thread.ofPlatform().daemon().name(name, 1).factory();
    this.workers = Executors.newFixedThreadPool(workers, threads);
    for (int i = 0; i < workers; i++) {
      crew.add(new Worker());
    }
  }

  /// How far the ledger has been taken in, durably or not. Between batches this is exact.
  LedgerPosition taken() {
    return taken;
  }

  void follow(List<Recorded> batch) throws IOException {
    List<Recorded> fresh =
        batch.stream().filter(entry -> entry.position().compareTo(taken) > 0).toList();
    if (fresh.isEmpty()) {
      return;
    }
    if (!ledger.evidenceBefore(fresh.getFirst().position()).equals(taken)) {
      throw new IOException(
          "the index stands at ledger entry %s and was given %s next"
              .formatted(taken, fresh.getFirst().position()));
    }
    try {
      takeIn(fresh);
      months.sortOut();
      taken = fresh.getLast().position();
      lagMeter.searchable(taken);
    } catch (IOException | RuntimeException e) {
      forget(e);
      throw e;
    }
    if (months.hasTooManyWriters()) {
      settle();
    }
  }

  void settle() throws IOException {
    if (taken.compareTo(months.settled()) <= 0) {
      return;
    }
    try {
      inParallel(
          crew.size(),
          _ -> {
            months.flushBuffers();
            return true;
          },
          () -> {});
      months.settle(taken);
    } catch (IOException | RuntimeException e) {
      forget(e);
      throw e;
    }
  }

  /// Goes on elsewhere, before or after. What was taken in is settled or forgotten.
  void goTo(LedgerPosition position) {
    taken = position;
  }

  /// What was taken in since settling may be half there: it goes, and comes again.
  private void forget(Exception cause) {
    taken = months.settled();
    lagMeter.forget();
    try {
      months.rollback();
    } catch (IOException | RuntimeException e) {
      cause.addSuppressed(e);
    }
  }

  private void takeIn(List<Recorded> batch) throws IOException {
    List<Recorded> objects = batch.stream().filter(Intake::holdsEvents).toList();
    if (objects.isEmpty()) {
      return;
    }
    AtomicInteger next = new AtomicInteger();
    inParallel(
        Math.min(crew.size(), objects.size()),
        worker -> crew.get(worker).takeFrom(objects, next),
        () -> next.set(objects.size()));
  }

  private interface Share {
    boolean of(int worker) throws IOException;
  }

  /// Lets each of `count` workers do its share. All are waited for, also after a failure: when this
  /// returns nobody writes to a month any more.
  ///
  /// @param stop told once one has failed, so that the others end soon
  private void inParallel(int count, Share share, Runnable stop) throws IOException {
    List<Future<Boolean>> running = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      int worker = i;
      running.add(workers.submit(() -> share.of(worker)));
    }
    IOException failure = null;
    for (Future<Boolean> each : running) {
      IOException problem = outcome(each, stop);
      if (failure == null) {
        failure = problem;
      } else if (problem != null) {
        failure.addSuppressed(problem);
      }
    }
    if (failure != null) {
      throw failure;
    }
  }

  private static @Nullable IOException outcome(Future<Boolean> worker, Runnable stop) {
    boolean interrupted = false;
    try {
      while (true) {
        try {
          boolean _ = worker.get();
          return null;
        } catch (InterruptedException _) {
          interrupted = true;
          stop.run();
        } catch (ExecutionException e) {
          stop.run();
          Throwable cause = e.getCause() == null ? e : e.getCause();
          return cause instanceof IOException io
              ? io
              : new IOException("an object could not be indexed: " + cause, cause);
        }
      }
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  static boolean holdsEvents(Recorded entry) {
    return entry.entry() instanceof ObjectReceived object
        && object.kind().holdsEvents()
        && object.kept().isPresent();
  }

  /// What one thread needs to index objects; used again for every object.
  private final class Worker implements EventSink {
    private final ObjectReader reader = new ObjectReader();
    private final EventDocument document = new EventDocument();
    private final LagMeter.Notes notes = lagMeter.notes();
    private LedgerPosition object = LedgerPosition.START;
    private int ordinal;
    private long offset;
    private int events;
    private boolean isNew;

    /// The object that is taken in, inflated for comparing; apart from the others, or a large one
    /// and another would push each other out at every event.
    private final Original.Cache own = new Original.Cache(0);

    /// Bytes of others that were inflated to be compared with this object's events.
    private long inflated;

    boolean takeFrom(List<Recorded> objects, AtomicInteger next) throws IOException {
      int index = next.getAndIncrement();
      while (index < objects.size()) {
        take(objects.get(index));
        index = next.getAndIncrement();
      }
      return true;
    }

    private void take(Recorded recorded) throws IOException {
      if (!(recorded.entry() instanceof ObjectReceived received) || received.kept().isEmpty()) {
        return;
      }
      VaultRef kept = received.kept().get();
      byte[] delivered;
      try {
        delivered = vault.read(kept);
      } catch (VaultDamagedException e) {
        LOG.error(
            "ledger entry {}, {}, is left out of the search index: {}; run fsck",
            recorded.position(),
            received.name(),
            e.getMessage());
        months.noteUnreadable(recorded.position());
        return;
      }
      object = recorded.position();
      inflated = 0;
      isNew = lagMeter.isNew(object);
      if (isNew) {
        received.version().lastModified().ifPresent(notes::delivery);
      }
      try {
        reader.read(received.name().key(), delivered, this);
      } catch (UncheckedIOException e) {
        throw e.getCause();
      } finally {
        own.clear();
      }
      if (inflated > COMPARED_FOR_ONE_MAX) {
        LOG.warn(
            "ledger entry {}, {}, shares events with so many large objects that not all were compared;"
                + " some of them may be found twice",
            recorded.position(),
            received.name());
      }
      document.rest();
      months.relieve();
    }

    /// Records that may be the same: of this object, or of those before.
    private Optional<byte[]> raw(Pointer place) throws IOException {
      if (Fields.object(place.id()) == object.value()) {
        return originals.raw(place, own);
      }
      if (inflated > COMPARED_FOR_ONE_MAX) {
        return Optional.empty();
      }
      long before = compared.filled();
      Optional<byte[]> raw = originals.raw(place, compared);
      inflated += compared.filled() - before;
      return raw;
    }

    @Override
    public void beginEvent(int eventOrdinal, long eventOffset) {
      ordinal = eventOrdinal;
      offset = eventOffset;
      document.begin();
    }

    @Override
    public void leaf(String path, LeafType type, String text) {
      document.leaf(path, type, text);
    }

    @Override
    public void endEvent(long endOffset) {
      try {
        Month month = months.of(document.time());
        // See the package comment: after a crash some months are ahead of the others.
        if (month != null && object.compareTo(month.committed()) > 0) {
          Pointer event =
              new Pointer(
                  document.time(), Fields.id(object.value(), ordinal), offset, endOffset - offset);
          if (month.take(document, event, this::raw) && isNew) {
            notes.event(document.time());
          }
        }
        if (++events % EVENTS_BETWEEN_LOOKS == 0) {
          months.relieve();
        }
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    @Override
    public void abandonEvent() {
      // Nothing was handed on yet.
    }
  }

  @Override
  public void close() {
    workers.close();
  }
}
