package io.trailseal.indexer.access;

import io.trailseal.indexer.ledger.AccessAction;
import io.trailseal.indexer.ledger.AccessDetail;
import io.trailseal.indexer.ledger.AccessLedger;
import io.trailseal.indexer.ledger.AccessOutcome;
import io.trailseal.indexer.ledger.Ledger;
import io.trailseal.indexer.ledger.LedgerEntry.Accessed;
import io.trailseal.indexer.ledger.LedgerPosition;
import io.trailseal.indexer.ledger.Recorded;
import java.io.Closeable;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The access record: who did what, and when. Nothing else enters it.
///
/// Whoever gives something out enters it here first, and gives it only when this returns.
///
/// Threads: any.
public final class AccessRecord implements Closeable {
  /// Characters of a name, a credential or an address that are kept.
  public static final int NAME_LENGTH_MAX = 256;

  /// Entries that one page looks through for a text.
  static final int LOOKED_AT_MAX = 20_000;

  private static final Logger LOG = LoggerFactory.getLogger(AccessRecord.class);
  private static final int READ_COUNT = 500;
  private static final int LOOK_SECONDS = 5;
  private static final Pattern CURSOR = Pattern.compile("(-?\\d{1,15})\\.(\\d{1,18})");

  private final Ledger ledger;
  private final InstantSource clock;
  private final ReentrantLock counting = new ReentrantLock();
  private final Refusals refusals = new Refusals();
  private final Budgets budgets = new Budgets();
  private final ScheduledThreadPoolExecutor timer;

  public AccessRecord(Ledger ledger, InstantSource clock) {
    this.ledger = ledger;
    this.clock = clock;
    this.timer =
        new ScheduledThreadPoolExecutor(
            1, Thread.ofPlatform().daemon().name("access-record").factory());
    var _ =
        timer.scheduleWithFixedDelay(
            this::enterQuietly, LOOK_SECONDS, LOOK_SECONDS, TimeUnit.SECONDS);
  }

  // ------------------------------------------------------------ entering

  /// Enters what somebody did, or is about to be given.
  ///
  /// @return the entry, which is on disk
  /// @throws OverBudgetException if too much was entered of them within the hour; nothing may be
  ///   given then
  /// @throws UnrecordedException if it could not be entered: then nothing may be given
  public LedgerPosition enter(Caller caller, Deed deed) throws UnrecordedException {
    Accessed accessed = accessed(caller, deed);
    Optional<Duration> wait = budgets.take(accessed, clock.instant());
    if (wait.isPresent()) {
      String why =
          "more than %d MiB were entered in the access record for %s within an hour"
              .formatted(Budgets.BYTES_MAX >> 20, accessed.who().name());
      refused(
          caller,
          Deed.of(deed.action())
              .with(AccessDetail.SUBJECT, deed.action().name())
              .with(AccessDetail.REASON, why));
      throw new OverBudgetException(why, Math.max(1, wait.get().toSeconds()));
    }
    return append(accessed);
  }

  /// The entry that [#enter] makes, for whoever appends it together with something else.
  public static Accessed accessed(Caller caller, Deed deed) {
    Deed whole =
        caller.accounts().isEmpty()
            ? deed
            : deed.with(
                AccessDetail.ACCOUNTS,
                caller.accounts().get().stream().sorted().collect(Collectors.joining(" ")));
    return new Accessed(
        new Accessed.Who(
            caller.kind().name(),
            name(caller.name()),
            caller.credential().map(AccessRecord::name),
            caller.roles().stream().map(Role::name).collect(Collectors.toSet()),
            name(caller.from())),
        whole.action(),
        whole.outcome(),
        whole.details());
  }

  /// Somebody who is known was refused something that they have no right to. Repeated within a
  /// minute it is counted, see [Refusals].
  ///
  /// @param deed what they tried; entered as [AccessAction#REFUSED]
  /// @throws UnrecordedException if it could not be entered
  public void refused(Caller caller, Deed deed) throws UnrecordedException {
    refuse(
        accessed(caller, new Deed(AccessAction.REFUSED, AccessOutcome.REFUSED, deed.details())),
        false);
  }

  /// A sign-in, a token or a key did not hold. Repeated from one address within a minute it is
  /// counted, see [Refusals].
  ///
  /// @param claimed the name that was claimed; hostile
  /// @param credential the public part of the token or key that was shown; hostile
  /// @param reason why, in words of ours
  /// @throws UnrecordedException if it could not be entered
  public void signInRefused(
      String claimed, Optional<String> credential, String address, String reason)
      throws UnrecordedException {
    Deed deed =
        Deed.of(AccessAction.SIGN_IN_REFUSED)
            .as(AccessOutcome.REFUSED)
            .with(AccessDetail.REASON, reason);
    refuse(
        new Accessed(
            new Accessed.Who(
                "STRANGER",
                name(claimed),
                credential.map(AccessRecord::name),
                Set.of(),
                name(address)),
            deed.action(),
            deed.outcome(),
            deed.details()),
        true);
  }

