package io.trailseal.indexer.intake;

import io.trailseal.indexer.ingest.SourceException;
import io.trailseal.verifier.key.PublishedKey;
import java.io.Closeable;
import java.time.Instant;
import java.util.List;

/// Who is asked which keys CloudTrail signs with: ListPublicKeys, region by region. A port; its
/// implementation is in `indexer.aws`.
///
/// Threads: may be called by several at once.
public interface KeySource extends Closeable {

  /// All keys of a region that were in force at some time in the range.
  ///
  /// @param region the region digests come from; read out of their names, so anything
  /// @throws SourceException if CloudTrail does not answer, or not with keys
  List<PublishedKey> list(String region, Instant from, Instant to) throws SourceException;
}
