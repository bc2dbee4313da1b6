package io.trailseal.appliance.cli;

import io.trailseal.appliance.bench.BenchFolder;
import io.trailseal.appliance.bench.BenchFolder.Part;
import io.trailseal.appliance.bench.BenchQuestion;
import io.trailseal.appliance.bench.BenchQuestions;
import io.trailseal.appliance.bench.Latencies;
import io.trailseal.appliance.bench.Latencies.Percentiles;
import io.trailseal.appliance.bench.PeerQuestions;
import io.trailseal.indexer.Store;
import io.trailseal.indexer.search.Audience;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import picocli.CommandLine;
import picocli.CommandLine.Option;
import tools.jackson.core.JsonGenerator;

/// Measures how long answers take.
@CommandLine.Command(
    name = "search",
    header = "Measure how long every kind of question takes.",
    description = {
      "Fills a store of its own first, or takes the one that --keep has, then asks every kind of"
          + " question about many values, in this process and one after another. Hits come with"
          + " their raw records; what finding took of that stands in columns of its own. Each kind is asked for at most 25 seconds."
    },
    footer = {
      "",
      "trailseal bench search --events 1000000",
      "TRAILSEAL_JAVA_OPTIONS=-Xmx512m trailseal bench search --keep /var/tmp/bench",
      "",
      "Ten million events take about 15 minutes to make and import on two cores, 6 GB of disk, and 5"
          + " minutes to ask."
    })
final class BenchSearchCommand extends Command {
  private static final int TIMES_MAX = 100_000;
  private static final long QUESTION_SEED = 3;

  /// So that names of questions are not cut.
  private static final int COLUMNS_MIN = 150;

  BenchSearchCommand(CommandContext context) {
    super(context);
  }

  @Option(
      names = "--events",
      paramLabel = "N",
      description = "Events to make; standard is ${DEFAULT-VALUE}.")
  long events = 10_000_000;

  @Option(
      names = "--seed",
      paramLabel = "N",
      description = "What is made follows from it; standard is ${DEFAULT-VALUE}.")
  long seed = 7;

  @Option(
      names = "--from",
      paramLabel = "PATH",
      description =
          "A folder shaped like a bucket, taken as it is; or a file of one record a line (.gz too),"
              + " which is multiplied until there are --events.")
  Optional<Path> from = Optional.empty();

  @Option(
      names = "--keep",
      paramLabel = "DIR",
      description =
          "Work in this folder and leave everything there: the next time it is only asked.")
  Optional<Path> keep = Optional.empty();

  @Option(
      names = "--times",
      paramLabel = "N",
      description = "How often each kind is asked; standard is ${DEFAULT-VALUE}.")
  int times = 200;

  @Option(
      names = "--only",
      paramLabel = "TEXT",
      description = "Ask only the kinds that have this in their names.")
  String only = "";

  @Option(
      names = "--format",
      paramLabel = "FORMAT",
      description = "${COMPLETION-CANDIDATES}; standard is ${DEFAULT-VALUE}.")
  Formats.Report format = Formats.Report.TEXT;

  @Override
  ExitCode run() throws Exception {
    if (events < 1 || events > BenchData.EVENTS_MAX) {
      throw wrongUsage(
          "--events must be 1 to %,d, was %,d".formatted(BenchData.EVENTS_MAX, events));
    }
    if (times < 1 || times > TIMES_MAX) {
      throw wrongUsage("--times must be 1 to %,d, was %,d".formatted(TIMES_MAX, times));
    }
    try (BenchFolder folder =
        keep.isPresent()
            ? BenchFolder.keep(context.resolve(keep.get()))
            : BenchFolder.temporary()) {
      context.chooseHome(folder.path(Part.HOME));
      BenchData.fill(context, folder, from.map(context::resolve), events, seed);
      return StoreAccess.own(context, store -> ask(store, folder.questions()));
    }
  }

  private ExitCode ask(Store store, Path questions) throws Exception {
    List<Latencies> asked = new ArrayList<>();
    try (ProgressLine line = new ProgressLine(terminal)) {
      List<BenchQuestion> all =
          BenchQuestions.of(store.search().shownTo(Audience.EVERYBODY), QUESTION_SEED);
      PeerQuestions.write(all, questions);
      List<BenchQuestion> kinds = all.stream().filter(kind -> kind.name().contains(only)).toList();
      for (BenchQuestion kind : kinds) {
        double done = asked.size() / (double) kinds.size();
        asked.add(
            Latencies.of(
                store.search().shownTo(Audience.EVERYBODY),
                kind,
                times,
                name -> {
                  context.cancellation().check();
                  line.show(done, "asking: " + name);
                }));
      }
    }
    long all = store.ledger().objectCounts().events();
    long bytes = store.search().bytes();
    if (format == Formats.Report.JSON) {
      json(all, bytes, asked);
    } else {
      text(all, bytes, asked);
    }
    return ExitCode.FINE;
  }

  private void text(long all, long bytes, List<Latencies> asked) {
    terminal.line(
        "%s, %.0f bytes each in the index"
            .formatted(Figures.counted(all, "event"), bytes / (double) Math.max(1, all)));
    terminal.line("");
    Table table =
        new Table(
            List.of(
                "question",
                "match",
                "found p50",
                "p95",
                "p99",
                "+ records p50",
                "p95",
                "p99 ms",
                "CPU ms",
                "heap after GC"),
            List.of(1, 2, 3, 4, 5, 6, 7, 8, 9));
    for (Latencies one : asked) {
      table.row(
          one.refused().map(why -> one.name() + ": " + why).orElse(one.name()),
          Figures.count(one.matched()),
          millis(one.found().p50()),
          millis(one.found().p95()),
          millis(one.found().p99()),
          millis(one.whole().p50()),
          millis(one.whole().p95()),
          millis(one.whole().p99()),
          millis(one.cost().cpuMicros(one.asked()) / 1e3),
          Figures.bytes(one.cost().heapLiveBytes()));
    }
    table.print(terminal, Math.max(terminal.columns(), COLUMNS_MIN));
  }

  private static String millis(double millis) {
    return String.format(Locale.ROOT, millis < 10 ? "%.2f" : "%.0f", millis);
  }

  private static void percentiles(JsonGenerator json, String name, Percentiles millis) {
    json.writeObjectPropertyStart(name);
    json.writeNumberProperty("p50Millis", millis.p50());
    json.writeNumberProperty("p95Millis", millis.p95());
    json.writeNumberProperty("p99Millis", millis.p99());
    json.writeEndObject();
  }

  private void json(long all, long bytes, List<Latencies> asked) {
    Json.object(
        terminal,
        json -> {
          json.writeNumberProperty("events", all);
          json.writeNumberProperty("searchBytes", bytes);
          json.writeArrayPropertyStart("questions");
          for (Latencies one : asked) {
            json.writeStartObject();
            Json.text(json, "name", one.name());
            json.writeNumberProperty("asked", one.asked());
            json.writeNumberProperty("matched", one.matched());
            percentiles(json, "found", one.found());
            percentiles(json, "whole", one.whole());
            json.writeNumberProperty("cpuMillis", one.cost().cpuMicros(one.asked()) / 1e3);
            json.writeNumberProperty("heapAfterCollectionBytes", one.cost().heapLiveBytes());
            one.refused().ifPresent(why -> Json.text(json, "refused", why));
            json.writeEndObject();
          }
          json.writeEndArray();
        });
  }
}
