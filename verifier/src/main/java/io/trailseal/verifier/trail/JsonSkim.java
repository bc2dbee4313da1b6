package io.trailseal.verifier.trail;

import io.trailseal.verifier.json.StrictJson;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/// Steps over JSON by its brackets and quotes alone, without understanding values: no limit on
/// depth or length, no memory. It finds its way to the records of a file, and past a record that is
/// over one of the parser's limits. What lies between is not validated; that is the parser's work.
final class JsonSkim {
  final byte[] bytes;
  final int end;

  JsonSkim(byte[] bytes, int end) {
    this.bytes = bytes;
    this.end = end;
  }

  /// The byte at `at`, or -1 past the end.
  int peek(int at) {
    return at < end ? bytes[at] & 0xFF : -1;
  }

  int skipWhitespace(int from) {
    int at = from;
    while (at < end
        && (bytes[at] == ' ' || bytes[at] == '\n' || bytes[at] == '\r' || bytes[at] == '\t')) {
      at++;
    }
    return at;
  }

  /// One past the value that starts at `from`, or -1 if the content ends before the value does, or
  /// there is none.
  int skipValue(int from) {
    return switch (peek(from)) {
      case '"' -> skipString(from);
      case '{', '[' -> skipContainer(from);
      case -1, ',', ':', '}', ']' -> -1;
      default -> skipLiteral(from);
    };
  }

  private int skipLiteral(int from) {
    int at = from;
    while (at < end && ",:]} \n\r\t".indexOf(bytes[at]) < 0) {
      at++;
    }
    return at;
  }

  private int skipString(int from) {
    int at = from + 1;
    while (at < end) {
      if (bytes[at] == '"') {
        return at + 1;
      }
      at += bytes[at] == '\\' ? 2 : 1;
    }
    return -1;
  }

  private int skipContainer(int from) {
    long open = 0;
    int at = from;
    while (at < end) {
      switch (bytes[at]) {
        case '{', '[' -> open++;
        case '}', ']' -> open--;
        case '"' -> {
          at = skipString(at);
          if (at < 0) {
            return -1;
          }
          continue;
        }
        default -> {}
      }
      at++;
      if (open == 0) {
        return at;
      }
    }
    return -1;
  }

  /// The text of the string that starts at `from`, or null if it is no string, longer than
  /// `lengthMax` bytes, or wrong. Escapes are undone, as every reader of the file would do.
  @Nullable String text(int from, int lengthMax) {
    int past = peek(from) == '"' ? skipString(from) : -1;
    if (past < 0 || past - from > lengthMax + 2) {
      return null;
    }
    if (!hasEscape(from, past)) {
      return new String(bytes, from + 1, past - from - 2, StandardCharsets.UTF_8);
    }
    try (JsonParser parser = StrictJson.parser(bytes, from, past - from)) {
      return parser.nextToken() == JsonToken.VALUE_STRING ? parser.getString() : null;
    } catch (JacksonException e) {
      // Not a string after all; whoever parses this place in earnest reports it.
      return null;
    }
  }

  private boolean hasEscape(int from, int past) {
    for (int at = from; at < past; at++) {
      if (bytes[at] == '\\') {
        return true;
      }
    }
    return false;
  }

  /// Meets the members of an object one by one.
  interface MemberVisitor {
    /// @param name null if it is too long or broken
    /// @param valueAt where its value starts
    /// @return false to stop
    boolean visit(@Nullable String name, int valueAt);
  }

  /// Steps through the members of the object that starts at `from`, as far as its punctuation is
  /// right.
  ///
  /// @return one past the object, or -1 if it was not stepped through to its end
  int forEachMember(int from, MemberVisitor visitor) {
    int at = skipWhitespace(from + 1);
    if (peek(at) == '}') {
      return at + 1;
    }
    while (peek(at) == '"') {
      String name = text(at, NAME_BYTES_MAX);
      int colon = skipString(at);
      if (colon < 0) {
        return -1;
      }
      colon = skipWhitespace(colon);
      if (peek(colon) != ':') {
        return -1;
      }
      int value = skipWhitespace(colon + 1);
      if (!visitor.visit(name, value)) {
        return -1;
      }
      int past = skipValue(value);
      if (past < 0) {
        return -1;
      }
      past = skipWhitespace(past);
      if (peek(past) == '}') {
        return past + 1;
      }
      if (peek(past) != ',') {
        return -1;
      }
      at = skipWhitespace(past + 1);
    }
    return -1;
  }

  /// Names this module looks for are far shorter; of longer ones only that they are there matters.
  private static final int NAME_BYTES_MAX = 200;
}