  private void refuse(Accessed refusal, boolean isStranger) throws UnrecordedException {
    enterCounted();
    Optional<Accessed> now;
    counting.lock();
    try {
      now = refusals.refused(refusal, isStranger, clock.instant());
    } finally {
      counting.unlock();
    }
    if (now.isPresent()) {
      boolean entered = false;
      try {
        LedgerPosition _ = append(now.get());
        entered = true;
      } finally {
        if (!entered) {
          counting.lock();
          try {
            refusals.forget(now.get());
          } finally {
            counting.unlock();
          }
        }
      }
    }
  }

  /// Enters the refusals that were counted for a minute. Called by the clock.
  void enterCounted() throws UnrecordedException {
    enterCounted(false);
  }

  private void enterCounted(boolean all) throws UnrecordedException {
    counting.lock();
    try {
      // Held while it is written: nothing is entered twice.
      for (Refusals.Due due : refusals.due(clock.instant(), all)) {
        LedgerPosition _ = append(due.entry());
        refusals.entered(due, clock.instant());
      }
    } finally {
      counting.unlock();
    }
  }

  private void enterQuietly() {
    try {
      enterCounted();
    } catch (UnrecordedException | RuntimeException e) {
      LOG.error("refusals that were counted could not be entered and will be tried again", e);
    }
  }

  private LedgerPosition append(Accessed accessed) throws UnrecordedException {
    try {
      return ledger.access().append(accessed);
    } catch (IOException e) {
      throw new UnrecordedException(e);
    }
  }

  private static String name(String text) {
    return Deed.cut(text, NAME_LENGTH_MAX, "…");
  }

  // ------------------------------------------------------------ reading

  /// Entries that fit, the latest first.
  ///
  /// @param cursor as a page before this one gave it
  /// @param countMax 1 to 1,000
  /// @throws IllegalArgumentException if that is no cursor
  public AccessPage find(AccessQuestion question, Optional<String> cursor, int countMax)
      throws IOException {
    Optional<AccessLedger.Place> before = cursor.map(AccessRecord::place);
    Optional<String> text = question.text().map(each -> each.toLowerCase(Locale.ROOT));
    int readCount = text.isPresent() ? READ_COUNT : countMax + 1;
    List<AccessEntry> found = new ArrayList<>();
    int lookedAt = 0;
    while (true) {
      List<Recorded> read = ledger.access().newest(question.filter(), before, readCount);
      for (Recorded recorded : read) {
        Optional<AccessEntry> entry =
            AccessEntry.of(recorded).filter(each -> text.isEmpty() || each.mentions(text.get()));
        if (entry.isPresent() && found.size() == countMax) {
          return page(found, before);
        }
        entry.ifPresent(found::add);
        before = Optional.of(AccessLedger.Place.of(recorded));
      }
      lookedAt += read.size();
      if (read.size() < readCount) {
        return new AccessPage(found, Optional.empty(), Optional.empty());
      }
      if (lookedAt >= LOOKED_AT_MAX) {
        return page(found, before);
      }
    }
  }

  private static AccessPage page(List<AccessEntry> found, Optional<AccessLedger.Place> reached) {
    return new AccessPage(
        found,
        reached.map(at -> at.recordedAt().toEpochMilli() + "." + at.position().value()),
        reached.map(AccessLedger.Place::recordedAt));
  }

  private static AccessLedger.Place place(String cursor) {
    Matcher parts = CURSOR.matcher(cursor);
    if (!parts.matches()) {
      throw new IllegalArgumentException("this is no cursor of the access record");
    }
    try {
      return new AccessLedger.Place(
          Instant.ofEpochMilli(Long.parseLong(parts.group(1))),
          new LedgerPosition(Long.parseLong(parts.group(2))));
    } catch (DateTimeException e) {
      throw new IllegalArgumentException("this is no cursor of the access record", e);
    }
  }

  /// Begins to give out the entries that fit, as the ledger has them now.
  public AccessExport export(AccessQuestion question) throws IOException {
    return new AccessExport(ledger, question, ledger.head(), clock.instant());
  }

  /// Enters what was counted and is not entered yet.
  ///
  /// @throws IOException if that could not be entered; those counts are lost
  @Override
  public void close() throws IOException {
    timer.shutdownNow();
    enterCounted(true);
  }
}
