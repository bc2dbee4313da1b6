package io.trailseal.verifier.mutation;

import io.trailseal.verifier.S3Name;
import io.trailseal.verifier.Verdict;
import io.trailseal.verifier.check.Report;
import io.trailseal.verifier.check.Report.Outcome;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.IntFunction;
import java.util.function.LongConsumer;

/// Mutates the specimen, one byte at a time, and holds each report against the oracle. Both ways:
/// what changes something is found, and what changes nothing accuses nobody.
final class MutationRun {
  /// Enough to see what is going wrong.
  private static final int FAILURES_MAX = 50;

  /// @param by what is added to the byte
  record Mutation(Spot spot, int by) {}

  /// What came of a run.
  ///
  /// @param counts number of mutations by what they came to
  record Result(long mutations, Map<String, Long> counts, List<String> failures) {}

  private final Queue<String> failures = new ConcurrentLinkedQueue<>();
  private final AtomicLong done = new AtomicLong();
  private final LongConsumer progress;

  /// @param progress told now and then how many mutations are done
  MutationRun(LongConsumer progress) {
    this.progress = progress;
  }

  /// @param mutations the mutation of each number below `count`
  Result run(int count, IntFunction<Mutation> mutations) throws InterruptedException {
    List<Map<String, Long>> counts = new ArrayList<>();
    List<Thread> threads = new ArrayList<>();
    int all = Runtime.getRuntime().availableProcessors();
    for (int i = 0; i < all; i++) {
      Map<String, Long> own = new TreeMap<>();
      counts.add(own);
      int first = i;
      Thread thread = new Thread(() -> run(count, mutations, first, all, own), "mutations-" + i);
      thread.start();
      threads.add(thread);
    }
    for (Thread thread : threads) {
      thread.join();
    }
    Map<String, Long> sum = new TreeMap<>();
    counts.forEach(each -> each.forEach((word, n) -> sum.merge(word, n, Long::sum)));
    return new Result(done.get(), sum, List.copyOf(failures));
  }

  private void run(
      int count, IntFunction<Mutation> mutations, int first, int step, Map<String, Long> counts) {
    Specimen specimen = new Specimen();
    for (int i = first; i < count && failures.size() < FAILURES_MAX; i += step) {
      Mutation mutation = mutations.apply(i);
      try {
        counts.merge(examine(specimen, mutation), 1L, Long::sum);
      } catch (RuntimeException | Error | InterruptedException e) {
        failures.add("%s, plus %d: %s".formatted(mutation.spot(), mutation.by(), e));
        return;
      }
      progress.accept(done.incrementAndGet());
    }
  }

  private String examine(Specimen specimen, Mutation mutation) throws InterruptedException {
    Spot spot = mutation.spot();
    boolean changesNothing = spot.change(specimen, mutation.by());
    Optional<Report> report = specimen.examine();
    spot.restore(specimen);
    if (report.isEmpty()) {
      require(!changesNothing, mutation, "refuses a key file that holds the same keys");
      return "refused";
    }
    Outcome outcome = report.get().outcome();
    if (outcome == Outcome.PROVEN) {
      require(changesNothing, mutation, "is undetected");
      return "changes nothing";
    }
    require(!changesNothing, mutation, "changes nothing, and yet: " + report.get().findings());
    require(
        outcome == Outcome.FINDINGS || outcome == Outcome.COULD_NOT_TELL,
        mutation,
        "comes to " + outcome);
    List<Verdict> findings = report.get().findings();
    if (spot.isKeyFile()) {
      return "could not tell";
    }
    S3Name changed = Specimen.name(spot.key());
    Optional<Verdict> verdict =
        findings.stream().filter(each -> each.subject().equals(changed)).findFirst();
    require(verdict.isPresent(), mutation, "is found, and the object is not named: " + findings);
    return verdict.map(Verdict::word).orElse("not named");
  }

  private void require(boolean condition, Mutation mutation, String otherwise) {
    if (!condition) {
      failures.add("%s, plus %d: %s".formatted(mutation.spot(), mutation.by(), otherwise));
    }
  }
}
