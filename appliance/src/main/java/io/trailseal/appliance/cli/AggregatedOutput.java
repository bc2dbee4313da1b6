package io.trailseal.appliance.cli;

import io.trailseal.indexer.query.Aggregation;
import io.trailseal.indexer.search.Aggregated;
import java.time.Instant;
import java.util.List;
import java.util.function.Consumer;

/// Prints what was counted, a table for each aggregation; what is within a bucket stands below it,
/// indented.
final class AggregatedOutput {
  private static final String INDENT = "  ";

  private AggregatedOutput() {}

  /// @param line takes each line, which may quote evidence
  static void print(List<Aggregated> all, int width, Consumer<String> line) {
    for (Aggregated one : all) {
      Table table = new Table(List.of(heading(one.asked()), "EVENTS"), List.of(1));
      rows(table, one, "");
      table.print(line, width);
      line.accept("");
    }
  }

  private static String heading(Aggregation asked) {
    return switch (asked) {
      case Aggregation.Terms(var path, _, _) -> path;
      case Aggregation.Histogram _ -> "eventTime";
      case Aggregation.Cardinality(var path) -> "different " + path;
      case Aggregation.Seen _ -> "seen";
      case Aggregation.Newest _ -> "newest";
    };
  }

  private static void rows(Table table, Aggregated counted, String indent) {
    switch (counted) {
      case Aggregated.Terms terms -> {
        for (Aggregated.Bucket bucket : terms.buckets()) {
          table.row(indent + bucket.value(), Figures.count(bucket.count()));
          within(table, bucket.inEach(), indent);
        }
        rest(table, indent + "(all other values)", terms.other());
        rest(table, indent + "(no value)", terms.missing());
      }
      case Aggregated.Histogram histogram -> {
        for (Aggregated.TimeBucket bucket : histogram.buckets()) {
          table.row(indent + bucket.start(), Figures.count(bucket.count()));
          within(table, bucket.inEach(), indent);
        }
        rest(table, indent + "(no time)", histogram.missing());
      }
      case Aggregated.Cardinality cardinality ->
          table.row(
              indent + (cardinality.isExact() ? "different values" : "different values, about"),
              Figures.count(cardinality.count()));
      case Aggregated.Seen seen -> {
        table.row(indent + "first seen " + seen.first().map(Instant::toString).orElse("never"), "");
        table.row(indent + "last seen  " + seen.last().map(Instant::toString).orElse("never"), "");
      }
      case Aggregated.Newest newest -> {
        for (Aggregated.Example example : newest.events()) {
          table.row(
              "%s%s %s %s %s"
                  .formatted(
                      indent,
                      example.id(),
                      example.summary().eventTime().map(Instant::toString).orElse("(no time)"),
                      example.summary().eventName(),
                      example.summary().who()),
              "");
        }
      }
    }
  }

  private static void within(Table table, List<Aggregated> inEach, String indent) {
    for (Aggregated inner : inEach) {
      String deeper = indent + INDENT;
      if (inner instanceof Aggregated.Terms || inner instanceof Aggregated.Cardinality) {
        table.row(deeper + heading(inner.asked()) + ":", "");
        deeper += INDENT;
      }
      rows(table, inner, deeper);
    }
  }

  private static void rest(Table table, String what, long count) {
    if (count > 0) {
      table.row(what, Figures.count(count));
    }
  }
}
