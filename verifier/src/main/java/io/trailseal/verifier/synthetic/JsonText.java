package io.trailseal.verifier.synthetic;

import org.jspecify.annotations.Nullable;

/// Texts as JSON writes them.
final class JsonText {
  private JsonText() {}

  /// `text` between quotes, escaped.
  static String quote(String text) {
    StringBuilder out = new StringBuilder(text.length() + 8).append('"');
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '"' || c == '\\') {
        out.append('\\').append(c);
      } else if (c < ' ') {
        out.append("\\u%04x".formatted((int) c));
      } else {
        out.append(c);
      }
    }
    return out.append('"').toString();
  }

  /// `text` between quotes, or the word `null`.
  static String quoteOrNull(@Nullable String text) {
    return text == null ? "null" : quote(text);
  }
}
