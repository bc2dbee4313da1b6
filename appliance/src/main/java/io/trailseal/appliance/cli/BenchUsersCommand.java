package io.trailseal.appliance.cli;

import io.trailseal.api.Server;
import io.trailseal.api.ServerOptions;
import io.trailseal.appliance.bench.BenchFolder;
import io.trailseal.appliance.bench.BenchFolder.Part;
import io.trailseal.appliance.bench.Cost;
import io.trailseal.appliance.bench.Meter;
import io.trailseal.appliance.bench.UserLoad;
import io.trailseal.indexer.Store;
import io.trailseal.indexer.access.AccountException;
import io.trailseal.indexer.access.Role;
import io.trailseal.indexer.search.Audience;
import io.trailseal.indexer.search.FieldInfo;
import io.trailseal.verifier.synthetic.FolderBucket;
import io.trailseal.verifier.synthetic.SampleSettings;
import io.trailseal.verifier.synthetic.SyntheticTrail;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine;
import picocli.CommandLine.Option;

/// Many users at a time, some of them hostile, while events come in.
@CommandLine.Command(
    name = "users",
    header = "Serve many users, some of them hostile, while events come in.",
    description = {
      "Fills a store of its own first, or takes the one that --keep has, and serves it on loopback."
          + " Measures intake alone, then cheap questions alone, then both beside users who ask the"
          + " most expensive questions, hang up, and read exports in a trickle."
    },
    footer = {
      "",
      "Exit code 0: nothing broke. The figures are for a person: how fast it is depends on the"
          + " machine and on what else it does."
    })
final class BenchUsersCommand extends Command {
  private static final int USERS_MAX = 500;
  private static final int SECONDS_MAX = 3_600;
  private static final int EVENTS_EACH = 5_000;
  private static final int SAMPLES_MAX = 200;
  private static final int CHEAP_QUERIES = 50;

  BenchUsersCommand(CommandContext context) {
    super(context);
  }

  @Option(
      names = "--events",
      paramLabel = "N",
      description = "Events to make; standard is ${DEFAULT-VALUE}.")
  long events = 1_000_000;

  @Option(
      names = "--users",
      paramLabel = "N",
      description = "Users, hostile ones included; standard is ${DEFAULT-VALUE}.")
  int users = 50;

  @Option(
      names = "--hostile",
      paramLabel = "N",
      description = "How many of them are hostile; standard is ${DEFAULT-VALUE}.")
  int hostile = 10;

  @Option(
      names = "--seconds",
      paramLabel = "N",
      description = "How long each part takes; standard is ${DEFAULT-VALUE}.")
  int seconds = 30;

  @Option(
      names = "--seed",
      paramLabel = "N",
      description = "What is made and asked follows from it; standard is ${DEFAULT-VALUE}.")
  long seed = 7;

  @Option(
      names = "--keep",
      paramLabel = "DIR",
      description = "Work in this folder and leave everything there.")
  Optional<Path> keep = Optional.empty();

  /// What came in during a part.
  private record TakenIn(long events, double seconds) {
    double perSecond() {
      return events / seconds;
    }
  }

  @Override
  ExitCode run() throws Exception {
    if (events < 1 || events > BenchData.EVENTS_MAX) {
      throw wrongUsage(
          "--events must be 1 to %,d, was %,d".formatted(BenchData.EVENTS_MAX, events));
    }
    if (users < 1 || users > USERS_MAX || hostile < 0 || hostile >= users) {
      throw wrongUsage(
          "--users must be 1 to %d and more than --hostile, was %d with %d"
              .formatted(USERS_MAX, users, hostile));
    }
    if (seconds < 1 || seconds > SECONDS_MAX) {
      throw wrongUsage("--seconds must be 1 to %d, was %d".formatted(SECONDS_MAX, seconds));
    }
    try (BenchFolder folder =
        keep.isPresent()
            ? BenchFolder.keep(context.resolve(keep.get()))
            : BenchFolder.temporary()) {
      context.chooseHome(folder.path(Part.HOME));
      BenchData.fill(context, folder, Optional.empty(), events, seed);
      Path more = Files.createTempDirectory("trailseal-bench-more-");
      try {
        // What comes in meanwhile stays in the store: it is no longer what it was filled with.
        folder.forget(Part.HOME);
        Deque<Path> samples = samples(more);
        return StoreAccess.own(context, store -> measure(store, samples));
      } finally {
        BenchFolder.delete(more);
      }
    }
  }

  /// Made beforehand: making them costs more than taking them in.
  private Deque<Path> samples(Path folder) throws Exception {
    SampleSettings standard = SampleSettings.DEFAULTS;
    Deque<Path> samples = new ArrayDeque<>();
    int count = Math.clamp(seconds * 6L, 2, SAMPLES_MAX);
    try (ProgressLine line = new ProgressLine(terminal)) {
      for (int i = 0; i < count; i++) {
        context.cancellation().check();
        line.show(i / (double) count, "making what comes in");
        SampleSettings settings =
            new SampleSettings(
                1,
                1,
                1,
                EVENTS_EACH,
                Optional.empty(),
                seed + 1_000 + i,
                standard.start().plusSeconds(3600L * i),
                standard.bucket(),
                "more" + i);
        FolderBucket bucket = FolderBucket.at(folder.resolve("more" + i));
        new SyntheticTrail(settings, 1).writeTo(bucket);
        samples.add(bucket.folder());
      }
    }
    return samples;
  }

