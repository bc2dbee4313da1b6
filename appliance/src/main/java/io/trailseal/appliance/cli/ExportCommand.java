package io.trailseal.appliance.cli;

import io.trailseal.api.ask.ExportQuestion;
import io.trailseal.api.ask.ExportRecord;
import io.trailseal.api.error.ProblemException;
import io.trailseal.indexer.Store;
import io.trailseal.indexer.export.ExportForm;
import io.trailseal.indexer.export.ExportRefusedException;
import io.trailseal.indexer.export.ExportRequest;
import io.trailseal.indexer.export.ExportStream;
import io.trailseal.indexer.export.ExportSummary;
import io.trailseal.indexer.export.FileExport;
import io.trailseal.indexer.export.FileOptions;
import io.trailseal.indexer.search.Audience;
import io.trailseal.indexer.search.UnanswerableException;
import io.trailseal.indexer.search.WalkRequest.Order;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import picocli.CommandLine;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// Writes every event that matches, however many there are.
@CommandLine.Command(
    name = "export",
    header = "Write every event that matches, in order of time.",
    description = {
      "QUERY is as for search; nothing at all is every event. ndjson has a record a line, byte for"
          + " byte as in its log file; csv has columns; records is a folder of files as CloudTrail"
          + " writes them.",
      "A file has its name only when it is whole; beside it, OUT.manifest.json then says so, with its"
          + " SHA-256. What was interrupted goes on with --resume and loses or doubles nothing."
    },
    footer = {
      "",
      "trailseal export 'eventName:Delete*' --from 2026-03-01 --to 2026-03-31 --out deletes.ndjson",
      "trailseal export errorCode:* --format csv --columns eventTime,who,errorCode --out errors.csv",
      "",
      "To standard output, the last line says whether it is complete.",
      "Exit code 1 where events match that the store does not give back: they are listed."
    })
final class ExportCommand extends Command {
  private static final int CATCH_UP_SECONDS_MAX = 10;
  private static final String STANDARD_OUTPUT = "-";

  ExportCommand(CommandContext context) {
    super(context);
  }

  @Parameters(
      arity = "0..*",
      paramLabel = "QUERY",
      description = "In quotation marks, so that the shell leaves it alone.")
  List<String> words = new ArrayList<>();

  @Option(
      names = "--from",
      paramLabel = "TIME",
      description = "At or after: 2026-03-02 or 2026-03-02T14:05:00Z.")
  String from = "";

  @Option(
      names = "--to",
      paramLabel = "TIME",
      description = "Before this time; a day given alone is included.")
  String to = "";

  @Option(
      names = "--format",
      paramLabel = "FORMAT",
      description = "${COMPLETION-CANDIDATES}; standard is ${DEFAULT-VALUE}.")
  ExportForm format = ExportForm.NDJSON;

  @Option(
      names = "--out",
      required = true,
      paramLabel = "PATH",
      description = "A new file, of records a new folder; - for standard output.")
  String out = STANDARD_OUTPUT;

  @Option(
      names = "--columns",
      paramLabel = "NAMES",
      description = {
        "Of csv: paths with commas between them, eventTime,eventName,requestParameters.bucketName;"
            + " also id, who, verdict, verdictSentence, object, objectEntry, objectSha256, offset,"
            + " size. Several values of a path have '; ' between them."
      })
  Optional<String> columns = Optional.empty();

  @Option(
      names = "--with-proof",
      description = "Of ndjson: with each record where it stands and the verdict of its log file.")
  boolean withProof;

  @Option(names = "--newest-first", description = "The other way round.")
  boolean newestFirst;

  @Option(names = "--limit", paramLabel = "N", description = "Events at most; standard is all.")
  Optional<Long> limit = Optional.empty();

  @Option(names = "--gzip", description = "Compress the files.")
  boolean gzip;

  @Option(
      names = "--events-per-file",
      paramLabel = "N",
      description = "Of records; standard is ${DEFAULT-VALUE}.")
  int eventsPerFile = FileOptions.EVENTS_PER_FILE_DEFAULT;

  @Option(
      names = "--resume",
      description = "Go on with what was interrupted; where nothing was begun, begin.")
  boolean resume;

  @Override
  ExitCode run() throws Exception {
    if (limit.isPresent() && limit.get() < 1) {
      throw wrongUsage("--limit must be 1 or more, was " + limit.get());
    }
    if (eventsPerFile < 1 || eventsPerFile > FileOptions.EVENTS_PER_FILE_MAX) {
      throw wrongUsage(
          "--events-per-file must be 1 to %,d, was %,d"
              .formatted(FileOptions.EVENTS_PER_FILE_MAX, eventsPerFile));
    }
    boolean toFile = !out.equals(STANDARD_OUTPUT);
    if (!toFile && (gzip || resume || format == ExportForm.RECORDS)) {
      throw wrongUsage("--gzip, --resume and --format records are for files; name one with --out");
    }
    return StoreAccess.run(
        context,
        StoreAccess.Stay.LONG,
        store -> {
          CatchingUp.awaitBriefly(store, context.cancellation(), CATCH_UP_SECONDS_MAX);
          try {
            return toFile ? toFile(store) : toStandardOutput(store);
          } catch (ProblemException e) {
            return SearchCommand.pointedAt(terminal, query(), e);
          } catch (ExportRefusedException | UnanswerableException e) {
            throw new Failure(ExitCode.USAGE, String.valueOf(e.getMessage()), "");
          }
        });
  }

