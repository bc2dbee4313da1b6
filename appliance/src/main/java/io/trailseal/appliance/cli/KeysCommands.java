package io.trailseal.appliance.cli;

import io.trailseal.indexer.Store;
import io.trailseal.indexer.ledger.LedgerEntry.KeyLearned;
import io.trailseal.verifier.key.PublishedKey;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// Commands on the key ring.
@CommandLine.Command(
    name = "keys",
    header = "Show or add the public keys whose signatures count as CloudTrail's.")
final class KeysCommands extends Group {

  KeysCommands(CommandContext context) {
    super(context);
  }

  /// Lists the ring.
  @CommandLine.Command(name = "list", header = "List the trusted keys and how each was learned.")
  static final class ListKeys extends Command {

    ListKeys(CommandContext context) {
      super(context);
    }

    @Option(
        names = "--format",
        paramLabel = "FORMAT",
        description = "${COMPLETION-CANDIDATES}; standard is ${DEFAULT-VALUE}.")
    Formats.Report format = Formats.Report.TEXT;

    @Override
    ExitCode run() throws Exception {
      return StoreAccess.run(context, StoreAccess.Stay.SHORT, this::list);
    }

    private ExitCode list(Store store) throws IOException {
      List<KeyLearned> keys = store.ledger().keys();
      if (format == Formats.Report.JSON) {
        Json.object(
            terminal,
            json -> {
              json.writeArrayPropertyStart("keys");
              for (KeyLearned learned : keys) {
                json.writeStartObject();
                Json.text(json, "fingerprint", learned.key().fingerprint());
                Json.text(json, "region", learned.region());
                Json.text(json, "validFrom", learned.key().validFrom().toString());
                Json.text(json, "validTo", learned.key().validTo().toString());
                Json.text(json, "provenance", learned.provenance());
                json.writeEndObject();
              }
              json.writeEndArray();
            });
      } else if (keys.isEmpty()) {
        terminal.line("no key is trusted; add some with trailseal keys trust REGION.json");
      } else {
        Table table =
            new Table(
                List.of("FINGERPRINT", "REGION", "VALID FROM", "VALID TO", "LEARNED FROM"),
                List.of(0, 1, 2, 3));
        for (KeyLearned learned : keys) {
          table.row(
              learned.key().fingerprint(),
              learned.region(),
              learned.key().validFrom().toString(),
              learned.key().validTo().toString(),
              learned.provenance());
        }
        table.print(terminal, SearchOutput.width(terminal));
      }
      return ExitCode.FINE;
    }
  }

  /// Adds to the ring.
  @CommandLine.Command(
      name = "trust",
      header = "Trust the public keys in these files from now on.",
      description = {
        "What these keys signed then counts as CloudTrail's. Compare the fingerprints with AWS's"
            + " own answer before: aws cloudtrail list-public-keys --region REGION --start-time …"
            + " --end-time … > REGION.json"
      })
  static final class Trust extends Command {

    Trust(CommandContext context) {
      super(context);
    }

    @Parameters(
        arity = "1..*",
        paramLabel = "FILE",
        description = "Files REGION.json, or folders of them: answers of ListPublicKeys.")
    List<Path> files = new ArrayList<>();

    @Option(
        names = "--region",
        paramLabel = "REGION",
        description = "The region of all the files, where their names do not say it.")
    Optional<String> region = Optional.empty();

    @Override
    ExitCode run() throws Exception {
      if (region.isPresent() && !KeyFiles.isRegion(region.get())) {
        throw wrongUsage(
            "--region must be an AWS region such as eu-west-1, was '%s'".formatted(region.get()));
      }
      return StoreAccess.run(
          context,
          StoreAccess.Stay.BEGIN,
          store -> {
            List<KeyFiles.Read> read =
                KeyFiles.read(files.stream().map(context::resolve).toList(), region);
            int fresh = KeyFiles.trust(store, read, "trusted by %s".formatted(context.user()));
            int all = 0;
            for (KeyFiles.Read file : read) {
              for (PublishedKey key : file.keys()) {
                terminal.line("%s  %s".formatted(key.fingerprint(), file.region()));
                all++;
              }
            }
            terminal.line(
                "%s, %s"
                    .formatted(
                        Figures.counted(all, "key"), fresh == 0 ? "none new" : fresh + " new"));
            CatchingUp.await(store, context.cancellation(), 200, _ -> {});
            return ExitCode.FINE;
          });
    }
  }
}
