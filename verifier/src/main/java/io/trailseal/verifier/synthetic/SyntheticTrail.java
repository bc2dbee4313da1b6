package io.trailseal.verifier.synthetic;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/// Writes a sample: the one door of this package, with [Tampering] as what comes after.
///
/// A sample of n events takes about n × 13 µs of one core, and memory that does not depend on its
/// size.
public final class SyntheticTrail {
  /// Keys are valid from this long before the first digest until this long after the last.
  private static final long KEY_MARGIN_SECONDS = 7L * 24 * 3600;

  private final SampleSettings settings;
  private final int threads;

  /// A trail written by as many threads as there are processors.
  public SyntheticTrail(SampleSettings settings) {
    this(settings, Runtime.getRuntime().availableProcessors());
  }

  /// @param threads how many chains are written at the same time; it changes nothing but the time
  ///   it takes
  public SyntheticTrail(SampleSettings settings, int threads) {
    if (threads < 1) {
      throw new IllegalArgumentException("threads must be 1 or more, found " + threads);
    }
    this.settings = settings;
    this.threads = threads;
  }

  public SampleSummary writeTo(Bucket bucket) throws IOException {
    return writeTo(bucket, Progress.SILENT);
  }

  /// Writes the sample into an empty bucket.
  ///
  /// @param progress told after each hour of each chain, by several threads
  /// @throws IOException what the bucket threw, or because it is not empty: two samples in one
  ///   bucket would look like tampering
  public SampleSummary writeTo(Bucket bucket, Progress progress) throws IOException {
    if (!bucket.isEmpty()) {
      throw new IOException("a sample must go into an empty bucket, found objects in it");
    }
    try (ExecutorService pool = Executors.newFixedThreadPool(threads)) {
      try {
        return write(bucket, progress, pool);
      } catch (IOException | RuntimeException e) {
        pool.shutdownNow();
        throw e;
      }
    }
  }

  private SampleSummary write(Bucket bucket, Progress progress, ExecutorService pool)
      throws IOException {
    List<StoryScript.Beat> story = StoryScript.of(settings);
    Map<String, SigningKey> signers = signers(bucket, pool);
    List<Future<SampleSummary>> chains = new ArrayList<>();
    for (ChainPlan plan : ChainPlan.all(settings)) {
      SigningKey signer = signers.get(plan.region());
      if (signer == null) {
        throw new IllegalStateException("no key for " + plan.region());
      }
      chains.add(pool.submit(() -> new Chain(plan, story, bucket, signer).write(progress)));
    }
    SampleSummary summary = SampleSummary.NOTHING;
    for (Future<SampleSummary> chain : chains) {
      summary = summary.plus(await(chain));
    }
    return summary;
  }

  private Map<String, SigningKey> signers(Bucket bucket, ExecutorService pool) throws IOException {
    Map<String, Future<SigningKey>> searches = new HashMap<>();
    for (String region : settings.regionNames()) {
      searches.put(region, pool.submit(() -> signer(settings, region)));
    }
    Map<String, SigningKey> signers = new HashMap<>();
    for (Map.Entry<String, Future<SigningKey>> search : searches.entrySet()) {
      SigningKey signer = await(search.getValue());
      signers.put(search.getKey(), signer);
      bucket.put(
          TrailLayout.publicKeysKey(search.getKey()),
          publicKeys(settings, signer).getBytes(StandardCharsets.UTF_8),
          Map.of());
    }
    return signers;
  }

  /// The key that CloudTrail signs with in that region.
  static SigningKey signer(SampleSettings settings, String region) {
    return SigningKey.of(settings.seed(), "signing key of " + region);
  }

  /// ListPublicKeys' answer of a region with that one key, valid all through the sample.
  static String publicKeys(SampleSettings settings, SigningKey key) {
    long from = settings.start().getEpochSecond() - KEY_MARGIN_SECONDS;
    long to = settings.start().getEpochSecond() + settings.hours() * 3600L + KEY_MARGIN_SECONDS;
    return key.toListPublicKeys(from, to);
  }

  private static <T> T await(Future<T> future) throws IOException {
    try {
      return future.get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while writing a sample", e);
    } catch (ExecutionException e) {
      switch (e.getCause()) {
        case IOException io -> throw io;
        case UncheckedIOException io -> throw new IOException(io);
        case RuntimeException other -> throw other;
        case Error error -> throw error;
        case null, default -> throw new IOException("writing a sample failed", e);
      }
    } catch (CancellationException e) {
      throw new IOException("writing a sample was stopped", e);
    }
  }
}
