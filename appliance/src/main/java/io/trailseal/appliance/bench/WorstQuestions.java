package io.trailseal.appliance.bench;

import io.trailseal.indexer.query.AggregationParser;
import io.trailseal.indexer.query.Query;
import io.trailseal.indexer.query.QueryParser;
import io.trailseal.indexer.query.QuerySyntaxException;
import io.trailseal.indexer.search.Questions;
import io.trailseal.indexer.search.SearchAnswer;
import io.trailseal.indexer.search.SearchRequest;
import io.trailseal.indexer.search.SortOrder;
import io.trailseal.indexer.search.UnanswerableException;
import io.trailseal.verifier.S3Name;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/// Questions that are meant to be expensive: each is to be answered, or refused with a sentence, in
/// bounded time and memory, whatever else goes on.
public final class WorstQuestions {
  private static final int SHOWN_CHARS_MAX = 60;

  private WorstQuestions() {}

  /// One question, as somebody would type it.
  ///
  /// @param counting aggregations; empty for none
  /// @param sort empty for newest first
  public record Worst(String query, String counting, String sort, int limit) {
    /// In one short line.
    public String name() {
      return S3Name.excerpt(query + (counting.isEmpty() ? "" : " | " + counting), SHOWN_CHARS_MAX);
    }
  }

  /// What became of a question.
  ///
  /// @param said how many events match, or why it was refused
  /// @param broken neither answered nor refused
  public record Outcome(Worst question, String said, boolean broken, double millis) {}

  /// All of them.
  public static List<Worst> all() {
    List<Worst> all = new ArrayList<>();
    for (String query :
        List.of(
            "*a*e*i*o*",
            "?*",
            "*e*",
            "userIdentity.arn:*a*e*i*o*u*a*e*i*o*u*",
            "userIdentity.arn:*" + "?*".repeat(200),
            "userIdentity.arn:*a" + "?".repeat(60) + "z*",
            "requestParameters.bucketName:*" + "a?".repeat(100) + "*",
            repeated(900, i -> "w" + i),
            repeated(150, i -> "userIdentity.arn:\"arn:aws:iam::%012d:user/x\"".formatted(i)),
            repeated(50, i -> "userIdentity.arn:*" + i + "*"),
            repeated(50, i -> "*" + Integer.toString(i, 36) + "*"),
            repeated(300, i -> "sourceIPAddress:10.%d.0.0/16".formatted(i % 256)),
            repeated(60, i -> "requestParameters.ip%d:10.0.0.0/8".formatted(i)),
            repeated(200, i -> "NOT eventName:name" + i).replace(" OR ", " AND "),
            "eventName:/(.*a){20}/",
            "eventName:/[ab]*a[ab]{60}/",
            "userIdentity.arn:/.*a.{100}b.*/",
            "userIdentity.arn:/(([a-z]+)*)+[0-9]/",
            "/(a|b|ab)*c?(d|e|f){0,50}/",
            "/.{0,900}/",
            "userAgent:/.*.*.*.*.*.*x/",
            "who:*a*",
            "who:/.*(a|b).*(c|d).*/",
            "requestParameters.bucketName:[* TO *]",
            "userIdentity.arn:[a TO z]",
            "eventTime:[* TO *]",
            "size>=0",
            "eventID:[0 TO f]",
            "NOT ".repeat(49) + "a",
            "(".repeat(49) + "a" + ")".repeat(49),
            "NOT NOT errorCode:* AND NOT (NOT proof:intact AND NOT readOnly:true)",
            "\"amazonaws com\"",
            "\"us east 1\" OR \"aws iam\" OR \"arn aws\"",
            "aws-*s-*m",
            "requestParameters:* AND responseElements:* AND NOT additionalEventData:*")) {
      all.add(new Worst(query, "", "", 50));
    }
    for (String counting :
        List.of(
            "terms(eventID,1000)",
            "terms(responseElements.requestId,1000)",
            "terms(additionalEventData.x-amz-id-2,1000)",
            "cardinality(additionalEventData.x-amz-id-2)",
            "cardinality(resources.ARN),cardinality(userAgent),cardinality(sourceIPAddress)",
            "terms(resources.ARN,1000)",
            "terms(resources.ARN,100,terms(userIdentity.arn,100),newest(10))",
            "terms(sourceIPAddress,100,histogram(eventTime,auto),cardinality(resources.ARN))",
            "histogram(eventTime,1s)",
            "histogram(eventTime,1h,terms(resources.ARN,100))")) {
      all.add(new Worst("*", counting, "", 0));
    }
    all.add(new Worst("NOT eventName:x*", "terms(resources.ARN,1000)", "", 0));
    all.add(new Worst("*", "", "userAgent:desc", 10_000));
    all.add(new Worst("*", "", "size:desc", 10_000));
    all.add(new Worst("*", "", "", 10_000));
    return all;
  }

  private static String repeated(int count, java.util.function.IntFunction<String> one) {
    return IntStream.range(0, count).mapToObj(one).collect(Collectors.joining(" OR "));
  }

  /// Asks one. Every failure but being stopped is an outcome.
  public static Outcome ask(Questions search, Worst worst) {
    long start = System.nanoTime();
    String said;
    boolean broken = false;
    try {
      said = "%,d events".formatted(answer(search, worst).matched().count());
    } catch (UnanswerableException | QuerySyntaxException e) {
      said = String.valueOf(e.getMessage());
      broken = said.isBlank() || said.equals("null");
    } catch (CancellationException e) {
      throw e;
    } catch (IOException | RuntimeException | StackOverflowError | OutOfMemoryError e) {
      // These are what this is looking for.
      said = e.toString();
      broken = true;
    }
    return new Outcome(worst, said, broken, (System.nanoTime() - start) / 1e6);
  }

  private static SearchAnswer answer(Questions search, Worst worst)
      throws IOException, UnanswerableException, QuerySyntaxException {
    Query query = QueryParser.parse(worst.query());
    SearchRequest request =
        new SearchRequest(
                query, Optional.empty(), Optional.empty(), worst.limit(), Optional.empty())
            .aggregating(AggregationParser.parse(worst.counting()));
    return search.search(
        worst.sort().isEmpty() ? request : request.sortedBy(SortOrder.parse(worst.sort())));
  }
}
