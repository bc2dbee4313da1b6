package io.trailseal.indexer.search;

import io.trailseal.indexer.query.Aggregation;
import io.trailseal.indexer.query.Interval;
import io.trailseal.indexer.query.ProofWords;
import io.trailseal.indexer.query.Query;
import io.trailseal.indexer.query.Query.Test;
import io.trailseal.indexer.search.OracleEvent.Leaf;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Random;

/// Random questions about given events: values out of them, and values nearly like them.
final class OracleQueries {
  private static final int DEPTH_MAX = 3;

  /// A pattern that is longer would only be too complex.
  private static final int PATTERN_LENGTH_MAX = 60;

  private final List<OracleEvent> events;
  private final Random random;

  OracleQueries(List<OracleEvent> events, Random random) {
    this.events = events.stream().filter(event -> !event.leaves.isEmpty()).toList();
    this.random = random;
  }

  Query next() {
    return query(random.nextInt(3) == 0 ? DEPTH_MAX : random.nextInt(2), anyEvent());
  }

  private OracleEvent anyEvent() {
    return events.get(random.nextInt(events.size()));
  }

  private boolean oneIn(int n) {
    return random.nextInt(n) == 0;
  }

  private <T> T oneOf(List<T> choices) {
    return choices.get(random.nextInt(choices.size()));
  }

  /// @param about an event that the parts are mostly about, so that they may hold together
  private Query query(int depth, OracleEvent about) {
    OracleEvent event = oneIn(5) ? anyEvent() : about;
    if (depth > 0) {
      return switch (random.nextInt(4)) {
        case 0 -> new Query.And(parts(depth, event));
        case 1 -> new Query.Or(parts(depth, event));
        case 2 -> new Query.Not(query(depth - 1, event));
        default -> query(0, event);
      };
    }
    return switch (random.nextInt(24)) {
      case 20 -> oneIn(4) ? new Query.Conflicting() : size(event);
      case 21 -> who(event);
      case 22, 23 -> oneIn(2) ? textMatches(event) : field(event);
      case 0 -> oneIn(4) ? new Query.All() : new Query.Proof(oneOf(ProofWords.KNOWN));
      case 1, 2, 3 -> text(event);
      case 4, 5 -> textLike(event);
      default -> field(event);
    };
  }

  private List<Query> parts(int depth, OracleEvent event) {
    List<Query> parts = new ArrayList<>();
    for (int n = 2 + random.nextInt(3); n > 0; n--) {
      parts.add(query(depth - 1, event));
    }
    return parts;
  }

  // ------------------------------------------------------------ words

  /// Of a value, now and then of a path.
  private List<String> words(OracleEvent event) {
    return oneIn(5) && !event.pathWords.isEmpty() ? oneOf(event.pathWords) : anyLeaf(event).words();
  }

  private Query text(OracleEvent event) {
    for (int tries = 0; tries < 20; tries++) {
      List<String> words = words(event);
      if (!words.isEmpty()) {
        int from = random.nextInt(words.size());
        int to = Math.min(words.size(), from + 1 + random.nextInt(4));
        String some = String.join(oneIn(2) ? " " : "-", words.subList(from, to));
        String mutated = mutated(some) + (oneIn(10) ? "x1" : "");
        return new Query.Text(mutated.isBlank() ? some : mutated);
      }
    }
    return new Query.Text("nothing");
  }

  private Query textLike(OracleEvent event) {
    for (int tries = 0; tries < 20; tries++) {
      List<String> words = words(event);
      if (!words.isEmpty()) {
        int from = random.nextInt(words.size());
        int to = Math.min(words.size(), from + 1 + random.nextInt(3));
        List<String> some = new ArrayList<>(words.subList(from, to));
        int wild = random.nextInt(some.size());
        some.set(wild, wildcards(some.get(wild)));
        return new Query.TextLike(somethingWild(String.join("-", some)));
      }
    }
    return new Query.TextLike("no?hing");
  }

  private Query textMatches(OracleEvent event) {
    for (int tries = 0; tries < 20; tries++) {
      List<String> words = words(event);
      if (!words.isEmpty()) {
        return new Query.TextMatches(regex(oneOf(words)));
      }
    }
    return new Query.TextMatches("no.*hing");
  }

  private Query size(OracleEvent event) {
    long other = anyEvent().bytes + random.nextInt(3) - 1;
    String low = oneIn(4) ? "" : String.valueOf(Math.min(event.bytes, other));
    String high = oneIn(4) ? "" : String.valueOf(Math.max(event.bytes, other));
    return new Query.Size(
        oneIn(3)
            ? new Test.Is(String.valueOf(event.bytes))
            : new Test.Between(low, random.nextBoolean(), high, random.nextBoolean()));
  }

