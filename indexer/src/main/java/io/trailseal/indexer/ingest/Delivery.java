package io.trailseal.indexer.ingest;

import io.trailseal.verifier.Payload;
import io.trailseal.verifier.S3Name;
import io.trailseal.verifier.trail.Defect;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// One object as a source hands it out. Nothing about it is believed yet.
///
/// @param ticket by which the source knows it again when it is acknowledged
/// @param name where it is in S3, as far as the source can tell
/// @param payload its bytes; absent where it was over the limit or could not be read, and then
///   `defects` says so
/// @param deliveredBytes how long it is, as far as that is known
/// @param userMetadata S3 user metadata, keys in lower case
/// @param defects what is wrong with how it came (its name, its archive, its metadata); what is
///   wrong with its bytes is found later
public record Delivery(
    long ticket,
    S3Name name,
    Optional<Payload> payload,
    long deliveredBytes,
    Map<String, String> userMetadata,
    List<Defect> defects) {
  public Delivery {
    userMetadata = Map.copyOf(userMetadata);
    defects = List.copyOf(defects);
    if (payload.isEmpty() && defects.isEmpty()) {
      throw new IllegalArgumentException(
          "%s came without bytes, so there must be a defect that says why".formatted(name));
    }
  }
}
