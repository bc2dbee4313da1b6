package io.trailseal.verifier.source;

import io.trailseal.verifier.Payload;
import io.trailseal.verifier.S3Name;
import io.trailseal.verifier.trail.Defect;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// One object of a folder or archive file. Nothing about it is believed yet.
///
/// @param name where it was in S3, as far as that can be told
/// @param payload its bytes; absent where it was over the limit or could not be read, and then
///   `defects` says so
/// @param deliveredBytes how long it is, as far as that is known
/// @param userMetadata S3 user metadata, keys in lower case
/// @param defects what is wrong with how it came (its name, its archive, its metadata)
public record LocalObject(
    S3Name name,
    Optional<Payload> payload,
    long deliveredBytes,
    Map<String, String> userMetadata,
    List<Defect> defects) {
  public LocalObject {
    userMetadata = Map.copyOf(userMetadata);
    defects = List.copyOf(defects);
  }
}
