package io.trailseal.indexer.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import io.trailseal.indexer.ledger.LedgerEntry.RetentionSet;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.time.YearMonth;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Goal: what is entered about retention comes back as it was, and the check finds nothing in it.
final class RetentionEntryTest {
  @TempDir private Path folder;

  @Test
  void itComesBackAsItWasEntered() throws Exception {
    List<RetentionSet> entered =
        List.of(
            new RetentionSet(
                Optional.of(YearMonth.of(2026, 5)),
                List.of(YearMonth.of(2024, 12), YearMonth.of(2026, 4)),
                123,
                4567,
                "trailseal retention search, user alice"),
            new RetentionSet(Optional.empty(), List.of(), 0, 0, "\u202Ebob"));
    InstantSource clock = InstantSource.fixed(Instant.parse("2026-11-20T12:00:00.123Z"));
    try (Ledger ledger = Ledgers.open(folder, clock)) {
      for (RetentionSet each : entered) {
        assertThat(ledger.appendRetention(each)).isEqualTo(ledger.head());
      }
    }
    try (Ledger ledger = Ledgers.open(folder, clock)) {
      List<LedgerEntry> read = new ArrayList<>();
      ledger.read(LedgerPosition.START, 10).forEach(recorded -> read.add(recorded.entry()));
      assertThat(read).isEqualTo(entered);
      List<String> faults = new ArrayList<>();
      ledger.check((at, what) -> faults.add(at + ": " + what));
      assertThat(faults).isEmpty();
    }
  }
}
