package io.trailseal.indexer.custody;

import io.trailseal.indexer.ledger.DigestFacts;
import io.trailseal.indexer.ledger.Ledger;
import io.trailseal.verifier.S3Name;
import io.trailseal.verifier.check.Cadence;
import io.trailseal.verifier.check.ChainNode;
import io.trailseal.verifier.check.Coverage;
import io.trailseal.verifier.trail.ObjectKey;
import java.io.IOException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// What the digests of one account and region cover on one day, day by day as it is asked for. Each
/// chain is taken with the nearest digest before the day and after it, so that the answer is the
/// one that the whole chain would give. For one thread, and for as long as no digest comes in.
final class DayCoverage {
  /// Days held; log files come in the order of their verdicts, which is nearly that of their names.
  private static final int DAYS_MAX = 64;

  private final Ledger ledger;
  private final Neighbours neighbours;

  /// The newest digest of each standard chain.
  private final List<DigestFacts> chains;

  private final Map<Day, Coverage> days =
      new LinkedHashMap<>(DAYS_MAX, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Day, Coverage> eldest) {
          return size() > DAYS_MAX;
        }
      };

  private record Day(
      String bucket,
      String prefix,
      Optional<String> organization,
      String account,
      String region,
      Instant start) {}

  DayCoverage(Ledger ledger, Neighbours neighbours) throws IOException {
    this.ledger = ledger;
    this.neighbours = neighbours;
    this.chains = ledger.newestDigests().stream().filter(Chains::isStandard).toList();
  }

  /// @param key what the log file's name says, of a key that has account, region and time
  Coverage at(S3Name log, ObjectKey key) throws IOException {
    Day day =
        new Day(
            log.bucket(),
            key.prefix(),
            key.organization(),
            key.account().orElseThrow(),
            key.region().orElseThrow(),
            key.time().orElseThrow().truncatedTo(ChronoUnit.DAYS));
    Coverage coverage = days.get(day);
    if (coverage == null) {
      coverage = Coverage.of(timelines(day));
      days.put(day, coverage);
    }
    return coverage;
  }

  private List<List<ChainNode>> timelines(Day day) throws IOException {
    Instant from = day.start.minus(Cadence.HOUR);
    Instant to = day.start.plus(1, ChronoUnit.DAYS).plus(Coverage.DELIVERY_SLACK);
    Map<String, List<DigestFacts>> byChain = new TreeMap<>();
    for (DigestFacts newest : chains) {
      if (isOf(newest, day)) {
        byChain.put(newest.chain(), new ArrayList<>());
      }
    }
    for (DigestFacts digest :
        ledger.digestsCovering(day.bucket, day.account, day.region, from, to)) {
      if (isOf(digest, day)) {
        byChain.computeIfAbsent(digest.chain(), _ -> new ArrayList<>()).add(digest);
      }
    }
    List<List<ChainNode>> timelines = new ArrayList<>();
    for (Map.Entry<String, List<DigestFacts>> chain : byChain.entrySet()) {
      timelines.add(timeline(chain.getKey(), chain.getValue(), from));
    }
    return timelines;
  }

  private List<ChainNode> timeline(String chain, List<DigestFacts> digests, Instant from)
      throws IOException {
    List<DigestFacts> all = new ArrayList<>(digests);
    Instant first = digests.isEmpty() ? from : digests.getFirst().startTime();
    Instant last = digests.isEmpty() ? from : digests.getLast().startTime();
    ledger.digestBefore(chain, first).ifPresent(all::add);
    ledger.digestFollowing(chain, last).ifPresent(all::add);
    all.sort(Comparator.comparing(DigestFacts::startTime));
    List<ChainNode> nodes = new ArrayList<>();
    for (int i = 0; i < all.size(); i++) {
      if (i == 0) {
        nodes.add(Chains.node(all.get(i)));
      } else {
        List<ChainNode> between = neighbours.nodes(all.get(i - 1), all.get(i));
        nodes.addAll(between.subList(1, between.size()));
      }
    }
    return nodes;
  }

  /// Whether the digest is of a chain that delivers where the log files of that day lie. Chains of
  /// other prefixes or organizations deliver elsewhere; a backfill chain lists what comes late.
  private static boolean isOf(DigestFacts digest, Day day) {
    return Chains.isStandard(digest)
        && digest.name().bucket().equals(day.bucket)
        && Chains.key(digest.name())
            .filter(
                key ->
                    key.prefix().equals(day.prefix)
                        && key.organization().equals(day.organization)
                        && key.account().equals(Optional.of(day.account))
                        && key.region().equals(Optional.of(day.region)))
            .isPresent();
  }
}
