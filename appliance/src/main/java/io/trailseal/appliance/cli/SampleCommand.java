package io.trailseal.appliance.cli;

import io.trailseal.verifier.synthetic.FolderBucket;
import io.trailseal.verifier.synthetic.Planted;
import io.trailseal.verifier.synthetic.SampleSettings;
import io.trailseal.verifier.synthetic.SampleSummary;
import io.trailseal.verifier.synthetic.SyntheticTrail;
import io.trailseal.verifier.synthetic.Tampering;
import io.trailseal.verifier.synthetic.Who;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.Option;

/// Writes a synthetic bucket.
@CommandLine.Command(
    name = "sample",
    header = "Write a synthetic CloudTrail bucket, with a story in it, to try things on.",
    description =
        "Log files, signed hourly digests and public keys as CloudTrail writes them; the same for"
            + " the same settings. Its keys can be computed by anybody: trust them for samples only.",
    footer = {
      "",
      "trailseal sample --out bucket --tamper demo",
      "trailseal import bucket --keys bucket/public-keys --home try"
    })
final class SampleCommand extends Command {
  private static final SampleSettings STANDARD = SampleSettings.DEFAULTS;

  /// Objects named for each tampering: some concern every digest of a chain.
  private static final int KEYS_SHOWN = 10;

  SampleCommand(CommandContext context) {
    super(context);
  }

  @Option(
      names = "--out",
      paramLabel = "DIR",
      description = "Folder to write to: a new one or an empty one. Nothing is ever deleted.")
  Optional<Path> out = Optional.empty();

  @Option(
      names = "--accounts",
      paramLabel = "N",
      description = "Accounts that deliver; standard is ${DEFAULT-VALUE}.")
  int accounts = STANDARD.accounts();

  @Option(
      names = "--regions",
      paramLabel = "N",
      description = "Regions of each account; standard is ${DEFAULT-VALUE}.")
  int regions = STANDARD.regions();

  @Option(
      names = "--hours",
      paramLabel = "N",
      description = "Hours from the start; standard is ${DEFAULT-VALUE}.")
  int hours = STANDARD.hours();

  @Option(
      names = "--events-per-hour",
      paramLabel = "N",
      description =
          "Mean number of events in one account and region; standard is ${DEFAULT-VALUE}.")
  int eventsPerHour = STANDARD.eventsPerHour();

  @Option(
      names = "--org",
      paramLabel = "o-…",
      description = "Write an organization's trail: its id is in every key.")
  Optional<String> organization = Optional.empty();

  @Option(
      names = "--seed",
      paramLabel = "N",
      description = "Everything left to chance follows from it; standard is ${DEFAULT-VALUE}.")
  long seed = STANDARD.seed();

  @Option(
      names = "--start",
      paramLabel = "TIME",
      description = "A whole hour, such as ${DEFAULT-VALUE}, which is the standard.")
  Instant start = STANDARD.start();

  @Option(
      names = "--bucket",
      paramLabel = "NAME",
      description = "The bucket the digests are signed for; standard is ${DEFAULT-VALUE}.")
  String bucket = STANDARD.bucket();

  @Option(names = "--prefix", paramLabel = "PREFIX", description = "The trail's key prefix.")
  String prefix = STANDARD.prefix();

  @Option(
      names = "--tamper",
      paramLabel = "LIST",
      split = ",",
      completionCandidates = TamperNames.class,
      description =
          "What to do to it afterwards: names from --list-tampers, demo, or all (but those that take"
              + " a whole sample).")
  List<String> tamper = new ArrayList<>();

  @Option(names = "--list-tampers", description = "List what --tamper can do, and exit.")
  boolean listTampers;

  @Option(
      names = "--format",
      paramLabel = "FORMAT",
      description = "${COMPLETION-CANDIDATES}; standard is ${DEFAULT-VALUE}.")
  Formats.Report format = Formats.Report.TEXT;

  /// What a shell completes `--tamper` with.
  static final class TamperNames implements Iterable<String> {
    @Override
    public Iterator<String> iterator() {
      return Stream.concat(
              Stream.of("demo", "all"), Arrays.stream(Tampering.values()).map(Tampering::kebabName))
          .iterator();
    }
  }

  @Override
  ExitCode run() throws Exception {
    if (listTampers) {
      listTampers();
      return ExitCode.FINE;
    }
    Path folder = out.map(context::resolve).orElseThrow(() -> wrongUsage("--out DIR is missing"));
    SampleSettings settings = settings();
    List<Tampering> tamperings = tamperings();
    try {
      Tampering.requireRoom(settings, tamperings);
    } catch (IllegalArgumentException e) {
      throw wrongUsage(String.valueOf(e.getMessage()));
    }
    if (Files.exists(folder) && !Files.isDirectory(folder)) {
      throw new Failure(ExitCode.USAGE, "%s must be a folder, is a file".formatted(folder), "");
    }
    FolderBucket target = FolderBucket.at(folder);
    if (!target.isEmpty()) {
      throw new Failure(
          ExitCode.USAGE,
          "%s must be empty, there is something in it".formatted(folder),
          "name a new folder; nothing was written");
    }
    long startNanos = System.nanoTime();
    Written written = write(context, settings, target, tamperings);
    Duration took = Duration.ofNanos(System.nanoTime() - startNanos);
    if (format == Formats.Report.JSON) {
      json(folder, written, took);
    } else {
      text(folder, written, took);
    }
    return ExitCode.FINE;
  }

  private SampleSettings settings() {
    try {
      return new SampleSettings(
          accounts, regions, hours, eventsPerHour, organization, seed, start, bucket, prefix);
    } catch (IllegalArgumentException e) {
      throw wrongUsage(String.valueOf(e.getMessage()));
    }
  }

