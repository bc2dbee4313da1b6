package io.trailseal.appliance.bench;

import io.trailseal.indexer.query.AggregationParser;
import io.trailseal.indexer.query.Query;
import io.trailseal.indexer.query.Query.Test;
import io.trailseal.indexer.query.QueryParser;
import io.trailseal.indexer.query.QuerySyntaxException;
import io.trailseal.indexer.search.Aggregated;
import io.trailseal.indexer.search.EventHit;
import io.trailseal.indexer.search.Questions;
import io.trailseal.indexer.search.SearchRequest;
import io.trailseal.indexer.search.SortOrder;
import io.trailseal.indexer.search.UnanswerableException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.function.Function;

/// What people ask, about values that are in the index: every kind of question there are figures
/// for.
public final class BenchQuestions {
  /// Hits that a list of events shows.
  private static final int PAGE = 50;

  /// Values that each kind is asked about.
  private static final int VALUES = 20;

  private final Questions search;
  private final Random random;

  private BenchQuestions(Questions search, long seed) {
    this.search = search;
    this.random = new Random(seed);
  }

  /// @param seed which values are asked about follows from it
  /// @throws UnanswerableException if the index has no events
  public static List<BenchQuestion> of(Questions search, long seed)
      throws IOException, UnanswerableException, QuerySyntaxException {
    return new BenchQuestions(search, seed).all();
  }

  private List<BenchQuestion> all()
      throws IOException, UnanswerableException, QuerySyntaxException {
    List<String> names = values("eventName", 200);
    List<String> arns = values("userIdentity.arn", 1_000);
    List<String> agents = values("userAgent", 200);
    List<EventHit> hits = someHits(names);
    if (hits.isEmpty() || names.isEmpty() || arns.isEmpty()) {
      throw new UnanswerableException(
          "there is nothing to ask about: the index has no such events");
    }
    List<String> common = names.subList(0, Math.min(3, names.size()));
    List<String> rare = names.subList(names.size() / 2, names.size());
    List<String> addresses =
        hits.stream()
            .map(hit -> hit.summary().sourceIPAddress())
            .filter(address -> address.matches("\\d+\\.\\d+\\.\\d+\\.\\d+"))
            .distinct()
            .toList();
    List<BenchQuestion> all = new ArrayList<>();
    add(all, "term, count", names, name -> count(is("eventName", name)));
    add(all, "common term, newest 50", common, name -> newest(is("eventName", name)));
    add(all, "rare term, newest 50", rare, name -> newest(is("eventName", name)));
    add(all, "every event, newest 50", List.of("*"), _ -> newest(new Query.All()));
    add(all, "ARN whole, newest 50", arns, arn -> newest(is("userIdentity.arn", arn)));
    add(
        all,
        "ARN prefix, newest 50",
        arns,
        arn -> newest(like("userIdentity.arn", escaped(arn.substring(0, arn.length() - 3)) + "*")));
    add(all, "one address, newest 50", addresses, ip -> newest(is("sourceIPAddress", ip)));
    add(
        all,
        "CIDR /16, newest 50",
        addresses,
        ip -> newest(new Query.Field("sourceIPAddress", new Test.InBlock(ip + "/16"))));
    add(
        all,
        "10.0.0.0/8, newest 50",
        List.of("10.0.0.0/8"),
        block -> newest(new Query.Field("sourceIPAddress", new Test.InBlock(block))));
    add(all, "free word, newest 50", names, name -> newest(new Query.Text(name)));
    add(
        all,
        "two words, newest 50",
        hits,
        hit ->
            newest(
                new Query.And(
                    List.of(
                        new Query.Text(hit.summary().eventName()),
                        new Query.Text(lastWord(hit.summary().who()))))));
    add(
        all,
        "phrase, newest 50",
        agents.stream().filter(agent -> agent.matches(".*\\w\\W+\\w.*")).toList(),
        agent -> newest(new Query.Text(twoWords(agent))));
    add(
        all,
        "leading wildcard on ARN, newest 50",
        arns,
        arn -> newest(like("userIdentity.arn", "*" + escaped(middle(arn)) + "*")));
    add(
        all,
        "leading wildcard on ARN, count",
        arns,
        arn -> count(like("userIdentity.arn", "*" + escaped(middle(arn)) + "*")));
    add(
        all,
        "leading wildcard in all words, newest 50",
        arns,
        arn -> newest(new Query.TextLike("*" + escaped(lastWord(arn)))));
    add(all, "who, newest 50", arns, arn -> newest(new Query.Who(new Test.Is(lastWord(arn)))));
    add(
        all,
        "regex on name, newest 50",
        List.of("/(Get|List).*/", "/.*(Key|Secret).*/", "/Delete.+[st]/"),
        regex -> newest(parsed("eventName:" + regex)));
    add(
        all,
        "one eventID",
        hits.stream().map(hit -> hit.summary().eventID()).filter(id -> !id.isEmpty()).toList(),
        id -> newest(is("eventID", id)));
    add(
        all,
        "50 records out of 50 objects",
        rare,
        name -> newest(is("eventName", name)).sortedBy(new SortOrder(SortOrder.SIZE, true)));
    for (String counted :
        List.of(
            "terms(eventName,10)",
            "terms(sourceIPAddress,10)",
            "terms(resources.ARN,10)",
            "cardinality(userIdentity.arn)",
            "histogram(eventTime,1h)",
            "histogram(eventTime,auto)")) {
      SearchRequest request = count(new Query.All()).aggregating(AggregationParser.parse(counted));
      all.add(new BenchQuestion(counted + " over all", List.of(request)));
    }
    return all;
  }

