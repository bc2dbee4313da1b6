package io.trailseal.appliance.cli;

import io.trailseal.appliance.bench.BenchFolder;
import io.trailseal.appliance.bench.BenchFolder.Part;
import io.trailseal.appliance.bench.Cost;
import io.trailseal.appliance.bench.Meter;
import io.trailseal.indexer.ledger.ObjectCounts;
import io.trailseal.indexer.search.IndexSizes;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import picocli.CommandLine;
import picocli.CommandLine.Option;
import tools.jackson.core.JsonGenerator;

/// Measures taking in: all of it, and the index alone.
@CommandLine.Command(
    name = "ingest",
    header = "Measure what taking in costs: all of it, and the index alone.",
    description = {
      "Makes objects first, which is not measured; then imports them into a store of its own with"
          + " everything on, and then makes the index anew from that store.",
      "CPU is the whole process's, the collector and the compiler included. --home is not touched."
    },
    footer = {
      "",
      "trailseal bench ingest",
      "trailseal bench ingest --from ../shared/data/events.ndjson.gz",
      "",
      "A million events take about 4 minutes on two cores and 1.5 GB of disk."
    })
final class BenchIngestCommand extends Command {
  private static final long LOOK_MILLIS = 100;
  private static final int REPEAT_MAX = 100;

  BenchIngestCommand(CommandContext context) {
    super(context);
  }

