package io.trailseal.indexer.search;

import io.trailseal.indexer.ledger.LedgerPosition;
import io.trailseal.verifier.S3Name;
import java.io.Closeable;
import java.io.IOException;
import java.util.List;

/// Every event that matches, in order, from the index as it was when the walk began. Costs the same
/// for each event, however many there are, and memory that does not grow with them: a bit for each
/// event of the month it is in, and one stretch of records.
///
/// The months' files are kept on disk for it until it is closed.
///
/// Threads: one at a time.
public interface EventWalk extends Closeable {

  /// Up to which ledger entry the walk knows events.
  LedgerPosition asOf();

  /// How many events match, exactly, those up to [WalkRequest#after] among them.
  long total();

  /// How many of them stand at or before [WalkRequest#after].
  long passed();

  /// As in [SearchAnswer].
  List<String> hints();

  /// The next stretch; empty at the end.
  ///
  /// @throws UnanswerableException if finding the events of a month takes too long
  List<Step> next() throws IOException, UnanswerableException;

  /// One event.
  sealed interface Step {
    EventPlace place();

    /// @param hit with the verdict as it was when its stretch was read
    record Event(EventPlace place, EventHit hit) implements Step {}

    /// An event that matches and that the vault does not give back.
    ///
    /// @param why a sentence
    record Lost(EventPlace place, S3Name objectName, String why) implements Step {}
  }

  @Override
  void close() throws IOException;
}
