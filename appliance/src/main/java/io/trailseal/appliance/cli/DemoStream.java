package io.trailseal.appliance.cli;

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
import io.trailseal.indexer.intake.BackfillOrder;
import io.trailseal.indexer.intake.BackfillProgress;
import io.trailseal.indexer.intake.Intake;
import io.trailseal.indexer.intake.IntakeLimits;
import io.trailseal.indexer.intake.IntakeStatus.ListingStatus;
import io.trailseal.indexer.intake.IntakeStatus.QueueStatus;
import io.trailseal.indexer.intake.KeySource;
import io.trailseal.indexer.intake.ListingReport;
import io.trailseal.indexer.intake.ListingScope;
import io.trailseal.indexer.intake.Sources;
import io.trailseal.verifier.S3Name;
import io.trailseal.verifier.key.PublishedKey;
import io.trailseal.verifier.synthetic.FolderBucket;
import io.trailseal.verifier.synthetic.StoredObject;
import java.io.Closeable;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The sample of `demo --aws` on its way: into a bucket, announced on a queue, and in by the intake
/// that AWS's own would come in by. Queue and bucket are stand-ins; they and the intake end when
/// this is closed.
final class DemoStream implements Closeable {
  private static final String QUEUE = "trailseal-demo";

  /// As AWS advises: after so many tries somebody should look.
  private static final int RECEIVES_MAX = 5;

  /// Quick enough to be there in half a minute, slow enough to be watched.
  private static final int OBJECTS_PER_SECOND = 80;

  private static final int OBJECTS_AT_ONCE = 10;
  private static final long LOOK_MILLIS = 20;

  /// A demo must run where there is hardly any room.
  private static final long DISK_FREE_BYTES_MIN = 64L * 1024 * 1024;

  private static final BackfillProgress QUIET =
      new BackfillProgress() {
        @Override
        public void listing(ListingStatus status) {}

        @Override
        public void waiting(String what) {}
      };

  private final CommandContext context;
  private final Terminal terminal;
  private final Store store;
  private final DemoFolder folder;

  /// Everything open, the last opened first.
  private final Deque<Closeable> opened = new ArrayDeque<>();

  DemoStream(CommandContext context, Store store, DemoFolder folder) {
    this.context = context;
    this.terminal = context.terminal();
    this.store = store;
    this.folder = folder;
  }

  /// Starts queue, bucket and intake, delivers everything, and returns when all of it is searchable
  /// and verified.
  void run() throws Exception {
    List<Parcel> parcels = parcels();
    terminal.remark("starting a queue (ElasticMQ) and a bucket (S3Proxy) on this machine …");
    Path programs = programs();
    Path logs = Files.createDirectories(store.home().resolve("stand-ins"));
    StandIn queues = open(() -> StandIn.queues(programs, logs));
    StandIn buckets = open(() -> StandIn.buckets(programs, logs));
    Deliverer deliverer = Deliverer.to(buckets.endpoint(), queues.endpoint(), context.clock());
    opened.push(deliverer);
    deliverer.createBucket(DemoCommand.SAMPLE.bucket());
    URI dead = deliverer.createQueue(QUEUE + "-dead-letters");
    URI queue = deliverer.createQueue(QUEUE, dead, RECEIVES_MAX);
    Intake intake = intake(buckets.endpoint(), queue);
    opened.push(intake);
    terminal.remark(
        "delivering %s into s3://%s and announcing them on %s …"
            .formatted(
                Figures.counted(parcels.size(), "object"), DemoCommand.SAMPLE.bucket(), queue));
    terminal.remark(
        "the sample's own public keys are trusted: there is no CloudTrail here to ask for its own");
    Lag lag = deliver(deliverer, queue, intake, parcels);
    conclude(intake);
    terminal.remark(
        "%s with %s came in through the queue; from being put to being searchable it took"
                .formatted(
                    Figures.counted(parcels.size(), "object"),
                    Figures.counted(store.ledger().objectCounts().events(), "event"))
            + " half of them at most %s, 99 of 100 at most %s"
                .formatted(
                    Figures.duration(lag.percentile(50)), Figures.duration(lag.percentile(99))));
  }

  private interface Opening<C extends Closeable> {
    C open() throws Exception;
  }

  /// Opens on another thread, so that Ctrl-C need not wait; what is opened all the same is closed.
  private <C extends Closeable> C open(Opening<C> opening) throws Exception {
    return context
        .cancellation()
        .awaitOrInterrupt(
            "stand-in",
            () -> {
              C one = opening.open();
              opened.push(one);
              return one;
            });
  }

  /// The sample's objects by the time in their names, as CloudTrail would deliver them.
  private List<Parcel> parcels() throws IOException {
    FolderBucket bucket = FolderBucket.at(folder.sample());
    List<Parcel> parcels = new ArrayList<>();
    for (String key : bucket.keys("AWSLogs/")) {
      StoredObject object = bucket.get(key).orElseThrow();
      parcels.add(
          new Parcel(
              new S3Name(DemoCommand.SAMPLE.bucket(), key), object.content(), object.metadata()));
    }
    parcels.sort(Comparator.comparing(parcel -> time(parcel.name().key())));
    return parcels;
  }

  /// `20260302T0105Z` out of `…_CloudTrail_us-east-1_20260302T0105Z_….json.gz`; digests have
  /// seconds, which sort in between.
  private static String time(String key) {
    int at = key.indexOf("T", key.lastIndexOf('/') + 1);
    for (; at >= 0; at = key.indexOf("T", at + 1)) {
      if (at >= 8 && key.substring(at - 8, at).chars().allMatch(Character::isDigit)) {
        return key.substring(at - 8).replace("Z", "");
      }
    }
    return "";
  }

