package io.trailseal.appliance.cli;

import io.trailseal.api.ask.Answers;
import io.trailseal.indexer.Store;
import io.trailseal.indexer.ledger.LedgerEntry.ObjectReceived;
import io.trailseal.indexer.ledger.LedgerPosition;
import io.trailseal.indexer.ledger.Recorded;
import io.trailseal.verifier.trail.Defect;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Option;

/// Lists what was set aside.
@CommandLine.Command(
    name = "quarantine",
    header = "List objects that were set aside because something is wrong with their bytes.",
    description =
        "Their bytes are kept (trailseal vault cat), and what could be read of them is searchable.",
    footer = {"", "Exit code 0: none. 2: there are some."})
final class QuarantineCommand extends Command {
  private static final int PAGE_COUNT = 1000;
  private static final int LIMIT_MAX = 100_000;

  QuarantineCommand(CommandContext context) {
    super(context);
  }

  @Option(
      names = "--limit",
      paramLabel = "N",
      description = "List at most this many; standard is ${DEFAULT-VALUE}.")
  int limit = 1000;

  @Option(
      names = "--format",
      paramLabel = "FORMAT",
      description = "${COMPLETION-CANDIDATES}; standard is ${DEFAULT-VALUE}.")
  Formats.Report format = Formats.Report.TEXT;

  @Override
  ExitCode run() throws Exception {
    if (limit < 1 || limit > LIMIT_MAX) {
      throw wrongUsage("--limit must be 1 to %,d, was %,d".formatted(LIMIT_MAX, limit));
    }
    return StoreAccess.run(context, StoreAccess.Stay.SHORT, this::list);
  }

  private List<Recorded> shown(Store store) throws IOException {
    List<Recorded> shown = new ArrayList<>();
    LedgerPosition after = LedgerPosition.START;
    while (shown.size() < limit) {
      List<Recorded> page =
          store.ledger().quarantined(after, Math.min(PAGE_COUNT, limit - shown.size()));
      if (page.isEmpty()) {
        break;
      }
      shown.addAll(page);
      after = page.getLast().position();
      context.cancellation().check();
    }
    return shown;
  }

  private ExitCode list(Store store) throws IOException {
    long all = store.ledger().objectCounts().quarantined();
    List<Recorded> shown =
        new Answers(store, context.clock())
            .report(context.caller(), "quarantine", () -> shown(store));
    if (format == Formats.Report.JSON) {
      json(all, shown);
    } else {
      text(all, shown);
    }
    return all == 0 ? ExitCode.FINE : ExitCode.COULD_NOT_TELL;
  }

  private void text(long all, List<Recorded> shown) {
    for (Recorded one : shown) {
      if (one.entry() instanceof ObjectReceived object) {
        terminal.line(object.name().toString());
        for (Defect defect : object.defects()) {
          terminal.line("    at byte %,d: %s".formatted(defect.offset(), defect.reason()));
        }
        terminal.line(
            "    entry %s, from %s, %s, sha256 %s"
                .formatted(
                    one.position(),
                    object.source(),
                    object.kept().isPresent()
                        ? Figures.bytes(object.deliveredBytes()) + " kept"
                        : "bytes not kept",
                    object.delivered().hex()));
      }
    }
    if (all > shown.size()) {
      terminal.line("… and %s more: --limit %d".formatted(Figures.count(all - shown.size()), all));
    }
    terminal.line(
        all == 0
            ? "nothing is in quarantine"
            : "%s in quarantine".formatted(Figures.counted(all, "object")));
  }

  private void json(long all, List<Recorded> shown) {
    Json.object(
        terminal,
        json -> {
          json.writeNumberProperty("total", all);
          json.writeArrayPropertyStart("objects");
          for (Recorded one : shown) {
            if (one.entry() instanceof ObjectReceived object) {
              json.writeStartObject();
              json.writeNumberProperty("entry", one.position().value());
              json.writeStringProperty("recordedAt", one.recordedAt().toString());
              Json.name(json, "objectName", object.name());
              json.writeStringProperty("kind", object.kind().name());
              json.writeNumberProperty("deliveredBytes", object.deliveredBytes());
              json.writeStringProperty("deliveredSha256", object.delivered().hex());
              json.writeNumberProperty("events", object.reading().events());
              Json.text(json, "source", object.source());
              json.writeArrayPropertyStart("defects");
              for (Defect defect : object.defects()) {
                json.writeStartObject();
                json.writeNumberProperty("offset", defect.offset());
                Json.text(json, "reason", defect.reason());
                json.writeEndObject();
              }
              json.writeEndArray();
              json.writeEndObject();
            }
          }
          json.writeEndArray();
        });
  }
}
