package io.trailseal.appliance.cli;

import io.trailseal.api.ask.Answers;
import io.trailseal.api.rest.AnswerJson;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// One event, and its proof.
final class EventCommands {
  private static final String ID =
      "As answers give it, 1234-17, or CloudTrail's eventID where only one event carries it.";

  private EventCommands() {}

  /// Writes one event with its verdict.
  @CommandLine.Command(
      name = "event",
      header = "Write one event, with its verdict, as JSON.",
      footer = {"", "trailseal event 1234-17"})
  static final class Show extends Command {

    Show(CommandContext context) {
      super(context);
    }

    @Parameters(paramLabel = "EVENT-ID", description = ID)
    String id = "";

    @Override
    ExitCode run() throws Exception {
      return StoreAccess.run(
          context,
          StoreAccess.Stay.SHORT,
          store -> {
            Answers answers = new Answers(store, context.clock());
            terminal.out().writeBytes(AnswerJson.event(answers.event(context.caller(), id)));
            terminal.line("");
            return ExitCode.FINE;
          });
    }
  }

  /// Writes one event's proof.
  @CommandLine.Command(
      name = "proof",
      header = "Write one event's proof, to be checked without this store.",
      description = {
        "The proof holds the record, its log file, the digest that lists it, the digest's signature"
            + " and key, and the chain back to the anchor. Whoever has AWS's public keys checks it"
            + " with the standalone verifier and need not trust this store."
      },
      footer = {
        "",
        "trailseal proof 1234-17 --output proof.json",
        "java -jar trailseal-verifier.jar proof proof.json --keys keys.json"
      })
  static final class WriteProof extends Command {

    WriteProof(CommandContext context) {
      super(context);
    }

    @Parameters(paramLabel = "EVENT-ID", description = ID)
    String id = "";

    @Option(
        names = "--output",
        paramLabel = "FILE",
        description = "A new file to write it to; without it, standard output.")
    @Nullable Path output;

    @Override
    ExitCode run() throws Exception {
      Optional<Path> file = Optional.ofNullable(output).map(context::resolve);
      return StoreAccess.run(
          context,
          StoreAccess.Stay.SHORT,
          store ->
              new Answers(store, context.clock())
                  .proof(
                      context.caller(),
                      id,
                      (event, proof) -> {
                        if (file.isEmpty()) {
                          proof.writeTo(terminal.out());
                          terminal.line("");
                        } else {
                          write(file.get(), proof::writeTo);
                          terminal.remark(
                              "the proof of event %s is in %s; its verdict is '%s'"
                                  .formatted(event, file.get(), proof.claim().word()));
                        }
                        return ExitCode.FINE;
                      }));
    }

    private interface Content {
      void writeTo(OutputStream out) throws IOException;
    }

    /// Never over a file that is there: it may be another proof. Half a proof is none.
    private static void write(Path file, Content content) throws IOException {
      try (OutputStream out =
          new BufferedOutputStream(Files.newOutputStream(file, StandardOpenOption.CREATE_NEW))) {
        try {
          content.writeTo(out);
        } catch (IOException e) {
          Files.deleteIfExists(file);
          throw e;
        }
      }
    }
  }
}
