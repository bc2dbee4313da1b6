package io.trailseal.appliance.cli;

import io.trailseal.indexer.Store;
import java.time.Duration;
import java.util.Locale;
import picocli.CommandLine;

/// Commands that make a derived room anew.
@CommandLine.Command(
    name = "rebuild",
    header = "Make something anew from what is never deleted: vault and ledger.")
final class RebuildCommands extends Group {

  RebuildCommands(CommandContext context) {
    super(context);
  }

  /// Deletes the index and follows the ledger from its beginning.
  @CommandLine.Command(
      name = "search",
      header = "Delete the search index and make it anew.",
      description = "Until it is finished, searches answer from what is indexed, and say so.")
  static final class RebuildSearch extends Command {
    private static final long LOOK_MILLIS = 200;

    RebuildSearch(CommandContext context) {
      super(context);
    }

    @Override
    ExitCode run() throws Exception {
      return StoreAccess.run(context, StoreAccess.Stay.LONG, this::rebuild);
    }

    private ExitCode rebuild(Store store) throws Exception {
      long start = System.nanoTime();
      long head = store.ledger().head().value();
      store.search().clear();
      store.wake();
      try (ProgressLine progress = new ProgressLine(terminal)) {
        CatchingUp.await(
            store,
            context.cancellation(),
            LOOK_MILLIS,
            position ->
                progress.show(
                    head == 0 ? 1 : Math.min(1, position / (double) head),
                    String.format(Locale.ROOT, "indexing  entry %,d of %,d", position, head)));
      }
      terminal.line(
          "the index is new: %s, in %s"
              .formatted(
                  Figures.counted(store.ledger().objectCounts().events(), "event"),
                  Figures.duration(Duration.ofNanos(System.nanoTime() - start))));
      return ExitCode.FINE;
    }
  }
}
