package io.trailseal.verifier.check;

import io.trailseal.verifier.S3Name;
import io.trailseal.verifier.Verdict;
import io.trailseal.verifier.Verdict.Obstacle;
import io.trailseal.verifier.check.ChainNode.Signed;
import io.trailseal.verifier.check.PlaceResult.Crossing;
import io.trailseal.verifier.check.PlaceWalk.Examined;
import io.trailseal.verifier.digest.DigestFile.BackLink;
import io.trailseal.verifier.trail.ObjectKey;
import io.trailseal.verifier.trail.ObjectKind;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/// Concludes what lies between the digests of one place. For one thread.
final class ChainConclusions {
  /// A digest's name must lie this near to the hourly grid to be taken for one of its chain.
  private static final Duration GRID_TOLERANCE = Duration.ofMinutes(5);

  /// And this near to a digest that is proven.
  private static final Duration GRID_REACH = Duration.ofDays(31);

  final Map<String, List<Examined>> chains = new LinkedHashMap<>();
  final List<Crossing> crossings = new ArrayList<>();
  private final List<Verdict.Gap> gaps = new ArrayList<>();
  private final List<Examined> junk = new ArrayList<>();
  private final Map<S3Name, Verdict> amended = new HashMap<>();
  private final Set<S3Name> absentees = new HashSet<>();
  private final Place place;
  private final Desk desk;
  private final WalkOptions options;
  private final Tally tally;
  private final Leftovers leftovers;
  private final Troubles troubles;

  ChainConclusions(
      Place place,
      Desk desk,
      WalkOptions options,
      Tally tally,
      Leftovers leftovers,
      Troubles troubles) {
    this.place = place;
    this.desk = desk;
    this.options = options;
    this.tally = tally;
    this.leftovers = leftovers;
    this.troubles = troubles;
  }

  /// Walks every chain; what the log files of the place have to say comes from [#coverage()].
  void conclude(Map<String, List<Examined>> examined) {
    PlaceWalk.sorted(examined)
        .forEach((chain, digests) -> chains.put(chain, withoutJunk(digests, junk)));
    chains.forEach(this::walkChain);
    Coverage coverage = coverage();
    chains.values().forEach(digests -> digests.forEach(this::report));
    junk.forEach(each -> reportJunk(each, coverage));
    gaps.forEach(gap -> tally.finding(excused(gap.withLogFiles(logFilesIn(gap)))));
  }

  /// What the standard chains cover.
  Coverage coverage() {
    return Coverage.of(
        chains.entrySet().stream()
            .filter(each -> each.getKey().endsWith("/standard"))
            .map(each -> each.getValue().stream().map(Examined::node).toList())
            .toList());
  }

  private long logFilesIn(Verdict.Gap gap) {
    return leftovers.logs.stream()
        .filter(
            log ->
                log.kind() == ObjectKind.LOG
                    && !log.delivered().isBefore(gap.from())
                    && log.delivered().isBefore(gap.to()))
        .count();
  }

  /// Whether there is anything under a standard digest's name.
  boolean hasStandard() {
    return chains.entrySet().stream()
        .anyMatch(each -> each.getKey().endsWith("/standard") && !each.getValue().isEmpty());
  }

  /// The newest digest of each standard chain that has one CloudTrail signed: anyone can begin a
  /// chain of junk.
  Map<String, ChainNode> newest() {
    Map<String, ChainNode> newest = new LinkedHashMap<>();
    chains.forEach(
        (chain, digests) -> {
          if (chain.endsWith("/standard")
              && digests.stream().anyMatch(each -> each.node() instanceof Signed)) {
            newest.put(chain, digests.getLast().node());
          }
        });
    return newest;
  }

  List<Report.Chain> summaries() {
    return chains.entrySet().stream().map(each -> summary(each.getKey(), each.getValue())).toList();
  }

  private Report.Chain summary(String chain, List<Examined> digests) {
    List<Signed> signed =
        digests.stream()
            .filter(Examined::inScope)
            .map(Examined::node)
            .filter(Signed.class::isInstance)
            .map(Signed.class::cast)
            .toList();
    return new Report.Chain(
        place,
        chain,
        signed.isEmpty() ? Optional.empty() : Optional.of(end(signed.getFirst())),
        signed.isEmpty() ? Optional.empty() : Optional.of(end(signed.getLast())),
        digests.stream().filter(Examined::inScope).count(),
        signed.stream()
            .skip(1)
            .filter(each -> each.previous().isEmpty())
            .map(Signed::startTime)
            .toList(),
        digests.stream().filter(Examined::inScope).filter(Examined::recovered).count(),
        digests.stream().flatMap(each -> each.fingerprint().stream()).distinct().sorted().toList());
  }