  private ExitCode measure(Store store, Deque<Path> samples) throws Exception {
    CatchingUp.await(store, context.cancellation(), 100, _ -> {});
    List<String> meaningWell = tokens(store, "user", users - hostile);
    List<String> meaningIll = tokens(store, "eve", hostile);
    List<String> cheap = cheap(store);
    // The first are for warming up.
    takeIn(store, samples, 1);
    TakenIn alone = takeIn(store, samples, seconds);
    UserLoad.Seen quiet;
    UserLoad.Seen seen;
    TakenIn beside;
    Cost cost;
    try (Server server = Server.start(store, ServerOptions.on("127.0.0.1", 0), context.clock())) {
      try (UserLoad load = UserLoad.start(server.url(), meaningWell, List.of(), cheap, seed)) {
        pause();
        quiet = load.seen();
      }
      Meter meter = Meter.start();
      UserLoad load = UserLoad.start(server.url(), meaningWell, meaningIll, cheap, seed);
      try (load) {
        beside = takeIn(store, samples, seconds);
      }
      seen = load.seen();
      cost = meter.stop();
    }
    report(alone, quiet, beside, seen, cost);
    return quiet.broken() + seen.broken() == 0 && seen.answers().containsKey("cheap 200")
        ? ExitCode.FINE
        : ExitCode.INTERNAL;
  }

  private void pause() throws Exception {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
    while (System.nanoTime() - end < 0) {
      context.cancellation().check();
      TimeUnit.MILLISECONDS.sleep(50);
    }
  }

  private List<String> tokens(Store store, String name, int count)
      throws IOException, AccountException {
    List<String> tokens = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      String user = "%s%d".formatted(name, i);
      if (store.accounts().user(user).isEmpty()) {
        store
            .accounts()
            .add(user, Optional.empty(), Set.of(Role.ANALYST), Optional.empty(), context.caller());
      }
      tokens.add(
          store
              .accounts()
              .credentials()
              .issue(
                  false,
                  user,
                  "bench",
                  Set.of(Role.ANALYST),
                  Optional.empty(),
                  Optional.empty(),
                  context.caller())
              .secret());
    }
    return tokens;
  }

  private static List<String> cheap(Store store) throws IOException {
    return store
        .search()
        .shownTo(Audience.EVERYBODY)
        .values("eventName", "", CHEAP_QUERIES)
        .values()
        .stream()
        .map(FieldInfo.FieldValue::value)
        .map("eventName:\"%s\""::formatted)
        .toList();
  }

  /// Takes in samples for so long, each until it is found.
  private TakenIn takeIn(Store store, Deque<Path> samples, int forSeconds) throws Exception {
    long before = store.ledger().objectCounts().events();
    long start = System.nanoTime();
    long end = start + TimeUnit.SECONDS.toNanos(forSeconds);
    do {
      context.cancellation().check();
      Path sample = samples.poll();
      if (sample == null) {
        break;
      }
      store.importer().run(List.of(sample), Optional.empty(), (_, _, _, _, _) -> {});
      store.awaitCaughtUp();
    } while (System.nanoTime() - end < 0);
    return new TakenIn(
        store.ledger().objectCounts().events() - before, (System.nanoTime() - start) / 1e9);
  }

  private void report(
      TakenIn alone, UserLoad.Seen quiet, TakenIn beside, UserLoad.Seen seen, Cost cost) {
    Table table =
        new Table(
            List.of("", "intake, events/s", "cheap p50", "p95", "p99", "asked"),
            List.of(1, 2, 3, 4, 5));
    table.row("intake alone", Figures.count(Math.round(alone.perSecond())), "", "", "", "");
    table.row(
        "cheap questions alone",
        "",
        percentiles(quiet, 0.5),
        percentiles(quiet, 0.95),
        percentiles(quiet, 0.99),
        Figures.count(quiet.cheapMillis().size()));
    table.row(
        "both, %d of %d users hostile".formatted(hostile, users),
        Figures.count(Math.round(beside.perSecond())),
        percentiles(seen, 0.5),
        percentiles(seen, 0.95),
        percentiles(seen, 0.99),
        Figures.count(seen.cheapMillis().size()));
    table.print(terminal, Math.max(terminal.columns(), 120));
    terminal.line("");
    terminal.line(
        "intake beside them keeps %.0f %% of its rate; heap at most %s, %s after collections"
            .formatted(
                100 * beside.perSecond() / alone.perSecond(),
                Figures.bytes(cost.heapPeakBytes()),
                Figures.bytes(cost.heapLiveBytes())));
    terminal.line("answers: " + seen.answers());
  }

  private static String percentiles(UserLoad.Seen seen, double part) {
    return String.format(Locale.ROOT, "%,.0f ms", seen.percentile(part));
  }
}