  private Query who(OracleEvent event) {
    List<Leaf> named =
        event.leaves.stream()
            .filter(leaf -> leaf.path().startsWith("useridentity.") && leaf.exists())
            .toList();
    if (named.isEmpty() || oneIn(20)) {
      return new Query.Who(new Test.Exists());
    }
    String whole = oneOf(named).text();
    String value = oneIn(2) ? whole : whole.replaceFirst("(?s).*[/:](?=.)", "");
    return new Query.Who(
        switch (random.nextInt(4)) {
          case 0 -> new Test.Like(like(value));
          case 1 -> new Test.Matches(regex(value));
          default -> new Test.Is(mutated(value));
        });
  }

  /// The text as a regular expression, with parts of it written otherwise.
  private String regex(String text) {
    StringBuilder regex = new StringBuilder();
    int[] chars = text.codePoints().limit(PATTERN_LENGTH_MAX).toArray();
    for (int c : chars) {
      String one =
          Character.isLetterOrDigit(c) || Character.isWhitespace(c) || c > 127 || c < ' '
              ? Character.toString(c)
              : "\\" + Character.toString(c);
      regex.append(
          switch (random.nextInt(30)) {
            case 0 -> ".";
            case 1 -> ".*";
            case 2 -> one + "?";
            case 3 -> one + "{1,2}";
            case 4 -> "(" + one + "|xyz)";
            case 5 -> "[a-z\\d]";
            case 6 -> "[^" + (Character.isLetterOrDigit(c) ? one : "q") + "]";
            case 7 -> "\\w+";
            case 8 -> "\\D";
            default -> one;
          });
    }
    return regex
        .append(chars.length == PATTERN_LENGTH_MAX || regex.isEmpty() ? ".*" : "")
        .toString();
  }

  /// The parser makes a pattern only of what has a wildcard in it.
  private static String somethingWild(String pattern) {
    boolean wild = pattern.replaceAll("\\\\.", "").matches("(?s).*[*?].*");
    return wild && !pattern.matches("\\**") ? pattern : pattern + "?*";
  }

  // ------------------------------------------------------------ fields

  private Leaf anyLeaf(OracleEvent event) {
    return oneOf(event.leaves);
  }

  private Query field(OracleEvent event) {
    Leaf leaf = anyLeaf(event);
    if (oneIn(4)) {
      // What people ask for, which among forty leaves would come too seldom.
      List<Leaf> usual =
          event.leaves.stream()
              .filter(
                  l ->
                      l.path().equals("eventtime")
                          || l.path().equals("sourceipaddress")
                          || l.number().isPresent())
              .toList();
      leaf = usual.isEmpty() ? leaf : oneOf(usual);
    }
    return new Query.Field(path(leaf.written()), test(leaf));
  }

  private String path(String written) {
    return switch (random.nextInt(12)) {
      case 0 -> written.toUpperCase(Locale.ROOT);
      case 1 -> written.contains(".") ? written.substring(0, written.lastIndexOf('.')) : written;
      case 2 -> oneIn(3) ? written + "X" : anyLeaf(anyEvent()).written();
      default -> written;
    };
  }

  private Test test(Leaf leaf) {
    String value = leaf.text();
    return switch (random.nextInt(11)) {
      case 10 -> new Test.Matches(regex(value));
      case 0 -> new Test.Exists();
      case 1, 2, 3 -> new Test.Like(like(value));
      case 4, 5 -> between(leaf);
      case 6 ->
          leaf.path().equals("sourceipaddress") || oneIn(10)
              ? new Test.InBlock(block(value))
              : new Test.Is(mutated(value));
      default -> new Test.Is(mutated(value));
    };
  }

  private String like(String value) {
    String shown =
        value.length() > PATTERN_LENGTH_MAX
            ? value.substring(0, value.offsetByCodePoints(0, PATTERN_LENGTH_MAX / 2)) + "*"
            : value;
    String pattern = somethingWild(wildcards(shown));
    return pattern;
  }