  @Option(
      names = "--events",
      paramLabel = "N",
      description = "Events to make; standard is ${DEFAULT-VALUE}.")
  long events = 1_000_000;

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
          "Work in this folder and leave everything there: what was made is not made again.")
  Optional<Path> keep = Optional.empty();

  @Option(
      names = "--repeat",
      paramLabel = "N",
      description = "Make the index this many times; standard is ${DEFAULT-VALUE}.")
  int repeat = 1;

  @Option(
      names = "--index-only",
      description = "Leave the import out where --keep has a store of the same data already.")
  boolean indexOnly;

  @Option(
      names = "--format",
      paramLabel = "FORMAT",
      description = "${COMPLETION-CANDIDATES}; standard is ${DEFAULT-VALUE}.")
  Formats.Report format = Formats.Report.TEXT;

  /// One line of the table.
  private record Step(String name, Cost cost) {}

  @Override
  ExitCode run() throws Exception {
    if (events < 1 || events > BenchData.EVENTS_MAX) {
      throw wrongUsage(
          "--events must be 1 to %,d, was %,d".formatted(BenchData.EVENTS_MAX, events));
    }
    if (repeat < 0 || repeat > REPEAT_MAX) {
      throw wrongUsage("--repeat must be 0 to %d, was %d".formatted(REPEAT_MAX, repeat));
    }
    try (BenchFolder folder =
        keep.isPresent()
            ? BenchFolder.keep(context.resolve(keep.get()))
            : BenchFolder.temporary()) {
      BenchData data = BenchData.make(context, folder, from.map(context::resolve), events, seed);
      context.chooseHome(folder.path(Part.HOME));
      List<Step> steps = new ArrayList<>();
      String what = BenchData.what(from.map(context::resolve), events, seed);
      if (!indexOnly || !folder.there(Part.HOME).equals(Optional.of(what))) {
        folder.clear(Part.HOME);
        steps.add(new Step("import", imported(data)));
        folder.made(Part.HOME, what);
      }
      Path search = folder.path(Part.HOME).resolve("search");
      for (int i = 0; i < repeat; i++) {
        BenchFolder.delete(search);
        steps.add(new Step("index alone", indexed()));
      }
      report(folder.path(Part.HOME), data, steps);
    }
    return ExitCode.FINE;
  }

  private Cost imported(BenchData data) throws Exception {
    List<Cost> cost = new ArrayList<>();
    StoreAccess.own(
        context,
        store -> {
          data.trustKeys(context, store);
          Meter meter = Meter.start();
          data.importOnly(context, store);
          cost.add(meter.stop());
          return ExitCode.FINE;
        });
    return cost.getFirst();
  }

  /// Opens a store whose index is gone.
  private Cost indexed() throws Exception {
    List<Cost> cost = new ArrayList<>();
    Meter meter = Meter.start();
    StoreAccess.own(
        context,
        store -> {
          long head = store.ledger().evidenceHead().value();
          try (ProgressLine progress = new ProgressLine(terminal)) {
            CatchingUp.await(
                store,
                context.cancellation(),
                LOOK_MILLIS,
                position ->
                    progress.show(
                        position / (double) Math.max(1, head),
                        String.format(Locale.ROOT, "indexing  %,d of %,d", position, head)));
          }
          cost.add(meter.stop());
          return ExitCode.FINE;
        });
    return cost.getFirst();
  }

  private void report(Path home, BenchData data, List<Step> steps) throws Exception {
    List<ObjectCounts> counts = new ArrayList<>();
    StoreAccess.own(
        context,
        store -> {
          counts.add(store.ledger().objectCounts());
          return ExitCode.FINE;
        });
    SortedMap<String, Long> rooms = new TreeMap<>();
    for (String room : List.of("vault", "ledger", "search")) {
      rooms.put(room, BenchFolder.bytes(home.resolve(room)));
    }
    IndexSizes index = IndexSizes.of(home.resolve("search"));
    if (format == Formats.Report.JSON) {
      Json.object(
          terminal,
          json -> json(json, counts.getFirst(), data.bytesInflated(), rooms, index, steps));
    } else {
      text(counts.getFirst(), data.bytesInflated(), rooms, index, steps);
    }
  }

  private void text(
      ObjectCounts counts,
      long bytesInflated,
      SortedMap<String, Long> rooms,
      IndexSizes index,
      List<Step> steps) {
    long all = counts.events();
    terminal.line(
        "%s in %s%s"
            .formatted(
                Figures.counted(all, "event"),
                Figures.counted(counts.objects(), "object"),
                bytesInflated == 0
                    ? ""
                    : ", %s bytes an event before compression"
                        .formatted(perEvent(bytesInflated, all))));
    terminal.line("");
    Table costs =
        new Table(
            List.of("", "µs CPU/event", "events/s", "wall", "heap peak", "heap after GC"),
            List.of(0, 1, 2, 3, 4, 5));
    for (Step step : steps) {
      Cost cost = step.cost();
      costs.row(
          step.name(),
          String.format(Locale.ROOT, "%.1f", cost.cpuMicros(all)),
          String.format(Locale.ROOT, "%,.0f", cost.perSecond(all)),
          Figures.duration(Duration.ofNanos(cost.wallNanos())),
          Figures.bytes(cost.heapPeakBytes()),
          Figures.bytes(cost.heapLiveBytes()));
    }
    costs.print(terminal, terminal.columns());
    terminal.line("");
    Table disk = new Table(List.of("on disk", "bytes/event"), List.of(0, 1));
    rooms.forEach((room, bytes) -> disk.row(room, perEvent(bytes, all)));
    index.bytes().entrySet().stream()
        .sorted(Map.Entry.<String, Long>comparingByValue().reversed())
        .filter(entry -> entry.getValue() * 20 >= all)
        .forEach(entry -> disk.row("search ." + entry.getKey(), perEvent(entry.getValue(), all)));
    disk.print(terminal, terminal.columns());
    terminal.line("");
    terminal.line(
        "the index has %s in %s"
            .formatted(
                Figures.counted(index.documents(), "document"),
                Figures.counted(index.segments(), "segment")));
    Table fields =
        new Table(
            List.of(
                "field", "terms", "of one event", "bytes/event", "postings/event", "words/event"),
            List.of(1, 2, 3, 4, 5));
    index
        .fields()
        .forEach(
            (name, field) ->
                fields.row(
                    name,
                    Figures.count(field.terms()),
                    Figures.count(field.single()),
                    perEvent(field.termBytes(), all),
                    perEvent(field.postings(), all),
                    perEvent(field.occurrences(), all)));
    fields.print(terminal, terminal.columns());
  }

  private static String perEvent(long sum, long events) {
    return String.format(Locale.ROOT, "%.1f", sum / (double) Math.max(1, events));
  }

  private static void json(
      JsonGenerator json,
      ObjectCounts counts,
      long bytesInflated,
      SortedMap<String, Long> rooms,
      IndexSizes index,
      List<Step> steps) {
    json.writeNumberProperty("events", counts.events());
    json.writeNumberProperty("objects", counts.objects());
    json.writeNumberProperty("bytesInflated", bytesInflated);
    json.writeArrayPropertyStart("steps");
    for (Step step : steps) {
      json.writeStartObject();
      Json.text(json, "name", step.name());
      json.writeNumberProperty("cpuMicrosPerEvent", step.cost().cpuMicros(counts.events()));
      json.writeNumberProperty(
          "eventsPerSecond", Math.round(step.cost().perSecond(counts.events())));
      json.writeNumberProperty("seconds", step.cost().wallNanos() / 1e9);
      json.writeNumberProperty("heapPeakBytes", step.cost().heapPeakBytes());
      json.writeNumberProperty("heapAfterCollectionBytes", step.cost().heapLiveBytes());
      json.writeEndObject();
    }
    json.writeEndArray();
    numbers(json, "bytes", rooms);
    numbers(json, "searchBytesByKind", index.bytes());
    json.writeNumberProperty("documents", index.documents());
    json.writeNumberProperty("segments", index.segments());
    json.writeObjectPropertyStart("fields");
    index
        .fields()
        .forEach(
            (name, field) -> {
              json.writeObjectPropertyStart(name);
              json.writeNumberProperty("terms", field.terms());
              json.writeNumberProperty("termsOfOneEvent", field.single());
              json.writeNumberProperty("termBytes", field.termBytes());
              json.writeNumberProperty("postings", field.postings());
              json.writeNumberProperty("occurrences", field.occurrences());
              json.writeEndObject();
            });
    json.writeEndObject();
  }

  private static void numbers(JsonGenerator json, String member, SortedMap<String, Long> numbers) {
    json.writeObjectPropertyStart(member);
    numbers.forEach((name, number) -> json.writeNumberProperty(name, number.longValue()));
    json.writeEndObject();
  }
}
