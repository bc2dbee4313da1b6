package io.trailseal.verifier.report;

import io.trailseal.verifier.S3Name;

/// Escapes text for XML and HTML.
final class Markup {
  private Markup() {}

  /// `text`, which may be hostile, fit for element content and for attributes in either quotes.
  ///
  /// What a terminal must not see XML must not hold either, except two characters that are nothing
  /// to a terminal and forbidden in XML.
  static String escape(String text) {
    String printable = S3Name.printable(text);
    StringBuilder out = new StringBuilder(printable.length() + 32);
    for (int i = 0; i < printable.length(); i++) {
      char c = printable.charAt(i);
      switch (c) {
        case '&' -> out.append("&amp;");
        case '<' -> out.append("&lt;");
        case '>' -> out.append("&gt;");
        case '"' -> out.append("&quot;");
        case '\'' -> out.append("&#39;");
        case '\ufffe' -> out.append("\\ufffe");
        case '\uffff' -> out.append("\\uffff");
        default -> out.append(c);
      }
    }
    return out.toString();
  }
}