  private String query() {
    return String.join(" ", words);
  }

  private ExportQuestion question() {
    return new ExportQuestion(
        query(),
        from,
        to,
        format,
        newestFirst ? Order.NEWEST_FIRST : Order.OLDEST_FIRST,
        columns,
        withProof,
        limit.orElse(ExportRequest.UNLIMITED));
  }

  private ExitCode toFile(Store store)
      throws IOException, UnanswerableException, ExportRefusedException {
    Path target = context.resolve(Path.of(out));
    ExportSummary summary;
    ExportRequest request = question().request();
    ExportRecord record = ExportRecord.begin(store.accessRecord(), context.caller(), question());
    long[] rows = {0};
    boolean whole = false;
    try (ProgressLine line = new ProgressLine(terminal)) {
      summary =
          FileExport.run(
              store.search().shownTo(Audience.EVERYBODY),
              request,
              new FileOptions(target, gzip, eventsPerFile, resume),
              context.clock(),
              new Watched(line, rows));
      rows[0] = summary.events();
      whole = true;
    } catch (IOException | CancellationException e) {
      Path work = target.resolveSibling(target.getFileName() + ".part");
      if (Files.exists(work)) {
        terminal.remark(
            "what was written so far is in %s; the same command with --resume goes on with it"
                .formatted(work));
      }
      throw e;
    } finally {
      record.end(rows[0], whole);
    }
    terminal.remark(
        "%s%s of %s that match, as of ledger entry %s, in %s"
            .formatted(
                summary.wasWhole() ? "was complete already: " : "",
                Figures.count(summary.events()),
                Figures.counted(summary.total(), "event"),
                summary.asOf(),
                format == ExportForm.RECORDS
                    ? "%s, %s".formatted(Figures.counted(summary.files(), "file"), target)
                    : target));
    terminal.remark("hashes: " + summary.manifest());
    return told(summary.unreadable(), summary.hints());
  }

  private ExitCode toStandardOutput(Store store)
      throws IOException, UnanswerableException, ExportRefusedException {
    List<Exception> failures = new ArrayList<>();
    ExportRequest request = question().request();
    try (ExportStream stream =
        ExportStream.open(
            store.search().shownTo(Audience.EVERYBODY),
            request,
            context.clock().instant(),
            new ExportStream.Watcher() {
              @Override
              public boolean isGone() {
                return context.cancellation().isCancelled();
              }

              @Override
              public void failed(Exception why) {
                failures.add(why);
              }
            })) {
      ExportRecord record = ExportRecord.begin(store.accessRecord(), context.caller(), question());
      try {
        if (terminal.outIsTerminal()) {
          toScreen(stream);
        } else {
          pump(stream);
        }
        terminal.out().flush();
      } finally {
        record.end(stream.done() - stream.unreadable(), stream.isComplete());
      }
      if (!stream.isComplete()) {
        terminal.remark("the export is not complete; its last line says why");
        if (!failures.isEmpty()) {
          throw new IOException("the store could not be read to the end", failures.getFirst());
        }
        return ExitCode.INPUT_OUTPUT;
      }
      return told(stream.unreadable(), stream.hints());
    }
  }

  private void pump(ExportStream stream) throws IOException {
    byte[] buffer = new byte[64 * 1024];
    int read = stream.read(buffer);
    while (read >= 0) {
      context.cancellation().check();
      terminal.out().write(buffer, 0, read);
      if (terminal.out().checkError()) {
        throw new IOException("standard output takes no more: a full disk, or nobody reads it");
      }
      read = stream.read(buffer);
    }
  }

  /// A record may hold what a terminal would obey.
  private void toScreen(ExportStream stream) throws IOException {
    try (BufferedReader lines =
        new BufferedReader(new InputStreamReader(stream, StandardCharsets.UTF_8))) {
      String line = lines.readLine();
      while (line != null) {
        context.cancellation().check();
        terminal.line(line);
        line = lines.readLine();
      }
    }
  }

  private ExitCode told(long unreadable, List<String> hints) {
    hints.forEach(terminal::remark);
    if (unreadable > 0) {
      terminal.remark(
          "%s that match could not be read and are listed; run trailseal fsck"
              .formatted(Figures.counted(unreadable, "event")));
      return ExitCode.EVIDENCE_BAD;
    }
    return ExitCode.FINE;
  }

  /// Shows how far it is, and ends it when nobody waits any more.
  private final class Watched implements FileExport.Progress {
    private final ProgressLine line;

    /// How many it has written, in its one element.
    private final long[] rows;

    Watched(ProgressLine line, long[] rows) {
      this.line = line;
      this.rows = rows;
    }

    @Override
    public void at(long done, long total) {
      context.cancellation().check();
      rows[0] = done;
      line.show(
          total == 0 ? 1 : (double) done / total,
          "%s of %s".formatted(Figures.count(done), Figures.counted(total, "event")));
    }

    @Override
    public boolean isCancelled() {
      return context.cancellation().isCancelled();
    }
  }
}
