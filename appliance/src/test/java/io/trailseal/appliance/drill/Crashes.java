package io.trailseal.appliance.drill;

import io.trailseal.indexer.Store;
import io.trailseal.indexer.aws.drill.Deliverer;
import io.trailseal.indexer.aws.drill.Parcel;
import io.trailseal.indexer.aws.drill.Placed;
import io.trailseal.indexer.aws.drill.Shape;
import io.trailseal.indexer.aws.drill.StandIn;
import io.trailseal.loopback.Between;
import io.trailseal.loopback.Between.Does;
import io.trailseal.loopback.Cargo;
import io.trailseal.loopback.Comparison;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// The crash campaign: `kill -9` of the whole process again and again while objects arrive, and at
/// the end nothing is lost and nothing doubled.
///
/// ```
/// java … io.trailseal.appliance.drill.Crashes [COUNT] [SEED]
/// ```
///
/// A third of the kills come while it starts, a third soon after, and a third in the moment the
/// vault grows: between bytes, entries, index and acknowledgement.
public final class Crashes {
  private static final int OBJECTS_PER_KILL_MAX = 60;
  private static final int EVENTS_PER_FILE = 8;

  /// What a message is hidden for instead of minutes: whoever dies with messages in hand would keep
  /// them from the next.
  private static final int HIDDEN_SECONDS = 3;

  /// No message may end as a dead letter for coming often.
  private static final int RECEIVES_MAX = 1_000;

  private static final Pattern HIDDEN = Pattern.compile("\"VisibilityTimeout\":(\\d+)");
  private static final long SETTLE_SECONDS_MAX = 600;

  private final Path folder;
  private final Random random;
  private final Deliverer deliverer;
  private final URI queue;

  private Crashes(Path folder, Random random, Deliverer deliverer, URI queue) {
    this.folder = folder;
    this.random = random;
    this.deliverer = deliverer;
    this.queue = queue;
  }

  /// What came of it.
  ///
  /// @param differences see [Comparison]; and what is left in the queues
  record Outcome(int kills, int whileStarting, int objects, long events, List<String> differences) {
    Outcome {
      differences = List.copyOf(differences);
    }
  }

  /// Runs the campaign in `folder`, which keeps the store.
  static Outcome run(Path folder, int kills, long seed) throws Exception {
    Random random = new Random(seed);
    List<Integer> shares = new ArrayList<>();
    for (int i = 0; i < kills; i++) {
      shares.add(1 + random.nextInt(OBJECTS_PER_KILL_MAX));
    }
    int objects = shares.stream().mapToInt(Integer::intValue).sum();
    Cargo cargo = Cargo.of(objects, EVENTS_PER_FILE, seed);
    List<Parcel> parcels = new ArrayList<>(cargo.parcels());
    Collections.shuffle(parcels, random);
    Path programs = Appliance.DISTRIBUTION.resolve("drill");
    try (StandIn queues = StandIn.queues(programs, folder);
        StandIn buckets = StandIn.buckets(programs, folder);
        Deliverer deliverer = Deliverer.to(buckets.endpoint(), queues.endpoint(), Instant::now);
        Between impatient = Between.before(queues.endpoint(), asked -> shorter(asked))) {
      deliverer.createBucket(Cargo.BUCKET);
      URI dead = deliverer.createQueue("dead");
      URI queue = deliverer.createQueue("arrivals", dead, RECEIVES_MAX);
      Path home = folder.resolve("home");
      Appliance.settle(home, buckets.endpoint(), impatient.behind(queue));
      Crashes crashes = new Crashes(folder, random, deliverer, queue);
      int whileStarting = 0;
      int from = 0;
      for (int i = 0; i < kills; i++) {
        // The cargo is a little more than was asked for: the last share takes it all.
        int to = i == kills - 1 ? parcels.size() : from + shares.get(i);
        whileStarting += crashes.round(home, parcels.subList(from, to), i % 3);
        from = to;
      }
      try (Appliance appliance = Appliance.start(home)) {
        appliance.awaitReady();
        crashes.awaitEmpty();
        appliance.stop();
      }
      List<String> differences = new ArrayList<>();
      if (!deliverer.waiting(dead).isEmpty()) {
        differences.add("dead letters: " + deliverer.waiting(dead));
      }
      try (Store store = Store.open(home, "the crash campaign", Instant::now)) {
        differences.addAll(Comparison.differences(store, deliverer, Cargo.BUCKET, cargo.events()));
      }
      return new Outcome(kills, whileStarting, parcels.size(), cargo.events(), differences);
    }
  }

