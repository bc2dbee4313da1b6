package io.trailseal.api.metrics;

import io.prometheus.metrics.model.registry.MultiCollector;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import io.trailseal.api.health.Condition;
import io.trailseal.api.health.Conditions;
import io.trailseal.api.health.Deliveries;
import io.trailseal.indexer.follow.FollowLoop;
import io.trailseal.indexer.ledger.IntakeCounts;
import io.trailseal.indexer.ledger.VerdictCounts;
import java.io.IOException;
import java.time.Instant;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Everything of ours, at each scrape from one [Condition].
///
/// Threads: any.
final class ConditionCollector implements MultiCollector {
  private static final Logger LOG = LoggerFactory.getLogger(ConditionCollector.class);

  private final Conditions conditions;

  ConditionCollector(Conditions conditions) {
    this.conditions = conditions;
  }

  @Override
  public MetricSnapshots collect() {
    Samples samples = new Samples();
    String help = "Whether the ledger can be read; while it cannot, nothing else of ours is told.";
    Condition condition;
    try {
      condition = conditions.now();
    } catch (IOException e) {
      LOG.warn("how the appliance is could not be found out: {}", e.toString());
      samples.gauge("ledger_readable", help, 0);
      return samples.all();
    }
    samples.gauge("ledger_readable", help, 1);
    evidence(condition, samples);
    arrivals(condition.counts(), samples);
    deliveries(condition, samples);
    condition.followers().forEach(follower -> follower(follower, samples));
    samples.gauge(
        "ledger_entries",
        "Position of the newest entry of evidence in the ledger.",
        condition.head().value());
    samples.histogram(
        "event_lag_seconds",
        "From an event's eventTime until a question finds it, of new events.",
        condition.lag().sinceEvent());
    samples.histogram(
        "delivery_lag_seconds",
        "From when S3 had an object until a question finds its events, of new objects.",
        condition.lag().sinceDelivery());
    room(condition, samples);
    condition
        .intake()
        .ifPresent(status -> new IntakeSamples(status, condition.at(), samples).addAll());
    return samples.all();
  }

  private static void evidence(Condition condition, Samples samples) {
    samples.counter("objects", "Objects received.", condition.objects().objects());
    samples.counter("events", "Events in them.", condition.objects().events());
    samples.counter(
        "delivered_bytes", "Bytes of them as delivered.", condition.objects().deliveredBytes());
    samples.counter(
        "objects_quarantined",
        "Objects received with something wrong with their bytes.",
        condition.objects().quarantined());
    VerdictCounts verdicts = condition.verdicts();
    verdicts("log_file", verdicts.logFiles(), samples);
    verdicts("digest", verdicts.digests(), samples);
    verdicts("absent", verdicts.absent(), samples);
  }

  private static void verdicts(String kind, Map<String, Long> counts, Samples samples) {
    counts.forEach(
        (word, count) ->
            samples.gauge(
                "objects_by_verdict",
                "Objects by their current verdict; absent ones are named by a digest and not here.",
                count,
                "kind",
                kind,
                "verdict",
                word));
  }

  private static void arrivals(IntakeCounts counts, Samples samples) {
    samples.gauge(
        "objects_parked", "Objects that could not be read and are parked now.", counts.parked());
    samples.counter(
        "objects_removed", "Removals and delete markers seen in the buckets.", counts.removed());
    samples.counter(
        "objects_overwritten",
        "Objects that came again with other bytes or other metadata.",
        counts.overwritten());
    samples.counter(
        "messages_set_aside",
        "Messages kept because nobody understood them or they name foreign buckets.",
        counts.messagesSetAside());
    samples.counter("messages_config", "Messages of AWS Config kept.", counts.messagesConfig());
    samples.counter(
        "objects_found_only_by_listing",
        "Objects that a reconciliation found and no notification had announced.",
        counts.foundByListing());
    samples.counter(
        "reconciliations", "Reconciliations listed to their end.", counts.reconciliations());
  }

  private static void deliveries(Condition condition, Samples samples) {
    Instant now = condition.at();
    for (Deliveries.Place place : condition.deliveries().places()) {
      String[] labels = {"account", place.account(), "region", place.region()};
      place
          .newestLog()
          .ifPresent(
              at ->
                  samples.age(
                      "newest_log_age_seconds",
                      "Since the delivery of the newest log file of an account and region.",
                      Deliveries.age(at, now),
                      labels));
      place
          .newestDigest()
          .ifPresent(
              at ->
                  samples.age(
                      "newest_digest_age_seconds",
                      "Since the end of what the newest digest of an account and region covers.",
                      Deliveries.age(at, now),
                      labels));
    }
    samples.gauge(
        "places_omitted",
        "Accounts and regions whose ages are not told here, because there are too many.",
        condition.deliveries().placesOmitted());
  }

  private static void follower(FollowLoop.Status follower, Samples samples) {
    String[] labels = {"follower", follower.name()};
    samples.gauge(
        "follower_position_entries",
        "How far a follower has durably read the ledger.",
        follower.settled().value(),
        labels);
    samples.gauge(
        "follower_backlog_entries",
        "Ledger entries a follower has yet to read.",
        follower.behind(),
        labels);
    samples.gauge(
        "follower_failures",
        "Attempts of a follower that failed in a row.",
        follower.failures(),
        labels);
    samples.gauge(
        "follower_running",
        "Whether a follower's thread is alive.",
        follower.running() ? 1 : 0,
        labels);
  }

  private static void room(Condition condition, Samples samples) {
    samples.gauge("disk_free_bytes", "Room on the store's disk.", condition.diskFreeBytes());
    String help = "Bytes the store takes, room by room.";
    samples.gauge("store_bytes", help, condition.bytes().vault(), "room", "vault");
    samples.gauge("store_bytes", help, condition.bytes().ledger(), "room", "ledger");
    samples.gauge("store_bytes", help, condition.bytes().search(), "room", "search");
  }
}
