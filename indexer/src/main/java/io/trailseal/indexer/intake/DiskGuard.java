package io.trailseal.indexer.intake;

import io.trailseal.indexer.intake.IntakeStatus.DiskStatus;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;

/// Is there room on the store's disk? Intake stops before the disk is full, because a full one
/// stops serving and verifying too.
///
/// Threads: any. Whoever asks looks, if nobody has for a second.
final class DiskGuard {
  private static final long LOOK_EVERY_NANOS = TimeUnit.SECONDS.toNanos(1);

  private final Path home;
  private final LongSupplier freeBytes;
  private final long watermarkBytes;
  private final Trouble trouble;
  private final ReentrantLock looking = new ReentrantLock();
  private volatile long lookedNanos;
  private volatile long free;
  private volatile boolean low;

  /// @param freeBytes how much room there is for us; an [UncheckedIOException] where the disk does
  ///   not say
  DiskGuard(Path home, long watermarkBytes, LongSupplier freeBytes) {
    this.home = home;
    this.freeBytes = freeBytes;
    this.watermarkBytes = watermarkBytes;
    this.trouble = new Trouble("disk of " + home);
    look();
  }

  /// Of the disk that `home` lies on.
  static DiskGuard of(Path home, long watermarkBytes) throws IOException {
    FileStore disk = Files.getFileStore(home);
    return new DiskGuard(
        home,
        watermarkBytes,
        () -> {
          try {
            return disk.getUsableSpace();
          } catch (IOException e) {
            throw new UncheckedIOException(e);
          }
        });
  }

  /// The store's folder.
  Path home() {
    return home;
  }

  /// Whether nothing may be taken in at present.
  boolean isLow() {
    if (System.nanoTime() - lookedNanos >= LOOK_EVERY_NANOS && looking.tryLock()) {
      try {
        look();
      } finally {
        looking.unlock();
      }
    }
    return low;
  }

  private void look() {
    lookedNanos = System.nanoTime();
    try {
      free = freeBytes.getAsLong();
    } catch (UncheckedIOException _) {
      // What it said last stands. Where the disk is really gone, writing to the store says so.
      return;
    }
    // A tenth more to resume, or it would stop and go with every object.
    low = free < (low ? watermarkBytes + watermarkBytes / 10 : watermarkBytes);
    if (low) {
      trouble.is(words());
    } else {
      trouble.over();
    }
  }

  private String words() {
    return "%s free on the disk of %s, and intake stops below %s; make room there or give the store a larger disk, intake goes on by itself at %s"
        .formatted(mib(free), home, mib(watermarkBytes), mib(watermarkBytes + watermarkBytes / 10));
  }

  private static String mib(long bytes) {
    return "%,d MiB".formatted(bytes >> 20);
  }

  DiskStatus status() {
    isLow();
    return new DiskStatus(free, watermarkBytes);
  }

  /// What is wrong, if intake is stopped for it.
  Optional<String> trouble() {
    return trouble.now();
  }
}
