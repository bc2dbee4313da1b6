package io.trailseal.indexer.search;

import io.trailseal.indexer.query.Addresses;
import io.trailseal.indexer.query.Query;
import io.trailseal.indexer.query.Query.Test;
import io.trailseal.indexer.query.WhoFields;
import io.trailseal.indexer.search.Explanation.Part;
import io.trailseal.indexer.search.Explanation.SearchedMonth;
import io.trailseal.indexer.search.Terms.NumberText;
import io.trailseal.verifier.S3Name;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.index.Term;
import org.apache.lucene.index.TermsEnum;
import org.apache.lucene.search.AutomatonQuery;
import org.apache.lucene.util.BytesRef;

/// Says in words what [Translator] makes of a question. For one question.
final class Explainer {
  private static final OptionalLong UNKNOWN = OptionalLong.empty();

  private final Snapshot snapshot;
  private final Set<String> cautions = new LinkedHashSet<>();

  Explainer(Snapshot snapshot) {
    this.snapshot = snapshot;
  }

  /// @param query without times counted from now
  Explanation explain(String printed, Query query, Window window)
      throws IOException, UnanswerableException {
    List<SearchedMonth> months = new ArrayList<>();
    for (Snapshot.Part part : snapshot.parts()) {
      if (window.touches(part.partition())) {
        months.add(
            new SearchedMonth(
                part.partition().name(), snapshot.events(part), window.covers(part.partition())));
      }
    }
    Part root = part(query);
    if (query instanceof Query.Not) {
      cautions.add("what is only excluded leaves nearly every event; say also what is wanted");
    }
    return new Explanation(printed, root, months, List.copyOf(cautions));
  }

  private Part part(Query query) throws IOException, UnanswerableException {
    return switch (query) {
      case Query.All _ ->
          new Part(
              query.print(), "every event", UNKNOWN, OptionalLong.of(snapshot.events()), List.of());
      case Query.And(var parts) -> group(query, "all of these", parts);
      case Query.Or(var parts) -> group(query, "any of these", parts);
      case Query.Not(var part) -> group(query, "not this", List.of(part));
      case Query.Field(var path, var test) -> field(query, path, test);
      case Query.Text(var words) -> words(query, words);
      case Query.TextLike(var pattern) -> wordsLike(query, pattern);
      case Query.TextMatches(var regex) ->
          countedWords(
              query,
              "a word in any value or path that the whole regular expression matches",
              List.of(Patterns.words(Fields.WORD, regex), Patterns.words(Fields.TEXT, regex)));
      case Query.Who(var test) -> who(query, test);
      case Query.Size _ -> {
        cautions.add("size reads the length of each event that the rest of the query leaves");
        yield plain(query, "the record's bytes, as it stands in its log file inflated");
      }
      case Query.Proof(var word) -> {
        cautions.add("proof looks up the log file of each event that the rest of the query leaves");
        yield plain(query, "the log file it came in is now: " + word);
      }
      case Query.Conflicting _ ->
          plain(query, "another event of its account and month has its eventID and other content");
    };
  }

  /// Dictionaries do not tell whose events they are about.
  private OptionalLong told(long count) {
    return snapshot.audience().isEverybody() ? OptionalLong.of(count) : UNKNOWN;
  }

  private static Part plain(Query query, String means) {
    return new Part(query.print(), means, UNKNOWN, UNKNOWN, List.of());
  }

  private Part group(Query query, String means, List<Query> parts)
      throws IOException, UnanswerableException {
    List<Part> explained = new ArrayList<>();
    for (Query part : parts) {
      explained.add(part(part));
    }
    return new Part(query.print(), means, UNKNOWN, UNKNOWN, explained);
  }

  private Part field(Query query, String path, Test test)
      throws IOException, UnanswerableException {
    String name = S3Name.excerpt(path, 100);
    return switch (test) {
      case Test.Is(var value) -> is(query, path, name, value);
      case Test.Like _, Test.Matches _ -> pattern(query, path, name, test);
      case Test.Exists _ -> plain(query, name + " is there, neither null nor empty");
      case Test.InBlock(var cidr) -> plain(query, block(path, name, cidr));
      case Test.Between range -> plain(query, between(path, name, range));
    };
  }

