package io.trailseal.appliance.drill;

import io.trailseal.indexer.Store;
import io.trailseal.indexer.aws.AwsAccess;
import io.trailseal.indexer.aws.AwsSources;
import io.trailseal.indexer.aws.AwsSources.BucketAt;
import io.trailseal.indexer.aws.AwsSources.QueueAt;
import io.trailseal.indexer.aws.drill.Deliverer;
import io.trailseal.indexer.aws.drill.Lag;
import io.trailseal.indexer.aws.drill.Parcel;
import io.trailseal.indexer.aws.drill.Placed;
import io.trailseal.indexer.aws.drill.Shape;
import io.trailseal.indexer.aws.drill.StandIn;
import io.trailseal.indexer.intake.Intake;
import io.trailseal.indexer.intake.IntakeLimits;
import io.trailseal.loopback.Cargo;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/// Figures of intake over loopback, servers included; `appliance/bench/intake` runs it.
public final class IntakeBench {
  private static final int SMALL_EVENTS = 8;
  private static final int LARGE_EVENTS = 2_000;
  private static final int LAG_OBJECTS_PER_SECOND = 50;
  private static final int LAG_WARM_UP_SECONDS = 20;
  private static final int BACKLOG_HEAP_MB = 4_000;

  /// The kernel's unit of CPU time; 100 a second on every Linux.
  private static final double TICKS_PER_SECOND = 100;

  private IntakeBench() {}

  /// Both servers and somebody who delivers.
  private record Ground(StandIn queues, StandIn buckets, Deliverer deliverer, URI queue)
      implements AutoCloseable {
    static Ground in(Path folder, int queuesHeapMb) throws IOException, InterruptedException {
      Path programs = Appliance.DISTRIBUTION.resolve("drill");
      StandIn queues = StandIn.queues(programs, folder, queuesHeapMb);
      StandIn buckets = StandIn.buckets(programs, folder);
      Deliverer deliverer = Deliverer.to(buckets.endpoint(), queues.endpoint(), Instant::now);
      deliverer.createBucket(Cargo.BUCKET);
      return new Ground(
          queues,
          buckets,
          deliverer,
          deliverer.createQueue("arrivals", deliverer.createQueue("dead"), 100));
    }

    @Override
    public void close() throws IOException {
      deliverer.close();
      buckets.close();
      queues.close();
    }
  }

  /// `small [OBJECTS]`, `large [OBJECTS]`, `lag [SECONDS]` or `backlog [MESSAGES] [SECONDS]`.
  public static void main(String[] args) throws Exception {
    Path folder = Files.createTempDirectory("trailseal-intake-");
    switch (args[0]) {
      case "small" -> throughput(folder, "small", number(args, 1, 20_000), SMALL_EVENTS);
      case "large" -> throughput(folder, "large", number(args, 1, 150), LARGE_EVENTS);
      case "lag" -> lag(folder, number(args, 1, 60));
      case "backlog" -> backlog(folder, number(args, 1, 1_000_000), number(args, 2, 180));
      default -> throw new IllegalArgumentException("there is no figure " + args[0]);
    }
    System.exit(0);
  }

  private static int number(String[] args, int at, int standard) {
    return args.length > at ? Integer.parseInt(args[at]) : standard;
  }

  /// Everything lies in the bucket and is announced; then the appliance starts.
  private static void throughput(Path folder, String name, int objects, int eventsPerFile)
      throws Exception {
    Cargo cargo = Cargo.of(objects, eventsPerFile, 7);
    long bytes = cargo.parcels().stream().mapToLong(parcel -> parcel.content().length()).sum();
    try (Ground ground = Ground.in(folder, 512)) {
      ground.deliverer().deliver(ground.queue(), Shape.S3, cargo.parcels());
      Path home = folder.resolve("home");
      Appliance.settle(home, ground.buckets().endpoint(), ground.queue());
      double queuesBefore = cpu(ground.queues().pid());
      double bucketsBefore = cpu(ground.buckets().pid());
      try (Appliance appliance = Appliance.start(home)) {
        appliance.awaitReady();
        long start = System.nanoTime();
        long quarter = 0;
        long quarterNanos = 0;
        long peak = 0;
        while (!ground.deliverer().waiting(ground.queue()).isEmpty()) {
          Thread.sleep(200);
          peak = Math.max(peak, residentKb(appliance.pid()));
          long left = left(ground);
          if (quarter == 0 && left < cargo.parcels().size() * 3L / 4) {
            quarter = left;
            quarterNanos = System.nanoTime();
          }
        }
        long end = System.nanoTime();
        double seconds = (end - start) / 1e9;
        double ours = cpu(appliance.pid());
        int count = cargo.parcels().size();
        print(
            "%s: %,d objects of %,d bytes with %,d events in %.1f s: %,.0f objects/s, %,.0f events/s"
                + " (from the second quarter on %,.0f objects/s)",
            name,
            count,
            bytes / count,
            cargo.events(),
            seconds,
            count / seconds,
            cargo.events() / seconds,
            quarter / ((end - quarterNanos) / 1e9));
        print(
            "%s: CPU an object: ours %.2f ms (start included), queue %.2f ms, bucket %.2f ms; peak"
                + " memory %,d MB",
            name,
            ours / count * 1e3,
            (cpu(ground.queues().pid()) - queuesBefore) / count * 1e3,
            (cpu(ground.buckets().pid()) - bucketsBefore) / count * 1e3,
            peak / 1024);
        appliance.stop();
      }
      long entered;
      try (Store store = Store.open(home, "the bench", Instant::now)) {
        store.awaitCaughtUp();
        entered = store.ledger().objectCounts().events();
      }
      if (entered != cargo.events()) {
        throw new AssertionError("entered %d of %d".formatted(entered, cargo.events()));
      }
    }
  }

