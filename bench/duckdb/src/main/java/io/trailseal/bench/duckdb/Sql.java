package io.trailseal.bench.duckdb;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Questions in SQL. Case counts, as a user of SQL would leave it: that is quicker.
final class Sql {
  private static final Pattern COUNT = Pattern.compile("(\\w+)\\(([^,)]*)(?:,([^,)]*))?\\)");

  private Sql() {}

  static String where(JsonNode query) {
    if (query.has("all")) {
      return "true";
    }
    if (query.has("and")) {
      List<String> parts = new ArrayList<>();
      query.get("and").forEach(part -> parts.add(where(part)));
      return String.join(" AND ", parts);
    }
    if (query.has("words")) {
      return "contains(raw, %s)".formatted(text(query.get("words").asText()));
    }
    if (query.has("wordLike")) {
      return "contains(raw, %s)".formatted(text(query.get("wordLike").asText().replace("*", "")));
    }
    if (query.has("who")) {
      String name = query.get("who").asText();
      return "(userIdentity_userName = %s OR userIdentity_arn LIKE %s)"
          .formatted(text(name), text("%/" + name));
    }
    String column = query.get("field").asText().replace('.', '_');
    if (query.has("is")) {
      return column + " = " + text(query.get("is").asText());
    }
    if (query.has("like")) {
      String like = query.get("like").asText().replace("_", "\\_").replace('*', '%');
      return "%s LIKE %s ESCAPE '\\'".formatted(column, text(like));
    }
    if (query.has("regex")) {
      return "regexp_full_match(%s, %s)".formatted(column, text(query.get("regex").asText()));
    }
    return block(query.get("block").asText());
  }

  private static String block(String cidr) {
    String[] parts = cidr.split("/", 2);
    long address = 0;
    for (String octet : parts[0].split("\\.", -1)) {
      address = address * 256 + Long.parseLong(octet);
    }
    long size = 1L << (32 - Integer.parseInt(parts[1]));
    long first = address / size * size;
    return "ip BETWEEN %d AND %d".formatted(first, first + size - 1);
  }

  static String counting(String count, String where) {
    Matcher parts = COUNT.matcher(count);
    if (!parts.matches()) {
      throw new UnsupportedOperationException(count);
    }
    String column = parts.group(2).replace('.', '_');
    String from = " FROM events WHERE " + where;
    return switch (parts.group(1)) {
      case "terms" -> {
        String value = column.equals("resources_ARN") ? "unnest(resources_ARN)" : column;
        yield "SELECT count(*) AS n, v FROM (SELECT %s AS v%s) GROUP BY v ORDER BY n DESC LIMIT %s"
            .formatted(value, from, parts.group(3));
      }
      case "cardinality" -> "SELECT count(DISTINCT %s) AS n%s".formatted(column, from);
      default ->
          "SELECT count(*) AS n, time_bucket(INTERVAL 1 hour, t) AS b%s GROUP BY b ORDER BY b"
              .formatted(from);
    };
  }

  private static String text(String value) {
    return "'" + value.replace("'", "''") + "'";
  }
}
