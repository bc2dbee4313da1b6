package io.trailseal.indexer.search;

import io.trailseal.indexer.ledger.LedgerPosition;
import io.trailseal.indexer.ledger.VerdictCounts;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// An answer, and over which evidence it was found. An empty list of hits means something only
/// together with [Evidence].
///
/// @param hits in the order asked for
/// @param matched how many events match
/// @param next where the next page starts; empty on the last page. A page may hold fewer hits than
///   asked for and still not be the last, where its records are very large
/// @param aggregated what was asked to be counted, in the order of the question
/// @param hints sentences about what the asker may not have meant or should know: a field that no
///   event has, with the nearest one that is there; log files that could not be read
/// @param took how long it took
public record SearchAnswer(
    List<EventHit> hits,
    Total matched,
    Optional<String> next,
    List<Aggregated> aggregated,
    Evidence evidence,
    List<String> hints,
    Took took) {
  public SearchAnswer {
    hits = List.copyOf(hits);
    hints = List.copyOf(hints);
    aggregated = List.copyOf(aggregated);
  }

  /// How long the answer took, from the question to here.
  ///
  /// @param findingMicros to find and count what matches
  /// @param readingMicros to read the records of the hits out of the vault
  public record Took(long findingMicros, long readingMicros) {
    public long micros() {
      return findingMicros + readingMicros;
    }
  }

  /// How many events match; where this was not counted to the end, as [Total#count()] says.
  public long total() {
    return matched.count();
  }

  /// What was searched.
  ///
  /// @param events events in the index
  /// @param conflicts events among them that carry the eventID of another one of the same account
  ///   and say something else; an event that does so with several counts for each
  /// @param oldest eventTime of the oldest event in the index
  /// @param newest eventTime of the newest
  /// @param quarantined objects set aside because something is wrong with their bytes
  /// @param verdicts how the log files and digests stand
  /// @param indexed how far the index has read the ledger
  /// @param head the newest evidence in the ledger
  /// @param behind how many entries of evidence the index has yet to read: the answer may lack them
  /// @param reservations what is not searched and why, a sentence each: broken months
  public record Evidence(
      long events,
      long conflicts,
      Optional<Instant> oldest,
      Optional<Instant> newest,
      long quarantined,
      VerdictCounts verdicts,
      LedgerPosition indexed,
      LedgerPosition head,
      long behind,
      List<String> reservations) {
    public Evidence {
      reservations = List.copyOf(reservations);
    }
  }
}
