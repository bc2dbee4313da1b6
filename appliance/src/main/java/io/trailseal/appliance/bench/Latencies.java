package io.trailseal.appliance.bench;

import io.trailseal.indexer.search.Questions;
import io.trailseal.indexer.search.SearchAnswer;
import io.trailseal.indexer.search.SearchRequest;
import io.trailseal.indexer.search.UnanswerableException;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/// How long one kind of question takes: to find what it asks for, and with the records.
///
/// @param asked how often
/// @param matched events that match, the mean over the questions
/// @param found until it was known which events they are, and how many match
/// @param whole with the records of the hits, read out of the vault
/// @param cost of all of them together
/// @param refused what the first one that was refused was told
public record Latencies(
    String name,
    int asked,
    long matched,
    Percentiles found,
    Percentiles whole,
    Cost cost,
    Optional<String> refused) {
  /// A kind that is slow is not asked longer than this.
  private static final long NANOS_MAX = TimeUnit.SECONDS.toNanos(20);

  private static final int WARM_UP = 40;

  /// In milliseconds.
  public record Percentiles(double p50, double p95, double p99) {
    private static Percentiles of(long[] nanos, int count) {
      long[] sorted = Arrays.copyOf(nanos, count);
      Arrays.sort(sorted);
      return new Percentiles(millis(sorted, 0.50), millis(sorted, 0.95), millis(sorted, 0.99));
    }

    /// The nearest rank: of ten, the 95th percentile is the slowest.
    private static double millis(long[] sorted, double part) {
      if (sorted.length == 0) {
        return 0;
      }
      int rank = (int) Math.ceil(part * sorted.length) - 1;
      return sorted[Math.clamp(rank, 0, sorted.length - 1)] / 1e6;
    }
  }

  /// Told before each question; may throw to stop.
  @FunctionalInterface
  public interface Progress {
    void asking(String name);
  }

  /// Asks `times` times, after some that do not count.
  public static Latencies of(Questions search, BenchQuestion kind, int times, Progress progress)
      throws IOException {
    List<SearchRequest> requests = kind.requests();
    Optional<String> refused = Optional.empty();
    long end = System.nanoTime() + NANOS_MAX / 4;
    for (int i = 0; i < WARM_UP && System.nanoTime() < end; i++) {
      progress.asking(kind.name());
      Answered answered = ask(search, requests.get(i % requests.size()));
      refused = refused.or(answered::refused);
    }
    long[] found = new long[times];
    long[] whole = new long[times];
    long matched = 0;
    int asked = 0;
    Meter meter = Meter.start();
    end = System.nanoTime() + NANOS_MAX;
    while (asked < times && System.nanoTime() < end) {
      progress.asking(kind.name());
      SearchRequest request = requests.get(asked % requests.size());
      long start = System.nanoTime();
      Answered answered = ask(search, request);
      whole[asked] = System.nanoTime() - start;
      found[asked] = Math.max(0, whole[asked] - answered.readingNanos());
      asked++;
      matched += answered.matched();
      refused = refused.or(answered::refused);
    }
    Cost cost = meter.stop();
    return new Latencies(
        kind.name(),
        asked,
        matched / Math.max(1, asked),
        Percentiles.of(found, asked),
        Percentiles.of(whole, asked),
        cost,
        refused);
  }

  private record Answered(long matched, long readingNanos, Optional<String> refused) {}

  private static Answered ask(Questions search, SearchRequest request) throws IOException {
    try {
      SearchAnswer answer = search.search(request);
      long reading = TimeUnit.MICROSECONDS.toNanos(answer.took().readingMicros());
      return new Answered(answer.matched().count(), reading, Optional.empty());
    } catch (UnanswerableException e) {
      return new Answered(0, 0, Optional.of(String.valueOf(e.getMessage())));
    }
  }
}
