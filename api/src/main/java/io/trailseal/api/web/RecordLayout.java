package io.trailseal.api.web;

import io.trailseal.api.ask.RecordText;
import io.trailseal.api.web.EventView.Line;
import io.trailseal.api.web.EventView.Token;
import io.trailseal.verifier.Payload;
import io.trailseal.verifier.S3Name;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/// Lays a raw record out in lines for reading: one member a line, every value a link that searches
/// for it. Also collects the leaves by path, since it comes by them anyway.
///
/// What is shown is for the eye; the untouched bytes are one click away. Invisible characters are
/// shown as JSON escapes, so that no text can pretend to be another.
final class RecordLayout {
  /// Longer records are shown as text, and only their beginning: a browser lays this much out in
  /// well under a second. CloudTrail's own limit is 256 KiB (1 MiB for large events).
  static final int RECORD_BYTES_MAX = 1024 * 1024;

  /// A record of nothing but brackets has a line for each byte.
  static final int LINES_MAX = 20_000;

  static final int PLAIN_BYTES_MAX = 64 * 1024;

  /// Values of one path kept for the facts: resources are lists.
  private static final int VALUES_MAX = 5;

  private final List<Line> lines = new ArrayList<>();
  private final Map<String, List<String>> leaves = new LinkedHashMap<>();
  private String plain = "";
  private String remark = "";

  private final Deque<String> path = new ArrayDeque<>();
  private List<Token> current = new ArrayList<>();
  private int indent;

  private RecordLayout() {}

  static RecordLayout of(Payload raw) {
    RecordLayout layout = new RecordLayout();
    if (raw.length() > RECORD_BYTES_MAX) {
      layout.showPlain(raw, "the record is too long to be laid out");
      return layout;
    }
    if (RecordText.embeddable(raw).isEmpty()) {
      layout.showPlain(raw, "the record is not one whole JSON object in UTF-8");
      return layout;
    }
    try (JsonParser parser = RecordText.parser(raw)) {
      layout.walk(parser);
    } catch (JacksonException _) {
      layout.lines.clear();
      layout.showPlain(raw, "the record could not be laid out");
    }
    return layout;
  }

  List<Line> lines() {
    return lines;
  }

  /// The values at `path`, the first few, in the order of the record.
  List<String> values(String path) {
    return leaves.getOrDefault(path, List.of());
  }

  String plain() {
    return plain;
  }

  String remark() {
    return remark;
  }

  private void showPlain(Payload raw, String why) {
    int length = Math.min(raw.length(), PLAIN_BYTES_MAX);
    String text = new String(raw.borrow(), 0, length, StandardCharsets.UTF_8);
    StringBuilder out = new StringBuilder(text.length());
    text.lines().forEach(line -> out.append(Shown.text(line, Integer.MAX_VALUE)).append('\n'));
    plain = out.toString();
    remark =
        length < raw.length()
            ? "%s; these are its first %,d bytes".formatted(why, length)
            : "%s; these are its bytes as text".formatted(why);
  }

  private void walk(JsonParser parser) {
    boolean empty = true;
    boolean afterName = false;
    for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken()) {
      if (lines.size() >= LINES_MAX) {
        remark = "the record has more lines than these %,d".formatted(LINES_MAX);
        return;
      }
      boolean ends = token == JsonToken.END_OBJECT || token == JsonToken.END_ARRAY;
      if (!ends && !afterName) {
        beginItem(empty);
      }
      switch (token) {
        case START_OBJECT, START_ARRAY -> {
          mark(token == JsonToken.START_OBJECT ? "{" : "[");
          path.addLast(name(parser));
        }
        case END_OBJECT, END_ARRAY -> {
          path.removeLast();
          if (!empty) {
            endLine();
          }
          mark(token == JsonToken.END_OBJECT ? "}" : "]");
        }
        case PROPERTY_NAME -> {
          current.add(new Token("n", quoted(parser.currentName()), ""));
          mark(": ");
        }
        default -> value(parser, token);
      }
      empty = token == JsonToken.START_OBJECT || token == JsonToken.START_ARRAY;
      afterName = token == JsonToken.PROPERTY_NAME;
    }
    endLine();
  }

  /// Every member and every element starts a line of its own.
  private void beginItem(boolean first) {
    if (path.isEmpty()) {
      return;
    }
    if (!first) {
      mark(",");
    }
    endLine();
  }

  private void endLine() {
    lines.add(new Line("  ".repeat(indent), current));
    current = new ArrayList<>();
    indent = path.size();
  }

  private void mark(String punctuation) {
    current.add(new Token("p", punctuation, ""));
  }

  private static String name(JsonParser parser) {
    String name = parser.currentName();
    return name == null ? "" : name;
  }

  private void value(JsonParser parser, JsonToken token) {
    String text = parser.getString();
    String at = here(name(parser));
    List<String> values = leaves.computeIfAbsent(at, _ -> new ArrayList<>());
    if (values.size() < VALUES_MAX) {
      values.add(text);
    }
    boolean isString = token == JsonToken.VALUE_STRING;
    boolean isNull = token == JsonToken.VALUE_NULL;
    current.add(
        new Token(
            isString ? "s" : isNull ? "z" : "d",
            isString ? quoted(text) : text,
            isNull ? "" : Pivot.href(at, text)));
  }

  /// The path of the value read: member names from the record down, array indexes left out, as the
  /// index has it.
  private String here(String name) {
    StringBuilder out = new StringBuilder();
    for (String part : path) {
      append(out, part);
    }
    append(out, name);
    return out.toString();
  }

  private static void append(StringBuilder out, String part) {
    if (!part.isEmpty()) {
      if (!out.isEmpty()) {
        out.append('.');
      }
      out.append(part);
    }
  }

  /// A JSON string with everything invisible escaped.
  private static String quoted(String text) {
    StringBuilder out = new StringBuilder(text.length() + 2).append('"');
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      switch (c) {
        case '"' -> out.append("\\\"");
        case '\\' -> out.append("\\\\");
        case '\n' -> out.append("\\n");
        case '\r' -> out.append("\\r");
        case '\t' -> out.append("\\t");
        default -> out.append(c);
      }
    }
    return S3Name.printable(out.append('"').toString());
  }
}
