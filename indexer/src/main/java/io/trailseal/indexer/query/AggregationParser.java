package io.trailseal.indexer.query;

import io.trailseal.verifier.S3Name;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/// Reads what is to be counted.
///
/// | Written | Means |
/// |---|---|
/// | `terms(eventName)`, `terms(eventName,20)` | its most frequent values, 10 or as many as said |
/// | `histogram(eventTime,auto)`, `histogram(eventTime,1h)` | events in each stretch of time |
/// | `cardinality(userIdentity.arn)` | how many different values |
/// | `seen()` | when the first and the last happened |
/// | `terms(eventName,5,terms(userIdentity.arn,3),seen(),newest(2))` | in each bucket again |
///
/// Several are separated by commas. `\` takes the next character of a field's name literally.
public final class AggregationParser {
  /// Characters.
  public static final int LENGTH_MAX = 2_000;

  /// Side by side, and in each bucket.
  public static final int COUNT_MAX = 10;

  private static final List<String> KINDS =
      List.of("terms", "histogram", "cardinality", "seen", "newest");

  private static final int EXCERPT_LENGTH = 40;

  private final String text;
  private int position;

  private AggregationParser(String text) {
    this.text = text;
  }

  /// @return none for an empty text
  /// @throws QuerySyntaxException saying where, what was expected, and what to do
  public static List<Aggregation> parse(String text) throws QuerySyntaxException {
    if (text.length() > LENGTH_MAX) {
      throw new QuerySyntaxException(
          LENGTH_MAX,
          "aggregations of at most %,d characters".formatted(LENGTH_MAX),
          "some of %,d".formatted(text.length()),
          "ask several times");
    }
    AggregationParser parser = new AggregationParser(text);
    parser.skipSpace();
    if (parser.atEnd()) {
      return List.of();
    }
    List<Aggregation> all = new ArrayList<>();
    do {
      parser.refuseTooMany(all);
      all.add(parser.aggregation(false));
    } while (parser.accept(','));
    if (!parser.atEnd()) {
      throw parser.error("a comma or the end", "");
    }
    return List.copyOf(all);
  }

  private Aggregation aggregation(boolean inBucket) throws QuerySyntaxException {
    skipSpace();
    int start = position;
    String kind = word();
    if (!KINDS.contains(kind)) {
      position = start;
      throw new QuerySyntaxException(
          start,
          "one of " + String.join(", ", KINDS),
          found(),
          Nearest.to(kind, KINDS)
              .map("did you mean %s?"::formatted)
              .orElse("write for example terms(eventName,10)"));
    }
    if (!accept('(')) {
      throw error("( after " + kind, "write for example terms(eventName,10)");
    }
    Aggregation read =
        switch (kind) {
          case "terms" -> terms(inBucket);
          case "histogram" -> histogram(inBucket);
          case "cardinality" -> new Aggregation.Cardinality(path("cardinality"));
          case "seen" -> new Aggregation.Seen();
          default -> newest(inBucket, start);
        };
    if (!accept(')')) {
      throw error(") at the end of " + kind, "");
    }
    return read;
  }

  private Aggregation terms(boolean inBucket) throws QuerySyntaxException {
    String path = path("terms");
    int size = Aggregation.TERMS_STANDARD;
    int sizeAt = position;
    List<Aggregation> inEach = new ArrayList<>();
    if (accept(',')) {
      skipSpace();
      sizeAt = position;
      if (isDigit()) {
        size = count(Aggregation.TERMS_MAX, "values");
        inEach = accept(',') ? inEach(inBucket) : inEach;
      } else {
        inEach = inEach(inBucket);
      }
    }
    if (!inEach.isEmpty() && size > Aggregation.BUCKETS_WITH_MORE_MAX) {
      throw new QuerySyntaxException(
          sizeAt,
          "at most %d values where more is counted in each"
              .formatted(Aggregation.BUCKETS_WITH_MORE_MAX),
          String.valueOf(size),
          "ask for fewer");
    }
    return new Aggregation.Terms(path, size, inEach);
  }

