package io.trailseal.verifier.check;

import io.trailseal.verifier.S3Name;
import io.trailseal.verifier.Sha256;
import io.trailseal.verifier.Verdict;
import io.trailseal.verifier.Verdict.Obstacle;
import io.trailseal.verifier.check.PlaceWalk.Examined;
import io.trailseal.verifier.trail.ObjectKind;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;

/// Concludes what only shows once a place was walked: what to say of the objects that no digest
/// lists. For one thread.
final class PlaceConclusions {
  /// Log files that no digest lists are hashed to see whether they were renamed, so many of them.
  private static final int HASHED_MAX = 10_000;

  private final Place place;
  private final Desk desk;
  private final WalkOptions options;
  private final Tally tally;
  private final Map<String, List<Examined>> chains;
  private final Leftovers leftovers;
  private final Map<Sha256, S3Name> missingLogs;

  PlaceConclusions(
      Place place,
      Desk desk,
      WalkOptions options,
      Tally tally,
      Map<String, List<Examined>> chains,
      Leftovers leftovers,
      Map<Sha256, S3Name> missingLogs) {
    this.place = place;
    this.desk = desk;
    this.options = options;
    this.tally = tally;
    this.chains = chains;
    this.leftovers = leftovers;
    this.missingLogs = missingLogs;
  }

  PlaceResult conclude(Troubles troubles, int troublesAbove, long listed, long others)
      throws InterruptedException {
    troubles.verdicts(troublesAbove).forEach(tally::finding);
    ChainConclusions digests =
        new ChainConclusions(place, desk, options, tally, leftovers, troubles);
    digests.conclude(chains);
    Coverage coverage = digests.coverage();
    logs(coverage, digests, troubles);
    strays(coverage);
    List<String> seen = digests.seenBefore();
    return new PlaceResult(
        place,
        tally,
        digests.summaries(),
        digests.newest(),
        digests.crossings,
        leftovers.logs.stream().map(Leftovers.Log::delivered).max(Instant::compareTo),
        seen,
        listed,
        others,
        troubles);
  }

  private void logs(Coverage coverage, ChainConclusions digests, Troubles troubles)
      throws InterruptedException {
    Map<S3Name, S3Name> renamed = renamed();
    Instant first = null;
    Instant last = null;
    for (Leftovers.Log log : leftovers.logs) {
      S3Name original = renamed.get(log.name());
      Verdict verdict;
      if (original != null) {
        verdict = new Verdict.OutOfPlace(log.name(), original);
      } else if (log.kind() != ObjectKind.LOG || !options.scope().trails().isEmpty()) {
        verdict =
            new Verdict.Undecided(
                log.name(),
                Obstacle.NO_DIGEST_YET,
                log.kind() == ObjectKind.LOG
                    ? "another trail's digests, which were not looked at, may list it"
                    : "AWS does not say whether digests list files of this kind");
      } else {
        verdict = unlisted(log, coverage, digests);
      }
      tally.log(PlaceWalk.dayOf(log.delivered()), verdict);
      first = first == null || log.delivered().isBefore(first) ? log.delivered() : first;
      last = last == null || log.delivered().isAfter(last) ? log.delivered() : last;
    }
    if (leftovers.more > 0) {
      tally.finding(
          Leftovers.more(new S3Name(place.bucket(), place.accountFolder()), leftovers.more));
    }
    if (!digests.hasStandard()
        && first != null
        && last != null
        && options.scope().trails().isEmpty()) {
      tally.finding(
          troubles.excuse(
              new Verdict.Gap(
                  new S3Name(
                      place.bucket(),
                      place.accountFolder() + Discovery.DIGESTS + "/" + place.region() + "/"),
                  Optional.empty(),
                  Optional.empty(),
                  first,
                  last.plusSeconds(60),
                  false,
                  leftovers.logs.size())));
    }
  }

  /// A log file that no standard digest lists may be late, and listed by a backfill digest.
  private static Verdict unlisted(Leftovers.Log log, Coverage coverage, ChainConclusions digests) {
    Verdict verdict = coverage.unlisted(log.name(), log.delivered());
    return verdict instanceof Verdict.Injected
        ? digests
            .lostBackfill(log.delivered())
            .<Verdict>map(
                lost ->
                    new Verdict.Undecided(
                        log.name(),
                        Obstacle.NO_DIGEST_YET,
                        "a backfill digest of its delivery time, %s, is missing or not intact"
                            .formatted(lost)))
            .orElse(verdict)
        : verdict;
  }

  /// Log files whose content is that of a listed one which is not there.
  private Map<S3Name, S3Name> renamed() throws InterruptedException {
    Map<S3Name, S3Name> renamed = new HashMap<>();
    if (missingLogs.isEmpty()) {
      return renamed;
    }
    List<S3Name> candidates = new ArrayList<>();
    leftovers.logs.forEach(log -> candidates.add(log.name()));
    leftovers.strays.forEach(stray -> candidates.add(stray.name()));
    Map<S3Name, Future<Optional<Sha256>>> hashes = new LinkedHashMap<>();
    for (S3Name name : candidates.subList(0, Math.min(HASHED_MAX, candidates.size()))) {
      hashes.put(name, desk.hash(name));
    }
    for (Map.Entry<S3Name, Future<Optional<Sha256>>> each : hashes.entrySet()) {
      try {
        each.getValue()
            .get()
            .map(missingLogs::get)
            .ifPresent(original -> renamed.put(each.getKey(), original));
      } catch (ExecutionException e) {
        throw new IllegalStateException("hashing an object failed", e);
      }
    }
    leftovers.strays.removeIf(
        stray -> {
          S3Name original = renamed.get(stray.name());
          if (original != null) {
            tally.finding(new Verdict.OutOfPlace(stray.name(), original));
          }
          return original != null;
        });
    return renamed;
  }

  private void strays(Coverage coverage) {
    for (Leftovers.Stray stray : leftovers.strays) {
      Instant time =
          stray.day() == null ? Instant.MAX : stray.day().atStartOfDay(ZoneOffset.UTC).toInstant();
      Verdict verdict =
          coverage
              .nearest(time)
              .<Verdict>map(digest -> new Verdict.Injected(stray.name(), digest))
              .orElseGet(
                  () ->
                      new Verdict.Undecided(
                          stray.name(),
                          Obstacle.NO_DIGEST_YET,
                          "its name is none that CloudTrail gives"));
      tally.finding(verdict);
    }
  }
}
