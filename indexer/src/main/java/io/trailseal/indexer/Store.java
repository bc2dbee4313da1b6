package io.trailseal.indexer;

import io.trailseal.indexer.access.AccessRecord;
import io.trailseal.indexer.access.Accounts;
import io.trailseal.indexer.custody.Custody;
import io.trailseal.indexer.custody.Reverification;
import io.trailseal.indexer.follow.FollowLoop;
import io.trailseal.indexer.fsck.Fsck;
import io.trailseal.indexer.ingest.Importer;
import io.trailseal.indexer.ingest.Retention;
import io.trailseal.indexer.intake.Intake;
import io.trailseal.indexer.intake.IntakeLimits;
import io.trailseal.indexer.intake.IntakeStatus;
import io.trailseal.indexer.intake.Sources;
import io.trailseal.indexer.ledger.Ledger;
import io.trailseal.indexer.ledger.LedgerEntry.RetentionSet;
import io.trailseal.indexer.ledger.LedgerPosition;
import io.trailseal.indexer.ledger.Ledgers;
import io.trailseal.indexer.proof.Proofs;
import io.trailseal.indexer.search.Search;
import io.trailseal.indexer.search.Searches;
import io.trailseal.indexer.search.Upkeep;
import io.trailseal.indexer.vault.Vault;
import io.trailseal.indexer.vault.Vaults;
import io.trailseal.verifier.check.WalkOptions;
import io.trailseal.verifier.check.WalkProgress;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.InstantSource;
import java.time.YearMonth;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// One store folder with its rooms, opened in the order they depend on each other. The front door
/// of this module.
///
/// ```
/// HOME/owner     who has the store open; locked for as long as that process lives
/// HOME/vault/    bytes as delivered          never deleted
/// HOME/ledger/   what happened               never deleted
/// HOME/search/   the index                   may be deleted: it is rebuilt from the two above
/// HOME/access-keys.key   opens what the ledger keeps of AWS-style access keys
/// ```
///
/// Threads: the doors handed out say for themselves. Opening and closing is for one thread.
public final class Store implements Closeable {
  private static final int OWNER_BYTES_MAX = 4096;

  private final Path home;
  private final Vault vault;
  private final Ledger ledger;
  private final Accounts accounts;
  private final AccessRecord accessRecord;
  private final Search search;
  private final Custody custody;
  private final FollowLoop followLoop;
  private final ReentrantLock reverifying = new ReentrantLock();

  private volatile @Nullable Intake runningIntake;

  private volatile Supplier<Optional<IntakeStatus>> intakeStatus =
      () -> Optional.ofNullable(runningIntake).map(Intake::status);

  /// Everything open, the last opened first.
  private final Deque<Closeable> opened;

  private Store(
      Path home,
      Vault vault,
      Ledger ledger,
      Accounts accounts,
      AccessRecord accessRecord,
      Search search,
      Custody custody,
      FollowLoop followLoop,
      Deque<Closeable> opened) {
    this.home = home;
    this.vault = vault;
    this.ledger = ledger;
    this.accounts = accounts;
    this.accessRecord = accessRecord;
    this.search = search;
    this.custody = custody;
    this.followLoop = followLoop;
    this.opened = opened;
  }

  /// Opens the store in `home`, creating what is missing, and starts its followers.
  ///
  /// @param owner who opens it, in a few words with the process id; shown to whoever comes second
  /// @throws StoreOwnedException if another process (or this one) has it open
  public static Store open(Path home, String owner, InstantSource clock) throws IOException {
    Files.createDirectories(home);
    var opened = new ArrayDeque<Closeable>();
    try {
      opened.push(own(home, owner));
      Vault vault = Vaults.open(home.resolve("vault"));
      opened.push(vault);
      Ledger ledger = Ledgers.open(home.resolve("ledger"), clock);
      opened.push(ledger);
      Accounts accounts = Accounts.open(ledger, home, clock);
      opened.push(accounts);
      AccessRecord accessRecord = new AccessRecord(ledger, clock);
      opened.push(accessRecord);
      Search search = Searches.open(home.resolve("search"), vault, ledger, clock);
      opened.push(search);
      Custody custody = new Custody(ledger, vault);
      FollowLoop followLoop = new FollowLoop(ledger, List.of(custody, search));
      opened.push(followLoop);
      followLoop.start();
      return new Store(
          home, vault, ledger, accounts, accessRecord, search, custody, followLoop, opened);
    } catch (IOException | RuntimeException e) {
      // What was opened before the failure is given back, the owner's lock last.
      try {
        closeAll(opened);
      } catch (IOException suppressed) {
        e.addSuppressed(suppressed);
      }
      throw e;
    }
  }