  private static long left(Ground ground) {
    Deliverer.Waiting waiting = ground.deliverer().waiting(ground.queue());
    return waiting.visible() + waiting.inFlight();
  }

  /// In this process, so that it is seen at once what can be found.
  private static void lag(Path folder, int seconds) throws Exception {
    int warmUp = LAG_WARM_UP_SECONDS * LAG_OBJECTS_PER_SECOND;
    Cargo cargo = Cargo.of(warmUp + seconds * LAG_OBJECTS_PER_SECOND, SMALL_EVENTS, 7);
    try (Ground ground = Ground.in(folder, 512);
        Store store = Store.open(folder.resolve("home"), "the bench", Instant::now);
        Intake _ = intake(store, ground)) {
      Lag warm = new Lag(store, Instant::now);
      stream(ground, cargo.parcels().subList(0, warmUp), warm);
      Lag lag = new Lag(store, Instant::now);
      stream(ground, cargo.parcels().subList(warmUp, cargo.parcels().size()), lag);
      print(
          "lag: from PUT to searchable at %d objects/s, %,d objects: p50 %,d ms, p90 %,d ms, p99 %,d"
              + " ms, most %,d ms",
          LAG_OBJECTS_PER_SECOND,
          lag.searchable(),
          lag.percentile(50).toMillis(),
          lag.percentile(90).toMillis(),
          lag.percentile(99).toMillis(),
          lag.percentile(100).toMillis());
    }
  }

  private static void stream(Ground ground, List<Parcel> parcels, Lag lag)
      throws IOException, InterruptedException {
    long start = System.nanoTime();
    int sent = 0;
    while (sent < parcels.size() || lag.waiting() > 0) {
      if (sent < parcels.size()
          && System.nanoTime() - start >= sent * 1_000_000_000L / LAG_OBJECTS_PER_SECOND) {
        lag.put(
            ground.deliverer().deliver(ground.queue(), Shape.S3, parcels.subList(sent, ++sent)));
      } else {
        Thread.sleep(2);
      }
      lag.look();
    }
  }

  private static Intake intake(Store store, Ground ground) throws IOException {
    AwsAccess access =
        new AwsAccess(
            Optional.of(ground.buckets().endpoint()),
            Optional.of(Deliverer.REGION),
            Optional.empty());
    return store.intake(
        AwsSources.open(
            List.of(new QueueAt(ground.queue().toString(), access)),
            List.of(new BucketAt(Cargo.BUCKET, "", access)),
            access,
            IntakeLimits.STANDARD,
            Instant::now),
        IntakeLimits.STANDARD,
        Instant::now);
  }

  /// A queue full of messages, each a real one in ElasticMQ; they announce the same thousand
  /// objects again and again.
  private static void backlog(Path folder, int messages, int seconds) throws Exception {
    Cargo cargo = Cargo.of(1_000, SMALL_EVENTS, 7);
    try (Ground ground = Ground.in(folder, BACKLOG_HEAP_MB)) {
      List<Placed> placed = ground.deliverer().putAll(cargo.parcels());
      fill(ground, placed, messages);
      Path home = folder.resolve("home");
      Appliance.settle(home, ground.buckets().endpoint(), ground.queue());
      try (Appliance appliance = Appliance.start(home)) {
        appliance.awaitReady();
        long start = System.nanoTime();
        List<String> line = new ArrayList<>();
        for (int at = 10; at <= seconds && left(ground) > 0; at += 10) {
          Thread.sleep(Math.max(0, at * 1_000L - (System.nanoTime() - start) / 1_000_000));
          line.add(
              String.format(
                  Locale.ROOT,
                  "%d s %,d MB (%,d left)",
                  at,
                  residentKb(appliance.pid()) / 1024,
                  left(ground)));
        }
        print(
            "backlog of %,d messages: resident memory after %s", messages, String.join(", ", line));
        appliance.stop();
      }
    }
  }

  private static void fill(Ground ground, List<Placed> placed, int messages)
      throws InterruptedException {
    long start = System.nanoTime();
    List<Thread> threads = new ArrayList<>();
    int threadCount = 4;
    for (int i = 0; i < threadCount; i++) {
      threads.add(
          Thread.ofPlatform()
              .start(
                  () -> {
                    for (int sent = 0; sent < messages / threadCount; sent += placed.size()) {
                      ground.deliverer().announce(ground.queue(), Shape.S3, placed);
                    }
                  }));
    }
    for (Thread thread : threads) {
      thread.join();
    }
    print(
        "the queue holds %,d messages after %,d s",
        left(ground), TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - start));
  }

  /// Seconds of CPU a process has used.
  private static double cpu(long pid) throws IOException {
    String stat = Files.readString(Path.of("/proc", Long.toString(pid), "stat"));
    // The name before it may have spaces.
    String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
    return (Long.parseLong(fields[11]) + Long.parseLong(fields[12])) / TICKS_PER_SECOND;
  }

  private static long residentKb(long pid) throws IOException {
    return Arrays.stream(
            Files.readString(Path.of("/proc", Long.toString(pid), "status")).split("\n", -1))
        .filter(line -> line.startsWith("VmRSS:"))
        .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", "")))
        .findFirst()
        .orElse(0);
  }

  @SuppressWarnings("AnnotateFormatMethod") // the annotation would be one more library
  private static void print(String format, Object... values) {
    System.out.println(String.format(Locale.ROOT, format, values));
  }
}