  private Part is(Query query, String path, String name, String value) throws IOException {
    String shown = "'" + S3Name.excerpt(value, 100) + "'";
    if (Translator.isPath(path, Fields.EVENT_TIME) && TimeText.parse(value).isPresent()) {
      TimeText.Span span = TimeText.parse(value).get();
      return plain(query, name + " " + time(span.start(), span.end()));
    }
    if (IdQueries.is(path, value).isPresent()) {
      return plain(query, name + " is the id " + shown);
    }
    if (Translator.isPath(path, Fields.SOURCE_ADDRESS) && Addresses.parse(value).isPresent()) {
      return plain(query, name + " is the address " + shown + ", however it is written");
    }
    Optional<NumberText> number = NumberText.of(value);
    List<BytesRef> terms = new ArrayList<>();
    terms.add(Terms.leaf(path, value));
    number.ifPresent(same -> terms.add(Terms.leaf(path, same)));
    return new Part(
        query.print(),
        name
            + (number.isPresent()
                ? " is the number " + shown + ", however it is written, or that text"
                : " is exactly " + shown + ", upper or lower case"),
        told(1),
        told(events(Fields.LEAF, terms)),
        List.of());
  }

  private Part pattern(Query query, String path, String name, Test test)
      throws IOException, UnanswerableException {
    if (IdQueries.like(path, test).isPresent()) {
      return plain(query, name + " begins like that");
    }
    String means =
        name
            + (test instanceof Test.Like
                ? " is as a whole like the pattern"
                : " is as a whole matched by the regular expression");
    cautionAtPattern(name, test);
    return counted(query, means, List.of(Patterns.leaf(path, test)));
  }

  private void cautionAtPattern(String name, Test test) {
    boolean open =
        switch (test) {
          case Test.Like(var pattern) -> pattern.startsWith("*") || pattern.startsWith("?");
          case Test.Matches(var regex) -> regex.startsWith(".") || regex.startsWith("^.");
          default -> false;
        };
    if (open) {
      cautions.add(
          "a pattern without a beginning is held against every value of %s, unless enough of the"
                  .formatted(name)
              + " newest events match; write its beginning, or narrow the time");
    }
  }

  private Part who(Query query, Test test) throws IOException, UnanswerableException {
    String means =
        "in any of %s: the whole value, or what stands after its last / or :"
            .formatted(String.join(", ", WhoFields.PATHS));
    cautionAtPattern("these fields", test);
    return test instanceof Test.Exists
        ? plain(query, "any of %s is there".formatted(String.join(", ", WhoFields.PATHS)))
        : counted(query, means, List.of(WhoQueries.walk(test)));
  }

  private String block(String path, String name, String cidr) {
    if (Translator.isPath(path, Fields.SOURCE_ADDRESS)) {
      return name + " is an address of the block";
    }
    return cidr.indexOf(':') >= 0
        ? name + " is exactly that text"
        : name + " is an address of the block, or exactly that text";
  }

  private String between(String path, String name, Test.Between range)
      throws IOException, UnanswerableException {
    if (Translator.isPath(path, Fields.EVENT_TIME)) {
      long low = range.low().isEmpty() ? Long.MIN_VALUE : bound(range.low(), range.lowIncluded());
      long high =
          range.high().isEmpty() ? Long.MAX_VALUE : bound(range.high(), !range.highIncluded());
      return name + " " + time(low, high);
    }
    boolean byAddress =
        Translator.isPath(path, Fields.SOURCE_ADDRESS)
            && (range.low().isEmpty() || Addresses.parse(range.low()).isPresent())
            && (range.high().isEmpty() || Addresses.parse(range.high()).isPresent());
    String order =
        byAddress
            ? "an address"
            : new Ranges(snapshot, new HashSet<>()).isOfNumbers(path, range)
                ? "a number"
                : "text in the order of its characters";
    return "%s is %s%s%s"
        .formatted(
            name,
            order,
            range.low().isEmpty() ? "" : bound("from", range.low(), range.lowIncluded()),
            range.high().isEmpty() ? "" : bound("up to", range.high(), range.highIncluded()));
  }

