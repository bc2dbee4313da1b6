package io.trailseal.indexer.search;

import io.trailseal.indexer.query.Addresses;
import io.trailseal.indexer.query.Aggregation;
import io.trailseal.indexer.query.Habits;
import io.trailseal.indexer.query.Query;
import io.trailseal.indexer.query.Query.Test;
import io.trailseal.indexer.query.WhoFields;
import io.trailseal.indexer.search.Terms.NumberText;
import io.trailseal.verifier.S3Name;
import java.io.IOException;
import java.net.Inet4Address;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.lucene.document.InetAddressPoint;
import org.apache.lucene.index.Term;
import org.apache.lucene.search.BooleanClause.Occur;
import org.apache.lucene.search.BooleanQuery;
import org.apache.lucene.search.FieldExistsQuery;
import org.apache.lucene.search.TermQuery;
import org.apache.lucene.util.BytesRef;

/// Turns a query tree into Lucene's, and notices what the asker may not have meant. For one
/// question.
final class Translator {
  private static final int KNOWN_PATHS_MAX = 20_000;

  /// What a person reads.
  private static final int HINTS_MAX = 10;

  private final Snapshot snapshot;
  private final Verdicts verdicts;
  private final boolean wantsAll;
  private final Set<String> hints = new LinkedHashSet<>();
  private final Set<String> lookedUp = new LinkedHashSet<>();
  private Optional<List<String>> knownPaths = Optional.empty();

  /// The same for all of one question, whatever is concluded meanwhile.
  private Optional<VerdictMap> current = Optional.empty();

  /// @param verdicts asked only where the question is about them
  /// @param wantsAll whether everything that matches will be gone through
  Translator(Snapshot snapshot, Verdicts verdicts, boolean wantsAll) {
    this.snapshot = snapshot;
    this.verdicts = verdicts;
    this.wantsAll = wantsAll;
  }

  /// All current verdicts.
  @FunctionalInterface
  interface Verdicts {
    VerdictMap now() throws IOException;
  }

  private VerdictMap verdicts() throws IOException {
    if (current.isEmpty()) {
      current = Optional.of(verdicts.now());
    }
    return current.get();
  }

  List<String> hints() {
    return hints.stream().limit(HINTS_MAX).toList();
  }

  /// Looks whether events have the fields that are counted.
  void hintAt(List<Aggregation> aggregations) throws IOException {
    for (Aggregation one : aggregations) {
      switch (one) {
        case Aggregation.Terms terms -> {
          hintIfUnknown(terms.path());
          hintAt(terms.inEach());
        }
        case Aggregation.Histogram histogram -> hintAt(histogram.inEach());
        case Aggregation.Cardinality cardinality -> hintIfUnknown(cardinality.path());
        case Aggregation.Seen _, Aggregation.Newest _ -> {
          // They name no field.
        }
      }
    }
  }

  /// @param query without times counted from now: see [RelativeTimes]
  org.apache.lucene.search.Query translate(Query query) throws IOException, UnanswerableException {
    return switch (query) {
      case Query.All _ -> EventsQuery.INSTANCE;
      case Query.And(var parts) -> {
        hints.addAll(Habits.hints(parts));
        yield and(parts);
      }
      case Query.Or(var parts) -> {
        List<org.apache.lucene.search.Query> translated = new ArrayList<>();
        for (Query part : parts) {
          translated.add(translate(part));
        }
        yield anyOf(translated);
      }
      case Query.Not _ -> and(List.of(query));
      case Query.Field(var path, var test) -> {
        hintIfUnknown(path);
        hintIfNoTime(path, test);
        hints.addAll(Habits.hints(List.of(query)));
        yield field(path, test);
      }
      case Query.Text(var words) -> WordQueries.words(words);
      case Query.TextLike(var pattern) -> WordQueries.like(pattern, snapshot);
      case Query.TextMatches(var regex) -> {
        hints.addAll(Habits.hints(List.of(query)));
        yield WordQueries.matching(regex);
      }
      case Query.Who(var test) -> who(test);
      case Query.Size(var test) -> {
        hintAtFieldsNamedSize();
        yield Ranges.size(test);
      }
      case Query.Proof(var word) -> new ProofQuery(word, verdicts());
      case Query.Conflicting _ -> new ConflictQuery(snapshot.audience());
    };
  }

