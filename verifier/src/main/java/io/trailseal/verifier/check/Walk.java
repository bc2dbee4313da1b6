package io.trailseal.verifier.check;

import io.trailseal.verifier.S3Name;
import io.trailseal.verifier.S3Prefix;
import io.trailseal.verifier.Verdict;
import io.trailseal.verifier.Verdict.Obstacle;
import io.trailseal.verifier.check.ChainNode.Signed;
import io.trailseal.verifier.check.PlaceResult.Crossing;
import io.trailseal.verifier.key.KeyRing;
import io.trailseal.verifier.trail.ObjectKey;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;

/// Walks an archive and examines everything CloudTrail could have written to it. The front door of
/// the verifier for whole archives.
///
/// Each place (account and region) is walked by itself, several at once, and each object is read
/// once. Memory does not grow with the archive: for each place being walked a few hundred bytes a
/// digest and 16 to 64 a log file; what stays of it are its findings, a line a day, and its chains.
public final class Walk {
  /// Places walked at the same time, beyond which only memory would grow.
  private static final int PLACES_AT_ONCE_MAX = 8;

  /// A log file stamped later than this after everything else is no sign that time went on.
  private static final Duration LOGS_AHEAD_MAX = Duration.ofHours(24);

  private final Desk desk;
  private final WalkOptions options;
  private final WalkProgress progress;
  private final AtomicInteger places = new AtomicInteger();
  private final AtomicInteger placesDone = new AtomicInteger();
  private final NavigableMap<Place, PlaceResult> results = new TreeMap<>();
  private final AtomicInteger findingsRoom;
  private final Tally tally;
  private Troubles troubles;

  private Walk(Archive archive, KeyRing keys, WalkOptions options, WalkProgress progress) {
    this.options = options;
    this.progress = progress;
    this.findingsRoom = new AtomicInteger(options.findingsMax());
    this.tally = new Tally(findingsRoom);
    this.troubles = new Troubles(options.mapping());
    this.desk = new Desk(archive, keys, options.mapping(), this::tick);
  }

  /// Examines an archive.
  ///
  /// @throws InterruptedException if the thread was interrupted meanwhile
  public static Report run(
      Archive archive, KeyRing keys, WalkOptions options, WalkProgress progress)
      throws InterruptedException {
    Walk walk = new Walk(archive, keys, options, progress);
    try (walk.desk) {
      return walk.run();
    }
  }

  /// What a walk would go through, found by listing folders alone: whoever gets keys for it from
  /// elsewhere learns for which regions. What cannot be listed is left out; the walk says so.
  ///
  /// @return hostile: the names are those of folders
  /// @throws InterruptedException if the thread was interrupted meanwhile
  public static SortedSet<Place> places(Archive archive, WalkOptions options)
      throws InterruptedException {
    Discovery discovery = new Discovery(archive, options.mapping(), options.scope());
    discovery.run();
    return discovery.places.navigableKeySet();
  }

  private void tick() {
    progress.at(places.get(), placesDone.get(), desk.read(), desk.bytesRead());
  }

  private Report run() throws InterruptedException {
    tick();
    Discovery discovery = new Discovery(desk.archive, options.mapping(), options.scope());
    discovery.run();
    troubles = discovery.troubles;
    places.set(discovery.places.size());
    walkAll(discovery.places);
    Set<S3Name> continued = new HashSet<>();
    for (PlaceResult result : List.copyOf(results.values())) {
      for (Crossing crossing : result.crossings()) {
        cross(crossing, continued);
      }
    }
    Optional<Instant> asOf = asOf();
    results.values().forEach(result -> overdue(result, asOf, continued));
    seenBefore();
    troubles.verdicts(0).forEach(tally::finding);
    discovery.strays.forEach(name -> tally.finding(stray(name)));
    if (discovery.more > 0) {
      S3Prefix root = desk.archive.roots().getFirst();
      tally.finding(
          Leftovers.more(new S3Name(root.bucket(), root.keyPrefix() + "/"), discovery.more));
    }
    return report(discovery, asOf);
  }

  private void walkAll(Map<Place, Set<String>> found) throws InterruptedException {
    int threads = Math.clamp(desk.archive.parallelism(), 1, PLACES_AT_ONCE_MAX);
    ExecutorService drivers =
        Executors.newFixedThreadPool(
            threads, Thread.ofPlatform().daemon().name("verify-place-", 0).factory());
    try {
      List<Future<PlaceResult>> walks = new ArrayList<>();
      found.forEach(
          (place, folders) ->
              walks.add(
                  drivers.submit(
                      () -> {
                        PlaceResult result =
                            new PlaceWalk(place, folders, desk, options, troubles, findingsRoom)
                                .run();
                        placesDone.incrementAndGet();
                        return result;
                      })));
      for (Future<PlaceResult> walk : walks) {
        PlaceResult result = await(walk);
        results.put(result.place(), result);
      }
    } finally {
      drivers.shutdownNow();
    }
  }

  private static <T> T await(Future<T> future) throws InterruptedException {
    try {
      return future.get();
    } catch (ExecutionException e) {
      switch (e.getCause()) {
        case RuntimeException thrown -> throw thrown;
        case Error error -> throw error;
        case InterruptedException interrupted -> throw interrupted;
        case null, default -> throw new IllegalStateException("walking a place failed", e);
      }
    }
  }

