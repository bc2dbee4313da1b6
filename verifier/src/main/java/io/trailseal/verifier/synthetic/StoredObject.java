package io.trailseal.verifier.synthetic;

import io.trailseal.verifier.Payload;
import java.util.Map;

/// An object as a [Bucket] holds it.
///
/// @param content the bytes, compressed where they are
/// @param metadata S3 user metadata, names without `x-amz-meta-`
public record StoredObject(Payload content, Map<String, String> metadata) {
  public StoredObject {
    metadata = Map.copyOf(metadata);
  }
}
