package io.trailseal.appliance.cli;

import io.trailseal.api.ask.Answers;
import io.trailseal.indexer.ledger.LedgerEntry.ObjectReceived;
import io.trailseal.indexer.ledger.Recorded;
import io.trailseal.indexer.vault.VaultRef;
import io.trailseal.verifier.Sha256;
import java.util.Optional;
import picocli.CommandLine;
import picocli.CommandLine.Parameters;

/// Commands on the bytes as AWS delivered them.
@CommandLine.Command(name = "vault", header = "Get back bytes exactly as AWS delivered them.")
final class VaultCommands extends Group {

  VaultCommands(CommandContext context) {
    super(context);
  }

  /// Writes one object's bytes.
  @CommandLine.Command(
      name = "cat",
      header = "Write one object's bytes, as delivered, to standard output.",
      footer = {"", "For a log file that is gzip: trailseal vault cat SHA256 | gunzip"})
  static final class Cat extends Command {

    Cat(CommandContext context) {
      super(context);
    }

    @Parameters(
        paramLabel = "SHA256",
        description = "SHA-256 of the delivered bytes: 64 hex digits.")
    String hash = "";

    @Override
    ExitCode run() throws Exception {
      Sha256 wanted;
      try {
        wanted = Sha256.fromHex(hash);
      } catch (IllegalArgumentException e) {
        throw wrongUsage(String.valueOf(e.getMessage()));
      }
      return StoreAccess.run(
          context,
          StoreAccess.Stay.SHORT,
          store -> {
            Optional<Recorded> found = store.ledger().objectDelivered(wanted);
            if (found.isEmpty() || !(found.get().entry() instanceof ObjectReceived object)) {
              throw new Failure(
                  ExitCode.INPUT_MISSING,
                  "no object whose delivered bytes hash to %s is here".formatted(wanted.hex()),
                  "the hash of a file is what sha256sum says of it, not of its inflated content");
            }
            VaultRef kept =
                object
                    .kept()
                    .orElseThrow(
                        () ->
                            new Failure(
                                ExitCode.INPUT_MISSING,
                                "the bytes of %s were not kept: %s"
                                    .formatted(
                                        object.name(),
                                        object.defects().isEmpty()
                                            ? "nobody said why"
                                            : object.defects().getFirst().reason()),
                                ""));
            terminal
                .out()
                .writeBytes(
                    new Answers(store, context.clock())
                        .kept(context.caller(), object.name().toString(), kept));
            return ExitCode.FINE;
          });
    }
  }
}