  /// A chain that goes on under another bucket or prefix, as after a trail was given another one.
  private void cross(Crossing crossing, Set<S3Name> continued) throws InterruptedException {
    Optional<Place> place = placeOf(crossing.to());
    boolean inScope =
        options.scope().from().filter(from -> !crossing.from().startTime().isAfter(from)).isEmpty();
    if (place.isEmpty() || !inScope) {
      return;
    }
    PlaceResult there = results.get(place.get());
    if (there == null) {
      PlaceWalk walk =
          new PlaceWalk(
              place.get(),
              Set.of(Discovery.DIGESTS, "CloudTrail"),
              desk,
              options,
              troubles,
              findingsRoom);
      crossing
          .from()
          .previous()
          .ifPresent(link -> walk.remember(new DigestExam.Witness(crossing.from().name(), link)));
      places.incrementAndGet();
      there = walk.run();
      placesDone.incrementAndGet();
      results.put(place.get(), there);
      for (Crossing further : there.crossings()) {
        cross(further, continued);
      }
    }
    continued.add(crossing.to());
    ChainNode newest = there.newest().get(crossing.chain());
    if (newest == null) {
      tally.finding(absentBeyond(crossing));
      return;
    }
    continued.add(newest.name());
    ChainRules.between(newest, crossing.from(), _ -> false).forEach(tally::finding);
  }

  private Verdict absentBeyond(Crossing crossing) {
    try (Fetched fetched = desk.fetch(crossing.to())) {
      return fetched instanceof Fetched.Withheld(var obstacle, var detail)
          ? new Verdict.Undecided(crossing.to(), obstacle, detail)
          : new Verdict.Undecided(
              crossing.to(),
              Obstacle.BEFORE_FIRST_DIGEST,
              "named by " + crossing.from().name() + " as the one before it, in another place");
    }
  }

  private static Optional<Place> placeOf(S3Name digest) {
    return ObjectKey.parse(digest.key())
        .filter(key -> key.account().isPresent() && key.region().isPresent())
        .map(
            key ->
                new Place(
                    digest.bucket(),
                    key.prefix(),
                    key.organization().orElse(""),
                    key.account().get(),
                    key.region().get()));
  }

  private Optional<Instant> asOf() {
    Optional<Instant> known =
        options
            .asOf()
            .or(desk.archive::asOf)
            .or(
                () ->
                    results.values().stream()
                        .flatMap(result -> result.newest().values().stream())
                        .filter(Signed.class::isInstance)
                        .map(ChainNode::endTime)
                        .max(Comparator.naturalOrder()));
    return options.scope().to().isPresent() && known.isPresent()
        ? Optional.of(earlier(known.get(), options.scope().to().get()))
        : known;
  }

  private static Instant earlier(Instant one, Instant other) {
    return one.isBefore(other) ? one : other;
  }

  private void overdue(PlaceResult result, Optional<Instant> asOf, Set<S3Name> continued) {
    if (asOf.isEmpty()) {
      return;
    }
    // Log files that go on after the digests ended say that time went on, too.
    Instant until =
        result
            .newestLog()
            .filter(log -> log.isAfter(asOf.get()) && log.isBefore(asOf.get().plus(LOGS_AHEAD_MAX)))
            .orElse(asOf.get());
    result
        .newest()
        .forEach(
            (chain, newest) -> {
              if (!continued.contains(newest.name())) {
                Cadence.overdue(newest.name(), newest.endTime(), until)
                    .map(result.troubles()::excuse)
                    .ifPresent(tally::finding);
              }
            });
  }

  /// Chains of an earlier report that are gone altogether.
  private void seenBefore() {
    Set<String> seen = new HashSet<>();
    results.values().forEach(result -> seen.addAll(result.seen()));
    options
        .seenBefore()
        .forEach(
            (chain, end) -> {
              Optional<ObjectKey> key = ObjectKey.parse(end.name().key());
              Scope scope = options.scope();
              boolean wanted =
                  scope.hasDigest(end.endTime())
                      && (scope.accounts().isEmpty()
                          || key.flatMap(ObjectKey::account)
                              .filter(scope.accounts()::contains)
                              .isPresent())
                      && (scope.regions().isEmpty()
                          || key.flatMap(ObjectKey::region)
                              .filter(scope.regions()::contains)
                              .isPresent());
              if (wanted && !seen.contains(chain)) {
                tally.finding(
                    troubles.excuse(
                        new Verdict.Missing(
                            end.name(), Verdict.Missing.Ground.SEEN_BEFORE, Optional.empty())));
              }
            });
  }

  private static Verdict stray(S3Name name) {
    return new Verdict.Undecided(
        name,
        Obstacle.NO_DIGEST_YET,
        "it lies where only CloudTrail writes, and its name is none that CloudTrail gives");
  }

  private Report report(Discovery discovery, Optional<Instant> asOf) {
    List<Verdict> findings = new ArrayList<>(tally.findings());
    Map<String, Long> leftOut = new LinkedHashMap<>(tally.leftOut());
    List<Report.Day> days = new ArrayList<>();
    List<Report.Chain> chains = new ArrayList<>();
    long listed = discovery.listed;
    long others = discovery.others;
    for (PlaceResult result : results.values()) {
      findings.addAll(result.tally().findings());
      result.tally().leftOut().forEach((word, n) -> leftOut.merge(word, n, Long::sum));
      days.addAll(result.tally().days(result.place()));
      chains.addAll(result.chains());
      listed += result.listed();
      others += result.others();
    }
    findings.sort(Comparator.comparing(Verdict::subject).thenComparing(Verdict::word));
    return new Report(
        desk.archive.description(),
        options.scope(),
        asOf,
        findings,
        leftOut,
        days,
        chains,
        others,
        listed,
        desk.read(),
        desk.bytesRead());
  }
}