  private org.apache.lucene.search.Query and(List<Query> parts)
      throws IOException, UnanswerableException {
    BooleanQuery.Builder all = new BooleanQuery.Builder();
    boolean onlyNot = true;
    for (Query part : parts) {
      if (part instanceof Query.Not(var denied)) {
        all.add(translate(denied), Occur.MUST_NOT);
      } else {
        all.add(translate(part), Occur.FILTER);
        onlyNot = false;
      }
    }
    if (onlyNot) {
      all.add(EventsQuery.INSTANCE, Occur.FILTER);
    }
    return all.build();
  }

  static org.apache.lucene.search.Query anyOf(List<org.apache.lucene.search.Query> parts) {
    if (parts.size() == 1) {
      return parts.getFirst();
    }
    BooleanQuery.Builder any = new BooleanQuery.Builder();
    parts.forEach(part -> any.add(part, Occur.SHOULD));
    return any.build();
  }

  private org.apache.lucene.search.Query field(String path, Test test)
      throws IOException, UnanswerableException {
    return switch (test) {
      case Test.Is(var value) -> is(path, value);
      case Test.Like _, Test.Matches _ -> pattern(path, test);
      case Test.Exists _ -> exists(path);
      case Test.InBlock(var cidr) -> inBlock(path, cidr);
      case Test.Between range when range.low().isEmpty() && range.high().isEmpty() -> exists(path);
      case Test.Between between -> new Ranges(snapshot, hints).between(path, between);
    };
  }

  private org.apache.lucene.search.Query pattern(String path, Test test)
      throws UnanswerableException {
    Optional<org.apache.lucene.search.Query> ids = IdQueries.like(path, test);
    if (ids.isPresent()) {
      return ids.get();
    }
    Optional<FirstClass> field = FirstClass.at(path);
    if (field.isEmpty()) {
      return Patterns.leaf(path, test);
    }
    ValuePattern pattern = ValuePattern.of(test, false);
    return new ColumnPatternQuery(
        List.of(field.get()),
        test,
        pattern,
        wantsAll,
        () -> Patterns.leaf(List.of(path), pattern.automaton(), Patterns.written(test)));
  }

  private org.apache.lucene.search.Query who(Test test) throws IOException, UnanswerableException {
    if (test instanceof Test.Exists) {
      List<org.apache.lucene.search.Query> any = new ArrayList<>();
      for (String path : WhoFields.PATHS) {
        any.add(exists(path));
      }
      return anyOf(any);
    }
    return WhoQueries.who(test, wantsAll);
  }

  /// The events with this eventID.
  static org.apache.lucene.search.Query eventID(String eventID) {
    List<org.apache.lucene.search.Query> any = new ArrayList<>();
    any.add(leaf(Terms.leaf(Fields.EVENT_ID, eventID)));
    NumberText.of(eventID).ifPresent(number -> any.add(leaf(Terms.leaf(Fields.EVENT_ID, number))));
    IdQueries.is(Fields.EVENT_ID, eventID).ifPresent(any::add);
    return anyOf(any);
  }

  static org.apache.lucene.search.Query is(String path, String value) throws UnanswerableException {
    List<org.apache.lucene.search.Query> any = new ArrayList<>();
    any.add(leaf(Terms.leaf(path, value)));
    NumberText.of(value).ifPresent(number -> any.add(leaf(Terms.leaf(path, number))));
    IdQueries.is(path, value).ifPresent(any::add);
    if (isPath(path, Fields.EVENT_TIME)) {
      TimeText.parse(value).ifPresent(span -> any.add(Ranges.time(span.start(), span.end() - 1)));
    } else if (isPath(path, Fields.SOURCE_ADDRESS)) {
      Addresses.parse(value)
          .ifPresent(address -> any.add(InetAddressPoint.newExactQuery(Fields.ADDRESS, address)));
    }
    return anyOf(any);
  }

