package io.trailseal.indexer.ledger;

import java.util.List;

/// What custody concluded from a batch of entries. Written in one transaction, so that a crash
/// leaves all of it or none.
///
/// @param digests digests seen, replacing what was known under the same position
/// @param verdicts verdicts to append; one that equals the current verdict about its subject is
///   left out by the ledger
/// @param concluded verified digests about whose log files and neighbours everything was said that
///   could be
/// @param position how far custody has read once this step is written
public record CustodyStep(
    List<DigestFacts> digests,
    List<LedgerEntry.VerdictReached> verdicts,
    List<LedgerPosition> concluded,
    LedgerPosition position) {
  public CustodyStep(
      List<DigestFacts> digests,
      List<LedgerEntry.VerdictReached> verdicts,
      LedgerPosition position) {
    this(digests, verdicts, List.of(), position);
  }

  public CustodyStep {
    digests = List.copyOf(digests);
    verdicts = List.copyOf(verdicts);
    concluded = List.copyOf(concluded);
  }
}