  private static Report.End end(Signed digest) {
    return new Report.End(digest.name(), digest.hash(), digest.startTime(), digest.endTime());
  }

  /// Leaves out what no neighbour knows and the cadence has no place for: an object under some
  /// digest's name must not make us look for the years between it and the chain.
  private static List<Examined> withoutJunk(List<Examined> digests, List<Examined> junk) {
    List<Instant> signed =
        digests.stream()
            .map(Examined::node)
            .filter(Signed.class::isInstance)
            .map(ChainNode::endTime)
            .toList();
    if (signed.isEmpty()) {
      return digests;
    }
    List<Examined> kept = new ArrayList<>();
    for (Examined digest : digests) {
      boolean known =
          digest.node() instanceof Signed || digest.named() || isOnGrid(digest.stamp(), signed);
      (known ? kept : junk).add(digest);
    }
    return kept;
  }

  private static boolean isOnGrid(Instant stamp, List<Instant> signed) {
    Duration nearest = GRID_REACH.plusDays(1);
    for (Instant end : signed) {
      Duration apart = Duration.between(end, stamp).abs();
      nearest = apart.compareTo(nearest) < 0 ? apart : nearest;
    }
    Duration off = Duration.ofSeconds(nearest.toSeconds() % Cadence.HOUR.toSeconds());
    Duration away = off.compareTo(Cadence.HALF) > 0 ? Cadence.HOUR.minus(off) : off;
    return nearest.compareTo(GRID_REACH) <= 0
        && away.compareTo(GRID_TOLERANCE) <= 0
        && nearest.compareTo(Cadence.HALF) > 0;
  }

  private void walkChain(String chain, List<Examined> digests) {
    boolean standard = chain.endsWith("/standard");
    Set<S3Name> names = new HashSet<>();
    digests.forEach(each -> names.add(each.node().name()));
    for (int i = 0; i < digests.size(); i++) {
      ChainNode newer = digests.get(i).node();
      Optional<S3Name> previous =
          newer instanceof Signed signed ? signed.previous().map(BackLink::name) : Optional.empty();
      if (previous.isPresent() && !isHere(previous.get()) && newer instanceof Signed signed) {
        crossings.add(new Crossing(chain, signed, previous.get()));
      } else if (i > 0 && (standard || previous.filter(names::contains).isPresent())) {
        between(digests.get(i - 1).node(), newer, standard);
      } else if (previous.isPresent() && !names.contains(previous.get())) {
        head(previous.get(), (Signed) newer, standard);
      }
    }
  }

  private void between(ChainNode older, ChainNode newer, boolean standard) {
    for (Verdict verdict : ChainRules.between(older, newer, name -> !isHere(name))) {
      switch (verdict) {
        case Verdict.Gap gap -> {
          // Backfill digests come when they are needed: between them is nothing to account for.
          if (standard) {
            gaps.add(gap);
          }
        }
        case Verdict.Missing missing -> absent(missing);
        case Verdict.LinkBroken broken -> amended.put(broken.subject(), broken);
        default -> tally.finding(verdict);
      }
    }
  }

  /// A chain that began anew and lost nothing misses nothing.
  private Verdict excused(Verdict.Gap gap) {
    return gap.isEmpty() ? gap : troubles.excuse(gap);
  }

  private void absent(Verdict seeming) {
    Verdict verdict = troubles.excuse(seeming);
    if (!absentees.add(verdict.subject())) {
      return;
    }
    ObjectKey.parse(verdict.subject().key())
        .flatMap(ObjectKey::time)
        .ifPresentOrElse(
            end -> tally.digest(PlaceWalk.dayOf(end), verdict), () -> tally.finding(verdict));
  }

  /// The digest before the oldest one that is here.
  private void head(S3Name previous, Signed oldest, boolean standard) {
    if (options.scope().from().filter(from -> !oldest.startTime().isAfter(from)).isPresent()) {
      return;
    }
    Fetched fetched = desk.fetch(previous);
    switch (fetched) {
      case Fetched.Present _ -> fetched.close();
      case Fetched.Withheld(var obstacle, var detail) ->
          absent(new Verdict.Undecided(previous, obstacle, detail));
      case Fetched.Absent _ -> {
        List<Verdict> run = headRun(previous, oldest);
        if (standard && run.isEmpty()) {
          absent(
              new Verdict.Undecided(
                  previous, Obstacle.BEFORE_FIRST_DIGEST, "named by " + oldest.name()));
        } else if (run.isEmpty()) {
          absent(new Verdict.Missing(previous, oldest.name()));
        }
        run.forEach(this::absent);
      }
    }
  }