  private <T> void add(
      List<BenchQuestion> all, String name, List<T> values, Function<T, SearchRequest> request) {
    if (!values.isEmpty()) {
      List<T> some = new ArrayList<>(values);
      Collections.shuffle(some, random);
      all.add(new BenchQuestion(name, some.stream().limit(VALUES).map(request).toList()));
    }
  }

  // ------------------------------------------------------------ values

  private List<String> values(String path, int count)
      throws IOException, UnanswerableException, QuerySyntaxException {
    SearchRequest request =
        count(new Query.All())
            .aggregating(AggregationParser.parse("terms(%s,%d)".formatted(path, count)));
    return search.search(request).aggregated().stream()
        .flatMap(
            counted ->
                counted instanceof Aggregated.Terms terms
                    ? terms.buckets().stream()
                    : java.util.stream.Stream.<Aggregated.Bucket>empty())
        .map(Aggregated.Bucket::value)
        .filter(value -> value.length() > 3)
        .toList();
  }

  private List<EventHit> someHits(List<String> names) throws IOException, UnanswerableException {
    List<EventHit> hits = new ArrayList<>();
    for (String name : names.subList(0, Math.min(VALUES, names.size()))) {
      hits.addAll(search.search(page(is("eventName", name), 3)).hits());
    }
    return hits;
  }

  private static String lastWord(String text) {
    return text.replaceFirst("\\W+$", "").replaceFirst("(?s).*\\W", "");
  }

  private static String twoWords(String text) {
    return text.replaceFirst("(?s)^\\W*(\\w+\\W+\\w+).*", "$1");
  }

  /// Some characters out of the name at the end.
  private static String middle(String arn) {
    String name = arn.substring(arn.lastIndexOf('/') + 1);
    return name.length() < 5 ? name : name.substring(1, name.length() - 1);
  }

  private static String escaped(String text) {
    return text.replaceAll("([\\\\*?])", "\\\\$1");
  }

  // ------------------------------------------------------------ questions

  private static Query is(String path, String value) {
    return new Query.Field(path, new Test.Is(value));
  }

  private static Query like(String path, String pattern) {
    return new Query.Field(path, new Test.Like(pattern));
  }

  private static Query parsed(String query) {
    try {
      return QueryParser.parse(query);
    } catch (QuerySyntaxException e) {
      throw new IllegalStateException("this very class wrote " + query, e);
    }
  }

  private static SearchRequest newest(Query query) {
    return page(query, PAGE);
  }

  private static SearchRequest count(Query query) {
    return page(query, 0);
  }

  private static SearchRequest page(Query query, int limit) {
    return new SearchRequest(query, Optional.empty(), Optional.empty(), limit, Optional.empty());
  }
}
