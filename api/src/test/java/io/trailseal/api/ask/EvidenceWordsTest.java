package io.trailseal.api.ask;

import static org.assertj.core.api.Assertions.assertThat;

import io.trailseal.indexer.ledger.LedgerPosition;
import io.trailseal.indexer.ledger.VerdictCounts;
import io.trailseal.indexer.search.SearchAnswer.Evidence;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class EvidenceWordsTest {

  @Test
  void theLineNamesEveryVerdictAndSaysDoubtsEvenWhereThereAreNone() {
    assertThat(
            EvidenceWords.line(
                evidence(
                    60_012,
                    Map.of("intact", 609L, "altered", 1L, "unlisted", 1L),
                    Map.of("missing", 1L),
                    0)))
        .isEqualTo(
            "searched 60,012 events of 2026-03-02 … 2026-03-03 in 611 log files:"
                + " 609 intact, 1 altered, 1 unlisted; 0 could not tell; not here: 1 missing");
  }

  @Test
  void anEmptyStoreIsNotAProvenOne() {
    Evidence empty =
        new Evidence(
            0,
            0,
            Optional.empty(),
            Optional.empty(),
            0,
            new VerdictCounts(Map.of(), Map.of(), Map.of()),
            LedgerPosition.START,
            LedgerPosition.START,
            0,
            List.of());
    assertThat(EvidenceWords.line(empty))
        .isEqualTo("searched 0 events in 0 log files: 0 intact; 0 could not tell");
    assertThat(EvidenceWords.reservations(empty)).isEmpty();
  }

  @Test
  void whatCouldNotBeToldIsCountedApart() {
    assertThat(EvidenceWords.line(evidence(3, Map.of("could not tell", 2L), Map.of(), 0)))
        .endsWith("in 2 log files: 0 intact; 2 could not tell");
  }

  @Test
  void anIndexBehindBrokenMonthsAndQuarantinedObjectsAreReservations() {
    assertThat(EvidenceWords.reservations(evidence(3, Map.of(), Map.of(), 7)))
        .containsExactly(
            "the index is 7 ledger entries behind: the newest events may be absent from this answer",
            "2026-03 is broken",
            "2 objects are in quarantine because something is wrong with their bytes",
            "2 events carry an eventID that another event of the same account has too, with other"
                + " content: not both can be what CloudTrail wrote; conflicting:true finds them");
  }

  private static Evidence evidence(
      long events, Map<String, Long> logFiles, Map<String, Long> absent, long behind) {
    return new Evidence(
        events,
        behind == 0 ? 0 : 2,
        Optional.of(Instant.parse("2026-03-02T00:00:05Z")),
        Optional.of(Instant.parse("2026-03-03T23:59:59Z")),
        behind == 0 ? 0 : 2,
        new VerdictCounts(logFiles, Map.of(), absent),
        new LedgerPosition(10),
        // Entries of the access record lie between them.
        new LedgerPosition(10 + 2 * behind),
        behind,
        behind == 0 ? List.of() : List.of("2026-03 is broken"));
  }
}
