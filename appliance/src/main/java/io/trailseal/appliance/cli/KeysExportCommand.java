package io.trailseal.appliance.cli;

import io.trailseal.verifier.key.KeyFile;
import io.trailseal.verifier.key.KeyRingFile;
import io.trailseal.verifier.key.TrustedKey;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine;
import picocli.CommandLine.Option;

/// Writes the ring out.
@CommandLine.Command(
    name = "export",
    header = "Write the trusted keys out as one file, in the format of ListPublicKeys.",
    description = {
      "With each key's region and provenance, which other readers ignore: trailseal keys export >"
          + " keys.json",
      "Who reads the file decides anew whether to trust its keys."
    })
final class KeysExportCommand extends Command {

  KeysExportCommand(CommandContext context) {
    super(context);
  }

  @Option(names = "--region", paramLabel = "REGION", description = "Only the keys of this region.")
  Optional<String> region = Optional.empty();

  @Override
  ExitCode run() throws Exception {
    if (region.isPresent() && !KeyFile.isRegion(region.get())) {
      throw wrongUsage(KeysTrustCommand.regionWanted(region.get()));
    }
    return StoreAccess.run(
        context,
        StoreAccess.Stay.SHORT,
        store -> {
          List<TrustedKey> keys =
              TrustedKey.gather(store.ledger().keys()).stream()
                  .filter(key -> region.isEmpty() || key.region().equals(region.get()))
                  .toList();
          if (keys.isEmpty()) {
            throw new Failure(
                ExitCode.INPUT_MISSING,
                "no key%s is trusted, there is nothing to write out"
                    .formatted(region.map(" of "::concat).orElse("")),
                "");
          }
          byte[] file = KeyRingFile.write(keys);
          terminal.out().write(file, 0, file.length);
          return ExitCode.FINE;
        });
  }
}
