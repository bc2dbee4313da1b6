package io.trailseal.api.ask;

import io.trailseal.indexer.query.Query;
import io.trailseal.indexer.search.EventHit;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/// A question that leads from one event to those around it. It is a query like any other, so that
/// whoever reads the answer can go on from it.
///
/// @param kind what they have in common
/// @param q the query
/// @param from empty where the event has no time
/// @param to likewise
public record Surrounding(Kind kind, String q, Optional<Instant> from, Optional<Instant> to) {
  /// Most minutes before and after: a week.
  public static final int MINUTES_MAX = 7 * 24 * 60;

  public static final int MINUTES_DEFAULT = 15;

  /// Values of one path that are looked for.
  private static final int VALUES_MAX = 5;

  /// What is longer was not meant to be searched for, and would not fit into an address.
  private static final int VALUE_LENGTH_MAX = 300;

  private static final int DEPTH_MAX = 20;

  private static final String PRINCIPAL = "userIdentity.principalId";
  private static final String SESSION_BEGAN = "userIdentity.sessionContext.attributes.creationDate";
  private static final String ACCESS_KEY = "userIdentity.accessKeyId";
  private static final String RESOURCE = "resources.ARN";
  private static final String BUCKET = "requestParameters.bucketName";
  private static final String SHARED = "sharedEventID";

  private static final Set<String> PATHS =
      Set.of(PRINCIPAL, SESSION_BEGAN, ACCESS_KEY, RESOURCE, BUCKET, SHARED);

  /// What the events around one have in common with it.
  public enum Kind {
    SESSION("session", "by the same principal, in the same session where it has one"),
    ACCESS_KEY("accessKey", "with the same access key"),
    RESOURCE("resource", "about the same resource"),
    SHARED_EVENT("sharedEvent", "the same call, as other accounts have it"),
    EVERYTHING("everything", "whatever else happened then");

    private final String word;
    private final String sentence;

    Kind(String word, String sentence) {
      this.word = word;
      this.sentence = sentence;
    }

    /// For programs.
    public String word() {
      return word;
    }

    /// For people.
    public String sentence() {
      return sentence;
    }
  }

  /// The questions that make sense of this event.
  ///
  /// @param minutes before and after it, 1 to [#MINUTES_MAX]
  public static List<Surrounding> of(EventHit hit, int minutes) {
    Map<String, Set<String>> values = values(hit);
    List<Surrounding> out = new ArrayList<>();
    Optional<Instant> time = hit.summary().eventTime();
    Optional<Instant> from = time.map(at -> at.minus(Duration.ofMinutes(minutes)));
    // One second more: times of CloudTrail are whole seconds, and the end is not part of it.
    Optional<Instant> to = time.map(at -> at.plus(Duration.ofMinutes(minutes)).plusSeconds(1));
    List<Query> session = new ArrayList<>();
    is(PRINCIPAL, values).ifPresent(session::add);
    is(SESSION_BEGAN, values).ifPresent(session::add);
    if (is(PRINCIPAL, values).isPresent()) {
      Query query = session.size() == 1 ? session.getFirst() : new Query.And(session);
      add(out, Kind.SESSION, query, from, to);
    }
    is(ACCESS_KEY, values).ifPresent(query -> add(out, Kind.ACCESS_KEY, query, from, to));
    is(RESOURCE, values)
        .or(() -> is(BUCKET, values))
        .ifPresent(query -> add(out, Kind.RESOURCE, query, from, to));
    is(SHARED, values).ifPresent(query -> add(out, Kind.SHARED_EVENT, query, from, to));
    if (time.isPresent()) {
      out.add(new Surrounding(Kind.EVERYTHING, "", from, to));
    }
    return out;
  }

  private static void add(
      List<Surrounding> out, Kind kind, Query query, Optional<Instant> from, Optional<Instant> to) {
    out.add(new Surrounding(kind, query.print(), from, to));
  }

  private static Optional<Query> is(String path, Map<String, Set<String>> values) {
    List<Query> parts = new ArrayList<>();
    for (String value : values.getOrDefault(path, Set.of())) {
      parts.add(new Query.Field(path, new Query.Test.Is(value)));
    }
    return switch (parts.size()) {
      case 0 -> Optional.empty();
      case 1 -> Optional.of(parts.getFirst());
      default -> Optional.of(new Query.Or(parts));
    };
  }

  /// The values at the paths of interest, as far as the record can be read.
  private static Map<String, Set<String>> values(EventHit hit) {
    Map<String, Set<String>> values = new LinkedHashMap<>();
    try (JsonParser json = RecordText.parser(hit.raw())) {
      if (json.nextToken() == JsonToken.START_OBJECT) {
        members(json, "", values, 0);
      }
    } catch (JacksonException _) {
      // A record that breaks off has no surroundings beyond what was read of it.
    }
    return values;
  }

  private static void members(
      JsonParser json, String above, Map<String, Set<String>> values, int depth) {
    while (json.nextToken() == JsonToken.PROPERTY_NAME) {
      String path = above + json.currentName();
      value(json, json.nextToken(), path, values, depth);
    }
  }

  private static void value(
      JsonParser json, JsonToken token, String path, Map<String, Set<String>> values, int depth) {
    boolean leads = PATHS.stream().anyMatch(wanted -> wanted.startsWith(path + "."));
    if (token == JsonToken.START_OBJECT && leads && depth < DEPTH_MAX) {
      members(json, path + ".", values, depth + 1);
    } else if (token == JsonToken.START_ARRAY && leads && depth < DEPTH_MAX) {
      for (JsonToken next = json.nextToken();
          next != null && next != JsonToken.END_ARRAY;
          next = json.nextToken()) {
        value(json, next, path, values, depth + 1);
      }
    } else if (token == JsonToken.START_OBJECT || token == JsonToken.START_ARRAY) {
      json.skipChildren();
    } else if (token == JsonToken.VALUE_STRING && PATHS.contains(path)) {
      String text = json.getString();
      Set<String> all = values.computeIfAbsent(path, _ -> new LinkedHashSet<>());
      if (!text.isEmpty() && text.length() <= VALUE_LENGTH_MAX && all.size() < VALUES_MAX) {
        all.add(text);
      }
    }
  }
}
