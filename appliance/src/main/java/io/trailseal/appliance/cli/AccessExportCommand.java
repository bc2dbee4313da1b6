package io.trailseal.appliance.cli;

import io.trailseal.api.ask.AccessAnswers;
import io.trailseal.api.ask.AccessLines;
import io.trailseal.indexer.Store;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import picocli.CommandLine;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// Writes the access record for somebody who checks it.
@CommandLine.Command(
    name = "export",
    header = "Write entries of the access record so that they can be checked.",
    description = {
      "NDJSON in the ledger's order: what was asked, then each entry's position, leaf hash and"
          + " canonical bytes, last a line that says that it is complete. Each leaf hash is SHA-256"
          + " over a zero byte and the bytes of body: check-access.sh checks it with sed and"
          + " openssl."
    },
    footer = {"", "trailseal access export --from 2026-03-01 --out access.ndjson"})
final class AccessExportCommand extends Command {
  private static final String STANDARD_OUTPUT = "-";

  AccessExportCommand(CommandContext context) {
    super(context);
  }

  @Mixin AccessOptions which = new AccessOptions();

  @Option(
      names = "--out",
      required = true,
      paramLabel = "FILE",
      description = "A new file; - for standard output.")
  String out = STANDARD_OUTPUT;

  @Override
  ExitCode run() throws Exception {
    return StoreAccess.run(context, StoreAccess.Stay.SHORT, this::export);
  }

  private ExitCode export(Store store) throws IOException {
    try (AccessLines lines =
        new AccessAnswers(store)
            .export(context.caller(), which.ask(), context.cancellation()::isCancelled)) {
      String where = "standard output";
      if (out.equals(STANDARD_OUTPUT)) {
        // ASCII, with everything that a terminal would obey escaped.
        pump(lines, terminal.out());
        terminal.out().flush();
        if (terminal.out().checkError()) {
          throw new IOException("standard output takes no more: a full disk, or nobody reads it");
        }
      } else {
        Path file = context.resolve(Path.of(out));
        where = file.toString();
        try (OutputStream written =
            new BufferedOutputStream(Files.newOutputStream(file, StandardOpenOption.CREATE_NEW))) {
          pump(lines, written);
        }
      }
      if (!lines.isComplete()) {
        throw new IOException(
            "the export in %s is not complete: its last line is missing".formatted(where));
      }
      terminal.remark(
          "%s of the access record in %s"
              .formatted(
                  lines.rows() == 1 ? "1 entry" : Figures.count(lines.rows()) + " entries", where));
      return ExitCode.FINE;
    }
  }

  private void pump(AccessLines lines, OutputStream to) throws IOException {
    byte[] buffer = new byte[64 * 1024];
    int read = lines.read(buffer);
    while (read >= 0) {
      context.cancellation().check();
      to.write(buffer, 0, read);
      read = lines.read(buffer);
    }
  }
}
