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

  /// What an unproven digest lists is held up to this many names; anyone can write one that lists a
  /// quarter of a million.
  private static final int UNPROVEN_LIST_MAX = 2_000;

  /// Digests of more bytes than this are read one at a time: they may inflate to a hundred times as
  /// much.
  private static final int LARGE_DIGEST_BYTES = 128 * 1024;

  private final Object large = new Object();

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
  ///
  /// @param trimmed whether what it lists was let go, because nothing proves it and it is much
  record Digest(DigestReading reading, DigestExam exam, boolean trimmed) {}

  Future<Digest> digest(S3Name name) throws InterruptedException {
    return submit(
        () -> {
          DigestReading reading = readDigest(name);
          DigestExam exam = DigestExam.of(reading, keys, Optional.empty());
          boolean much =
              !exam.proven()
                  && reading
                      .digest()
                      .filter(digest -> digest.logFiles().size() > UNPROVEN_LIST_MAX)
                      .isPresent();
          return much
              ? new Digest(reading.withoutDigest(), exam.withoutDigest(), true)
              : new Digest(reading, exam, false);
        });
  }

  /// Reads one whose list was let go: a digest names it now.
  DigestReading readAgain(S3Name name) {
    return readDigest(name);
  }

  private DigestReading parse(S3Name name, Fetched.Present present) {
    if (present.delivered().length <= LARGE_DIGEST_BYTES) {
      return DigestReading.of(name, present.delivered(), present.userMetadata(), readers.get());
    }
    synchronized (large) {
      return DigestReading.of(name, present.delivered(), present.userMetadata(), readers.get());
    }
  }

  private DigestReading readDigest(S3Name name) {
    try (Fetched fetched = fetch(name)) {
      return switch (fetched) {
        case Fetched.Present present -> parse(name, present);
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
