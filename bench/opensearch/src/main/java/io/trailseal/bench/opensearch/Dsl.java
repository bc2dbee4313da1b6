package io.trailseal.bench.opensearch;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Questions in OpenSearch's language.
final class Dsl {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Pattern COUNT = Pattern.compile("(\\w+)\\(([^,)]*)(?:,([^,)]*))?\\)");

  private Dsl() {}

  static ObjectNode query(JsonNode query) {
    if (query.has("all")) {
      return one("match_all");
    }
    if (query.has("and")) {
      ObjectNode and = JSON.createObjectNode();
      ArrayNode parts = and.putObject("bool").putArray("filter");
      query.get("and").forEach(part -> parts.add(query(part)));
      return and;
    }
    if (query.has("words")) {
      return with("match_phrase", "text", query.get("words").asText());
    }
    if (query.has("wordLike")) {
      return with("wildcard", "text", query.get("wordLike").asText().toLowerCase(Locale.ROOT));
    }
    if (query.has("who")) {
      ObjectNode or = JSON.createObjectNode();
      String name = query.get("who").asText();
      or.putObject("bool")
          .putArray("should")
          .add(with("term", "userIdentity_userName", name))
          .add(with("term", "userIdentity_accessKeyId", name))
          .add(with("wildcard", "userIdentity_arn", "*/" + name))
          .add(with("wildcard", "event.userIdentity.principalId", "*:" + name));
      return or;
    }
    String path = query.get("field").asText();
    String field = Fields.KEYWORDS.contains(path) ? Fields.column(path) : "event." + path;
    if (query.has("is")) {
      return with("term", field, query.get("is").asText());
    }
    if (query.has("like")) {
      return with("wildcard", field, query.get("like").asText());
    }
    if (query.has("regex")) {
      return with("regexp", field, query.get("regex").asText());
    }
    return with("term", "ip", query.get("block").asText());
  }

  static ObjectNode aggregation(String count) {
    Matcher parts = COUNT.matcher(count);
    if (!parts.matches()) {
      throw new UnsupportedOperationException(count);
    }
    ObjectNode aggregation = JSON.createObjectNode();
    String field = Fields.column(parts.group(2));
    switch (parts.group(1)) {
      case "terms" ->
          aggregation
              .putObject("terms")
              .put("field", field)
              .put("size", Integer.parseInt(parts.group(3)));
      case "cardinality" -> aggregation.putObject("cardinality").put("field", field);
      default -> {
        if (parts.group(3).equals("auto")) {
          aggregation
              .putObject("auto_date_histogram")
              .put("field", "eventTime")
              .put("buckets", 100);
        } else {
          aggregation
              .putObject("date_histogram")
              .put("field", "eventTime")
              .put("fixed_interval", parts.group(3));
        }
      }
    }
    return aggregation;
  }

  private static ObjectNode one(String name) {
    ObjectNode node = JSON.createObjectNode();
    node.putObject(name);
    return node;
  }

  private static ObjectNode with(String kind, String field, String value) {
    ObjectNode node = JSON.createObjectNode();
    node.putObject(kind).put(field, value);
    return node;
  }
}
