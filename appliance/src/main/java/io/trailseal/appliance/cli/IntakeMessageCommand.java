package io.trailseal.appliance.cli;

import io.trailseal.api.ask.Answers;
import io.trailseal.indexer.Store;
import io.trailseal.indexer.ledger.LedgerEntry.MessageKept;
import io.trailseal.indexer.ledger.LedgerPosition;
import io.trailseal.indexer.ledger.Recorded;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// Writes one kept message's body.
@CommandLine.Command(
    name = "message",
    header = "Write the body of a message that was kept.",
    description =
        "On a terminal with everything that could confuse it escaped; into a file or a pipe byte"
            + " for byte.",
    footer = {"", "trailseal intake lists messages with their POSITION."})
final class IntakeMessageCommand extends Command {

  IntakeMessageCommand(CommandContext context) {
    super(context);
  }

  @Parameters(paramLabel = "POSITION", description = "The message's ledger entry, a number.")
  long position;

  @Option(
      names = "--output",
      paramLabel = "FILE",
      description = "A new file to write it to; without it, standard output.")
  @Nullable Path output;

  @Override
  ExitCode run() throws Exception {
    if (position < 1) {
      throw wrongUsage("POSITION must be 1 or more, was %,d".formatted(position));
    }
    Optional<Path> file = Optional.ofNullable(output).map(context::resolve);
    return StoreAccess.run(context, StoreAccess.Stay.SHORT, store -> write(store, file));
  }

  private ExitCode write(Store store, Optional<Path> file) throws IOException, Failure {
    Optional<Recorded> found = store.ledger().entry(new LedgerPosition(position));
    if (found.isEmpty() || !(found.get().entry() instanceof MessageKept message)) {
      throw new Failure(
          ExitCode.INPUT_MISSING,
          "ledger entry %d is no message that was kept".formatted(position),
          "trailseal intake lists them");
    }
    byte[] body =
        new Answers(store, context.clock())
            .kept(context.caller(), "message " + message.id(), message.body());
    if (file.isPresent()) {
      Files.write(file.get(), body, StandardOpenOption.CREATE_NEW);
      terminal.remark("the body of message %s is in %s".formatted(message.id(), file.get()));
    } else if (terminal.outIsTerminal()) {
      new String(body, StandardCharsets.UTF_8).lines().forEach(terminal::line);
    } else {
      terminal.out().writeBytes(body);
    }
    return ExitCode.FINE;
  }
}