  /// The text with some of it replaced by wildcards, what is special in it escaped.
  private String wildcards(String text) {
    int[] chars = text.codePoints().toArray();
    StringBuilder pattern = new StringBuilder();
    int from = oneIn(2) ? 0 : random.nextInt(chars.length + 1);
    int to = oneIn(2) ? chars.length : from + random.nextInt(chars.length - from + 1);
    if (from > 0) {
      pattern.append('*');
    }
    for (int i = from; i < to; i++) {
      if (oneIn(12)) {
        pattern.append(oneIn(2) ? '?' : '*');
      } else {
        if (chars[i] == '*' || chars[i] == '?' || chars[i] == '\\') {
          pattern.append('\\');
        }
        pattern.appendCodePoint(oneIn(15) ? Character.toUpperCase(chars[i]) : chars[i]);
      }
    }
    return pattern.append(to < chars.length ? "*" : "").toString();
  }

  private Test between(Leaf leaf) {
    Leaf other =
        anyEvent().leaves.stream()
            .filter(l -> l.path().equals(leaf.path()))
            .findFirst()
            .orElse(leaf);
    String low = oneIn(4) ? "" : mutated(leaf.text());
    String high = oneIn(4) ? "" : mutated(other.text());
    boolean swap = OracleText.compare(low, high) > 0 && !high.isEmpty() && !oneIn(5);
    return new Test.Between(
        swap ? high : low, random.nextBoolean(), swap ? low : high, random.nextBoolean());
  }

  private String block(String value) {
    String address =
        OracleText.address(value).isPresent() && !value.contains("ffff") ? value : "10.1.2.3";
    boolean six = address.contains(":");
    return address + "/" + random.nextInt(six ? 129 : 33);
  }

  /// Something to count, mostly of what is there.
  Aggregation aggregation() {
    return aggregation(oneIn(2));
  }

  private Aggregation aggregation(boolean deep) {
    List<Aggregation> inEach = new ArrayList<>();
    if (deep) {
      inEach.add(oneIn(3) ? new Aggregation.Newest(1 + random.nextInt(3)) : aggregation(false));
    }
    Optional<Interval> interval =
        oneIn(2)
            ? Optional.empty()
            : Optional.of(oneOf(List.of(Interval.YEAR, Interval.MONTH, Interval.DAY)));
    return switch (random.nextInt(6)) {
      case 0 -> new Aggregation.Histogram(interval, inEach);
      case 1 -> new Aggregation.Cardinality(countedPath());
      case 2 -> new Aggregation.Seen();
      default -> new Aggregation.Terms(countedPath(), 1 + random.nextInt(20), inEach);
    };
  }

  private String countedPath() {
    return oneIn(2)
        ? oneOf(SortOrder.fields().subList(2, SortOrder.fields().size()))
        : path(anyLeaf(anyEvent()).written());
  }

  SortOrder order() {
    return new SortOrder(oneOf(SortOrder.fields()), random.nextBoolean());
  }

  // ------------------------------------------------------------ mutations

  /// Mostly the value itself; else one that means the same, or nearly does.
  private String mutated(String value) {
    if (!oneIn(3) || value.isEmpty()) {
      return value;
    }
    if (OracleText.number(value).isPresent() && oneIn(2)) {
      return number(value);
    }
    if (OracleText.time(value).isPresent() && value.length() > 9 && oneIn(2)) {
      return time(value);
    }
    int at = random.nextInt(value.length());
    return switch (random.nextInt(6)) {
      case 0 -> value.toUpperCase(Locale.ROOT);
      case 1 -> value.toLowerCase(Locale.ROOT);
      case 2 -> value.substring(0, at);
      case 3 -> value + "x";
      case 4 -> value.substring(at);
      default -> value.substring(0, at) + (char) ('0' + random.nextInt(75)) + value.substring(at);
    };
  }

  private String number(String value) {
    return switch (random.nextInt(6)) {
      case 0 -> value + (value.matches("-?\\d+") ? ".0" : "0");
      case 1 -> value + (value.matches(".*[eE].*") ? "" : "e0");
      case 2 -> value.startsWith("-") ? value.substring(1) : "-" + value;
      case 3 -> value.matches("-?\\d+") ? value + "00e-2" : value;
      case 4 -> value + "1";
      default -> "0" + value;
    };
  }

  private String time(String value) {
    long millis = OracleText.time(value).orElseThrow().start();
    String text = Instant.ofEpochMilli(millis).toString();
    if (text.length() < 20 || !text.startsWith("2")) {
      return value;
    }
    return switch (random.nextInt(8)) {
      case 0 -> text.substring(0, 4);
      case 1 -> text.substring(0, 7);
      case 2 -> text.substring(0, 10);
      case 3 -> text.substring(0, 16);
      case 4 -> text.substring(0, 19).replace('T', ' ');
      case 5 -> String.valueOf(millis);
      case 6 -> String.valueOf(millis / 1000);
      default -> text.substring(0, 19) + "+01:30";
    };
  }
}
