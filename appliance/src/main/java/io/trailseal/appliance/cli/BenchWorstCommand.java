package io.trailseal.appliance.cli;

import io.trailseal.appliance.bench.BenchFolder;
import io.trailseal.appliance.bench.BenchFolder.Part;
import io.trailseal.appliance.bench.Cost;
import io.trailseal.appliance.bench.Meter;
import io.trailseal.appliance.bench.WorstQuestions;
import io.trailseal.appliance.bench.WorstQuestions.Outcome;
import io.trailseal.appliance.bench.WorstQuestions.Worst;
import io.trailseal.indexer.Store;
import io.trailseal.indexer.search.Audience;
import io.trailseal.verifier.synthetic.FolderBucket;
import io.trailseal.verifier.synthetic.SampleSettings;
import io.trailseal.verifier.synthetic.SyntheticTrail;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import picocli.CommandLine;
import picocli.CommandLine.Option;

/// Asks the worst questions that came to mind, while events come in.
@CommandLine.Command(
    name = "worst",
    header = "Ask the most expensive questions there are, while events come in.",
    description = {
      "Fills a store of its own first, or takes the one that --keep has. Then asks questions that are"
          + " meant to be expensive, several at a time, while more events are imported. Each has to"
          + " be answered or refused with a sentence."
    },
    footer = {
      "",
      "TRAILSEAL_JAVA_OPTIONS=-Xmx512m trailseal bench worst --events 10000000 --keep /var/tmp/bench",
      "",
      "Exit code 0: each was answered or refused, and what came in meanwhile is there. With ten"
          + " million events in the store already it takes about 10 minutes."
    })
final class BenchWorstCommand extends Command {
  private static final int THREADS_MAX = 64;
  private static final int MORE_EVENTS_AT_ONCE = 5_000;
  private static final long END_SECONDS_MAX = 600;

  BenchWorstCommand(CommandContext context) {
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
      names = "--keep",
      paramLabel = "DIR",
      description =
          "Work in this folder and leave everything there: the next time it is only asked.")
  Optional<Path> keep = Optional.empty();

  @Option(
      names = "--threads",
      paramLabel = "N",
      description = "Questions at a time; standard is ${DEFAULT-VALUE}.")
  int threads = 3;

  @Override
  ExitCode run() throws Exception {
    if (events < 1 || events > BenchData.EVENTS_MAX) {
      throw wrongUsage(
          "--events must be 1 to %,d, was %,d".formatted(BenchData.EVENTS_MAX, events));
    }
    if (threads < 1 || threads > THREADS_MAX) {
      throw wrongUsage("--threads must be 1 to %d, was %d".formatted(THREADS_MAX, threads));
    }
    try (BenchFolder folder =
        keep.isPresent()
            ? BenchFolder.keep(context.resolve(keep.get()))
            : BenchFolder.temporary()) {
      context.chooseHome(folder.path(Part.HOME));
      BenchData.fill(context, folder, Optional.empty(), events, seed);
      Path more = Files.createTempDirectory("trailseal-bench-more-");
      try {
        // What is imported meanwhile stays in the store: it is no longer what it was filled with.
        folder.forget(Part.HOME);
        return StoreAccess.own(context, store -> ask(store, more));
      } finally {
        BenchFolder.delete(more);
      }
    }
  }

  private ExitCode ask(Store store, Path more) throws Exception {
    long before = store.ledger().objectCounts().events();
    AtomicBoolean enough = new AtomicBoolean();
    List<Outcome> outcomes = new ArrayList<>();
    Cost cost;
    try (ExecutorService pool = Executors.newFixedThreadPool(threads + 1);
        ProgressLine line = new ProgressLine(terminal)) {
      Future<Long> intake = pool.submit(() -> takeIn(store, more, enough));
      Meter meter = Meter.start();
      try {
        List<Worst> all = WorstQuestions.all();
        List<Future<Outcome>> asked = new ArrayList<>();
        for (Worst worst : all) {
          Callable<Outcome> one =
              () -> WorstQuestions.ask(store.search().shownTo(Audience.EVERYBODY), worst);
          asked.add(pool.submit(one));
        }
        for (Future<Outcome> one : asked) {
          context.cancellation().check();
          line.show(outcomes.size() / (double) all.size(), "asking");
          outcomes.add(one.get(END_SECONDS_MAX, TimeUnit.SECONDS));
        }
      } finally {
        enough.set(true);
      }
      intake.get(END_SECONDS_MAX, TimeUnit.SECONDS);
      cost = meter.stop();
    }
    CatchingUp.await(store, context.cancellation(), 100, _ -> {});
    return report(store, before, outcomes, cost);
  }

  /// Imports small samples until there is enough; at least one.
  private static long takeIn(Store store, Path folder, AtomicBoolean enough) throws Exception {
    SampleSettings standard = SampleSettings.DEFAULTS;
    long round = 0;
    do {
      SampleSettings settings =
          new SampleSettings(
              1,
              1,
              1,
              MORE_EVENTS_AT_ONCE,
              Optional.empty(),
              1_000 + round,
              standard.start().plusSeconds(3600 * round),
              standard.bucket(),
              "more" + round);
      FolderBucket bucket = FolderBucket.at(folder.resolve("more" + round));
      new SyntheticTrail(settings, 1).writeTo(bucket);
      store.importer().run(List.of(bucket.folder()), Optional.empty(), (_, _, _, _, _) -> {});
      round++;
    } while (!enough.get());
    return round;
  }

  private ExitCode report(Store store, long before, List<Outcome> outcomes, Cost cost)
      throws Exception {
    Table table = new Table(List.of("question", "ms", "answer"), List.of(1));
    outcomes.stream()
        .sorted(Comparator.comparingDouble(Outcome::millis).reversed())
        .forEach(
            outcome ->
                table.row(
                    outcome.question().name(),
                    String.format(Locale.ROOT, "%,.0f", outcome.millis()),
                    (outcome.broken() ? "BROKEN: " : "") + outcome.said()));
    table.print(terminal, Math.max(terminal.columns(), 160));
    long after = store.ledger().objectCounts().events();
    long found =
        store.search().shownTo(Audience.EVERYBODY).search(BenchData.everything()).matched().count();
    long broken = outcomes.stream().filter(Outcome::broken).count();
    terminal.line("");
    terminal.line(
        "%s asked, %s broken; %s came in meanwhile, the index has %s of %s; heap at most %s, %s after"
                .formatted(
                    Figures.counted(outcomes.size(), "question"),
                    broken == 0 ? "none" : Figures.count(broken),
                    Figures.counted(after - before, "event"),
                    Figures.count(found),
                    Figures.count(after),
                    Figures.bytes(cost.heapPeakBytes()),
                    Figures.bytes(cost.heapLiveBytes()))
            + " collections");
    return broken == 0 && found == after && after > before ? ExitCode.FINE : ExitCode.INTERNAL;
  }
}
