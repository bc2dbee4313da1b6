package io.trailseal.appliance.cli;

import io.trailseal.appliance.settings.Settings;
import io.trailseal.appliance.settings.SettingsException;
import io.trailseal.appliance.watch.Watch;
import io.trailseal.indexer.Store;
import io.trailseal.indexer.ledger.LedgerEntry.RetentionSet;
import io.trailseal.indexer.ledger.LedgerPosition;
import io.trailseal.indexer.search.Upkeep;
import java.io.IOException;
import java.time.YearMonth;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine;
import picocli.CommandLine.Option;

/// Commands that decide how long something derived is kept.
@CommandLine.Command(
    name = "retention",
    header = "Drop what is old from what can be made anew; vault and ledger keep everything.")
final class RetentionCommands extends Group {

  RetentionCommands(CommandContext context) {
    super(context);
  }

  /// Drops whole months from the search index, or brings them back.
  @CommandLine.Command(
      name = "search",
      header = "Drop whole months of events from the search index, or bring them back.",
      description = {
        "Vault and ledger keep every byte: a larger number brings the months back, by reading the"
            + " ledger again. Events without a time are kept. What was dropped is a ledger entry,"
            + " and answers about that time say so. See --dry-run first."
      })
  static final class RetainSearch extends Command {
    private static final long LOOK_MILLIS = 50;
    private static final int MONTHS_MAX = 1200;

    RetainSearch(CommandContext context) {
      super(context);
    }

    @Option(
        names = "--months",
        paramLabel = "N",
        description =
            "Keep this many months before the current one; 0 keeps all. Standard is the setting"
                + " search.retention-months.")
    Optional<Integer> months = Optional.empty();

    @Option(names = "--dry-run", description = "Only say what would be dropped.")
    boolean dryRun;

    @Override
    ExitCode run() throws Exception {
      if (months.isPresent() && (months.get() < 0 || months.get() > MONTHS_MAX)) {
        throw wrongUsage("--months is a number from 0 to %,d".formatted(MONTHS_MAX));
      }
      return StoreAccess.run(context, StoreAccess.Stay.LONG, this::retain);
    }

    private int wanted() throws IOException, SettingsException {
      return months.isPresent()
          ? months.get()
          : Settings.read(context.home().settingsFile(), context.environment()).retentionMonths();
    }

    private ExitCode retain(Store store) throws Exception {
      int wanted = wanted();
      Optional<YearMonth> from =
          wanted == 0
              ? Optional.empty()
              : Optional.of(Watch.keptFrom(context.clock().instant(), wanted));
      Upkeep upkeep = store.search().upkeep();
      Optional<YearMonth> before = upkeep.keptFrom();
      RetentionSet retention =
          store.retention(from, "trailseal retention search, user " + context.user());
      tell(upkeep, before, retention);
      if (dryRun) {
        terminal.line("nothing was done");
        return ExitCode.FINE;
      }
      if (before.equals(from)) {
        terminal.line("nothing is to be done");
        return ExitCode.FINE;
      }
      LedgerPosition entry = store.retain(retention);
      while (!upkeep.keptFrom().equals(from) || !upkeep.state().rebuilds().isEmpty()) {
        context.cancellation().sleep(LOOK_MILLIS);
      }
      terminal.line(
          "the search index keeps %s, ledger entry %s"
              .formatted(
                  from.map(month -> "events from %s on".formatted(month)).orElse("everything"),
                  entry));
      return ExitCode.FINE;
    }

    private void tell(Upkeep upkeep, Optional<YearMonth> before, RetentionSet retention)
        throws IOException {
      if (!retention.dropped().isEmpty()) {
        Table table = new Table(List.of("MONTH", "EVENTS", "ON DISK"), List.of());
        for (Upkeep.KeptMonth month : upkeep.months()) {
          if (retention.dropped().contains(month.month())) {
            table.row(
                month.month().toString(),
                Figures.count(month.events()),
                Figures.bytes(month.bytes()));
          }
        }
        table.print(terminal, terminal.columns());
      }
      terminal.line(
          "%s with %s and %s to be dropped from the search index; vault and ledger keep every byte"
              .formatted(
                  Figures.counted(retention.dropped().size(), "month"),
                  Figures.counted(retention.events(), "event"),
                  Figures.bytes(retention.bytes())));
      boolean back =
          before.isPresent()
              && (retention.from().isEmpty() || retention.from().get().isBefore(before.get()));
      if (back) {
        terminal.line(
            "months before %s are to be brought back, by reading the ledger again"
                .formatted(before.get()));
      }
    }
  }
}
