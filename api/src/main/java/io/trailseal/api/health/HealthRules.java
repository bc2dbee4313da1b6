package io.trailseal.api.health;

import io.trailseal.api.health.Check.State;
import io.trailseal.indexer.follow.FollowLoop;
import io.trailseal.indexer.intake.IntakeStatus;
import io.trailseal.indexer.intake.IntakeStatus.BucketStatus;
import io.trailseal.indexer.intake.IntakeStatus.QueueStatus;
import io.trailseal.indexer.search.IndexState;
import io.trailseal.indexer.search.LagHistogram;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// What is well and what is not, of one [Condition].
final class HealthRules {
  /// A single failure may pass: a full disk was just cleaned up.
  private static final int FAILURES_FAILING = 3;

  /// Follower behind by more ledger entries than this: some seconds of work.
  static final long BACKLOG_DEGRADED = 10_000;

  /// Some minutes of work, at which answers leave so much out that others should be asked.
  static final long BACKLOG_FAILING = 100_000;

  /// S3 announces within seconds, rarely in more than a minute.
  static final Duration QUEUE_AGE_MAX = Duration.ofMinutes(15);

  /// Reconciliations are some hours apart.
  private static final Duration RECONCILED_AGE_MAX = Duration.ofHours(24);

  /// CloudTrail writes a digest an hour for each account and region, also where nothing happened.
  static final Duration DIGEST_AGE_MAX = Duration.ofHours(2);

  /// What has been silent for longer was given up: an account closed, a region left.
  static final Duration SILENT_AGE_MAX = Duration.ofDays(7);

  private final Condition condition;

  HealthRules(Condition condition) {
    this.condition = condition;
  }

  List<Check> all() {
    List<Check> checks = new ArrayList<>();
    checks.add(ledger());
    checks.addAll(followers());
    checks.add(index());
    checks.add(lag());
    checks.add(disk());
    checks.add(intake());
    condition.intake().ifPresent(status -> sources(status, checks));
    checks.add(deliveries());
    return checks;
  }

  private Check ledger() {
    return Check.of(
        "ledger",
        State.OK,
        "it can be read",
        numbers(
            "headEntry", condition.head().value(),
            "objects", condition.objects().objects(),
            "events", condition.objects().events(),
            "quarantined", condition.objects().quarantined()));
  }

  List<Check> followers() {
    return condition.followers().stream().map(this::follower).toList();
  }

  private Check follower(FollowLoop.Status follower) {
    long backlog = follower.behind();
    State state = State.OK;
    String sentence = "it is up to date";
    if (!follower.running()) {
      state = State.FAILING;
      sentence = "its thread has ended; start the appliance anew";
    } else if (follower.trouble().isPresent()) {
      state = follower.failures() >= FAILURES_FAILING ? State.FAILING : State.DEGRADED;
      sentence = "it tries again and again: " + follower.trouble().get();
    } else if (backlog > BACKLOG_DEGRADED) {
      state = backlog > BACKLOG_FAILING ? State.FAILING : State.DEGRADED;
      sentence = "it is behind by %,d ledger entries".formatted(backlog);
    } else if (backlog > 0) {
      sentence = "it is catching up";
    }
    return Check.of(
        follower.name(),
        state,
        sentence,
        numbers(
            "entry",
            follower.settled().value(),
            "backlogEntries",
            backlog,
            "failures",
            (long) follower.failures()));
  }

  /// A part of the index that is broken leaves the rest answering, and is mended by itself.
  private Check index() {
    IndexState index = condition.index();
    Map<String, Number> numbers =
        numbers("reservations", index.reservations().size(), "rebuilds", index.rebuilds().size());
    if (!index.reservations().isEmpty()) {
      return Check.of(
          "index",
          State.DEGRADED,
          String.join("; ", index.reservations()) + index.trouble().map("; "::concat).orElse(""),
          numbers);
    }
    return Check.of(
        "index",
        State.OK,
        index.rebuilds().isEmpty()
            ? "it is whole"
            : "it is whole, and made anew beside: " + index.rebuilds().getFirst().months(),
        numbers);
  }