  private List<Tampering> tamperings() {
    List<Tampering> chosen = new ArrayList<>();
    for (String name : tamper) {
      switch (name) {
        case "demo" -> chosen.addAll(Tampering.DEMO);
        case "all" ->
            Arrays.stream(Tampering.values())
                .filter(tampering -> !tampering.needsWholeSample())
                .forEach(chosen::add);
        default -> {
          try {
            chosen.add(Tampering.byName(name));
          } catch (IllegalArgumentException e) {
            throw wrongUsage(String.valueOf(e.getMessage()));
          }
        }
      }
    }
    return chosen;
  }

  /// A sample that is there.
  record Written(SampleSummary summary, List<Planted> planted) {
    Written {
      planted = List.copyOf(planted);
    }
  }

  /// Writes a sample and tampers with it, with progress on the terminal.
  static Written write(
      CommandContext context,
      SampleSettings settings,
      FolderBucket bucket,
      List<Tampering> tamperings)
      throws IOException, Failure {
    SampleSummary summary;
    AtomicLong events = new AtomicLong();
    long expected = Math.max(1, settings.eventsWithoutStory());
    try (ProgressLine line = new ProgressLine(context.terminal())) {
      summary =
          new SyntheticTrail(settings)
              .writeTo(
                  bucket,
                  (moreEvents, _) -> {
                    context.cancellation().check();
                    long sum = events.addAndGet(moreEvents);
                    line.show(
                        Math.min(1, sum / (double) expected),
                        "writing a sample  %s".formatted(Figures.counted(sum, "event")));
                  });
    }
    try {
      return new Written(summary, Tampering.applyAll(bucket, settings, tamperings));
    } catch (IllegalArgumentException e) {
      throw new Failure(
          ExitCode.USAGE,
          "the sample was written, and not tampered with to the end: " + e.getMessage(),
          "");
    }
  }

  private void listTampers() {
    if (format == Formats.Report.JSON) {
      Json.object(
          terminal,
          json -> {
            json.writeArrayPropertyStart("tamperings");
            for (Tampering tampering : Tampering.values()) {
              json.writeStartObject();
              Json.text(json, "name", tampering.kebabName());
              Json.text(json, "title", tampering.title());
              Json.text(
                  json, "who", tampering.who().name().toLowerCase(Locale.ROOT).replace('_', '-'));
              json.writeBooleanProperty("control", tampering.isControl());
              json.writeBooleanProperty("wholeSample", tampering.needsWholeSample());
              json.writeBooleanProperty("demo", Tampering.DEMO.contains(tampering));
              json.writeEndObject();
            }
            json.writeEndArray();
          });
      return;
    }
    for (Who who : Who.values()) {
      terminal.line("done by %s:".formatted(who.words()));
      for (Tampering tampering : Tampering.values()) {
        if (tampering.who() == who) {
          terminal.line(
              "  %-40s%s%s"
                  .formatted(
                      tampering.kebabName(),
                      tampering.isControl() ? "(control) " : "",
                      tampering.title()));
        }
      }
      terminal.line("");
    }
    terminal.line("A control is no tampering: a verifier must find nothing wrong with it.");
  }

  private void text(Path folder, Written written, Duration took) {
    SampleSummary summary = written.summary();
    terminal.line(
        "%s in %s and %s, %s, written to %s in %s (%s events/s)"
            .formatted(
                Figures.counted(summary.events(), "event"),
                Figures.counted(summary.logFiles(), "log file"),
                Figures.counted(summary.digests(), "digest"),
                Figures.bytes(summary.bytesCompressed()),
                folder,
                Figures.duration(took),
                Figures.count(rate(summary, took))));
    for (Planted planted : written.planted()) {
      terminal.line("");
      terminal.line("%s: %s".formatted(planted.tampering().kebabName(), planted.sentence()));
      planted.keys().stream().limit(KEYS_SHOWN).forEach(key -> terminal.line("    " + key));
      if (planted.keys().size() > KEYS_SHOWN) {
        terminal.line(
            "    and %s, all of them with --format json"
                .formatted(Figures.counted(planted.keys().size() - KEYS_SHOWN, "more object")));
      }
    }
  }

  private void json(Path folder, Written written, Duration took) {
    SampleSummary summary = written.summary();
    Json.object(
        terminal,
        json -> {
          Json.text(json, "out", folder.toString());
          json.writeNumberProperty("events", summary.events());
          json.writeNumberProperty("storyEvents", summary.storyEvents());
          json.writeNumberProperty("logFiles", summary.logFiles());
          json.writeNumberProperty("digests", summary.digests());
          json.writeNumberProperty("bytes", summary.bytesCompressed());
          json.writeNumberProperty("bytesInflated", summary.bytesInflated());
          json.writeNumberProperty("seconds", Figures.seconds(took));
          json.writeNumberProperty("eventsPerSecond", rate(summary, took));
          json.writeArrayPropertyStart("tamperings");
          for (Planted planted : written.planted()) {
            json.writeStartObject();
            Json.text(json, "name", planted.tampering().kebabName());
            Json.text(json, "sentence", planted.sentence());
            json.writeArrayPropertyStart("keys");
            planted.keys().forEach(json::writeString);
            json.writeEndArray();
            json.writeEndObject();
          }
          json.writeEndArray();
        });
  }

  private static long rate(SampleSummary summary, Duration took) {
    return took.isZero() ? 0 : Math.round(summary.events() / (took.toNanos() / 1e9));
  }
}
