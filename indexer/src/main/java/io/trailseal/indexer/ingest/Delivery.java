package io.trailseal.indexer.ingest;

import io.trailseal.indexer.ledger.LedgerEntry.BucketCompared;
import io.trailseal.indexer.ledger.LedgerEntry.MessageKind;
import io.trailseal.indexer.ledger.LedgerEntry.ObjectParked;
import io.trailseal.indexer.ledger.LedgerEntry.ObjectRemoved;
import io.trailseal.indexer.ledger.S3Version;
import io.trailseal.verifier.Payload;
import io.trailseal.verifier.S3Name;
import io.trailseal.verifier.trail.Defect;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// One thing as a source hands it out, to become one ledger entry. Nothing about it is believed
/// yet.
public sealed interface Delivery {

  /// By which the source knows it again when it is acknowledged.
  long ticket();

  /// An object.
  ///
  /// @param name where it is in S3, as far as the source can tell
  /// @param payload its bytes; absent where it was over the limit or could not be read, and then
  ///   `defects` says so
  /// @param deliveredBytes how long it is, as far as that is known
  /// @param userMetadata S3 user metadata, keys in lower case
  /// @param version which version of it S3 said this is
  /// @param defects what is wrong with how it came (its name, its archive, its metadata); what is
  ///   wrong with its bytes is found later
  record Found(
      long ticket,
      S3Name name,
      Optional<Payload> payload,
      long deliveredBytes,
      Map<String, String> userMetadata,
      S3Version version,
      List<Defect> defects)
      implements Delivery {
    public Found {
      userMetadata = Map.copyOf(userMetadata);
      defects = List.copyOf(defects);
      if (payload.isEmpty() && defects.isEmpty()) {
        throw new IllegalArgumentException(
            "%s came without bytes, so there must be a defect that says why".formatted(name));
      }
    }
  }

  /// An object that cannot be read at present, and why.
  record Parked(long ticket, ObjectParked entry) implements Delivery {}

  /// An object that somebody removed.
  record Removed(long ticket, ObjectRemoved entry) implements Delivery {}

  /// A message to be kept.
  ///
  /// @param queue as [io.trailseal.indexer.ledger.LedgerEntry.MessageKept#queue]
  /// @param body as it came, in UTF-8
  record Told(long ticket, String queue, String id, Payload body, MessageKind kind, String detail)
      implements Delivery {}

  /// A listing that came to its end.
  record Listed(long ticket, BucketCompared entry) implements Delivery {}
}
