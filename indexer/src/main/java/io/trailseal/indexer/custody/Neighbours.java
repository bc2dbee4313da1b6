package io.trailseal.indexer.custody;

import io.trailseal.indexer.ledger.DigestFacts;
import io.trailseal.indexer.ledger.Ledger;
import io.trailseal.indexer.ledger.LedgerEntry.ObjectReceived;
import io.trailseal.indexer.ledger.Recorded;
import io.trailseal.verifier.S3Name;
import io.trailseal.verifier.S3Prefix;
import io.trailseal.verifier.Verdict;
import io.trailseal.verifier.check.Cadence;
import io.trailseal.verifier.check.ChainNode;
import io.trailseal.verifier.check.ChainRules;
import io.trailseal.verifier.trail.ObjectKey;
import io.trailseal.verifier.trail.ObjectKind;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// What two verified digests of a standard chain say about the time between them, given everything
/// that lies there. The rules are the verifier's; this only brings together what they ask for.
final class Neighbours {
  /// Less than this between two digests is no place for a third.
  private static final Duration ROOM_MIN = Duration.ofMinutes(30);

  /// Days of a hole that are looked through for digests that could not be verified: as many as
  /// missing digests are named one by one.
  private static final int DAYS_MAX = 734;

  /// How far off the hour an unverified digest's name may be for it to count as one of the chain:
  /// an object that somebody put under some digest's name must not split a hole.
  private static final Duration GRID_TOLERANCE = Duration.ofMinutes(5);

  private final Ledger ledger;
  private final Parkings parkings;

  Neighbours(Ledger ledger) {
    this.ledger = ledger;
    this.parkings = new Parkings(ledger);
  }

  /// Everything wrong between two verified digests, or in between; a gap with its log files
  /// counted; and what is parked there. Nothing for a chain that began anew without losing time:
  /// nobody misses anything.
  List<Verdict> between(DigestFacts older, DigestFacts newer) throws IOException {
    List<Verdict> verdicts = new ArrayList<>();
    List<ChainNode> nodes = nodes(older, newer, verdicts);
    for (int i = 1; i < nodes.size(); i++) {
      for (Verdict verdict :
          ChainRules.between(nodes.get(i - 1), nodes.get(i), this::isHereUnchecked)) {
        if (!(verdict instanceof Verdict.Gap gap)) {
          verdicts.add(verdict);
        } else if (!gap.isEmpty()) {
          verdicts.add(placed(gap).withLogFiles(logFilesIn(gap, newer.name())));
        }
      }
    }
    return verdicts;
  }

  /// The digests that lie between two verified ones and could not be verified, with these two
  /// around them, the oldest first.
  List<ChainNode> nodes(DigestFacts older, DigestFacts newer) throws IOException {
    return nodes(older, newer, new ArrayList<>());
  }

  /// @param verdicts gets what is to be said of digests that S3 has there and does not give us
  private List<ChainNode> nodes(DigestFacts older, DigestFacts newer, List<Verdict> verdicts)
      throws IOException {
    List<ChainNode> nodes = new ArrayList<>();
    nodes.add(Chains.node(older));
    if (Duration.between(older.endTime(), newer.startTime()).compareTo(ROOM_MIN) >= 0) {
      List<ChainNode> unusable = new ArrayList<>();
      for (S3Prefix day : days(older, newer)) {
        ledger.forEachObjectIn(
            day, ledger.head(), recorded -> unusable(recorded, older, newer, unusable));
      }
      parked(older, newer, unusable, verdicts);
      unusable.sort(Comparator.comparing(ChainNode::endTime));
      nodes.addAll(unusable);
    }
    nodes.add(Chains.node(newer));
    return nodes;
  }

  /// Those whose names the hours ask for.
  private void parked(
      DigestFacts older, DigestFacts newer, List<ChainNode> found, List<Verdict> verdicts)
      throws IOException {
    if (ledger.intakeCounts().parked() == 0) {
      return;
    }
    for (Instant end : Cadence.between(older.endTime(), newer.startTime())) {
      S3Name name = Cadence.named(newer.name(), end);
      Optional<Verdict.Undecided> obstacle = parkings.obstacle(name);
      if (obstacle.isPresent() && !isHere(name)) {
        found.add(new ChainNode.Unusable(name, end));
        verdicts.add(obstacle.get());
      }
    }
  }

