package io.trailseal.indexer.search;

import io.trailseal.verifier.Payload;
import io.trailseal.verifier.S3Name;
import io.trailseal.verifier.Sha256;
import io.trailseal.verifier.Verdict;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// One event, with the answer to "how do you know?".
///
/// @param offset byte offset of the record in the inflated log file
/// @param raw the record's bytes exactly as they stand in the inflated log file
/// @param objectName the log file it came in
/// @param objectHash SHA-256 of that log file's inflated content, where it inflated whole
/// @param verdict the current verdict about that log file; empty where custody has not reached it
/// @param summary the few members a list of events shows
/// @param alsoIn where the same event stands as well: CloudTrail delivered it more than once
/// @param conflicting other events that carry its eventID for the same account and say something
///   else, which CloudTrail does not do
public record EventHit(
    EventId id,
    long offset,
    Payload raw,
    S3Name objectName,
    Optional<Sha256> objectHash,
    Optional<Verdict> verdict,
    Summary summary,
    List<Place> alsoIn,
    List<EventId> conflicting) {
  public EventHit {
    alsoIn = List.copyOf(alsoIn);
    conflicting = List.copyOf(conflicting);
  }

  EventHit with(List<Place> places, List<EventId> others) {
    return new EventHit(id, offset, raw, objectName, objectHash, verdict, summary, places, others);
  }

  /// A record of the same event in another log file.
  public record Place(EventId id, S3Name objectName, Optional<Verdict> verdict) {}

  /// Text members are empty strings where the event does not have them.
  ///
  /// @param eventTime empty where the event has none that makes sense
  /// @param who the best name for who acted: userIdentity.arn, else userName, invokedBy,
  ///   principalId or type
  public record Summary(
      Optional<Instant> eventTime,
      String eventName,
      String eventSource,
      String awsRegion,
      String recipientAccountId,
      String who,
      String sourceIPAddress,
      String errorCode,
      String eventID) {}
}
