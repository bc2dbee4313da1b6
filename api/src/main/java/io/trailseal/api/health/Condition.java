package io.trailseal.api.health;

import io.trailseal.indexer.follow.FollowLoop;
import io.trailseal.indexer.intake.IntakeStatus;
import io.trailseal.indexer.ledger.IntakeCounts;
import io.trailseal.indexer.ledger.LedgerPosition;
import io.trailseal.indexer.ledger.ObjectCounts;
import io.trailseal.indexer.ledger.VerdictCounts;
import io.trailseal.indexer.search.IndexState;
import io.trailseal.indexer.search.Lag;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// How the appliance is, at one moment, give or take the seconds for which parts are remembered.
///
/// @param at when
/// @param intake how intake is; empty where no source is set
/// @param objects what came in
/// @param verdicts what is thought of it
/// @param counts what happened on the way in
/// @param deliveries how new what came in is
/// @param head the newest entry of evidence
/// @param followers how custody and search stand
/// @param lag how long it takes until events are found
/// @param index how whole the search index is
/// @param diskFreeBytes room on the store's disk
/// @param bytes what the store takes of it
public record Condition(
    Instant at,
    Optional<IntakeStatus> intake,
    ObjectCounts objects,
    VerdictCounts verdicts,
    IntakeCounts counts,
    Deliveries deliveries,
    LedgerPosition head,
    List<FollowLoop.Status> followers,
    Lag lag,
    IndexState index,
    long diskFreeBytes,
    RoomBytes bytes) {
  public Condition {
    followers = List.copyOf(followers);
  }

  /// Bytes on disk, room by room.
  public record RoomBytes(long vault, long ledger, long search) {}
}
