package io.trailseal.indexer.intake;

import io.trailseal.indexer.custody.Custody;
import io.trailseal.indexer.ingest.SourceException;
import io.trailseal.indexer.intake.IntakeStatus.KeyStatus;
import io.trailseal.indexer.ledger.Freshness;
import io.trailseal.indexer.ledger.Ledger;
import io.trailseal.indexer.ledger.LedgerEntry.KeyLearned;
import io.trailseal.indexer.ledger.LedgerEntry.VerdictReached;
import io.trailseal.indexer.ledger.Recorded;
import io.trailseal.verifier.Verdict;
import io.trailseal.verifier.key.KeyCollisionException;
import io.trailseal.verifier.key.KeyFile;
import io.trailseal.verifier.key.Provenance;
import io.trailseal.verifier.key.PublishedKey;
import io.trailseal.verifier.trail.ObjectKey;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Keeps the key ring up to what CloudTrail lists: by the clock for every region whose digests come
/// in, and soon for digests whose key is unknown. Keys that were learned stay for ever.
///
/// Which regions and times there are is read out of names, which anybody who may write to the
/// bucket can choose, and so can the fingerprint a digest claims: so a region is asked about the
/// same time again only after longer and longer, and never more than [#ASKED_PER_HOUR_MAX] times in
/// an hour.
///
/// Threads: one at a time; [#status()] any.
final class KeyUpkeep {
  /// CloudTrail wrote none before its log file integrity validation began.
  private static final Instant FIRST_DIGESTS = Instant.parse("2015-09-01T00:00:00Z");

  private static final Duration AHEAD_MAX = Duration.ofDays(1);

  private static final Logger LOG = LoggerFactory.getLogger(KeyUpkeep.class);

  /// AWS has a few dozen.
  static final int REGIONS_MAX = 100;

  static final int ASKED_PER_HOUR_MAX = 6;

  /// A key is in use for weeks, and digests of an hour may be signed with the next one.
  private static final Duration MARGIN = Duration.ofDays(1);

  private static final Duration AGAIN_FIRST = Duration.ofMinutes(10);
  private static final Duration AGAIN_LONGEST = Duration.ofHours(12);

  /// Of open verdicts, the newest.
  private static final int LOOKED_AT_MAX = 2_000;

  private final Ledger ledger;
  private final Custody custody;
  private final KeySource source;
  private final Runnable wake;
  private final Duration every;
  private final InstantSource clock;
  private final Map<String, Region> regions = new HashMap<>();
  private volatile KeyStatus status = new KeyStatus(Optional.empty(), Optional.empty());
  private @Nullable Instant allLookedAt;

  /// What a region was asked.
  private static final class Region {
    private @Nullable Instant askedAt;
    private @Nullable Instant dueAsked;
    private @Nullable Instant hourBegan;
    private int askedInHour;

    /// Of the unknown keys: what was asked about last, and how often in vain.
    private @Nullable Span span;

    private int inVain;
  }

  /// Times of digests, inclusive.
  private record Span(Instant from, Instant to) {
    Span with(Instant at) {
      return new Span(at.isBefore(from) ? at : from, at.isAfter(to) ? at : to);
    }

    boolean contains(Span other) {
      return !other.from.isBefore(from) && !other.to.isAfter(to);
    }
  }

  /// @param wake is run after keys were learned
  /// @param every how often each region is asked; zero for only where a key is unknown
  KeyUpkeep(
      Ledger ledger,
      Custody custody,
      KeySource source,
      Runnable wake,
      Duration every,
      InstantSource clock) {
    this.ledger = ledger;
    this.custody = custody;
    this.source = source;
    this.wake = wake;
    this.every = every;
    this.clock = clock;
  }

  KeyStatus status() {
    return status;
  }

  /// Asks what is due.
  ///
  /// @throws IOException if the ledger cannot be read or written
  void look() throws IOException, InterruptedException {
    if (!every.isZero()) {
      bySchedule();
    }
    onDemand();
  }

  private void bySchedule() throws IOException, InterruptedException {
    Map<String, Instant> newest = new TreeMap<>();
    for (Freshness freshness : ledger.freshness()) {
      if (freshness.newestDigest().isPresent()) {
        newest.merge(
            freshness.region(), freshness.newestDigest().get(), (a, b) -> a.isAfter(b) ? a : b);
      }
    }
    Instant now = clock.instant();
    for (Map.Entry<String, Instant> each : newest.entrySet()) {
      Region region = region(each.getKey());
      if (region != null && isDue(region, now)) {
        Span span = new Span(each.getValue(), each.getValue());
        if (ask(each.getKey(), region, span).isPresent()) {
          region.dueAsked = now;
        }
      }
    }
  }

  private boolean isDue(Region region, Instant now) {
    Instant asked = region.dueAsked;
    // A clock that was set back must not put it off.
    return asked == null || now.isBefore(asked) || !now.isBefore(asked.plus(every));
  }