  private Check lag() {
    Map<String, Number> numbers = new LinkedHashMap<>();
    quantiles(numbers, "sinceEvent", condition.lag().sinceEvent());
    quantiles(numbers, "sinceDelivery", condition.lag().sinceDelivery());
    return Check.of(
        "lag",
        State.OK,
        condition.lag().sinceEvent().count() == 0
            ? "nothing new came in since this process began"
            : "half of the new events could be found after %.0f s"
                .formatted(condition.lag().sinceEvent().quantileSeconds(0.5).orElse(0)),
        numbers);
  }

  private static void quantiles(Map<String, Number> numbers, String name, LagHistogram lag) {
    numbers.put(name + "Count", lag.count());
    lag.quantileSeconds(0.5).ifPresent(s -> numbers.put(name + "MedianSeconds", s));
    lag.quantileSeconds(0.99).ifPresent(s -> numbers.put(name + "P99Seconds", s));
  }

  private Check disk() {
    Map<String, Number> numbers = numbers("freeBytes", condition.diskFreeBytes());
    long watermark =
        condition.intake().map(status -> status.disk().watermarkBytes()).orElse(0L).longValue();
    if (watermark > 0) {
      numbers.put("watermarkBytes", watermark);
    }
    if (condition.diskFreeBytes() < watermark) {
      return Check.of(
          "disk",
          State.FAILING,
          "there is less room than the watermark: intake rests until somebody makes room",
          numbers);
    }
    return condition.diskFreeBytes() < 2 * watermark
        ? Check.of("disk", State.DEGRADED, "it is nearly at the watermark; make room", numbers)
        : Check.of("disk", State.OK, "there is room", numbers);
  }

  private Check intake() {
    Map<String, Number> numbers =
        numbers(
            "parked", condition.counts().parked(),
            "removed", condition.counts().removed(),
            "overwritten", condition.counts().overwritten(),
            "messagesSetAside", condition.counts().messagesSetAside(),
            "foundByListing", condition.counts().foundByListing());
    IntakeStatus status = condition.intake().orElse(null);
    if (status == null) {
      return Check.of("intake", State.OK, "no source is set", numbers);
    }
    String trouble = status.trouble().map(": "::concat).orElse("");
    return switch (status.state()) {
      case OFF -> Check.of("intake", State.OK, "no source is set", numbers);
      case RUNNING ->
          Check.of(
              "intake",
              trouble.isEmpty() ? State.OK : State.DEGRADED,
              "it is running" + trouble,
              numbers);
      case PAUSED_DISK_LOW ->
          Check.of("intake", State.FAILING, "it rests, the disk is nearly full" + trouble, numbers);
      case PAUSED_STORE_FAILING ->
          Check.of(
              "intake", State.FAILING, "it rests, the store cannot be written" + trouble, numbers);
      case STOPPED -> Check.of("intake", State.FAILING, "it was stopped" + trouble, numbers);
    };
  }

  private void sources(IntakeStatus status, List<Check> checks) {
    status.queues().forEach(queue -> checks.add(queue(queue)));
    status.buckets().forEach(bucket -> checks.add(bucket(bucket)));
    if (!status.buckets().isEmpty()) {
      checks.add(keys(status.keys()));
    }
  }

  private Check queue(QueueStatus queue) {
    Map<String, Number> numbers = new LinkedHashMap<>();
    queue.waiting().ifPresent(n -> numbers.put("waiting", n));
    queue.inFlight().ifPresent(n -> numbers.put("inFlight", n));
    numbers.put("held", queue.held());
    Optional<Duration> oldest = age(queue.oldestSentAt());
    oldest.ifPresent(age -> numbers.put("oldestSeconds", age.toSeconds()));
    numbers.put("received", queue.received());
    numbers.put("deleted", queue.deleted());
    numbers.put("setAside", queue.setAside());
    numbers.put("outside", queue.outside());
    if (queue.trouble().isPresent()) {
      return new Check("queue", queue.name(), State.FAILING, queue.trouble().get(), numbers);
    }
    String advice = queue.advice().map("; it has "::concat).orElse("");
    return oldest.isPresent() && oldest.get().compareTo(QUEUE_AGE_MAX) > 0
        ? new Check(
            "queue",
            queue.name(),
            State.DEGRADED,
            "its oldest message in hand was sent %d minutes ago%s"
                .formatted(oldest.get().toMinutes(), advice),
            numbers)
        : new Check("queue", queue.name(), State.OK, "it answers" + advice, numbers);
  }

