package io.trailseal.indexer.search;

import io.trailseal.indexer.query.Addresses;
import io.trailseal.indexer.query.Query.Test;
import io.trailseal.indexer.query.Query.Test.Between;
import io.trailseal.indexer.search.Terms.NumberText;
import io.trailseal.verifier.S3Name;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.Set;
import org.apache.lucene.document.InetAddressPoint;
import org.apache.lucene.document.NumericDocValuesField;
import org.apache.lucene.search.IndexSortSortedNumericDocValuesRangeQuery;
import org.apache.lucene.search.MatchNoDocsQuery;
import org.apache.lucene.search.Query;
import org.apache.lucene.search.TermRangeQuery;
import org.apache.lucene.util.BytesRef;

/// Ranges, each in the order of its field: time, address, number, text.
final class Ranges {
  /// Sorts after every byte of UTF-8.
  private static final byte AFTER_ALL = (byte) 0xff;

  private final Snapshot snapshot;
  private final Set<String> hints;

  Ranges(Snapshot snapshot, Set<String> hints) {
    this.snapshot = snapshot;
    this.hints = hints;
  }

  Query between(String path, Between range) throws IOException, UnanswerableException {
    if (Translator.isPath(path, Fields.EVENT_TIME)) {
      return times(path, range);
    }
    if (IdQueries.isId(path)) {
      // Finding nothing would look as if there were nothing.
      throw new UnanswerableException(
          "%s has no order; it is found whole or by its beginning and a *".formatted(path));
    }
    if (Translator.isPath(path, Fields.SOURCE_ADDRESS)) {
      Optional<Query> addresses = addresses(range);
      if (addresses.isPresent()) {
        return addresses.get();
      }
    }
    if (hasNumbersAsBounds(range)) {
      if (isOfNumbers(path, range)) {
        return numbers(path, range, NumberText.of(range.low()), NumberText.of(range.high()));
      }
      hints.add(
          "%s holds text and no numbers; it was compared as text, where 10 comes before 9"
              .formatted(S3Name.printable(path)));
    }
    return texts(path, range);
  }

  /// Whether the values at `path` are compared as numbers.
  boolean isOfNumbers(String path, Between range) throws IOException {
    return hasNumbersAsBounds(range)
        && snapshot.hasTermWithPrefix(Fields.LEAF, Terms.prefix(path, Fields.AS_NUMBER));
  }

  private static boolean hasNumbersAsBounds(Between range) {
    boolean low = NumberText.of(range.low()).isPresent();
    boolean high = NumberText.of(range.high()).isPresent();
    return (low || range.low().isEmpty()) && (high || range.high().isEmpty()) && (low || high);
  }

  /// Events with a time from `low` to `high`, both included. A binary search, because segments are
  /// sorted by it.
  static Query time(long low, long high) {
    long sensibleLow = Math.max(low, Fields.NO_TIME + 1);
    return sensibleLow > high
        ? new MatchNoDocsQuery("the range ends before it starts")
        : new IndexSortSortedNumericDocValuesRangeQuery(
            Fields.TIME,
            sensibleLow,
            high,
            NumericDocValuesField.newSlowRangeQuery(Fields.TIME, sensibleLow, high));
  }

  /// Events whose record has so many bytes.
  static Query size(Test test) {
    long low = 0;
    long high = Long.MAX_VALUE;
    switch (test) {
      case Test.Is(var bytes) -> {
        low = Long.parseLong(bytes);
        high = low;
      }
      case Between(var from, var fromIncluded, var to, var toIncluded) -> {
        if (!from.isEmpty()) {
          low = Long.parseLong(from) + (fromIncluded ? 0 : 1);
        }
        if (!to.isEmpty()) {
          high = Long.parseLong(to) - (toIncluded ? 0 : 1);
        }
      }
      default -> throw new IllegalArgumentException("a size is not asked for by " + test);
    }
    return low > high
        ? new MatchNoDocsQuery("the range ends before it starts")
        : NumericDocValuesField.newSlowRangeQuery(Fields.LENGTH, low, high);
  }

