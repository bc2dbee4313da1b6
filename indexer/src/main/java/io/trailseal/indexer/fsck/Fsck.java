package io.trailseal.indexer.fsck;

import io.trailseal.indexer.ledger.Ledger;
import io.trailseal.indexer.ledger.LedgerEntry.MessageKept;
import io.trailseal.indexer.ledger.LedgerEntry.ObjectReceived;
import io.trailseal.indexer.ledger.LedgerPosition;
import io.trailseal.indexer.ledger.Recorded;
import io.trailseal.indexer.search.Search;
import io.trailseal.indexer.vault.Vault;
import io.trailseal.indexer.vault.VaultRef;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/// Re-derives every claim of a store from the bytes up. The operator's command and the tests run
/// this same code.
public final class Fsck {
  /// Each may hold an object of the largest size and its content.
  private static final int THREADS_MAX = 4;

  private static final int PAGE_COUNT = 512;

  private final Ledger ledger;
  private final Vault vault;
  private final Search search;

  public Fsck(Ledger ledger, Vault vault, Search search) {
    this.ledger = ledger;
    this.vault = vault;
    this.search = search;
  }

  /// Everything wrong, in ledger order; empty means the house is whole. At most 1,000 faults are
  /// listed; where there are more, the last is a [Fault.FurtherFaults].
  ///
  /// @throws InterruptedIOException if the thread is interrupted
  public List<Fault> check() throws IOException {
    FaultList faults = new FaultList();
    ledger.check((at, what) -> faults.add(new Fault.LedgerNotWhole(at, what)));
    Pass pass = new Pass(faults);
    objects(pass);
    vault.scan(pass);
    index(pass);
    return faults.inOrder();
  }

  private void index(Pass pass) throws IOException {
    try {
      search.check((at, what) -> pass.faults.add(new Fault.IndexDiffers(at, what)));
    } catch (IOException e) {
      if (!pass.entriesDamaged) {
        throw e;
      }
      pass.faults.add(
          new Fault.IndexDiffers(
              LedgerPosition.START,
              "the index could not be held against a damaged ledger: " + e.getMessage()));
    }
  }

  /// What one check has learned on its way, which the vault's scan is read with.
  private static final class Pass implements Vault.DamageSink {
    private final FaultList faults;

    /// By pack, the last offset at which an entry says that its object is kept.
    private final Map<Long, Long> keptUpTo = new HashMap<>();

    private boolean entriesDamaged;

    Pass(FaultList faults) {
      this.faults = faults;
    }

    void named(Recorded recorded) {
      Optional<VaultRef> kept =
          switch (recorded.entry()) {
            case ObjectReceived object -> object.kept();
            case MessageKept message -> Optional.of(message.body());
            default -> Optional.empty();
          };
      kept.ifPresent(ref -> keptUpTo.merge(ref.pack(), ref.offset(), Math::max));
    }

    @Override
    public void damaged(long pack, long offset, String what) {
      if (!faults.isReported(pack, offset)) {
        faults.add(new Fault.VaultDamaged(LedgerPosition.START, pack, offset, what));
      }
    }

    @Override
    public void leftover(long pack, long offset, String what) {
      if (offset <= keptUpTo.getOrDefault(pack, -1L)) {
        damaged(pack, offset, what);
      }
    }
  }

  private void objects(Pass pass) throws IOException {
    int threadCount = Math.clamp(Runtime.getRuntime().availableProcessors(), 1, THREADS_MAX);
    List<ObjectCheck> checks = new ArrayList<>();
    for (int i = 0; i < threadCount; i++) {
      checks.add(new ObjectCheck(vault, pass.faults));
    }
    ExecutorService threads =
        Executors.newFixedThreadPool(
            threadCount, Thread.ofPlatform().daemon().name("fsck-", 0).factory());
    try {
      LedgerPosition after = LedgerPosition.START;
      LedgerPosition head = ledger.head();
      while (after.compareTo(head) < 0) {
        after = page(after, head, checks, threads, pass);
      }
    } finally {
      threads.shutdownNow();
    }
  }

  private LedgerPosition page(
      LedgerPosition after,
      LedgerPosition head,
      List<ObjectCheck> checks,
      ExecutorService threads,
      Pass pass)
      throws IOException {
    long last = Math.min(after.value() + PAGE_COUNT, head.value());
    List<Recorded> entries = entries(after, last, pass);
    entries.forEach(pass::named);
    List<Future<?>> running = new ArrayList<>();
    for (int i = 0; i < checks.size(); i++) {
      int offset = i;
      running.add(
          threads.submit(
              () -> {
                for (int each = offset; each < entries.size(); each += checks.size()) {
                  checks.get(offset).check(entries.get(each));
                }
                return null;
              }));
    }
    for (Future<?> each : running) {
      await(each);
    }
    return new LedgerPosition(last);
  }

  private List<Recorded> entries(LedgerPosition after, long last, Pass pass) throws IOException {
    int count = Math.toIntExact(last - after.value());
    try {
      List<Recorded> entries = ledger.read(after, count);
      // Where entries are missing, the page goes beyond `last`; those come with the next one.
      return entries.stream().filter(entry -> entry.position().value() <= last).toList();
    } catch (IOException _) {
      // One of them is damaged, which the ledger's own check has said. The others can be read.
      pass.entriesDamaged = true;
      List<Recorded> readable = new ArrayList<>();
      for (long position = after.value() + 1; position <= last; position++) {
        addIfReadable(readable, position);
      }
      return readable;
    }
  }

  private void addIfReadable(List<Recorded> readable, long position) throws IOException {
    try {
      ledger.entry(new LedgerPosition(position)).ifPresent(readable::add);
    } catch (IOException e) {
      // Tell one damaged entry from a ledger that cannot be read at all.
      try {
        ledger.objectCounts();
      } catch (IOException second) {
        e.addSuppressed(second);
        throw e;
      }
    }
  }

  private static void await(Future<?> running) throws IOException {
    try {
      running.get();
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("fsck was interrupted");
    } catch (ExecutionException e) {
      switch (e.getCause()) {
        case IOException io -> throw io;
        case RuntimeException own -> throw own;
        case Error error -> throw error;
        case null, default -> throw new IOException(e);
      }
    }
  }
}
