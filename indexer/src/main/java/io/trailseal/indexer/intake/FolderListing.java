package io.trailseal.indexer.intake;

import io.trailseal.indexer.ingest.Bucket;
import io.trailseal.indexer.ingest.Bucket.ListedVersion;
import io.trailseal.indexer.ingest.SourceException;
import io.trailseal.indexer.intake.FolderWalk.Extent;
import io.trailseal.indexer.intake.FolderWalk.Folder;
import io.trailseal.indexer.ledger.Ledger;
import io.trailseal.indexer.ledger.Ledger.NamedVersion;
import io.trailseal.indexer.ledger.LedgerEntry.ObjectParked;
import io.trailseal.verifier.Sha256;
import io.trailseal.verifier.trail.ObjectKey;
import io.trailseal.verifier.trail.ObjectKind;
import java.io.IOException;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// One folder being listed: what of it is not here is handed on to be read, a page at a time.
///
/// Of several versions of one key the oldest is read first, so that the newest is entered last and
/// counts as what lies there; S3 lists them the other way round. With more than
/// [#VERSIONS_TOGETHER_MAX] of one key, that holds for so many at a time.
///
/// Listing is for one thread. What becomes of what was handed on is told from any.
final class FolderListing {
  /// Also what the ledger is asked at a time.
  private static final int PAGE_MAX = 1_000;

  private static final int VERSIONS_TOGETHER_MAX = 5_000;

  /// Where what has to be taken in goes.
  interface Sink {
    /// Waits for a turn.
    ///
    /// @param versions of one key, the oldest first: not here, or delete markers
    void take(FolderListing folder, List<ListedVersion> versions)
        throws IOException, InterruptedException;
  }

  /// What is taken in.
  ///
  /// @param writtenBefore younger objects are left to the queue, as if they were not there yet;
  ///   empty to leave none
  /// @param readsParkedAgain whether what is parked is read again
  record Rules(ListingScope scope, Optional<Instant> writtenBefore, boolean readsParkedAgain) {}

  private final Folder folder;
  private final Bucket bucket;
  private final Ledger ledger;
  private final Rules rules;
  private final Sink sink;
  private final ListingTally tally = new ListingTally();
  private final List<ListedVersion> page = new ArrayList<>();
  private final Object monitor = new Object();

  private MessageDigest digest = Sha256.newDigest();
  private @Nullable IOException ledgerFailure;

  /// Handed on, and nobody knows yet what becomes of it. Guarded by `monitor`.
  private int outstanding;

  FolderListing(Folder folder, Bucket bucket, Ledger ledger, Rules rules, Sink sink) {
    this.folder = folder;
    this.bucket = bucket;
    this.ledger = ledger;
    this.rules = rules;
    this.sink = sink;
  }

  Folder folder() {
    return folder;
  }

  ListingTally tally() {
    return tally;
  }

  /// Lists it to its end, and returns once it is known of everything handed on what became of it.
  ///
  /// @return the folder's hash, see [ListingHash]
  /// @throws SourceException if it could not be listed to its end
  /// @throws IOException if the ledger could not be asked
  Sha256 list(Relisting relisting) throws SourceException, IOException, InterruptedException {
    relisting.run(this::listOnce);
    awaitTaken();
    IOException failure = ledgerFailure;
    if (failure != null) {
      throw failure;
    }
    return Sha256.fromBytes(digest.digest());
  }

  private void listOnce() throws SourceException, InterruptedException {
    // What an earlier try handed on is here by now, and not found twice.
    awaitTaken();
    page.clear();
    tally.listedAnew();
    digest = Sha256.newDigest();
    Entries entries = new Entries();
    if (folder.extent() == Extent.BESIDE) {
      bucket.list(folder.prefix(), entries);
    } else {
      boolean _ = bucket.listVersions(folder.prefix(), entries);
    }
    entries.flush(true);
  }

  /// One more is known: it is here, or parked, or could not be had.
  void taken() {
    synchronized (monitor) {
      outstanding--;
      monitor.notifyAll();
    }
  }

  private void awaitTaken() throws InterruptedException {
    synchronized (monitor) {
      while (outstanding > 0) {
        monitor.wait();
      }
    }
  }

