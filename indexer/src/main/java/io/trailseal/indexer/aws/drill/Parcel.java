package io.trailseal.indexer.aws.drill;

import io.trailseal.verifier.Payload;
import io.trailseal.verifier.S3Name;
import java.util.Map;

/// An object on its way into a bucket.
///
/// @param content the bytes, compressed where they are
/// @param userMetadata without `x-amz-meta-`
public record Parcel(S3Name name, Payload content, Map<String, String> userMetadata) {
  public Parcel {
    userMetadata = Map.copyOf(userMetadata);
  }
}