  private static String bound(String direction, String value, boolean included) {
    return " %s '%s'%s"
        .formatted(direction, S3Name.excerpt(value, 60), included ? "" : ", which is left out");
  }

  /// The end of a time that is a bound: its first millisecond, or the one after its last.
  private static long bound(String text, boolean first) throws UnanswerableException {
    TimeText.Span span = Ranges.span("eventTime", text);
    return first ? span.start() : span.end();
  }

  private static String time(long low, long high) {
    return (low == Long.MIN_VALUE ? "is a time" : "is at or after " + Instant.ofEpochMilli(low))
        + (high == Long.MAX_VALUE ? "" : " and before " + Instant.ofEpochMilli(high));
  }

  private Part words(Query query, String text) throws IOException {
    List<BytesRef> words = Terms.words(text);
    if (words.size() == 1) {
      WordSequence.Word word = new WordSequence.Word(words.getFirst(), null);
      return new Part(
          query.print(),
          "the word in any value or path",
          told(1),
          told(
              events(Fields.WORD, words)
                  + events(Fields.TEXT, words)
                  + inPaths(word, new HashSet<>())),
          List.of());
    }
    return plain(
        query, "these %d words one after another in one value or path".formatted(words.size()));
  }

  private Part wordsLike(Query query, String pattern) throws IOException, UnanswerableException {
    Optional<List<AutomatonQuery>> one = WordQueries.oneWordLike(pattern);
    if (one.isPresent()) {
      if (pattern.startsWith("*") || pattern.startsWith("?")) {
        cautions.add("a pattern without a beginning is held against every word; name the field");
      }
      return countedWords(query, "a word in any value or path that is like the pattern", one.get());
    }
    return plain(query, "words like these one after another in one value or path");
  }

  /// @param words the same in each field of words
  private Part countedWords(Query query, String means, List<AutomatonQuery> words)
      throws IOException {
    Set<BytesRef> found = new HashSet<>();
    long inPaths = inPaths(WordSequence.Word.of(words.getFirst().getCompiled()), found);
    return counted(query, means, words, found, inPaths);
  }

  /// How many events have a path with such a word.
  ///
  /// @param found gets the words
  private long inPaths(WordSequence.Word word, Set<BytesRef> found) throws IOException {
    PathChoice with = new PathChoice.Worded(new WordSequence(List.of(word)), "to be explained");
    long events = 0;
    for (Snapshot.Part part : snapshot.parts()) {
      for (LeafReaderContext leaf : part.reader().leaves()) {
        Shapes shapes = Shapes.of(leaf);
        found.addAll(shapes.words(word));
        for (BytesRef shape : shapes.with(with, leaf)) {
          events += leaf.reader().docFreq(new Term(Fields.SHAPE, shape));
        }
      }
    }
    return events;
  }

  private Part counted(Query query, String means, List<AutomatonQuery> patterns)
      throws IOException {
    return counted(query, means, patterns, new HashSet<>(), 0);
  }

  private Part counted(
      Query query,
      String means,
      List<AutomatonQuery> patterns,
      Set<BytesRef> values,
      long eventsBeside)
      throws IOException {
    long events = eventsBeside;
    for (AutomatonQuery pattern : patterns) {
      for (Snapshot.Part part : snapshot.parts()) {
        for (LeafReaderContext leaf : part.reader().leaves()) {
          org.apache.lucene.index.Terms all = leaf.reader().terms(pattern.getField());
          if (all == null) {
            continue;
          }
          TermsEnum terms = pattern.getCompiled().getTermsEnum(all);
          while (values.size() < Part.VALUES_MAX && terms.next() != null) {
            values.add(BytesRef.deepCopyOf(terms.term()));
            events += terms.docFreq();
          }
        }
      }
    }
    boolean all = values.size() < Part.VALUES_MAX;
    return new Part(
        query.print(),
        means,
        told(Math.min(values.size(), Part.VALUES_MAX)),
        all ? told(events) : UNKNOWN,
        List.of());
  }

  private long events(String field, List<BytesRef> terms) throws IOException {
    long events = 0;
    for (Snapshot.Part part : snapshot.parts()) {
      for (BytesRef term : terms) {
        events += part.reader().docFreq(new Term(field, term));
      }
    }
    return events;
  }
}
