package io.trailseal.api.awscompat;

import io.trailseal.indexer.query.Query;
import io.trailseal.indexer.query.Query.Test;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// What a LookupEvents asks for. Its query is a tree, never text put together: a value is a value,
/// whatever stands in it.
///
/// @param query of the attribute and the category
/// @param start events at or after this time
/// @param end events at or before this time
/// @param limit at most so many events on a page
/// @param token where the page before ended
record Lookup(
    Query query,
    Optional<Instant> start,
    Optional<Instant> end,
    int limit,
    Optional<String> token) {
  /// As AWS has them.
  private static final int LIMIT_MAX = 50;

  private static final int VALUE_LENGTH_MAX = 2_000;

  private static final String ATTRIBUTES = "LookupAttributes";
  private static final String KEY = "AttributeKey";
  private static final String VALUE = "AttributeValue";
  private static final String START = "StartTime";
  private static final String END = "EndTime";
  private static final String CATEGORY = "EventCategory";
  private static final String LIMIT = "MaxResults";
  private static final String TOKEN = "NextToken";

  private static final String EVENT_CATEGORY = "eventCategory";

  private static final Query INSIGHT = is(EVENT_CATEGORY, "Insight");

  /// Like AWS, other kinds are not looked up; records of old do not say of which kind they are.
  private static final Query MANAGEMENT =
      all(
          List.of(
              new Query.Not(INSIGHT),
              new Query.Not(is(EVENT_CATEGORY, "Data")),
              new Query.Not(is(EVENT_CATEGORY, "NetworkActivity")),
              new Query.Not(is("managementEvent", "false"))));

  static Lookup read(byte[] body) {
    Members members = Members.read(body, List.of(ATTRIBUTES, START, END, CATEGORY, LIMIT, TOKEN));
    Optional<Instant> start = members.time(START);
    Optional<Instant> end = members.time(END);
    if (start.isPresent() && end.isPresent() && start.get().isAfter(end.get())) {
      throw AwsError.timeRange(
          "StartTime must not be after EndTime, was %s and %s".formatted(start.get(), end.get()));
    }
    int limit = members.count(LIMIT).orElse(LIMIT_MAX);
    if (limit < 1 || limit > LIMIT_MAX) {
      throw new AwsError(
          "InvalidMaxResultsException",
          "MaxResults must be 1 to %d; follow NextToken for more".formatted(LIMIT_MAX));
    }
    return new Lookup(query(members), start, end, limit, members.text(TOKEN));
  }

  private static Query query(Members members) {
    boolean insight = isInsight(members.text(CATEGORY));
    Query category = insight ? INSIGHT : MANAGEMENT;
    List<Members> attributes = members.objects(ATTRIBUTES, List.of(KEY, VALUE));
    if (attributes.isEmpty()) {
      return category;
    }
    if (attributes.size() > 1) {
      throw AwsError.attributes(
          "one attribute can be looked up at a time, found %d; the page and /api/v1/events take"
                  .formatted(attributes.size())
              + " queries with AND and OR");
    }
    String key = attributes.getFirst().text(KEY).orElse("");
    String value = attributes.getFirst().text(VALUE).orElse("");
    if (value.isEmpty() || value.length() > VALUE_LENGTH_MAX) {
      throw AwsError.attributes(
          "AttributeValue must have 1 to %,d characters".formatted(VALUE_LENGTH_MAX));
    }
    return all(List.of(insight ? ofInsight(key, value) : ofEvent(key, value), category));
  }

  private static boolean isInsight(Optional<String> category) {
    if (category.isPresent() && !category.get().equals("insight")) {
      throw new AwsError(
          "InvalidEventCategoryException",
          "EventCategory is insight or left out (management events), was %s; the page and"
                  .formatted(AwsError.quoted(category.get()))
              + " /api/v1/events search all events");
    }
    return category.isPresent();
  }

  /// Insights events have the name and source of what they are about, and no user.
  private static Query ofInsight(String key, String value) {
    return switch (key) {
      case "EventId" -> is("eventID", value);
      case "EventName" -> is("insightDetails.eventName", value);
      case "EventSource" -> is("insightDetails.eventSource", value);
      default ->
          throw AwsError.attributes(
              "Insights events are looked up by EventId, EventName or EventSource, not by "
                  + AwsError.quoted(key));
    };
  }

  private static Query ofEvent(String key, String value) {
    return switch (key) {
      case "EventId" -> is("eventID", value);
      case "EventName" -> is("eventName", value);
      case "EventSource" -> is("eventSource", value);
      case "AccessKeyId" -> is("userIdentity.accessKeyId", value);
      case "ReadOnly" -> is("readOnly", trueOrFalse(value));
      case "Username" -> Username.query(value);
      case "ResourceType" -> Resources.ofType(value);
      case "ResourceName" -> Resources.named(value);
      default ->
          throw AwsError.attributes(
              "AttributeKey must be EventId, EventName, ReadOnly, Username, ResourceType,"
                  + " ResourceName, EventSource or AccessKeyId, was "
                  + AwsError.quoted(key));
    };
  }

  private static String trueOrFalse(String value) {
    String folded = value.toLowerCase(Locale.ROOT);
    if (!folded.equals("true") && !folded.equals("false")) {
      throw AwsError.attributes("ReadOnly must be true or false, was " + AwsError.quoted(value));
    }
    return folded;
  }

  static Query is(String path, String value) {
    return new Query.Field(path, new Test.Is(value));
  }

  static Query all(List<Query> parts) {
    return parts.size() == 1 ? parts.getFirst() : new Query.And(parts);
  }

  static Query any(List<Query> parts) {
    return parts.size() == 1 ? parts.getFirst() : new Query.Or(parts);
  }

  /// All that decides which events there are: what a token is bound to.
  String text() {
    return String.join("\n", query.print(), start.toString(), end.toString());
  }
}