  private static FileChannel own(Path home, String owner) throws IOException {
    Path file = home.resolve("owner");
    FileChannel channel =
        FileChannel.open(
            file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
    try {
      if (tryLock(channel) == null) {
        throw new StoreOwnedException(home, read(channel));
      }
      channel.truncate(0);
      ByteBuffer text = ByteBuffer.wrap(owner.getBytes(StandardCharsets.UTF_8));
      while (text.hasRemaining()) {
        channel.write(text, text.position());
      }
      channel.force(true);
      return channel;
    } catch (IOException e) {
      channel.close();
      throw e;
    }
  }

  private static @Nullable FileLock tryLock(FileChannel channel) throws IOException {
    try {
      return channel.tryLock();
    } catch (OverlappingFileLockException _) {
      // This very process has it open already; for the caller that is the same refusal.
      return null;
    }
  }

  private static String read(FileChannel channel) throws IOException {
    ByteBuffer text = ByteBuffer.allocate(OWNER_BYTES_MAX);
    channel.read(text, 0);
    return new String(text.array(), 0, text.position(), StandardCharsets.UTF_8).strip();
  }

  public Path home() {
    return home;
  }

  public Vault vault() {
    return vault;
  }

  public Ledger ledger() {
    return ledger;
  }

  /// Who may use it.
  public Accounts accounts() {
    return accounts;
  }

  /// Who did what.
  public AccessRecord accessRecord() {
    return accessRecord;
  }

  public Search search() {
    return search;
  }

  public Custody custody() {
    return custody;
  }

  public Proofs proofs() {
    return new Proofs(ledger, vault);
  }

  public Importer importer() {
    return new Importer(vault, ledger, followLoop::wake);
  }

  /// Starts taking in what queues announce and what lies in buckets. Whoever starts it closes it,
  /// before the store.
  ///
  /// @param sources are the intake's from here on, and closed with it
  /// @throws IOException if the store's disk cannot be asked how much room it has
  public Intake intake(Sources sources, IntakeLimits limits, InstantSource clock)
      throws IOException {
    Intake started = Intake.start(vault, ledger, custody, this::wake, sources, limits, home, clock);
    runningIntake = started;
    return started;
  }

  /// The intake that was started last and is not closed.
  public Optional<Intake> runningIntake() {
    return Optional.ofNullable(runningIntake).filter(intake -> !intake.isClosed());
  }

  /// How the intake is that was started last; empty where none was. Answered from memory.
  public Optional<IntakeStatus> intakeStatus() {
    return intakeStatus.get();
  }

  /// From now on `status` says how intake is: what is shown of it can be looked at without a
  /// source.
  public void showIntake(Supplier<Optional<IntakeStatus>> status) {
    intakeStatus = status;
  }

  public Fsck fsck() {
    return new Fsck(ledger, vault, search);
  }

  /// Returns once custody and search have taken in everything received so far.
  public void awaitCaughtUp() throws IOException, InterruptedException {
    followLoop.awaitCaughtUp();
  }

  /// Reads everything kept once more, holds it against the ledger, and enters as verdicts where
  /// they disagree; see [Custody#reverify]. One at a time: whoever comes second waits. The thread
  /// may be interrupted at any time, that harms none of the rooms.
  ///
  /// @param options which part, and as of when
  /// @param parallelism how many objects may be read at once: 1 in the background
  /// @throws InterruptedException if the thread was interrupted meanwhile; nothing was entered then
  public Reverification reverify(WalkOptions options, int parallelism, WalkProgress progress)
      throws IOException, InterruptedException {
    reverifying.lockInterruptibly();
    try {
      return custody.reverify(options, parallelism, progress);
    } finally {
      reverifying.unlock();
      followLoop.wake();
    }
  }

  /// What the index would drop if it kept no events from before `from`.
  ///
  /// @param from empty to keep everything
  /// @param by who decides, for a person
  public RetentionSet retention(Optional<YearMonth> from, String by) throws IOException {
    List<Upkeep.KeptMonth> dropped =
        search.upkeep().months().stream()
            .filter(month -> from.isPresent() && month.month().isBefore(from.get()))
            .toList();
    return new RetentionSet(
        from,
        dropped.stream().map(Upkeep.KeptMonth::month).toList(),
        dropped.stream().mapToLong(Upkeep.KeptMonth::events).sum(),
        dropped.stream().mapToLong(Upkeep.KeptMonth::bytes).sum(),
        by);
  }

  /// Enters that in the ledger; the index drops months, or brings them back, when it comes there.
  /// Vault and ledger keep everything.
  ///
  /// @return the entry
  public LedgerPosition retain(RetentionSet retention) throws IOException {
    LedgerPosition entry = new Retention(ledger).set(retention);
    followLoop.wake();
    return entry;
  }

  /// Whether [#reverify] is at work.
  public boolean isReverifying() {
    return reverifying.isLocked();
  }

  /// How far custody and search have read, durably or not: for whoever watches them catch up.
  public LedgerPosition followed() {
    return followLoop.status().stream()
        .map(FollowLoop.Status::taken)
        .min(Comparator.naturalOrder())
        .orElse(LedgerPosition.START);
  }

  /// How custody and search stand, in this order.
  public List<FollowLoop.Status> followers() {
    return followLoop.status();
  }

  /// Wakes the followers: something was appended other than by an import.
  public void wake() {
    followLoop.wake();
  }

  /// Closes the rooms in the reverse order and gives the store up: followers stop before the rooms
  /// they write to. Closing twice does nothing.
  @Override
  public void close() throws IOException {
    closeAll(opened);
  }

  /// Closes each, whatever becomes of the others.
  private static void closeAll(Deque<Closeable> opened) throws IOException {
    IOException first = null;
    while (!opened.isEmpty()) {
      try {
        opened.pop().close();
      } catch (IOException e) {
        if (first == null) {
          first = e;
        } else {
          first.addSuppressed(e);
        }
      }
    }
    if (first != null) {
      throw first;
    }
  }
}
