package io.trailseal.api.awscompat;

import io.trailseal.api.ask.RecordText;
import io.trailseal.api.awscompat.Resources.Resource;
import io.trailseal.verifier.Payload;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/// The few members of a record that an answer names beside the record itself. Where the record
/// cannot be read to its end, what stands before.
final class RecordMembers {
  private static final Set<String> PATHS = new HashSet<>();

  static {
    PATHS.addAll(
        List.of(
            "eventID",
            "eventName",
            "eventSource",
            "readOnly",
            "userIdentity.accessKeyId",
            "insightDetails.eventName",
            "insightDetails.eventSource"));
    PATHS.addAll(Username.PATHS);
    PATHS.addAll(Resources.PATHS);
  }

  private static final String RESOURCES = "resources";
  private static final String ARN = "resources.ARN";
  private static final String TYPE = "resources.type";

  /// Longer ones are none of ours; a hostile record's are not even put together.
  private static final int PATH_LENGTH_MAX = 100;

  /// Of one path; also resources.
  private static final int COUNT_MAX = 100;

  private final Map<String, List<String>> values = new HashMap<>();
  private final List<Resource> resources = new ArrayList<>();
  private String arn = "";
  private String type = "";

  private RecordMembers() {}

  static RecordMembers of(Payload raw) {
    RecordMembers members = new RecordMembers();
    try (JsonParser parser = RecordText.parser(raw)) {
      if (parser.nextToken() == JsonToken.START_OBJECT) {
        members.object(parser, "");
      }
    } catch (JacksonException _) {
      // Kept all the same, and shown as it is: see RecordText.
    }
    return members;
  }

  /// The first value at a path; empty where there is none.
  String first(String path) {
    List<String> all = all(path);
    return all.isEmpty() ? "" : all.getFirst();
  }

  /// The first value at the first of two paths that has one.
  String first(String path, String other) {
    String here = first(path);
    return here.isEmpty() ? first(other) : here;
  }

  List<String> all(String path) {
    return values.getOrDefault(path, List.of());
  }

  /// What the record lists under `resources`, where it has an ARN.
  List<Resource> resources() {
    return resources;
  }

  private void object(JsonParser parser, String path) {
    while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
      String name = parser.currentName();
      parser.nextToken();
      String at = path.isEmpty() ? name : path + "." + name;
      if (at.length() > PATH_LENGTH_MAX) {
        parser.skipChildren();
      } else {
        value(parser, at);
      }
    }
  }

  private void value(JsonParser parser, String path) {
    switch (parser.currentToken()) {
      case START_OBJECT -> {
        boolean isResource = path.equals(RESOURCES);
        if (isResource) {
          arn = "";
          type = "";
        }
        object(parser, path);
        if (isResource && !arn.isEmpty() && resources.size() < COUNT_MAX) {
          resources.add(new Resource(type, arn));
        }
      }
      case START_ARRAY -> {
        while (parser.nextToken() != JsonToken.END_ARRAY) {
          value(parser, path);
        }
      }
      case VALUE_STRING, VALUE_TRUE, VALUE_FALSE -> scalar(path, parser.getString());
      case null, default -> {
        // Numbers and null name nothing.
      }
    }
  }

  private void scalar(String path, String value) {
    switch (path) {
      case ARN -> arn = value;
      case TYPE -> type = value;
      default -> {
        List<String> here =
            PATHS.contains(path) ? values.computeIfAbsent(path, _ -> new ArrayList<>()) : null;
        if (here != null && !value.isEmpty() && here.size() < COUNT_MAX) {
          here.add(value);
        }
      }
    }
  }
}
