package io.trailseal.indexer.query;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

final class AggregationParserTest {
  @Test
  void eachKindIsRead() throws Exception {
    assertThat(AggregationParser.parse("")).isEmpty();
    assertThat(
            AggregationParser.parse(
                "terms(eventName), histogram( eventTime , 1M ),cardinality(a\\,b),seen()"))
        .containsExactly(
            new Aggregation.Terms("eventName", 10, List.of()),
            new Aggregation.Histogram(Optional.of(Interval.MONTH), List.of()),
            new Aggregation.Cardinality("a,b"),
            new Aggregation.Seen());
    assertThat(
            AggregationParser.parse(
                "terms(eventName,5,terms(userIdentity.arn,3),newest(),histogram(eventTime))"))
        .containsExactly(
            new Aggregation.Terms(
                "eventName",
                5,
                List.of(
                    new Aggregation.Terms("userIdentity.arn", 3, List.of()),
                    new Aggregation.Newest(3),
                    new Aggregation.Histogram(Optional.empty(), List.of()))));
  }

  @Test
  void whatIsWrongIsSaidWithItsPlace() {
    refused("term(eventName)", 0, "did you mean terms?");
    refused("terms", 5, "( after terms");
    refused("terms()", 6, "the name of a field");
    refused("terms(eventName,0)", 16, "1 to 1,000 values");
    refused("terms(eventName,1001)", 16, "found '1001'");
    refused("terms(eventName,101,seen())", 16, "at most 100 values");
    refused("terms(eventName,5", 17, ") at the end of terms");
    refused("terms(a,terms(b,terms(c)))", 16, "three levels deep");
    refused("histogram(awsRegion)", 10, "expected eventTime, found 'awsRegion'");
    refused("histogram(eventTime,2h)", 20, "auto, 1s,");
    refused("newest(3)", 0, "are the answer itself");
    refused("terms(a,newest(11))", 15, "1 to 10 events");
    refused("seen(),", 7, "one of terms,");
    refused("seen() x", 7, "a comma or the end");
    refused("\u0000\u202e", 0, "found '\\u0000'");
    refused("seen(),".repeat(11), 70, "at most 10");
    refused("x".repeat(2_001), 2_000, "at most 2,000 characters");
  }

  private static void refused(String text, int position, String message) {
    assertThatThrownBy(() -> AggregationParser.parse(text))
        .as(text)
        .isInstanceOf(QuerySyntaxException.class)
        .hasMessageContaining(message)
        .extracting(e -> ((QuerySyntaxException) e).position())
        .isEqualTo(position);
  }

  @Test
  void whatIsPrintedReadsBackTheSame() throws Exception {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    for (int i = 0; i < 2_000; i++) {
      List<Aggregation> some = new ArrayList<>();
      for (int n = random.nextInt(1, 4); n > 0; n--) {
        some.add(any(random, true));
      }
      String printed = some.stream().map(Aggregation::print).collect(Collectors.joining(","));
      assertThat(AggregationParser.parse(printed)).as("seed %d: %s", seed, printed).isEqualTo(some);
    }
  }

  private static Aggregation any(Random random, boolean outer) {
    List<Aggregation> inEach = new ArrayList<>();
    while (outer && random.nextInt(3) == 0) {
      inEach.add(random.nextInt(4) == 0 ? new Aggregation.Newest(2) : any(random, false));
    }
    String path =
        random
            .ints(random.nextInt(1, 8), 0, 12)
            .mapToObj(c -> "ab.,()\\ \"é1_".substring(c, c + 1))
            .collect(Collectors.joining());
    return switch (random.nextInt(4)) {
      case 0 -> new Aggregation.Terms(path, random.nextInt(1, 101), inEach);
      case 1 ->
          new Aggregation.Histogram(
              random.nextBoolean()
                  ? Optional.empty()
                  : Optional.of(
                      List.of(Interval.values()).get(random.nextInt(Interval.values().length))),
              inEach);
      case 2 -> new Aggregation.Cardinality(path);
      default -> new Aggregation.Seen();
    };
  }

  @Test
  void intervalsBeginAtFullOnesInUtc() {
    long time = Instant.parse("2024-02-29T13:47:31.250Z").toEpochMilli();
    assertThat(
            List.of(Interval.values()).stream()
                .map(interval -> Instant.ofEpochMilli(interval.floor(time)).toString()))
        .containsExactly(
            "2024-02-29T13:47:31Z",
            "2024-02-29T13:47:30Z",
            "2024-02-29T13:47:00Z",
            "2024-02-29T13:45:00Z",
            "2024-02-29T13:45:00Z",
            "2024-02-29T13:00:00Z",
            "2024-02-29T12:00:00Z",
            "2024-02-29T00:00:00Z",
            "2024-02-01T00:00:00Z",
            "2024-01-01T00:00:00Z");
    long year = 366L * 86_400_000;
    assertThat(Interval.MONTH.count(time, time + year, 100)).isEqualTo(14);
    assertThat(Interval.MONTH.count(time, time + year, 5)).isEqualTo(6);
    assertThat(Interval.DAY.count(time, time, 5)).isEqualTo(1);
    assertThat(Interval.SECOND.count(0, Long.MAX_VALUE / 2, 5)).isEqualTo(6);
  }
}
