package io.trailseal.appliance.cli;

import io.trailseal.api.ask.AccessAnswers;
import io.trailseal.api.ask.AccessAsk;
import io.trailseal.api.ask.AccessWords;
import io.trailseal.api.rest.AccessJson;
import io.trailseal.indexer.Store;
import io.trailseal.indexer.access.AccessEntry;
import io.trailseal.indexer.access.AccessPage;
import io.trailseal.indexer.export.Csv;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// Tells who did what.
@CommandLine.Command(
    name = "access",
    header = "Show who did what: every sign-in, refusal, query, view, proof, export and change.",
    description = {
      "The latest first. Each entry was in the ledger before anything was given, and nobody can"
          + " switch that off; that you look at it is entered too."
    },
    footer = {"", "trailseal access --who alice --action QUERY --from 2026-03-01"})
final class AccessCommand extends Command {
  private static final List<String> CSV_COLUMNS =
      List.of(
          "recordedAt",
          "who",
          "kind",
          "credential",
          "address",
          "action",
          "outcome",
          "details",
          "entry",
          "leafHash");

  AccessCommand(CommandContext context) {
    super(context);
  }

  @Mixin AccessOptions which = new AccessOptions();

  @Option(
      names = "--limit",
      paramLabel = "N",
      description = "Entries at most; standard is ${DEFAULT-VALUE}.")
  int limit = AccessAsk.LIMIT_DEFAULT;

  @Option(
      names = "--cursor",
      paramLabel = "CURSOR",
      description = "Go on where the answer before ended.")
  Optional<String> cursor = Optional.empty();

  @Option(
      names = "--format",
      paramLabel = "FORMAT",
      description = "${COMPLETION-CANDIDATES}; standard is ${DEFAULT-VALUE}.")
  Formats.Events format = Formats.Events.TABLE;

  @Override
  ExitCode run() throws Exception {
    if (limit < 1 || limit > AccessAsk.LIMIT_MAX) {
      throw wrongUsage("--limit must be 1 to %,d, was %,d".formatted(AccessAsk.LIMIT_MAX, limit));
    }
    return StoreAccess.run(context, StoreAccess.Stay.SHORT, this::show);
  }

  private ExitCode show(Store store) throws IOException {
    AccessPage page = new AccessAnswers(store).page(context.caller(), which.ask(), cursor, limit);
    switch (format) {
      case TABLE -> {
        table(page);
        told(page).forEach(terminal::line);
      }
      case JSON -> {
        terminal.out().writeBytes(AccessJson.page(page));
        terminal.out().print('\n');
      }
      case NDJSON -> {
        for (AccessEntry entry : page.entries()) {
          terminal.out().writeBytes(AccessJson.entry(entry));
          terminal.out().print('\n');
        }
        told(page).forEach(terminal::remark);
      }
      case CSV -> {
        terminal.out().print(Csv.row(CSV_COLUMNS));
        page.entries().forEach(entry -> terminal.out().print(csv(entry)));
        told(page).forEach(terminal::remark);
      }
    }
    return ExitCode.FINE;
  }

  private void table(AccessPage page) {
    Table table =
        new Table(
            List.of("TIME", "WHO", "FROM", "ACTION", "OUTCOME", "DETAILS", "ENTRY"),
            List.of(0, 3, 4, 6));
    for (AccessEntry entry : page.entries()) {
      table.row(
          entry.at().toString(),
          AccessWords.who(entry),
          AccessWords.address(entry),
          AccessWords.action(entry),
          AccessWords.outcome(entry),
          AccessWords.details(entry),
          entry.position().toString());
    }
    if (!table.isEmpty()) {
      table.print(terminal, SearchOutput.width(terminal));
      terminal.line("");
    }
  }

  private static String csv(AccessEntry entry) {
    return Csv.row(
        List.of(
            entry.at().toString(),
            AccessWords.who(entry),
            entry.accessed().who().kind(),
            AccessWords.credential(entry),
            AccessWords.address(entry),
            AccessWords.action(entry),
            AccessWords.outcome(entry),
            AccessWords.details(entry),
            entry.position().toString(),
            entry.leafHash().hex()));
  }

  private static List<String> told(AccessPage page) {
    String count =
        page.entries().isEmpty()
            ? "no entry fits"
            : page.entries().size() == 1
                ? "1 entry"
                : Figures.count(page.entries().size()) + " entries";
    return page.next().isEmpty()
        ? List.of(count)
        : List.of(
            count + page.reached().map(at -> ", back to " + at).orElse(""),
            "older ones: --cursor " + page.next().get());
  }
}
