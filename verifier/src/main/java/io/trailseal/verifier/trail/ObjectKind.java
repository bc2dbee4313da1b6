package io.trailseal.verifier.trail;

/// What an object in a log archive bucket is, recognised from its key where the key follows a known
/// layout and from its content where it does not.
///
/// Source: "Finding your CloudTrail log files" and "Getting and viewing your AWS Config
/// configuration snapshots" in AWS's user guides.
public enum ObjectKind {
  /// Management and data events.
  LOG,
  INSIGHT_LOG,
  NETWORK_ACTIVITY_LOG,
  /// Five-minute summaries of data events.
  AGGREGATED_LOG,
  DIGEST,
  CONFIG,
  /// An answer of ListPublicKeys, as a file. Found, recorded, and not trusted for that.
  PUBLIC_KEYS,
  /// An empty "folder" object or Config's writability probe: nothing is in it and nothing is wrong.
  MARKER,
  UNRECOGNIZED;

  /// Whether objects of this kind hold events to search.
  public boolean holdsEvents() {
    return switch (this) {
      case LOG, INSIGHT_LOG, NETWORK_ACTIVITY_LOG, AGGREGATED_LOG -> true;
      case DIGEST, CONFIG, PUBLIC_KEYS, MARKER, UNRECOGNIZED -> false;
    };
  }
}
