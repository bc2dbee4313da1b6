package io.trailseal.api.metrics;

import io.prometheus.metrics.model.snapshots.ClassicHistogramBuckets;
import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.CounterSnapshot.CounterDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot.GaugeDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot.HistogramDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import io.trailseal.indexer.search.LagHistogram;
import io.trailseal.verifier.S3Name;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// The samples of one scrape, gathered metric by metric. For one thread.
final class Samples {
  private static final String PREFIX = "trailseal_";

  private final Map<String, Gauge> gauges = new LinkedHashMap<>();
  private final Map<String, Counter> counters = new LinkedHashMap<>();
  private final List<HistogramSnapshot> histograms = new ArrayList<>();

  private record Gauge(String help, List<GaugeDataPointSnapshot> points) {}

  private record Counter(String help, List<CounterDataPointSnapshot> points) {}

  /// A value that goes up and down.
  ///
  /// @param name without the prefix, with the unit last
  /// @param help a sentence; the one given first counts
  /// @param labels names and values in turn Beyond 2^53, which no figure here reaches, the nearest
  ///   number a sample can have.
  void gauge(String name, String help, long value, String... labels) {
    gauge(name, help, (double) value, labels);
  }

  void gauge(String name, String help, double value, String... labels) {
    gauges
        .computeIfAbsent(PREFIX + name, _ -> new Gauge(help, new ArrayList<>()))
        .points()
        .add(new GaugeDataPointSnapshot(value, labels(labels), null));
  }

  /// An age, in seconds.
  void age(String name, String help, Duration age, String... labels) {
    gauge(name, help, age.toMillis() / 1000.0, labels);
  }

  /// A count that only goes up.
  ///
  /// @param name without the prefix and without `_total`
  void counter(String name, String help, long value, String... labels) {
    counters
        .computeIfAbsent(PREFIX + name, _ -> new Counter(help, new ArrayList<>()))
        .points()
        .add(new CounterDataPointSnapshot(value, labels(labels), null, 0));
  }

  void histogram(String name, String help, LagHistogram lag) {
    ClassicHistogramBuckets.Builder buckets = ClassicHistogramBuckets.builder();
    for (int i = 0; i < lag.counts().size(); i++) {
      double bound =
          i < LagHistogram.BOUNDS_SECONDS.size()
              ? LagHistogram.BOUNDS_SECONDS.get(i)
              : Double.POSITIVE_INFINITY;
      buckets.bucket(bound, lag.counts().get(i));
    }
    histograms.add(
        HistogramSnapshot.builder()
            .name(PREFIX + name)
            .help(help)
            .dataPoint(
                HistogramDataPointSnapshot.builder()
                    .classicHistogramBuckets(buckets.build())
                    .sum(lag.sumSeconds())
                    .build())
            .build());
  }

  private static Labels labels(String... namesAndValues) {
    String[] shown = namesAndValues.clone();
    for (int i = 1; i < shown.length; i += 2) {
      shown[i] = S3Name.printable(shown[i]);
    }
    return Labels.of(shown);
  }

  MetricSnapshots all() {
    MetricSnapshots.Builder all = MetricSnapshots.builder();
    gauges.forEach(
        (name, gauge) -> {
          GaugeSnapshot.Builder snapshot = GaugeSnapshot.builder().name(name).help(gauge.help());
          gauge.points().forEach(snapshot::dataPoint);
          all.metricSnapshot(snapshot.build());
        });
    counters.forEach(
        (name, counter) -> {
          CounterSnapshot.Builder snapshot =
              CounterSnapshot.builder().name(name).help(counter.help());
          counter.points().forEach(snapshot::dataPoint);
          all.metricSnapshot(snapshot.build());
        });
    histograms.forEach(all::metricSnapshot);
    return all.build();
  }
}