  private final class Entries implements Bucket.ListingSink {
    @Override
    public void folder(String prefix) {
      // Those are listed by themselves.
    }

    @Override
    public void entry(ListedVersion entry) throws InterruptedException {
      if (ledgerFailure != null || !rules.scope().holdsKey(entry.name().key())) {
        return;
      }
      if (isTooNew(entry)) {
        tally.left.increment();
        return;
      }
      ListingHash.add(digest, entry);
      tally.listed.increment();
      tally.listedBytes.add(entry.bytes());
      page.add(entry);
      if (page.size() >= PAGE_MAX) {
        flush(false);
      }
    }

    /// @param isEnd whether no more versions of the last key may come
    private void flush(boolean isEnd) throws InterruptedException {
      int end = page.size();
      if (!isEnd && end < VERSIONS_TOGETHER_MAX) {
        while (end > 0 && page.get(end - 1).name().equals(page.getLast().name())) {
          end--;
        }
      }
      List<ListedVersion> whole = page.subList(0, end);
      try {
        compare(List.copyOf(whole));
      } catch (IOException e) {
        // Not thrown through whoever lists: that would be taken for trouble of the bucket.
        ledgerFailure = e;
      }
      whole.clear();
    }
  }

  private boolean isTooNew(ListedVersion entry) {
    return rules.writtenBefore().isPresent()
        && entry
            .version()
            .lastModified()
            .filter(at -> !at.isBefore(rules.writtenBefore().get()))
            .isPresent();
  }

  private void compare(List<ListedVersion> listed) throws IOException, InterruptedException {
    List<Boolean> held = new ArrayList<>(listed.size());
    for (int from = 0; from < listed.size(); from += PAGE_MAX) {
      held.addAll(
          ledger.holds(
              listed.subList(from, Math.min(listed.size(), from + PAGE_MAX)).stream()
                  .map(entry -> new NamedVersion(entry.name(), entry.version()))
                  .toList()));
    }
    int from = 0;
    while (from < listed.size()) {
      int to = from + 1;
      while (to < listed.size() && listed.get(to).name().equals(listed.get(from).name())) {
        to++;
      }
      List<ListedVersion> oldestFirst = new ArrayList<>();
      for (int i = to - 1; i >= from; i--) {
        if (isWanted(listed.get(i), held.get(i))) {
          oldestFirst.add(listed.get(i));
        }
      }
      if (!oldestFirst.isEmpty()) {
        handOn(oldestFirst);
      }
      from = to;
    }
  }

  private void handOn(List<ListedVersion> versions) throws IOException, InterruptedException {
    synchronized (monitor) {
      outstanding += versions.size();
    }
    boolean handed = false;
    try {
      sink.take(this, versions);
      handed = true;
    } finally {
      if (!handed) {
        synchronized (monitor) {
          outstanding -= versions.size();
        }
      }
    }
  }

  /// Whether this very version is known not to be readable. What was not there when it was asked
  /// for and is listed now, is to be read.
  private boolean isParked(ListedVersion entry) throws IOException {
    return ledger
        .parkedNamed(entry.name())
        .map(recorded -> recorded.entry())
        .filter(
            known ->
                known instanceof ObjectParked parked
                    && parked.reason().obstacle().isPresent()
                    && (parked.versionId().isEmpty()
                        ? entry.isNewest()
                        : parked.versionId().equals(entry.version().versionId())))
        .isPresent();
  }

  private boolean isWanted(ListedVersion entry, boolean isHeld) throws IOException {
    if (entry.isDeleteMarker()) {
      tally.removed.increment();
      return true;
    }
    if (isHeld) {
      return false;
    }
    if (entry.bytes() == 0
        && ObjectKey.parse(entry.name().key())
            .filter(key -> key.kind() == ObjectKind.MARKER)
            .isPresent()) {
      tally.skipped.increment();
      return false;
    }
    if (isParked(entry)) {
      if (!rules.readsParkedAgain()) {
        tally.parked.increment();
      }
      return rules.readsParkedAgain();
    }
    tally.found.increment();
    tally.foundBytes.add(entry.bytes());
    return true;
  }
}
