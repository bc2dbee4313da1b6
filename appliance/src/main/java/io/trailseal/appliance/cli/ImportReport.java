package io.trailseal.appliance.cli;

import io.trailseal.indexer.Store;
import io.trailseal.indexer.ingest.ImportSummary;
import io.trailseal.indexer.ledger.LedgerEntry.VerdictReached;
import io.trailseal.indexer.ledger.Recorded;
import io.trailseal.indexer.ledger.VerdictCounts;
import io.trailseal.verifier.Verdict;
import java.io.IOException;
import java.util.List;

/// What an import tells at its end: how it went, and how the evidence stands now.
///
/// @param verdicts of the whole store
/// @param quarantinedInStore objects set aside, those of earlier imports among them
/// @param keysUnknown whether digests wait for a key that is not trusted
record ImportReport(
    ImportCommand.Imported imported,
    VerdictCounts verdicts,
    long quarantinedInStore,
    boolean keysUnknown) {
  private static final int REFUSALS_SHOWN = 20;

  /// Enough to find one that waits for a key, if any does.
  private static final int UNDECIDED_LOOKED_AT = 1000;

  static ImportReport of(Store store, ImportCommand.Imported imported) throws IOException {
    VerdictCounts verdicts = store.ledger().verdictCounts();
    boolean keysUnknown =
        Standing.of(verdicts).undecided() > 0
            && store.ledger().openVerdicts(false, UNDECIDED_LOOKED_AT).stream()
                .anyMatch(ImportReport::waitsForKey);
    return new ImportReport(
        imported, verdicts, store.ledger().objectCounts().quarantined(), keysUnknown);
  }

  private static boolean waitsForKey(Recorded recorded) {
    return recorded.entry() instanceof VerdictReached(var verdict, _)
        && verdict instanceof Verdict.Undecided undecided
        && undecided.obstacle() == Verdict.Obstacle.SIGNING_KEY_UNKNOWN;
  }

  ExitCode exitCode() {
    return Standing.of(verdicts).exitCode(quarantinedInStore);
  }

  private boolean nothingNew() {
    ImportSummary summary = imported.summary();
    return summary.objects() > 0 && summary.duplicates() == summary.objects();
  }

  void text(Terminal terminal) {
    ImportSummary summary = imported.summary();
    List<ImportSummary.Refusal> refusals = summary.refusals();
    if (!refusals.isEmpty()) {
      terminal.line("set aside, because something is wrong with their bytes:");
      for (ImportSummary.Refusal refusal :
          refusals.subList(0, Math.min(REFUSALS_SHOWN, refusals.size()))) {
        terminal.line("  " + refusal.name());
        terminal.line(
            "      at byte %s: %s"
                .formatted(Figures.count(refusal.defect().offset()), refusal.defect().reason()));
      }
      if (summary.quarantined() > REFUSALS_SHOWN) {
        terminal.line(
            "  … and %s more: trailseal quarantine"
                .formatted(Figures.count(summary.quarantined() - REFUSALS_SHOWN)));
      }
      terminal.line("");
    }
    row(terminal, "objects", Figures.count(summary.objects()));
    row(terminal, "events", Figures.count(summary.events()));
    row(terminal, "duplicates", Figures.count(summary.duplicates()));
    row(terminal, "set aside", Figures.count(summary.quarantined()));
    row(terminal, "bytes", Figures.bytes(summary.bytes()));
    row(
        terminal,
        "time",
        "%s, %s events/s; verified and searchable after %s"
            .formatted(
                Figures.duration(summary.took()),
                Figures.count(Math.round(summary.eventsPerSecond())),
                Figures.duration(imported.tookAll())));
    if (imported.keysNew() > 0) {
      row(terminal, "keys", imported.keysNew() + " newly trusted");
    }
    terminal.line("");
    if (nothingNew()) {
      terminal.line("nothing new: every object was here already");
    } else if (summary.objects() == 0) {
      terminal.line("nothing was found to take in");
    }
    List<String> lines = Standing.lines(verdicts);
    if (!lines.isEmpty()) {
      terminal.line("the evidence in this store:");
      lines.forEach(line -> terminal.line("  " + line));
    }
    if (Standing.of(verdicts).findings() > 0) {
      terminal.line("  see trailseal verdicts");
    }
    if (keysUnknown) {
      terminal.line("");
      terminal.line(
          "digests are signed with keys that are not trusted here; get them from AWS with");
      terminal.line(
          "  aws cloudtrail list-public-keys --region REGION --start-time … --end-time … >"
              + " REGION.json");
      terminal.line("compare the fingerprints, and trust them with");
      terminal.line("  trailseal keys trust REGION.json");
    }
  }

  private static void row(Terminal terminal, String subject, String text) {
    terminal.line("%-12s%s".formatted(subject, text));
  }

  void json(Terminal terminal) {
    ImportSummary summary = imported.summary();
    Json.object(
        terminal,
        json -> {
          json.writeNumberProperty("objects", summary.objects());
          json.writeNumberProperty("events", summary.events());
          json.writeNumberProperty("duplicates", summary.duplicates());
          json.writeNumberProperty("quarantined", summary.quarantined());
          json.writeNumberProperty("bytes", summary.bytes());
          json.writeNumberProperty("seconds", Figures.seconds(summary.took()));
          json.writeNumberProperty("eventsPerSecond", Math.round(summary.eventsPerSecond()));
          json.writeNumberProperty("secondsToSearchable", Figures.seconds(imported.tookAll()));
          json.writeBooleanProperty("nothingNew", nothingNew());
          json.writeNumberProperty("keysTrusted", imported.keysNew());
          Json.counts(json, "verdicts", verdicts);
          json.writeArrayPropertyStart("refusals");
          for (ImportSummary.Refusal refusal : summary.refusals()) {
            json.writeStartObject();
            json.writeNumberProperty("entry", refusal.position().value());
            Json.text(json, "name", refusal.name());
            json.writeNumberProperty("offset", refusal.defect().offset());
            Json.text(json, "reason", refusal.defect().reason());
            json.writeEndObject();
          }
          json.writeEndArray();
        });
  }
}