  private static Does shorter(Between.Asked asked) {
    if (!asked.action().equals("ReceiveMessage")
        && !asked.action().startsWith("ChangeMessageVisibility")) {
      return new Does.Pass();
    }
    Matcher matcher = HIDDEN.matcher(new String(asked.body(), StandardCharsets.UTF_8));
    return new Does.PassWith(
        matcher
            .replaceAll(
                found ->
                    "\"VisibilityTimeout\":"
                        + Math.min(HIDDEN_SECONDS, Integer.parseInt(found.group(1))))
            .getBytes(StandardCharsets.UTF_8));
  }

  /// One life: starts it, delivers meanwhile, kills it.
  ///
  /// @return 1 if it was killed before it served
  private int round(Path home, List<Parcel> parcels, int when)
      throws IOException, InterruptedException {
    Shape shape = List.of(Shape.values()).get(random.nextInt(Shape.values().length));
    boolean twice = random.nextInt(4) == 0;
    double part = random.nextDouble();
    AtomicReference<@Nullable Throwable> failed = new AtomicReference<>();
    long vaultBefore = bytes(home.resolve("vault"));
    try (Appliance appliance = Appliance.start(home)) {
      Thread delivery = Thread.ofPlatform().start(() -> deliver(parcels, shape, twice, failed));
      switch (when) {
        case 0 -> Thread.sleep((long) (part * startMillis));
        case 1 -> {
          startMillis = TimeUnit.NANOSECONDS.toMillis(appliance.awaitReady());
          Thread.sleep((long) (part * 700));
        }
        default -> {
          appliance.awaitReady();
          long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(4);
          while (bytes(home.resolve("vault")) == vaultBefore && System.nanoTime() < deadline) {
            Thread.onSpinWait();
          }
          Thread.sleep((long) (part * 60));
        }
      }
      boolean ready = appliance.isReady();
      appliance.kill();
      delivery.join();
      if (failed.get() != null) {
        throw new AssertionError("the delivery failed", failed.get());
      }
      return ready ? 0 : 1;
    }
  }

  /// How long it took to start when that was last seen.
  private long startMillis = 2_000;

  private void deliver(
      List<Parcel> parcels,
      Shape shape,
      boolean twice,
      AtomicReference<@Nullable Throwable> failed) {
    try {
      List<Placed> placed = deliverer.deliver(queue, shape, parcels);
      if (twice) {
        deliverer.announce(queue, Shape.EVENTBRIDGE, placed);
      }
    } catch (InterruptedException | RuntimeException e) {
      failed.set(e);
    }
  }

  private void awaitEmpty() throws InterruptedException {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(SETTLE_SECONDS_MAX);
    while (!deliverer.waiting(queue).isEmpty()) {
      if (System.nanoTime() > deadline) {
        throw new AssertionError(
            "the queue does not empty: %s; the store is in %s"
                .formatted(deliverer.waiting(queue), folder));
      }
      Thread.sleep(100);
    }
  }

  private static long bytes(Path folder) throws IOException {
    if (!Files.isDirectory(folder)) {
      return 0;
    }
    try (Stream<Path> files = Files.list(folder)) {
      long bytes = 0;
      for (Path file : files.toList()) {
        bytes += Files.isRegularFile(file) ? Files.size(file) : 0;
      }
      return bytes;
    }
  }

  /// For a shell: says what came of it, and exits with 1 where anything differs.
  public static void main(String[] args) throws Exception {
    int kills = args.length > 0 ? Integer.parseInt(args[0]) : 1_000;
    long seed = args.length > 1 ? Long.parseLong(args[1]) : System.nanoTime();
    Path folder = Files.createTempDirectory("trailseal-crashes-");
    System.out.printf(Locale.ROOT, "%,d kills, seed %d, in %s%n", kills, seed, folder);
    long start = System.nanoTime();
    Outcome outcome = run(folder, kills, seed);
    System.out.printf(
        Locale.ROOT,
        "%,d kills (%,d while it started), %,d objects, %,d events in %,d s: %s%n",
        outcome.kills(),
        outcome.whileStarting(),
        outcome.objects(),
        outcome.events(),
        TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - start),
        outcome.differences().isEmpty() ? "0 lost, 0 doubled, fsck finds nothing" : "FAILED");
    outcome.differences().stream().limit(50).forEach(System.out::println);
    System.exit(outcome.differences().isEmpty() ? 0 : 1);
  }
}
