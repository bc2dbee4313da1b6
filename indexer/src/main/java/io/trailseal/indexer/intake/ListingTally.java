package io.trailseal.indexer.intake;

import java.util.concurrent.atomic.LongAdder;

/// Counts while a folder is listed and taken in. Threads: any.
final class ListingTally {
  final LongAdder listed = new LongAdder();
  final LongAdder listedBytes = new LongAdder();
  final LongAdder found = new LongAdder();
  final LongAdder foundBytes = new LongAdder();
  final LongAdder read = new LongAdder();
  final LongAdder readBytes = new LongAdder();
  final LongAdder parked = new LongAdder();
  final LongAdder removed = new LongAdder();
  final LongAdder skipped = new LongAdder();
  final LongAdder left = new LongAdder();
  final LongAdder failed = new LongAdder();

  /// The folder is listed once more from its beginning: what was read stays read.
  void listedAnew() {
    listed.reset();
    listedBytes.reset();
    skipped.reset();
    left.reset();
    removed.reset();
  }

  /// @param folders 1 once the folder is done
  ListingCounts counts(int folders) {
    return new ListingCounts(
        folders,
        listed.sum(),
        listedBytes.sum(),
        found.sum(),
        foundBytes.sum(),
        read.sum(),
        readBytes.sum(),
        parked.sum(),
        removed.sum(),
        skipped.sum(),
        left.sum(),
        failed.sum());
  }
}
