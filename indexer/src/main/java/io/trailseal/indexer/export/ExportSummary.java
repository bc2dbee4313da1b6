package io.trailseal.indexer.export;

import io.trailseal.indexer.ledger.LedgerPosition;
import java.nio.file.Path;
import java.util.List;

/// What an export to files came to.
///
/// @param wasWhole whether it was complete before: nothing was done
/// @param events written
/// @param unreadable events that match and that the vault did not give back
/// @param total events that match
/// @param files files with events
/// @param manifest what names them with their hashes
/// @param hints as in [io.trailseal.indexer.search.SearchAnswer]
public record ExportSummary(
    boolean wasWhole,
    long events,
    long unreadable,
    long total,
    long files,
    LedgerPosition asOf,
    Path manifest,
    List<String> hints) {
  public ExportSummary {
    hints = List.copyOf(hints);
  }
}