  /// What is written as a day means the whole day: after it is the next day.
  private Query times(String path, Between range) throws UnanswerableException {
    long low = Long.MIN_VALUE;
    long high = Long.MAX_VALUE;
    if (!range.low().isEmpty()) {
      TimeText.Span span = span(path, range.low());
      low = range.lowIncluded() ? span.start() : span.end();
    }
    if (!range.high().isEmpty()) {
      TimeText.Span span = span(path, range.high());
      high = range.highIncluded() ? span.end() - 1 : span.start() - 1;
    }
    if (low > high) {
      hints.add("the range of eventTime ends before it begins, so no event is in it");
    }
    return time(low, high);
  }

  static TimeText.Span span(String path, String text) throws UnanswerableException {
    return TimeText.parse(text)
        .orElseThrow(
            () ->
                new UnanswerableException(
                    ("%s is compared with times, found '%s'; write 2026-03-02, 2026-03-02T10:00:00Z,"
                            + " now-7d, or seconds or milliseconds since 1970")
                        .formatted(path, S3Name.printable(text))));
  }

  private static Optional<Query> addresses(Between range) {
    InetAddress low = Addresses.parse(range.low().isEmpty() ? "::" : range.low()).orElse(null);
    InetAddress high =
        Addresses.parse(
                range.high().isEmpty() ? "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff" : range.high())
            .orElse(null);
    if (low == null || high == null) {
      return Optional.empty();
    }
    try {
      if (!range.lowIncluded() && !range.low().isEmpty()) {
        low = InetAddressPoint.nextUp(low);
      }
      if (!range.highIncluded() && !range.high().isEmpty()) {
        high = InetAddressPoint.nextDown(high);
      }
      return Optional.of(InetAddressPoint.newRangeQuery(Fields.ADDRESS, low, high));
    } catch (ArithmeticException _) {
      return Optional.of(new MatchNoDocsQuery("there is no address beyond the last"));
    }
  }

  private static Query numbers(
      String path, Between range, Optional<NumberText> low, Optional<NumberText> high) {
    byte[] prefix = Terms.prefix(path, Fields.AS_NUMBER);
    // Without its plain form a bound comes before all numbers of its order, and with 0xff after.
    BytesRef from =
        low.map(number -> bound(prefix, number.order(), !range.lowIncluded()))
            .orElseGet(() -> new BytesRef(prefix));
    BytesRef to =
        high.map(number -> bound(prefix, number.order(), range.highIncluded()))
            .orElseGet(() -> bound(prefix, "", true));
    return range(from, true, to, false);
  }

  private static Query texts(String path, Between range) {
    byte[] prefix = Terms.prefix(path, Fields.AS_TEXT);
    BytesRef from = range.low().isEmpty() ? new BytesRef(prefix) : Terms.leaf(path, range.low());
    BytesRef to = range.high().isEmpty() ? bound(prefix, "", true) : Terms.leaf(path, range.high());
    return range(
        from,
        range.low().isEmpty() || range.lowIncluded(),
        to,
        !range.high().isEmpty() && range.highIncluded());
  }

  private static BytesRef bound(byte[] prefix, String order, boolean after) {
    byte[] text = order.getBytes(StandardCharsets.US_ASCII);
    byte[] rest = new byte[text.length + (after ? 1 : 0)];
    System.arraycopy(text, 0, rest, 0, text.length);
    if (after) {
      rest[text.length] = AFTER_ALL;
    }
    return Terms.concat(prefix, new BytesRef(rest));
  }

  private static Query range(BytesRef from, boolean fromIncluded, BytesRef to, boolean toIncluded) {
    return from.compareTo(to) > 0
        ? new MatchNoDocsQuery("the range ends before it starts")
        : new TermRangeQuery(Fields.LEAF, from, to, fromIncluded, toIncluded);
  }
}
