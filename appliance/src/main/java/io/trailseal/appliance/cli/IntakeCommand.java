package io.trailseal.appliance.cli;

import io.trailseal.api.ask.Answers;
import io.trailseal.api.ask.IntakeAccount;
import io.trailseal.api.rest.IntakeJson;
import io.trailseal.indexer.Store;
import io.trailseal.indexer.intake.IntakeStatus;
import java.io.IOException;
import picocli.CommandLine;
import picocli.CommandLine.Option;

/// Tells what happened on the way in.
@CommandLine.Command(
    name = "intake",
    header = "Show how intake from AWS is, and what happened on the way in.",
    description =
        "Queues and buckets with their troubles, while an appliance runs; and from the ledger what"
            + " is parked and why, messages set aside, objects removed or overwritten in the bucket,"
            + " and when buckets were listed and held against what is here.",
    footer = {
      "",
      "Exit code 0: nothing needs a person. 2: something is parked or set aside, or there is trouble."
    })
final class IntakeCommand extends Command {

  IntakeCommand(CommandContext context) {
    super(context);
  }

  @Option(
      names = "--limit",
      paramLabel = "N",
      description = "List at most this many of each kind; standard is ${DEFAULT-VALUE}.")
  int limit = 20;

  @Option(
      names = "--format",
      paramLabel = "FORMAT",
      description = "${COMPLETION-CANDIDATES}; standard is ${DEFAULT-VALUE}.")
  Formats.Report format = Formats.Report.TEXT;

  @Override
  ExitCode run() throws Exception {
    if (limit < 1 || limit > IntakeAccount.LIMIT_MAX) {
      throw wrongUsage(
          "--limit must be 1 to %,d, was %,d".formatted(IntakeAccount.LIMIT_MAX, limit));
    }
    return StoreAccess.run(context, StoreAccess.Stay.SHORT, this::show);
  }

  private ExitCode show(Store store) throws IOException {
    IntakeAccount account = new Answers(store, context.clock()).intake(context.caller(), limit);
    if (format == Formats.Report.JSON) {
      terminal.out().writeBytes(IntakeJson.account(account));
      terminal.line("");
    } else {
      IntakeReport report = new IntakeReport(terminal, account);
      report.figures();
      report.lists();
    }
    return needsAPerson(account) ? ExitCode.COULD_NOT_TELL : ExitCode.FINE;
  }

  private static boolean needsAPerson(IntakeAccount account) {
    return account.counts().parked() > 0
        || account.counts().messagesSetAside() > 0
        || account.status().map(IntakeCommand::hasTrouble).orElse(false);
  }

  private static boolean hasTrouble(IntakeStatus status) {
    return status.trouble().isPresent()
        || status.keys().trouble().isPresent()
        || status.queues().stream().anyMatch(queue -> queue.trouble().isPresent())
        || status.buckets().stream().anyMatch(bucket -> bucket.trouble().isPresent());
  }
}
