package io.trailseal.verifier.synthetic;

import io.trailseal.verifier.Sha256;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;

/// Samples for tests, and what is in them.
final class Samples {
  private static final JsonFactory JSON = new JsonFactory();

  private Samples() {}

  static SampleSettings settings(int accounts, int regions, int hours, int eventsPerHour) {
    return settings(accounts, regions, hours, eventsPerHour, 1, Optional.empty(), "");
  }

  static SampleSettings settings(
      int accounts,
      int regions,
      int hours,
      int eventsPerHour,
      long seed,
      Optional<String> organization,
      String prefix) {
    SampleSettings defaults = SampleSettings.DEFAULTS;
    return new SampleSettings(
        accounts,
        regions,
        hours,
        eventsPerHour,
        organization,
        seed,
        defaults.start(),
        defaults.bucket(),
        prefix);
  }

  /// Each object with a hash of its content and metadata.
  static Map<String, String> fingerprint(Bucket bucket) throws IOException {
    Map<String, String> objects = new TreeMap<>();
    for (String key : bucket.keys("")) {
      StoredObject object = bucket.get(key).orElseThrow();
      objects.put(key, object.content().hash().hex() + new TreeMap<>(object.metadata()));
    }
    return objects;
  }

  static List<String> logKeys(Bucket bucket) throws IOException {
    return bucket.keys("").stream().filter(key -> key.contains("/CloudTrail/")).toList();
  }

  static byte[] inflated(Bucket bucket, String key) throws IOException {
    return Gzip.inflateOwn(bucket.get(key).orElseThrow().content().borrow());
  }

  /// One record's values by path, such as `userIdentity.type`; of lists the last.
  record Event(Map<String, String> values) {
    String get(String path) {
      return values.getOrDefault(path, "");
    }
  }

  static List<Event> events(byte[] log) {
    List<Event> events = new ArrayList<>();
    try (JsonParser parser = JSON.createParser(ObjectReadContext.empty(), log)) {
      require(parser.nextToken() == JsonToken.START_OBJECT);
      require("Records".equals(parser.nextName()));
      require(parser.nextToken() == JsonToken.START_ARRAY);
      while (parser.nextToken() == JsonToken.START_OBJECT) {
        Map<String, String> values = new HashMap<>();
        read(parser, "", values);
        events.add(new Event(values));
      }
      require(parser.currentToken() == JsonToken.END_ARRAY);
      require(parser.nextToken() == JsonToken.END_OBJECT);
      require(parser.nextToken() == null);
    }
    return events;
  }

  private static void read(JsonParser parser, String path, Map<String, String> values) {
    JsonToken end =
        parser.currentToken() == JsonToken.START_OBJECT
            ? JsonToken.END_OBJECT
            : JsonToken.END_ARRAY;
    for (JsonToken token = parser.nextToken(); token != end; token = parser.nextToken()) {
      String here = path;
      if (token == JsonToken.PROPERTY_NAME) {
        here = path.isEmpty() ? parser.currentName() : path + "." + parser.currentName();
        token = parser.nextToken();
      }
      if (token.isStructStart()) {
        read(parser, here, values);
      } else {
        values.put(here, parser.getString());
      }
    }
  }

  static List<Event> events(Bucket bucket) throws IOException {
    List<Event> events = new ArrayList<>();
    for (String key : logKeys(bucket)) {
      events.addAll(events(inflated(bucket, key)));
    }
    return events;
  }

  /// The text of a field of a digest, or the word null.
  static String field(byte[] digest, String name) {
    String json = new String(digest, StandardCharsets.UTF_8);
    int at = json.indexOf("\"" + name + "\":");
    require(at >= 0);
    String rest = json.substring(at + name.length() + 3);
    return rest.startsWith("null") ? "null" : rest.substring(1, rest.indexOf('"', 1));
  }

  static String sha256(byte[] bytes) {
    return Sha256.of(bytes).hex();
  }

  private static void require(boolean condition) {
    if (!condition) {
      throw new AssertionError("not the JSON of a log file or digest");
    }
  }
}
