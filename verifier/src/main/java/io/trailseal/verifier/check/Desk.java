package io.trailseal.verifier.check;

import io.trailseal.verifier.S3Name;
import io.trailseal.verifier.Sha256;
import io.trailseal.verifier.Verdict;
import io.trailseal.verifier.Verdict.Obstacle;
import io.trailseal.verifier.digest.DigestFile.LogFile;
import io.trailseal.verifier.key.KeyRing;
import io.trailseal.verifier.trail.ObjectReader;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;

/// Where objects are read and examined: worker threads, and a bound on what waits for them. Shared
/// by all places of a walk.
final class Desk implements AutoCloseable {
  /// Jobs waiting or running for each worker.
  private static final int JOBS_PER_WORKER = 8;

  final Archive archive;
  final KeyRing keys;
  final Mapping mapping;
  private final ExecutorService workers;
  private final Semaphore room;
  private final ThreadLocal<ObjectReader> readers = ThreadLocal.withInitial(ObjectReader::new);
  private final LongAdder read = new LongAdder();
  private final LongAdder bytesRead = new LongAdder();
  private final Runnable tick;

  /// @param tick told after each object
  Desk(Archive archive, KeyRing keys, Mapping mapping, Runnable tick) {
    this.archive = archive;
    this.keys = keys;
    this.mapping = mapping;
    this.tick = tick;
    int threads = Math.max(1, archive.parallelism());
    this.workers =
        Executors.newFixedThreadPool(
            threads, Thread.ofPlatform().daemon().name("verify-", 0).factory());
    this.room = new Semaphore(threads * JOBS_PER_WORKER);
  }

  long read() {
    return read.sum();
  }

  long bytesRead() {
    return bytesRead.sum();
  }

  /// Runs a job on a worker, waiting first until there is room.
  private <T> Future<T> submit(Callable<T> job) throws InterruptedException {
    room.acquire();
    return workers.submit(
        () -> {
          try {
            return job.call();
          } finally {
            room.release();
          }
        });
  }

  /// A digest object, read and examined as far as it can be alone.
  record Digest(DigestReading reading, DigestExam exam) {}

  Future<Digest> digest(S3Name name) throws InterruptedException {
    return submit(
        () -> {
          DigestReading reading = readDigest(name);
          return new Digest(reading, DigestExam.of(reading, keys, Optional.empty()));
        });
  }

  private DigestReading readDigest(S3Name name) {
    try (Fetched fetched = fetch(name)) {
      return switch (fetched) {
        case Fetched.Present present ->
            DigestReading.of(name, present.delivered(), present.userMetadata(), readers.get());
        case Fetched.Absent _ ->
            DigestReading.withheld(
                name, Obstacle.OBJECT_NOT_READABLE, "it was listed, and was gone when it was read");
        case Fetched.Withheld(var obstacle, var detail) ->
            DigestReading.withheld(name, obstacle, detail);
      };
    }
  }

  /// Holds a log file against the digest that lists it.
  ///
  /// @param done told the verdict, by a worker
  Future<?> log(LogFile log, S3Name digest, Consumer<Verdict> done) throws InterruptedException {
    return submit(
        () -> {
          done.accept(examine(log, digest));
          return null;
        });
  }

  private Verdict examine(LogFile log, S3Name digest) {
    try (Fetched fetched = fetch(log.name())) {
      return switch (fetched) {
        case Fetched.Present present ->
            LogCheck.check(
                log.name(),
                log.hash(),
                readers.get().hash(log.name().key(), present.delivered()),
                digest);
        case Fetched.Absent _ -> new Verdict.Missing(log.name(), digest);
        case Fetched.Withheld(var obstacle, var detail) ->
            new Verdict.Undecided(log.name(), obstacle, detail);
      };
    }
  }

  /// The hash of an object that no digest lists; empty where it cannot be had.
  Future<Optional<Sha256>> hash(S3Name name) throws InterruptedException {
    return submit(
        () -> {
          try (Fetched fetched = fetch(name)) {
            return fetched instanceof Fetched.Present present
                ? readers.get().hash(name.key(), present.delivered()).inflated()
                : Optional.empty();
          }
        });
  }

  /// Reads an object under the name CloudTrail gave it.
  Fetched fetch(S3Name name) {
    Fetched fetched = archive.fetch(mapping.copy(name));
    if (fetched instanceof Fetched.Present present) {
      read.increment();
      bytesRead.add(present.delivered().length);
    }
    tick.run();
    return fetched;
  }

  @Override
  public void close() {
    workers.shutdownNow();
  }
}