  private void onDemand() throws IOException, InterruptedException {
    Instant now = clock.instant();
    for (Map.Entry<String, Span> each : unknown(now).entrySet()) {
      Region region = region(each.getKey());
      if (region == null) {
        continue;
      }
      boolean isNew = region.span == null || !region.span.contains(each.getValue());
      if (!isNew && !isAgainDue(region, now)) {
        continue;
      }
      Optional<Boolean> learned = ask(each.getKey(), region, each.getValue());
      if (learned.isPresent()) {
        region.span = each.getValue();
        region.inVain = learned.get() ? 0 : Math.min(region.inVain + 1, 20);
      }
    }
  }

  private static boolean isAgainDue(Region region, Instant now) {
    Instant asked = region.askedAt;
    if (asked == null || now.isBefore(asked)) {
      return true;
    }
    Duration wait = AGAIN_FIRST.multipliedBy(1L << Math.max(0, region.inVain - 1));
    return !now.isBefore(asked.plus(wait.compareTo(AGAIN_LONGEST) > 0 ? AGAIN_LONGEST : wait));
  }

  /// Of the digests that wait for a key, the times, by region. All of them now and then; in between
  /// the newest.
  private Map<String, Span> unknown(Instant now) throws IOException {
    Map<String, Span> unknown = new TreeMap<>();
    Instant last = allLookedAt;
    if (last == null || now.isBefore(last) || !now.isBefore(last.plus(AGAIN_LONGEST))) {
      allLookedAt = now;
      ledger.forEachOpenVerdict(ledger.head(), recorded -> add(recorded, now, unknown));
    } else {
      ledger.openVerdicts(false, LOOKED_AT_MAX).forEach(recorded -> add(recorded, now, unknown));
    }
    return unknown;
  }

  private static void add(Recorded recorded, Instant now, Map<String, Span> unknown) {
    if (!(recorded.entry() instanceof VerdictReached(var verdict, _))
        || !(verdict instanceof Verdict.Undecided undecided)
        || undecided.obstacle() != Verdict.Obstacle.SIGNING_KEY_UNKNOWN) {
      return;
    }
    Optional<ObjectKey> key = ObjectKey.parse(undecided.subject().key());
    Optional<String> region = key.flatMap(ObjectKey::region);
    Optional<Instant> time = key.flatMap(ObjectKey::time);
    if (region.isEmpty()
        || time.isEmpty()
        || time.get().isBefore(FIRST_DIGESTS)
        || time.get().isAfter(now.plus(AHEAD_MAX))) {
      // Names are anybody's: one of another century would spoil the range that is asked for.
      return;
    }
    Span span = new Span(time.get(), time.get());
    if (key.get().backfill()) {
      // Signed with the key of the time it was made, which is any since then.
      span = span.with(now);
    }
    unknown.merge(region.get(), span, (a, b) -> a.with(b.from()).with(b.to()));
  }

  /// @return null where there are too many, or it is none
  private @Nullable Region region(String name) {
    if (!KeyFile.isRegion(name) || (regions.size() >= REGIONS_MAX && !regions.containsKey(name))) {
      return null;
    }
    return regions.computeIfAbsent(name, _ -> new Region());
  }

  /// @return whether something was learned; empty where nobody was asked or did not answer
  private Optional<Boolean> ask(String name, Region region, Span span)
      throws IOException, InterruptedException {
    Instant now = clock.instant();
    if (!mayAsk(region, now)) {
      return Optional.empty();
    }
    if (Thread.interrupted()) {
      throw new InterruptedException();
    }
    region.askedAt = now;
    Instant from = span.from().minus(MARGIN);
    Instant to = span.to().plus(MARGIN);
    try {
      List<PublishedKey> listed = source.list(name, from, to);
      Provenance provenance =
          Provenance.of(
              new Provenance.Origin.ApiCall(from, to), Provenance.Decision.LISTED, "trailseal");
      int entered =
          custody.trustKeys(
              listed.stream().map(key -> new KeyLearned(key, name, provenance)).toList());
      status = new KeyStatus(Optional.of(now), Optional.empty());
      if (entered > 0) {
        LOG.info("learned {} key(s) of {} from CloudTrail", entered, name);
        wake.run();
      }
      return Optional.of(entered > 0);
    } catch (SourceException e) {
      trouble(e.detail());
    } catch (KeyCollisionException e) {
      trouble(
          "CloudTrail in %s lists another key under a fingerprint that is in the key ring: %s; none of this answer was trusted, compare trailseal keys list with AWS"
              .formatted(name, e.getMessage()));
    }
    return Optional.empty();
  }

  private static boolean mayAsk(Region region, Instant now) {
    Instant began = region.hourBegan;
    if (began == null || now.isBefore(began) || !now.isBefore(began.plus(Duration.ofHours(1)))) {
      region.hourBegan = now;
      region.askedInHour = 0;
    }
    return ++region.askedInHour <= ASKED_PER_HOUR_MAX;
  }

  private void trouble(String detail) {
    if (status.trouble().isEmpty()) {
      LOG.warn("asking CloudTrail for its public keys: {}", detail);
    }
    status = new KeyStatus(status.askedAt(), Optional.of(detail));
  }
}