  /// A container exists when something below it does.
  private org.apache.lucene.search.Query exists(String path) throws IOException {
    Optional<FirstClass> field = FirstClass.at(path);
    return field.isPresent() && !snapshot.isContainer(path)
        ? new FieldExistsQuery(field.get().column())
        : new ExistsQuery(PathChoice.At.atOrBelow(path));
  }

  private org.apache.lucene.search.Query inBlock(String path, String cidr)
      throws UnanswerableException {
    Addresses.Block block =
        Addresses.parseBlock(cidr)
            .orElseThrow(
                () ->
                    new UnanswerableException(
                        "'%s' is no address block; write one like 203.0.113.0/24"
                            .formatted(S3Name.excerpt(cidr, 60))));
    if (!isPath(path, Fields.SOURCE_ADDRESS)) {
      // Blocks themselves stand in many request parameters.
      org.apache.lucene.search.Query itself = leaf(Terms.leaf(path, cidr));
      if (block.network() instanceof Inet4Address) {
        return anyOf(
            List.of(
                itself,
                Patterns.leaf(List.of(path), Patterns.bytes(Blocks.ipv4(block), cidr), cidr)));
      }
      hints.add(
          "only sourceIPAddress is searched by a block of IPv6; %s was searched for the text '%s'"
              .formatted(S3Name.excerpt(path, 100), cidr));
      return itself;
    }
    return InetAddressPoint.newPrefixQuery(Fields.ADDRESS, block.network(), block.prefixLength());
  }

  static org.apache.lucene.search.Query leaf(BytesRef term) {
    return new TermQuery(new Term(Fields.LEAF, term));
  }

  static boolean isPath(String path, String folded) {
    return path.length() == folded.length() && FoldedBytes.fold(path).equals(folded);
  }

  private void hintIfUnknown(String path) throws IOException {
    if (hints.size() >= HINTS_MAX || !lookedUp.add(path)) {
      return;
    }
    if (snapshot.hasPath(path)
        || snapshot.hasTermWithPrefix(Fields.LEAF, Terms.prefix(path, Fields.AS_TEXT))
        || snapshot.hasTermWithPrefix(Fields.LEAF, Terms.prefix(path, Fields.AS_NUMBER))) {
      return;
    }
    boolean wellKnown = KnownFields.ALWAYS.stream().anyMatch(path::equalsIgnoreCase);
    if (wellKnown && snapshot.events() == 0) {
      return; // nothing has anything
    }
    String said = "no event has a field " + S3Name.excerpt(path, 100);
    hints.add(
        said
            + (wellKnown
                ? " so far"
                : KnownFields.nearest(path, knownPaths())
                    .map(known -> "; did you mean " + S3Name.excerpt(known, 200) + "?")
                    .orElse("")));
  }

  /// Such an event may be there all the same: what its record says is compared too.
  private void hintIfNoTime(String path, Test test) {
    if (test instanceof Test.Is(var value)
        && isPath(path, Fields.EVENT_TIME)
        && TimeText.parse(value).isEmpty()) {
      hints.add(
          S3Name.excerpt(value, 60)
              + " is no time and was compared as text; write 2026-03-02 or 2026-03-02T10:00:00Z");
    }
  }

  /// Somebody may have meant a field of that name, which ours hides.
  private void hintAtFieldsNamedSize() throws IOException {
    String below = ".size";
    knownPaths().stream()
        .filter(
            path -> {
              String folded = FoldedBytes.fold(path);
              return folded.equals("size") || folded.endsWith(below);
            })
        .findFirst()
        .ifPresent(
            path ->
                hints.add(
                    "size is the bytes of the record; there is also a field %s"
                        .formatted(
                            path.indexOf('.') < 0 ? "\\" + path : S3Name.excerpt(path, 200))));
  }

  private List<String> knownPaths() throws IOException {
    if (knownPaths.isEmpty()) {
      knownPaths = Optional.of(snapshot.paths(KNOWN_PATHS_MAX));
    }
    return knownPaths.get();
  }
}
