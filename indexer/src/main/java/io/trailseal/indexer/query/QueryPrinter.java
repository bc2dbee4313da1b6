package io.trailseal.indexer.query;

import io.trailseal.indexer.query.Query.Test;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/// Writes a query so that the parser reads the same tree. Values are always quoted, so that nothing
/// in them needs thought; patterns cannot be, so everything special in them is escaped.
final class QueryPrinter {
  /// What needs no escape in a field's name.
  private static final Pattern PLAIN_PATH = Pattern.compile("[A-Za-z_@][A-Za-z0-9_.@-]*");

  /// Names the parser could take for the beginning of an ARN or a URL, an operator, or a verdict.
  private static final Set<String> MISLEADING_PATHS =
      Set.of(
          "arn",
          "http",
          "https",
          "ftp",
          "s3",
          "and",
          "or",
          "not",
          "to",
          Values.PROOF,
          Values.WHO,
          Values.SIZE,
          Values.CONFLICTING,
          Values.EXISTS,
          Values.MISSING);

  private QueryPrinter() {}

  static String print(Query query) {
    StringBuilder out = new StringBuilder();
    print(query, out);
    return out.toString();
  }

  private static void print(Query query, StringBuilder out) {
    switch (query) {
      case Query.All _ -> out.append('*');
      case Query.And(var parts) -> join(parts, " AND ", out);
      case Query.Or(var parts) -> join(parts, " OR ", out);
      case Query.Not(var part) -> {
        out.append("NOT ");
        operand(part, out);
      }
      case Query.Field(var path, var test) -> {
        path(path, out);
        out.append(':');
        test(test, out);
      }
      case Query.Text(var words) -> quoted(words, out);
      case Query.TextLike(var pattern) -> pattern(pattern, out);
      case Query.TextMatches(var regex) -> regex(regex, out);
      case Query.Who(var test) -> {
        out.append("who:");
        test(test, out);
      }
      case Query.Size(var test) -> {
        out.append("size:");
        test(test, out);
      }
      case Query.Proof(var word) -> {
        out.append("proof:");
        quoted(word, out);
      }
      case Query.Conflicting _ -> out.append("conflicting:true");
    }
  }

  private static void join(List<Query> parts, String operator, StringBuilder out) {
    for (int i = 0; i < parts.size(); i++) {
      if (i > 0) {
        out.append(operator);
      }
      operand(parts.get(i), out);
    }
  }

  private static void operand(Query part, StringBuilder out) {
    if (part instanceof Query.And || part instanceof Query.Or) {
      out.append('(');
      print(part, out);
      out.append(')');
    } else {
      print(part, out);
    }
  }

  private static void path(String path, StringBuilder out) {
    if (PLAIN_PATH.matcher(path).matches()
        && !MISLEADING_PATHS.contains(path.toLowerCase(Locale.ROOT))) {
      out.append(path);
      return;
    }
    for (int i = 0; i < path.length(); i++) {
      char c = path.charAt(i);
      boolean plain = c > 0x7f ? !Character.isWhitespace(c) : Character.isLetterOrDigit(c);
      if (i == 0 || !(plain || c == '.' || c == '_')) {
        out.append('\\');
      }
      out.append(c);
    }
  }

  private static void test(Test test, StringBuilder out) {
    switch (test) {
      case Test.Is(var value) -> quoted(value, out);
      case Test.Like(var pattern) -> pattern(pattern, out);
      case Test.Matches(var regex) -> regex(regex, out);
      case Test.Exists _ -> out.append('*');
      case Test.InBlock(var cidr) -> out.append(cidr);
      case Test.Between(var low, var lowIncluded, var high, var highIncluded) -> {
        out.append(lowIncluded ? '[' : '{');
        end(low, out);
        out.append(" TO ");
        end(high, out);
        out.append(highIncluded ? ']' : '}');
      }
    }
  }

  private static void end(String value, StringBuilder out) {
    if (value.isEmpty()) {
      out.append('*');
    } else {
      quoted(value, out);
    }
  }

  private static void quoted(String value, StringBuilder out) {
    out.append('"');
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      if (c == '"' || c == '\\') {
        out.append('\\');
      }
      out.append(c);
    }
    out.append('"');
  }

  /// A slash needs a backslash between slashes. So does space that would make this look like
  /// several terms.
  private static void regex(String regex, StringBuilder out) {
    out.append('/');
    for (int i = 0; i < regex.length(); i++) {
      char c = regex.charAt(i);
      if (c == '\\') {
        out.append(c).append(regex.charAt(++i));
      } else {
        if (c == '/' || Character.isWhitespace(c)) {
          out.append('\\');
        }
        out.append(c);
      }
    }
    out.append('/');
  }

  /// The pattern's own escapes are the language's, so they stay; more are added where a character
  /// would end the word or start something else. The halves of a character beyond U+FFFF stay
  /// together: with a backslash between them they are no text that could be written anywhere.
  private static void pattern(String pattern, StringBuilder out) {
    for (int i = 0; i < pattern.length(); i++) {
      char c = pattern.charAt(i);
      if (c == '\\' && i + 1 < pattern.length()) {
        out.append(c).append(pattern.charAt(++i));
      } else if (Character.isLetterOrDigit(c)
          || Character.isSurrogate(c)
          || "*?._".indexOf(c) >= 0) {
        out.append(c);
      } else {
        out.append('\\').append(c);
      }
    }
  }
}
