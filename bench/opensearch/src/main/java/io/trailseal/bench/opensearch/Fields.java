package io.trailseal.bench.opensearch;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;

/// What of an event has a field of its own.
final class Fields {
  static final List<String> KEYWORDS =
      List.of(
          "eventName",
          "eventSource",
          "awsRegion",
          "recipientAccountId",
          "sourceIPAddress",
          "userAgent",
          "errorCode",
          "eventID",
          "userIdentity.arn",
          "userIdentity.userName",
          "userIdentity.accessKeyId",
          "resources.ARN");

  private Fields() {}

  static String column(String path) {
    return path.replace('.', '_');
  }

  /// The value at a path; of a list of objects a list of theirs.
  static JsonNode at(JsonNode event, String path) {
    JsonNode node = event;
    for (String name : path.split("\\.", -1)) {
      node = node.isArray() ? list(node, name) : node.path(name);
    }
    return node;
  }

  private static JsonNode list(JsonNode objects, String name) {
    var values = com.fasterxml.jackson.databind.node.JsonNodeFactory.instance.arrayNode();
    objects.forEach(
        object -> {
          if (object.hasNonNull(name)) {
            values.add(object.get(name));
          }
        });
    return values;
  }

  static boolean isAddress(String text) {
    return text.matches("\\d+\\.\\d+\\.\\d+\\.\\d+") || text.matches("[0-9a-fA-F:]*:[0-9a-fA-F:]+");
  }

  /// All strings and numbers, one after another.
  static void text(JsonNode node, StringBuilder text) {
    if (node.isTextual() || node.isNumber()) {
      text.append(node.asText()).append('\n');
    } else {
      node.forEach(child -> text(child, text));
    }
  }
}
