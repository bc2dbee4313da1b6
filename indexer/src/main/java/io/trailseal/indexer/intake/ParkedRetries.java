package io.trailseal.indexer.intake;

import io.trailseal.indexer.ingest.Bucket.Read;
import io.trailseal.indexer.ingest.Delivery;
import io.trailseal.indexer.ingest.Ingestor;
import io.trailseal.indexer.intake.Handover.Handed;
import io.trailseal.indexer.ledger.Ledger;
import io.trailseal.indexer.ledger.LedgerEntry.ObjectParked;
import io.trailseal.indexer.ledger.LedgerPosition;
import io.trailseal.indexer.ledger.Recorded;
import io.trailseal.verifier.S3Name;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Phaser;

/// Tries again to read what is parked: an object was restored, a permission was given. Each after
/// some time, then after twice that, and so on up to once a day.
///
/// When an object is due follows from when it was parked, so nothing has to be remembered: a sweep
/// reads what became due since the sweep before it.
///
/// Threads: one sweep at a time.
final class ParkedRetries {
  private static final int PAGE_MAX = 256;
  private static final Duration LONGEST = Duration.ofDays(1);

  private final Ledger ledger;
  private final Readers readers;
  private final ReadShare share;
  private final List<BucketDesk> desks;
  private final Duration first;

  /// @param first how long after it was parked an object is tried again
  ParkedRetries(
      Ledger ledger, Readers readers, ReadShare share, List<BucketDesk> desks, Duration first) {
    this.ledger = ledger;
    this.readers = readers;
    this.share = share;
    this.desks = List.copyOf(desks);
    this.first = first;
  }

  /// Reads what became due after `since`, and returns when all of it is durable.
  ///
  /// @throws IOException if the ledger cannot be read
  void sweep(Instant since, Instant now, Ingestor ingestor)
      throws IOException, InterruptedException {
    for (BucketDesk desk : desks) {
      sweep(desk, since, now, ingestor);
    }
  }

  private void sweep(BucketDesk desk, Instant since, Instant now, Ingestor ingestor)
      throws IOException, InterruptedException {
    Phaser open = new Phaser(1);
    try (Handover handover = new Handover("parked objects of " + desk.bucket().description())) {
      boolean isStarted = false;
      LedgerPosition at = LedgerPosition.START;
      List<Recorded> page = ledger.parked(at, PAGE_MAX);
      while (!page.isEmpty()) {
        for (Recorded recorded : page) {
          if (recorded.entry() instanceof ObjectParked parked
              && desk.contains(parked.name())
              && isDue(recorded.recordedAt(), since, now, first)) {
            if (!isStarted) {
              handover.start(ingestor);
              isStarted = true;
            }
            handover.throwIfFailed();
            share.acquire();
            open.register();
            readers.submit(new Again(desk, parked, handover, open));
          }
        }
        at = page.getLast().position();
        page = ledger.parked(at, PAGE_MAX);
      }
      if (isStarted) {
        open.awaitAdvanceInterruptibly(open.arrive());
        handover.finish();
      }
    }
  }

  /// Whether one of an object's times falls in the time after `since` up to `now`: `first` after it
  /// was parked, then twice as long after that, and so on.
  static boolean isDue(Instant parkedAt, Instant since, Instant now, Duration first) {
    Duration step = first;
    Instant due = parkedAt.plus(step);
    while (!due.isAfter(since)) {
      Duration twice = step.multipliedBy(2);
      step = twice.compareTo(LONGEST) > 0 ? LONGEST : twice;
      if (step.equals(LONGEST)) {
        // Straight to the last day before, however long ago it was parked.
        long days = Math.max(0, Duration.between(due, since).toDays());
        due = due.plus(LONGEST.multipliedBy(days));
      }
      due = due.plus(step);
    }
    return !due.isAfter(now);
  }

  /// One object, once more.
  private final class Again implements Readers.Task {
    private final BucketDesk desk;
    private final ObjectParked parked;
    private final Handover handover;
    private final Phaser open;

    Again(BucketDesk desk, ObjectParked parked, Handover handover, Phaser open) {
      this.desk = desk;
      this.parked = parked;
      this.handover = handover;
      this.open = open;
    }

    @Override
    public BucketDesk desk() {
      return desk;
    }

    @Override
    public S3Name name() {
      return parked.name();
    }

    @Override
    public Optional<String> versionId() {
      return parked.versionId();
    }

    @Override
    public boolean isWanted() {
      return !handover.isStopped();
    }

    @Override
    public void read(Read read) {
      try {
        Optional<Delivery> delivery = delivery(read);
        if (delivery.isEmpty()) {
          read.close();
        } else {
          long bytes = read instanceof Read.Present present ? present.payload().length() : 0;
          boolean _ = handover.put(new Handed(delivery.get(), bytes, () -> {}, read::close));
        }
      } catch (InterruptedException _) {
        Thread.currentThread().interrupt();
      } finally {
        over();
      }
    }

    private Optional<Delivery> delivery(Read read) {
      long ticket = handover.nextTicket();
      return switch (read) {
        case Read.Present present ->
            Optional.of(
                new Delivery.Found(
                    ticket,
                    name(),
                    Optional.of(present.payload()),
                    present.payload().length(),
                    present.userMetadata(),
                    present.version(),
                    List.of()));
        case Read.TooLong tooLong ->
            Optional.of(
                new Delivery.Found(
                    ticket,
                    name(),
                    Optional.empty(),
                    tooLong.bytes(),
                    tooLong.userMetadata(),
                    tooLong.version(),
                    List.of(VersionReading.overLimit(tooLong.bytes()))));
        case Read.Refused refused ->
            // Only a change is news.
            refused.reason() == parked.reason()
                ? Optional.empty()
                : Optional.of(
                    new Delivery.Parked(
                        ticket,
                        new ObjectParked(
                            name(),
                            versionId(),
                            refused.reason(),
                            refused.detail(),
                            handover.description())));
        case Read.Unreachable _ -> Optional.empty();
      };
    }

    /// Its next time comes.
    @Override
    public boolean unreachable(Read.Unreachable why, int times) {
      over();
      return false;
    }

    @Override
    public void dropped() {
      over();
    }

    private void over() {
      share.release();
      open.arriveAndDeregister();
    }
  }
}
