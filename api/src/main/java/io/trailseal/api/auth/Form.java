package io.trailseal.api.auth;

import io.micronaut.http.HttpRequest;
import io.trailseal.api.error.ErrorCode;
import io.trailseal.api.error.Problem;
import io.trailseal.api.error.ProblemException;
import io.trailseal.indexer.access.Secrets;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// The fields of a form that a page of ours sent.
public final class Form {
  /// The hidden field with what [Callers#formWord] says.
  public static final String WORD = "word";

  private static final int FIELDS_MAX = 20;

  private final Map<String, String> fields;

  private Form(Map<String, String> fields) {
    this.fields = fields;
  }

  /// Reads it strictly, and refuses one that another site made up.
  ///
  /// @param body `application/x-www-form-urlencoded`, hostile
  /// @param known every field there may be, each at most once
  /// @throws ProblemException if it is not such a form
  public static Form read(HttpRequest<?> request, byte[] body, List<String> known) {
    Map<String, String> fields = new HashMap<>();
    String text = new String(body, StandardCharsets.UTF_8);
    for (String field : text.isEmpty() ? new String[0] : text.split("&", FIELDS_MAX + 1)) {
      String[] parts = field.split("=", 2);
      String name = decoded(parts[0]);
      boolean isKnown = known.contains(name) || name.equals(WORD);
      if (fields.size() >= FIELDS_MAX
          || !isKnown
          || fields.put(name, parts.length < 2 ? "" : decoded(parts[1])) != null) {
        throw malformed("the form has a field it does not have on the page, or one twice");
      }
    }
    String expected = Callers.formWord(request);
    if (!expected.isEmpty() && !Secrets.same(expected, fields.getOrDefault(WORD, ""))) {
      throw Problem.of(ErrorCode.CROSS_SITE, "the form is not of the session that it was sent in")
          .withRemedy("open the page again and send the form from there")
          .exception();
    }
    return new Form(fields);
  }

  private static String decoded(String text) {
    try {
      return URLDecoder.decode(text, StandardCharsets.UTF_8);
    } catch (IllegalArgumentException _) {
      throw malformed("the form is not percent-encoded as it must be");
    }
  }

  private static ProblemException malformed(String detail) {
    return Problem.of(ErrorCode.REQUEST_MALFORMED, detail).exception();
  }

  /// What was typed; empty where nothing was.
  public String text(String name) {
    return fields.getOrDefault(name, "");
  }

  /// Whether a box was ticked.
  public boolean isTicked(String name) {
    return fields.containsKey(name);
  }
}
