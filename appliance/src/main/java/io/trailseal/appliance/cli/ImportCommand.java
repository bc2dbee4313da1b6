package io.trailseal.appliance.cli;

import io.trailseal.indexer.Store;
import io.trailseal.indexer.ingest.ImportSummary;
import io.trailseal.verifier.key.Provenance;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import picocli.CommandLine;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// Takes files in, and waits until they are verified and searchable.
@CommandLine.Command(
    name = "import",
    header = "Take in folders, archives or files; verify and index them.",
    description = {
      "Takes a folder shaped like a CloudTrail bucket, a .zip, .tar, .tar.gz, or a single .json or"
          + " .json.gz. S3 user metadata is read from NAME.metadata.json beside each object.",
      "Importing the same thing again changes nothing."
    },
    footer = {
      "",
      "Exit codes are about the whole store after the import. 0: everything is intact. 1: there are"
          + " findings. 2: no findings, but something was set aside or could not be told."
    })
final class ImportCommand extends Command {
  private static final long LOOK_MILLIS = 200;

  ImportCommand(CommandContext context) {
    super(context);
  }

  @Parameters(arity = "1..*", paramLabel = "PATH", description = "What to take in.")
  List<Path> paths = new ArrayList<>();

  @Option(
      names = "--bucket",
      paramLabel = "NAME",
      description = "The bucket the files came from, where the digests among them do not say it.")
  Optional<String> bucket = Optional.empty();

  @Option(
      names = "--keys",
      paramLabel = "FILE|DIR",
      description =
          "Trust the public keys in REGION.json, or in a folder of these, before the import, without"
              + " being asked about each: compare them before, as keys trust has it.")
  List<Path> keys = new ArrayList<>();

  @Option(
      names = "--format",
      paramLabel = "FORMAT",
      description = "${COMPLETION-CANDIDATES}; standard is ${DEFAULT-VALUE}.")
  Formats.Report format = Formats.Report.TEXT;

  @Override
  ExitCode run() throws Exception {
    List<Path> resolved = paths.stream().map(context::resolve).toList();
    List<String> absent =
        resolved.stream().filter(path -> !Files.exists(path)).map(Path::toString).toList();
    if (!absent.isEmpty()) {
      throw new Failure(
          ExitCode.INPUT_MISSING,
          "there is no %s; nothing was imported".formatted(String.join(", no ", absent)),
          "");
    }
    KeyFiles.Offer offer =
        KeyFiles.read(keys.stream().map(context::resolve).toList(), Optional.empty());
    return StoreAccess.run(
        context,
        StoreAccess.Stay.BEGIN,
        store -> {
          Imported imported = importAll(store, resolved, offer.keys());
          ImportReport report = ImportReport.of(store, imported);
          if (format == Formats.Report.JSON) {
            report.json(terminal);
          } else {
            report.text(terminal);
          }
          return report.exitCode();
        });
  }

  private Imported importAll(Store store, List<Path> resolved, List<KeyFiles.Offered> offered)
      throws Exception {
    int keysNew = KeyFiles.trust(store, offered, Provenance.Decision.IMPORT, context.user());
    try {
      return run(context, store, resolved, bucket, keysNew);
    } catch (IllegalArgumentException e) {
      throw wrongUsage(String.valueOf(e.getMessage()));
    }
  }

  /// An import that came to its end.
  ///
  /// @param tookAll until everything was verified and searchable
  /// @param keysNew keys trusted before it
  record Imported(ImportSummary summary, Duration tookAll, int keysNew) {}

  /// Imports, verifies and indexes, with progress on the terminal.
  static Imported run(
      CommandContext context, Store store, List<Path> paths, Optional<String> bucket, int keysNew)
      throws Exception {
    long start = System.nanoTime();
    try (ProgressLine line = new ProgressLine(context.terminal())) {
      ImportSummary summary =
          store
              .importer()
              .run(
                  paths,
                  bucket,
                  (objects, objectsTotal, bytes, bytesTotal, events) -> {
                    context.cancellation().check();
                    line.show(
                        part(objects, objectsTotal, bytes, bytesTotal),
                        progress(objects, bytes, events, System.nanoTime() - start));
                  });
      long head = store.ledger().evidenceHead().value();
      CatchingUp.await(
          store,
          context.cancellation(),
          LOOK_MILLIS,
          at ->
              line.show(
                  head == 0 ? 1 : Math.min(1, at / (double) head),
                  String.format(Locale.ROOT, "verifying and indexing  %,d of %,d", at, head)));
      context
          .cancellation()
          .await(
              "conclude-absences",
              () -> {
                store.custody().concludeAbsences(summary.walked(), summary.unseen());
                return true;
              });
      CatchingUp.await(
          store,
          context.cancellation(),
          LOOK_MILLIS,
          _ -> line.show(1, "looking for what is absent"));
      return new Imported(summary, Duration.ofNanos(System.nanoTime() - start), keysNew);
    }
  }

  private static double part(long objects, long objectsTotal, long bytes, long bytesTotal) {
    if (bytesTotal > 0) {
      return bytes / (double) bytesTotal;
    }
    return objectsTotal > 0 ? objects / (double) objectsTotal : -1;
  }

  private static String progress(long objects, long bytes, long events, long nanos) {
    double seconds = Math.max(nanos, 1) / 1e9;
    return String.format(
        Locale.ROOT,
        "%,.0f events/s  %,d objects  %,d events  %s",
        events / seconds,
        objects,
        events,
        Figures.bytes(bytes));
  }
}
