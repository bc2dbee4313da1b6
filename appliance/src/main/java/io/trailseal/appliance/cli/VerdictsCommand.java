package io.trailseal.appliance.cli;

import io.trailseal.api.ask.Answers;
import io.trailseal.indexer.Store;
import io.trailseal.indexer.ledger.LedgerEntry.VerdictReached;
import io.trailseal.indexer.ledger.Recorded;
import io.trailseal.indexer.ledger.VerdictCounts;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Option;

/// Lists what needs a person.
@CommandLine.Command(
    name = "verdicts",
    header = "Show how the evidence stands, and every verdict that needs a person.",
    description = "Findings, and what could not be told; newest first.",
    footer = {
      "",
      "Exit code 0: all evidence is intact. 1: there are findings. 2: no findings, and not"
          + " everything could be told."
    })
final class VerdictsCommand extends Command {
  private static final int LIMIT_MAX = 100_000;
  private static final int CATCH_UP_SECONDS_MAX = 10;

  VerdictsCommand(CommandContext context) {
    super(context);
  }

  @Option(names = "--findings", description = "Leave out what could not be told.")
  boolean findingsOnly;

  @Option(
      names = "--limit",
      paramLabel = "N",
      description = "List at most this many; standard is ${DEFAULT-VALUE}.")
  int limit = 100;

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

  /// Findings first: one file that was altered must not drown in a thousand that nobody could
  /// judge.
  private List<Recorded> open(Store store) throws IOException {
    List<Recorded> open = new ArrayList<>(store.ledger().openVerdicts(true, limit));
    if (!findingsOnly) {
      for (Recorded one : store.ledger().openVerdicts(false, limit)) {
        boolean undecided =
            one.entry() instanceof VerdictReached(var verdict, _) && !verdict.isFinding();
        if (undecided && open.size() < limit) {
          open.add(one);
        }
      }
    }
    return open;
  }

  private ExitCode list(Store store) throws Exception {
    CatchingUp.awaitBriefly(store, context.cancellation(), CATCH_UP_SECONDS_MAX);
    VerdictCounts counts = store.ledger().verdictCounts();
    Standing standing = Standing.of(counts);
    long quarantined = store.ledger().objectCounts().quarantined();
    List<Recorded> open =
        new Answers(store, context.clock()).report(context.caller(), "verdicts", () -> open(store));
    ExitCode exit = standing.exitCode(quarantined);
    if (format == Formats.Report.JSON) {
      Json.object(
          terminal,
          json -> {
            Json.counts(json, "counts", counts);
            json.writeNumberProperty("quarantined", quarantined);
            json.writeArrayPropertyStart("verdicts");
            for (Recorded one : open) {
              if (one.entry() instanceof VerdictReached(var verdict, var object)) {
                json.writeStartObject();
                json.writeNumberProperty("entry", one.position().value());
                json.writeStringProperty("recordedAt", one.recordedAt().toString());
                Json.name(json, "objectName", verdict.subject());
                object.ifPresent(at -> json.writeNumberProperty("objectEntry", at.value()));
                json.writeStringProperty("word", verdict.word());
                json.writeBooleanProperty("finding", verdict.isFinding());
                Json.text(json, "sentence", verdict.sentence());
                json.writeEndObject();
              }
            }
            json.writeEndArray();
          });
      return exit;
    }
    for (Recorded one : open) {
      if (one.entry() instanceof VerdictReached(var verdict, _)) {
        terminal.line("%-15s%s".formatted(verdict.word(), verdict.subject()));
        terminal.line("               " + verdict.sentence());
      }
    }
    long all = standing.findings() + (findingsOnly ? 0 : standing.undecided());
    if (all > open.size()) {
      terminal.line("… and %s more: --limit %d".formatted(Figures.count(all - open.size()), all));
    }
    if (!open.isEmpty()) {
      terminal.line("");
    }
    List<String> lines = Standing.lines(counts);
    lines.forEach(terminal::line);
    if (lines.isEmpty()) {
      terminal.line("nothing was examined: no log file or digest is here");
    }
    if (quarantined > 0) {
      terminal.line("%-12s%s".formatted("quarantine", Figures.counted(quarantined, "object")));
    }
    return exit;
  }
}
