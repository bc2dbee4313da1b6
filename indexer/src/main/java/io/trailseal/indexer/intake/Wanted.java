package io.trailseal.indexer.intake;

import io.trailseal.indexer.ledger.LedgerEntry.MessageKind;
import io.trailseal.indexer.ledger.LedgerEntry.ObjectRemoved;
import io.trailseal.verifier.Payload;
import io.trailseal.verifier.S3Name;
import java.util.List;
import java.util.Optional;

/// One thing that is to become durable because a message says so.
sealed interface Wanted {

  /// An object that is to be read.
  ///
  /// @param places where it may be, the likelier first, at least one
  /// @param versionId of the version announced, where one was
  record ToRead(List<Place> places, Optional<String> versionId) implements Wanted {}

  /// @param desk of the bucket it lies in
  record Place(BucketDesk desk, S3Name name) {}

  /// A removal that is to be entered.
  record ToEnter(ObjectRemoved removed) implements Wanted {}

  /// The message itself is to be kept.
  ///
  /// @param id printable
  /// @param detail as [io.trailseal.indexer.ledger.LedgerEntry.MessageKept#detail]
  record ToKeep(String id, Payload body, MessageKind kind, String detail) implements Wanted {}
}