  private Check bucket(BucketStatus bucket) {
    Map<String, Number> numbers =
        numbers("read", bucket.read(), "bytes", bucket.bytes(), "triedAgain", bucket.triedAgain());
    Optional<Duration> reconciled = age(bucket.reconciledAt());
    reconciled.ifPresent(age -> numbers.put("reconciledSeconds", age.toSeconds()));
    if (bucket.trouble().isPresent()) {
      // One object that is refused and a bucket that is gone look alike from here.
      return new Check("bucket", bucket.name(), State.DEGRADED, bucket.trouble().get(), numbers);
    }
    if (bucket.read() == 0 && reconciled.isEmpty()) {
      return new Check(
          "bucket",
          bucket.name(),
          State.UNKNOWN,
          "not asked yet: no object was read and no listing came to its end",
          numbers);
    }
    return reconciled.isPresent() && reconciled.get().compareTo(RECONCILED_AGE_MAX) > 0
        ? new Check(
            "bucket",
            bucket.name(),
            State.DEGRADED,
            "it was last held against what is here %d hours ago"
                .formatted(reconciled.get().toHours()),
            numbers)
        : new Check("bucket", bucket.name(), State.OK, "it answers", numbers);
  }

  private Check keys(IntakeStatus.KeyStatus keys) {
    Map<String, Number> numbers = new LinkedHashMap<>();
    age(keys.askedAt()).ifPresent(age -> numbers.put("answeredSeconds", age.toSeconds()));
    if (keys.trouble().isPresent()) {
      return Check.of("keys", State.DEGRADED, keys.trouble().get(), numbers);
    }
    return keys.askedAt().isPresent()
        ? Check.of("keys", State.OK, "CloudTrail names its keys", numbers)
        : Check.of("keys", State.UNKNOWN, "CloudTrail was not asked yet", numbers);
  }

  private Check deliveries() {
    Silence silence = Silence.of(condition.deliveries(), condition.at());
    Map<String, Number> numbers = silence.numbers();
    boolean runs =
        condition
            .intake()
            .map(status -> status.state() == IntakeStatus.State.RUNNING)
            .orElse(false);
    if (runs && silence.overdue() > 0) {
      return new Check(
          "deliveries",
          silence.worst(),
          State.DEGRADED,
          "%,d of %,d accounts and regions have sent no digest for more than %d hours, this one for longest"
              .formatted(silence.overdue(), silence.places(), DIGEST_AGE_MAX.toHours()),
          numbers);
    }
    return new Check(
        "deliveries",
        silence.worst(),
        State.OK,
        silence.places() == 0
            ? "nothing came in yet"
            : silence.worst().isEmpty()
                ? "nothing came in for %d days".formatted(SILENT_AGE_MAX.toDays())
                : "this account and region has been silent for longest",
        numbers);
  }

  private Optional<Duration> age(Optional<Instant> time) {
    return time.map(at -> Deliveries.age(at, condition.at()));
  }

  /// @param namesAndNumbers names and numbers in turn
  private static Map<String, Number> numbers(Object... namesAndNumbers) {
    Map<String, Number> numbers = new LinkedHashMap<>();
    for (int i = 0; i < namesAndNumbers.length; i += 2) {
      numbers.put((String) namesAndNumbers[i], (Number) namesAndNumbers[i + 1]);
    }
    return numbers;
  }
}