  private static Set<S3Prefix> days(DigestFacts older, DigestFacts newer) {
    Set<S3Prefix> days = new LinkedHashSet<>();
    Instant day = newer.startTime();
    while (!day.isBefore(older.endTime().truncatedTo(ChronoUnit.DAYS))
        && days.size() < 2 * DAYS_MAX) {
      days.add(Chains.dayFolder(newer.name(), day));
      // A chain may have moved to another bucket or prefix.
      days.add(Chains.dayFolder(older.name(), day));
      day = day.minus(1, ChronoUnit.DAYS);
    }
    return days;
  }

  private static void unusable(
      Recorded recorded, DigestFacts older, DigestFacts newer, List<ChainNode> found) {
    if (!(recorded.entry() instanceof ObjectReceived object)) {
      return;
    }
    S3Name name = object.name();
    boolean named = newer.previous().filter(link -> link.name().equals(name)).isPresent();
    Chains.key(name)
        .filter(key -> key.chain().equals(newer.chain()))
        .flatMap(ObjectKey::time)
        .filter(end -> end.isAfter(older.endTime()) && !end.isAfter(newer.startTime()))
        .filter(end -> named || isOnGrid(end, newer.startTime()))
        .ifPresent(end -> found.add(new ChainNode.Unusable(name, end)));
  }

  private static boolean isOnGrid(Instant end, Instant hour) {
    Duration off =
        Duration.ofSeconds(Duration.between(end, hour).toSeconds() % Cadence.HOUR.toSeconds());
    return off.compareTo(GRID_TOLERANCE) <= 0
        || Cadence.HOUR.minus(off).compareTo(GRID_TOLERANCE) <= 0;
  }

  boolean isHere(S3Name name) throws IOException {
    return ledger.newestObject(name, ledger.head()).isPresent();
  }

  private boolean isHereUnchecked(S3Name name) {
    try {
      return isHere(name);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// A gap is told under the name of the first digest that would fill it. Where a digest lies under
  /// that name, because the gap is shorter than an hour, under the name of the last one.
  private Verdict.Gap placed(Verdict.Gap gap) throws IOException {
    if (!isHere(gap.subject())) {
      return gap;
    }
    return new Verdict.Gap(
        Cadence.named(gap.subject(), gap.to()),
        gap.before(),
        gap.after(),
        gap.from(),
        gap.to(),
        gap.restart(),
        gap.logFiles());
  }

  private long logFilesIn(Verdict.Gap gap, S3Name digest) throws IOException {
    S3Name like = logsBeside(digest);
    long[] count = {0};
    Instant day = gap.from().truncatedTo(ChronoUnit.DAYS);
    for (int i = 0; day.isBefore(gap.to()) && i < DAYS_MAX; i++) {
      ledger.forEachObjectIn(
          Chains.dayFolder(like, day),
          ledger.head(),
          recorded -> count[0] += isUnlistedIn(gap, recorded) ? 1 : 0);
      day = day.plus(1, ChronoUnit.DAYS);
    }
    return count[0];
  }

  /// A name in the folder of log files that goes with a digest's.
  private static S3Name logsBeside(S3Name digest) {
    int folder = digest.key().lastIndexOf("/CloudTrail-Digest/");
    return new S3Name(
        digest.bucket(),
        digest.key().substring(0, folder)
            + "/CloudTrail/"
            + digest.key().substring(folder + "/CloudTrail-Digest/".length()));
  }

  private boolean isUnlistedIn(Verdict.Gap gap, Recorded recorded) {
    if (!(recorded.entry() instanceof ObjectReceived object)) {
      return false;
    }
    try {
      return ObjectKey.parse(object.name().key())
              .filter(key -> key.kind() == ObjectKind.LOG)
              .flatMap(ObjectKey::time)
              .filter(time -> !time.isBefore(gap.from()) && time.isBefore(gap.to()))
              .isPresent()
          && ledger.listings(object.name()).isEmpty();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
