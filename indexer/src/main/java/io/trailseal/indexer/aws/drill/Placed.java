package io.trailseal.indexer.aws.drill;

import io.trailseal.verifier.S3Name;
import java.time.Instant;
import java.util.Optional;

/// Something that was done to an object in a bucket, and may be announced.
///
/// @param what was done
/// @param bytes its length; 0 where it was removed
/// @param eTag without quotes; empty where it was removed
/// @param versionId where the bucket has versions
/// @param sequencer of two things done to one name the later one has the greater number
/// @param at when the bucket had answered
public record Placed(
    S3Name name,
    What what,
    long bytes,
    String eTag,
    Optional<String> versionId,
    long sequencer,
    Instant at) {

  /// As S3 and EventBridge call it.
  public enum What {
    WRITTEN("ObjectCreated:Put", "Object Created"),
    DELETED("ObjectRemoved:Delete", "Object Deleted"),
    MARKED_DELETED("ObjectRemoved:DeleteMarkerCreated", "Object Deleted");

    private final String eventName;
    private final String detailType;

    What(String eventName, String detailType) {
      this.eventName = eventName;
      this.detailType = detailType;
    }

    String eventName() {
      return eventName;
    }

    String detailType() {
      return detailType;
    }
  }
}