  /// Where log files were delivered in the hours before the oldest digest, there were digests.
  private List<Verdict> headRun(S3Name previous, Signed oldest) {
    Set<Long> hours = new HashSet<>();
    for (Leftovers.Log log : leftovers.logs) {
      Duration before = Duration.between(log.delivered(), oldest.startTime());
      if (before.compareTo(Coverage.DELIVERY_SLACK) > 0) {
        hours.add(before.toHours());
      }
    }
    long count = 0;
    while (hours.contains(count) && count < Cadence.RUN_MAX) {
      count++;
    }
    return count == 0
        ? List.of()
        : ChainRules.run(
            oldest.startTime().minus(Cadence.HOUR.multipliedBy(count)),
            oldest.startTime(),
            oldest.name(),
            Optional.of(previous));
  }

  /// A backfill digest that may have listed a log file of that time, and that is missing or not
  /// intact. Only one that a proven digest names: anyone can put junk under such a name.
  Optional<S3Name> lostBackfill(Instant delivered) {
    return Stream.concat(
            absentees.stream(),
            chains.values().stream()
                .flatMap(List::stream)
                .filter(each -> each.named() && !(each.node() instanceof Signed))
                .map(each -> each.node().name()))
        .filter(
            name ->
                ObjectKey.parse(name.key())
                    .filter(ObjectKey::backfill)
                    .flatMap(ObjectKey::time)
                    .filter(end -> delivered.isBefore(end))
                    .filter(end -> !delivered.isBefore(end.minus(Cadence.HOUR)))
                    .isPresent())
        .min(Comparator.naturalOrder());
  }

  private boolean isHere(S3Name digest) {
    return digest.bucket().equals(place.bucket()) && digest.key().startsWith(place.accountFolder());
  }

  private void report(Examined digest) {
    Optional<Verdict> amendment = Optional.ofNullable(amended.get(digest.node().name()));
    if (!digest.inScope()) {
      amendment.ifPresent(tally::finding);
      return;
    }
    // What is wrong with the object itself goes before what is wrong with its link.
    Verdict verdict =
        digest.verdict() instanceof Verdict.Intact
            ? amendment.orElse(digest.verdict())
            : digest.verdict();
    tally.digest(PlaceWalk.dayOf(digest.stamp()), verdict);
  }

  private void reportJunk(Examined digest, Coverage coverage) {
    if (!digest.inScope()) {
      return;
    }
    S3Name name = digest.node().name();
    Instant within = digest.stamp().minusSeconds(1);
    Verdict verdict =
        coverage.covers(within) && !(digest.verdict() instanceof Verdict.OutOfPlace)
            ? new Verdict.Injected(name, coverage.nearest(within).orElse(name))
            : digest.verdict();
    tally.digest(PlaceWalk.dayOf(digest.stamp()), verdict);
  }

  /// Holds the chains against what an earlier report saw of them.
  ///
  /// @return those of its chains that are here
  List<String> seenBefore() {
    List<String> seen = new ArrayList<>();
    options
        .seenBefore()
        .forEach(
            (chain, end) -> {
              List<Examined> digests = chains.get(chain);
              if (digests == null || !isHere(end.name())) {
                return;
              }
              seen.add(chain);
              Optional<Examined> there =
                  digests.stream()
                      .filter(each -> each.node().name().equals(end.name()))
                      .findFirst();
              boolean wanted = options.scope().hasDigest(end.endTime());
              if (there.isEmpty() && wanted) {
                absent(
                    new Verdict.Missing(
                        end.name(), Verdict.Missing.Ground.SEEN_BEFORE, Optional.empty()));
              } else if (there.isPresent()
                  && there.get().node() instanceof Signed signed
                  && !signed.hash().equals(end.hash())) {
                tally.finding(
                    new Verdict.Altered(
                        end.name(),
                        end.hash().hex() + " as it was when examined before",
                        signed.hash().hex(),
                        Optional.empty()));
              }
            });
    return seen;
  }
}
