package io.trailseal.api.web;

import io.trailseal.api.ask.AccessAsk;
import io.trailseal.api.ask.Question;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/// Addresses of our pages.
final class Links {
  private Links() {}

  static String event(Object id) {
    return "/events/" + encode(id.toString());
  }

  static String raw(Object id) {
    return "/api/v1/events/" + encode(id.toString()) + "/raw";
  }

  static String proof(Object id) {
    return "/api/v1/events/" + encode(id.toString()) + "/proof";
  }

  static String search(String q) {
    return "/?q=" + encode(q);
  }

  /// @param from empty for an open end, as `to`
  static String search(String q, String from, String to) {
    StringBuilder out = new StringBuilder(search(q));
    add(out, "from", from);
    add(out, "to", to);
    return out.toString();
  }

  /// The same question, somewhere else in its answer.
  static String page(Question question, Optional<String> cursor) {
    StringBuilder out = new StringBuilder("/?q=").append(encode(question.q()));
    add(out, "from", question.from());
    add(out, "to", question.to());
    if (question.limit() != Question.LIMIT_DEFAULT) {
      add(out, "limit", Integer.toString(question.limit()));
    }
    add(out, "sort", question.sort());
    cursor.ifPresent(value -> add(out, "cursor", value));
    return out.toString();
  }

  /// The same question as JSON.
  static String json(Question question) {
    return "/api/v1/events" + page(question, question.cursor()).substring(1);
  }

  /// A question about the access record.
  ///
  /// @param path of the page or of its data
  static String access(String path, AccessAsk ask, Optional<String> cursor) {
    StringBuilder out = new StringBuilder(path).append("?who=").append(encode(ask.who()));
    ask.action().ifPresent(action -> add(out, "action", action.name()));
    add(out, "from", ask.from());
    add(out, "to", ask.to());
    add(out, "text", ask.text());
    cursor.ifPresent(value -> add(out, "cursor", value));
    return out.toString();
  }

  private static void add(StringBuilder out, String name, String value) {
    if (!value.isEmpty()) {
      out.append('&').append(name).append('=').append(encode(value));
    }
  }

  private static String encode(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }
}
