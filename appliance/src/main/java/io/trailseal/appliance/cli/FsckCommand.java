package io.trailseal.appliance.cli;

import io.trailseal.indexer.Store;
import io.trailseal.indexer.fsck.Fault;
import io.trailseal.indexer.ledger.LedgerPosition;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Option;

/// Is the house whole?
@CommandLine.Command(
    name = "fsck",
    header = "Re-derive everything the store claims, from the bytes up.",
    description =
        "Says whether our own records are whole. Whether the evidence is good is another"
            + " question: see verdicts.",
    footer = {"", "Exit code 0: the house is whole. 1: it is not, and every fault is listed."})
final class FsckCommand extends Command {

  FsckCommand(CommandContext context) {
    super(context);
  }

  @Option(
      names = "--format",
      paramLabel = "FORMAT",
      description = "${COMPLETION-CANDIDATES}; standard is ${DEFAULT-VALUE}.")
  Formats.Report format = Formats.Report.TEXT;

  @Override
  ExitCode run() throws Exception {
    return StoreAccess.run(context, StoreAccess.Stay.LONG, this::check);
  }

  private ExitCode check(Store store) throws Exception {
    long start = System.nanoTime();
    try {
      // What the followers have not read yet is not a fault.
      CatchingUp.await(store, context.cancellation(), 200, _ -> {});
    } catch (IOException e) {
      // A follower that cannot go on is a reason to check, not one to give up.
      terminal.remark("trailseal: " + Troubles.describe(e));
    }
    List<Fault> faults = context.cancellation().await("fsck", () -> store.fsck().check());
    Duration took = Duration.ofNanos(System.nanoTime() - start);
    long entries = store.ledger().head().value();
    if (format == Formats.Report.JSON) {
      Json.object(
          terminal,
          json -> {
            json.writeBooleanProperty("whole", faults.isEmpty());
            json.writeNumberProperty("entries", entries);
            json.writeNumberProperty("seconds", Figures.seconds(took));
            json.writeArrayPropertyStart("faults");
            for (Fault fault : faults) {
              json.writeStartObject();
              json.writeStringProperty("fault", fault.getClass().getSimpleName());
              json.writeNumberProperty("entry", fault.at().value());
              Json.text(json, "sentence", fault.sentence());
              json.writeEndObject();
            }
            json.writeEndArray();
          });
    } else {
      for (Fault fault : faults) {
        terminal.line(
            fault.at().equals(LedgerPosition.START)
                ? fault.sentence()
                : "entry %s: %s".formatted(fault.at(), fault.sentence()));
      }
      terminal.line(
          "%s: %s checked in %s, %s"
              .formatted(
                  faults.isEmpty() ? "the house is whole" : "the house is NOT whole",
                  entries == 1 ? "1 ledger entry" : Figures.count(entries) + " ledger entries",
                  Figures.duration(took),
                  faults.isEmpty() ? "no faults" : Figures.counted(faults.size(), "fault")));
    }
    return faults.isEmpty() ? ExitCode.FINE : ExitCode.EVIDENCE_BAD;
  }
}
