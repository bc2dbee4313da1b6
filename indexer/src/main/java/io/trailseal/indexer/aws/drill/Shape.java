package io.trailseal.indexer.aws.drill;

/// In which words an object is announced.
public enum Shape {
  /// S3's own, straight to the queue, or through SNS with raw message delivery: the same body.
  S3,
  /// S3's own in SNS's envelope.
  S3_IN_SNS,
  /// EventBridge's.
  EVENTBRIDGE,
  /// CloudTrail's own through SNS with raw message delivery: one message, several keys.
  CLOUDTRAIL,
  /// The same in SNS's envelope.
  CLOUDTRAIL_IN_SNS
}
