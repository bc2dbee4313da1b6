package io.trailseal.indexer.ingest;

import io.trailseal.indexer.ledger.Ledger;
import io.trailseal.indexer.vault.Vault;
import io.trailseal.verifier.S3Name;
import io.trailseal.verifier.source.LocalObjects;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Takes folders, archives and single files in.
///
/// Threads: one import at a time for each instance; several instances may work on one store.
public final class Importer {
  private static final Logger LOG = LoggerFactory.getLogger(Importer.class);

  private final Ingestor ingestor;

  public Importer(Vault vault, Ledger ledger, Runnable wakeFollowers) {
    this.ingestor = new Ingestor(vault, ledger, wakeFollowers);
  }

  /// Imports everything under `paths` and returns once it is durable in vault and ledger.
  ///
  /// Interrupting the calling thread stops the import after the batch being written; running it
  /// again goes on from there.
  ///
  /// @param bucket the bucket the files came from, where the caller says so; otherwise it is taken
  ///   from the digests among them, and failing that from the path's own name
  /// @throws ImportStoppedException if the store cannot be written
  /// @throws IOException if a path does not exist; a single object that cannot be read is no reason
  ///   to stop
  /// @throws IllegalArgumentException if `bucket` cannot be a bucket's name
  public ImportSummary run(List<Path> paths, Optional<String> bucket, ImportProgress progress)
      throws IOException, InterruptedException {
    bucket.ifPresent(Importer::requireBucketName);
    Tally tally = new Tally(progress);
    List<LocalObjects.Unopened> unopened = LocalObjects.of(paths);
    if (unopened.size() > 1) {
      // Surveyed here for the totals and again when its turn comes, because what a survey keeps is
      // too much to keep for many archives at a time.
      tally.expect(extent(unopened, bucket));
    }
    for (LocalObjects.Unopened next : unopened) {
      try (LocalSource source = new LocalSource(next.open(bucket))) {
        if (unopened.size() == 1) {
          tally.expect(source.extent());
        }
        ingestor.drain(source, tally);
        if (next.whole() && !source.brokeOff()) {
          tally.walked(source.covered(), source.refused());
        }
      }
    }
    tally.report(true);
    ImportSummary summary = tally.summary();
    LOG.info(
        "imported {} objects ({} duplicates, {} quarantined) with {} events from {} path(s)",
        summary.objects(),
        summary.duplicates(),
        summary.quarantined(),
        summary.events(),
        paths.size());
    return summary;
  }

  private static ObjectSource.Extent extent(
      List<LocalObjects.Unopened> unopened, Optional<String> bucket) throws IOException {
    long objects = 0;
    long bytes = 0;
    for (LocalObjects.Unopened next : unopened) {
      try (LocalSource source = new LocalSource(next.open(bucket))) {
        objects += source.extent().objects();
        bytes += source.extent().bytes();
      }
    }
    return new ObjectSource.Extent(objects, bytes);
  }

  private static void requireBucketName(String bucket) {
    if (!bucket.matches("[A-Za-z0-9._-]{1,255}")) {
      throw new IllegalArgumentException(
          "a bucket name has 1 to 255 letters, digits, dots, hyphens and underscores, '%s' does not fit"
              .formatted(S3Name.printable(bucket)));
    }
  }
}