  private Aggregation histogram(boolean inBucket) throws QuerySyntaxException {
    skipSpace();
    int start = position;
    String path = path("histogram");
    if (!path.equalsIgnoreCase("eventTime")) {
      throw new QuerySyntaxException(
          start, "eventTime", shown(path), "there are histograms of the time only");
    }
    if (!accept(',')) {
      return new Aggregation.Histogram(Optional.empty(), List.of());
    }
    skipSpace();
    int intervalAt = position;
    String word = word();
    Optional<Interval> interval = Interval.of(word);
    if (interval.isEmpty() && !word.equals("auto")) {
      position = intervalAt;
      throw error(
          "auto or a length of time",
          "write auto, "
              + Arrays.stream(Interval.values())
                  .map(Interval::word)
                  .collect(Collectors.joining(", ")));
    }
    List<Aggregation> inEach = accept(',') ? inEach(inBucket) : List.of();
    return new Aggregation.Histogram(interval, inEach);
  }

  private Aggregation newest(boolean inBucket, int start) throws QuerySyntaxException {
    if (!inBucket) {
      throw new QuerySyntaxException(
          start,
          "newest within terms or a histogram",
          "it alone",
          "the newest events of all are the answer itself");
    }
    skipSpace();
    return new Aggregation.Newest(
        isDigit() ? count(Aggregation.NEWEST_MAX, "events") : Aggregation.NEWEST_STANDARD);
  }

  private List<Aggregation> inEach(boolean inBucket) throws QuerySyntaxException {
    skipSpace();
    if (inBucket) {
      throw error("no aggregation three levels deep", "ask again for one of the buckets");
    }
    List<Aggregation> inner = new ArrayList<>();
    do {
      refuseTooMany(inner);
      inner.add(aggregation(true));
    } while (accept(','));
    return inner;
  }

  private void refuseTooMany(List<Aggregation> all) throws QuerySyntaxException {
    if (all.size() >= COUNT_MAX) {
      skipSpace();
      throw new QuerySyntaxException(
          position, "at most %d aggregations".formatted(COUNT_MAX), "more", "ask several times");
    }
  }

  private int count(int max, String what) throws QuerySyntaxException {
    int start = position;
    String word = word();
    if (word.matches("[1-9]\\d{0,8}") && Integer.parseInt(word) <= max) {
      return Integer.parseInt(word);
    }
    throw new QuerySyntaxException(
        start, "1 to %,d %s".formatted(max, what), shown(word), "ask for as many as one can read");
  }

  private String path(String kind) throws QuerySyntaxException {
    skipSpace();
    StringBuilder path = new StringBuilder();
    while (!atEnd() && ",()".indexOf(peek()) < 0 && !Character.isWhitespace(peek())) {
      if (peek() == '\\' && position + 1 < text.length()) {
        position++;
      }
      path.append(text.charAt(position++));
    }
    if (path.isEmpty()) {
      throw error("the name of a field", "write for example %s(eventName)".formatted(kind));
    }
    return path.toString();
  }

  private String word() {
    int start = position;
    while (!atEnd() && Character.isLetterOrDigit(peek())) {
      position++;
    }
    return text.substring(start, position);
  }

  private boolean isDigit() {
    return !atEnd() && peek() >= '0' && peek() <= '9';
  }

  private boolean accept(char c) {
    skipSpace();
    if (!atEnd() && peek() == c) {
      position++;
      return true;
    }
    return false;
  }

  private void skipSpace() {
    while (!atEnd() && Character.isWhitespace(peek())) {
      position++;
    }
  }

  private boolean atEnd() {
    return position >= text.length();
  }

  private char peek() {
    return text.charAt(position);
  }

  private QuerySyntaxException error(String expected, String suggestion) {
    return new QuerySyntaxException(position, expected, found(), suggestion);
  }

  private String found() {
    if (atEnd()) {
      return "the end";
    }
    int start = position;
    String word = word();
    position = start;
    return shown(word.isEmpty() ? text.substring(start, start + 1) : word);
  }

  private static String shown(String text) {
    return "'" + S3Name.excerpt(text, EXCERPT_LENGTH) + "'";
  }
}