  /// The folder that the build copies the programs to: beside the jar.
  private static Path programs() throws Exception {
    Path own =
        Path.of(DemoStream.class.getProtectionDomain().getCodeSource().getLocation().toURI());
    return own.resolveSibling("drill");
  }

  private Intake intake(URI buckets, URI queue) throws IOException {
    // Whatever credentials the person has are not for these: properties come before everything.
    System.setProperty("aws.accessKeyId", Deliverer.ACCESS_KEY_ID);
    System.setProperty("aws.secretAccessKey", Deliverer.SECRET_ACCESS_KEY);
    System.setProperty("aws.disableEc2Metadata", "true");
    IntakeLimits standard = IntakeLimits.STANDARD;
    IntakeLimits limits =
        new IntakeLimits(
            standard.receivers(),
            standard.messagesHeldMax(),
            standard.readsMax(),
            standard.readBytesMax(),
            standard.hiddenFor(),
            DISK_FREE_BYTES_MIN,
            Duration.ZERO,
            standard.reconcileDays(),
            standard.parkedEvery(),
            standard.keysEvery());
    AwsAccess access =
        new AwsAccess(Optional.of(buckets), Optional.of(Deliverer.REGION), Optional.empty());
    Sources sources =
        AwsSources.open(
            List.of(new QueueAt(queue.toString(), access)),
            List.of(new BucketAt(DemoCommand.SAMPLE.bucket(), "", access)),
            access,
            limits,
            context.clock());
    return store.intake(
        new Sources(sources.queues(), sources.buckets(), new NobodysKeys(sources.keys())),
        limits,
        context.clock());
  }

  /// There is no CloudTrail here to be asked.
  private record NobodysKeys(KeySource instead) implements KeySource {
    @Override
    public List<PublishedKey> list(String region, Instant from, Instant to) {
      return List.of();
    }

    @Override
    public void close() throws IOException {
      instead.close();
    }
  }

  private Lag deliver(Deliverer deliverer, URI queue, Intake intake, List<Parcel> parcels)
      throws Exception {
    Lag lag = new Lag(store, context.clock());
    Shape[] shapes = Shape.values();
    long start = System.nanoTime();
    try (ProgressLine line = new ProgressLine(terminal)) {
      for (int from = 0; from < parcels.size(); from += OBJECTS_AT_ONCE) {
        List<Parcel> some = parcels.subList(from, Math.min(parcels.size(), from + OBJECTS_AT_ONCE));
        Shape shape = shapes[from / OBJECTS_AT_ONCE % shapes.length];
        List<Placed> placed =
            context.cancellation().await("deliver", () -> deliverer.deliver(queue, shape, some));
        lag.put(placed);
        long due = start + (from + some.size()) * 1_000_000_000L / OBJECTS_PER_SECOND;
        do {
          look(lag, intake, line, parcels.size());
          context.cancellation().sleep(LOOK_MILLIS);
        } while (System.nanoTime() < due);
      }
      while (lag.waiting() > 0 || !deliverer.waiting(queue).isEmpty()) {
        look(lag, intake, line, parcels.size());
        context.cancellation().sleep(LOOK_MILLIS);
      }
    }
    return lag;
  }

  private void look(Lag lag, Intake intake, ProgressLine line, int objects) throws Exception {
    lag.look();
    String trouble =
        intake.status().trouble().or(() -> trouble(intake)).map(text -> "  " + text).orElse("");
    line.show(
        lag.searchable() / (double) objects,
        "%,d searchable, %,d on their way; lag %s, at most %s so far%s"
            .formatted(
                lag.searchable(),
                lag.waiting(),
                Figures.duration(lag.newest()),
                Figures.duration(lag.percentile(100)),
                trouble));
  }

  private static Optional<String> trouble(Intake intake) {
    return intake.status().queues().stream().map(QueueStatus::trouble).findFirst().flatMap(t -> t);
  }

  /// Lists the bucket and holds it against what is here, which also concludes what is absent.
  private void conclude(Intake intake) throws Exception {
    try (ProgressLine line = new ProgressLine(terminal)) {
      CatchingUp.await(
          store, context.cancellation(), LOOK_MILLIS, _ -> line.show(1, "verifying and indexing"));
      List<ListingReport> reports =
          context
              .cancellation()
              .await(
                  "backfill",
                  () ->
                      intake.backfill(
                          new BackfillOrder(Set.of(), ListingScope.EVERYTHING, false), QUIET));
      CatchingUp.await(
          store,
          context.cancellation(),
          LOOK_MILLIS,
          _ -> line.show(1, "looking for what is absent"));
      for (ListingReport report : reports) {
        terminal.remark(
            "the bucket was listed: %s, %s not announced%s"
                .formatted(
                    Figures.counted(report.counts().listed(), "object"),
                    Figures.count(report.counts().found()),
                    report.trouble().map(trouble -> "; " + trouble).orElse("")));
      }
    }
  }

  /// Ends intake, queue and bucket, in this order.
  @Override
  public void close() throws IOException {
    @Nullable IOException first = null;
    while (!opened.isEmpty()) {
      try {
        opened.pop().close();
      } catch (IOException e) {
        if (first == null) {
          first = e;
        } else {
          first.addSuppressed(e);
        }
      }
    }
    if (first != null) {
      throw first;
    }
  }
}
