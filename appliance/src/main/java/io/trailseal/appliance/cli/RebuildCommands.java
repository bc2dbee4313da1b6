package io.trailseal.appliance.cli;

import io.trailseal.indexer.Store;
import io.trailseal.indexer.search.IndexState;
import io.trailseal.indexer.search.Upkeep;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Option;

/// Commands that make a derived room anew.
@CommandLine.Command(
    name = "rebuild",
    header = "Make something anew from what is never deleted: vault and ledger.")
final class RebuildCommands extends Group {

  RebuildCommands(CommandContext context) {
    super(context);
  }

  /// Makes the index anew from the ledger, beside the one that answers.
  @CommandLine.Command(
      name = "search",
      header = "Make the search index anew, beside the one that answers.",
      description = {
        "What is there answers until the new one is whole; then they are switched at once. Every"
            + " object of the ledger is read, for one month too: nothing else knows which events"
            + " an object holds. It goes on where it was after a restart, and in the background"
            + " when this command is stopped while the appliance runs."
      })
  static final class RebuildSearch extends Command {
    private static final long LOOK_MILLIS = 200;

    RebuildSearch(CommandContext context) {
      super(context);
    }

    @Option(
        names = "--month",
        paramLabel = "MONTH",
        description = "Only this month of event time: 2026-11, or undated.")
    @Nullable String month;

    @Override
    ExitCode run() throws Exception {
      return StoreAccess.run(context, StoreAccess.Stay.LONG, this::rebuild);
    }

    private ExitCode rebuild(Store store) throws Exception {
      long start = System.nanoTime();
      Upkeep upkeep = store.search().upkeep();
      Optional<String> chosen = Optional.ofNullable(month);
      Upkeep.Need need;
      try {
        need = upkeep.need(chosen);
      } catch (IllegalArgumentException e) {
        throw wrongUsage(String.valueOf(e.getMessage()));
      }
      String room =
          "it needs about %s of disk meanwhile, %s are free"
              .formatted(Figures.bytes(need.bytes()), Figures.bytes(need.bytesFree()));
      if (!need.isMet()) {
        throw new Failure(
            ExitCode.INPUT_OUTPUT,
            "the index is not made anew: " + room,
            chosen.isEmpty()
                ? "make room, or take one month at a time with --month"
                : "make room and ask again");
      }
      terminal.remark(need.underWay() ? "it is being made anew already" : room);
      long id = upkeep.rebuild(chosen);
      await(store, upkeep, id);
      Optional<String> gaveWay = upkeep.gaveWay(id);
      if (gaveWay.isPresent()) {
        throw new Failure(ExitCode.INPUT_OUTPUT, gaveWay.get(), "make room and ask again");
      }
      upkeep.state().reservations().forEach(terminal::remark);
      terminal.line(
          "%s is new, in %s"
              .formatted(
                  chosen.map("the index of "::concat).orElse("the index"),
                  Figures.duration(Duration.ofNanos(System.nanoTime() - start))));
      return ExitCode.FINE;
    }

    private void await(Store store, Upkeep upkeep, long id) throws Exception {
      long head = store.ledger().evidenceHead().value();
      try (ProgressLine progress = new ProgressLine(terminal)) {
        while (true) {
          Optional<IndexState.Rebuild> now =
              upkeep.state().rebuilds().stream().filter(each -> each.id() == id).findFirst();
          if (now.isEmpty()) {
            return;
          }
          long reached = now.get().reached().value();
          progress.show(
              head == 0 ? 1 : Math.min(1, reached / (double) head),
              String.format(
                  Locale.ROOT,
                  "indexing  entry %,d of %,d%s",
                  reached,
                  head,
                  now.get().trouble().map("; tries again: "::concat).orElse("")));
          context.cancellation().sleep(LOOK_MILLIS);
        }
      }
    }
  }
}
