package io.trailseal.indexer.query;

import io.trailseal.verifier.S3Name;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/// What a query says that its writer may not have meant, out of a habit from elsewhere.
public final class Habits {
  private static final Set<String> OPERATORS = Set.of("and", "or", "not");

  /// Signs of a regular expression beside letters, digits and what means itself.
  private static final Pattern SPECIAL = Pattern.compile("[.?*+{}|()\\[\\]\\\\^$]");

  /// Signs that no word has.
  private static final Pattern BETWEEN_WORDS = Pattern.compile("[/:@_ ,;=]|\\\\[^dwsDWS]");

  private static final String COUNTED_FROM_NOW = "eventTime";
  private static final String ADDRESS = "sourceIPAddress";

  private Habits() {}

  /// One sentence for each part of an AND or of a query that is of this kind.
  public static List<String> hints(List<Query> parts) {
    List<String> hints = new ArrayList<>();
    for (Query part : parts) {
      switch (part) {
        case Query.Text(var word) when OPERATORS.contains(word) -> hints.add(operator(word));
        case Query.Field(var path, Query.Test.Is(var word))
            when OPERATORS.contains(word) && otherOf(path, parts) > 0 ->
            hints.add(operator(word));
        case Query.Field(var path, Query.Test.Is(var value))
            when path.equalsIgnoreCase(ADDRESS) && isNearlyABlock(value) ->
            hints.add(
                S3Name.excerpt(value, 60)
                    + " is no address block and was compared as text; a block of IPv4 ends with /0"
                    + " to /32, of IPv6 with /0 to /128");
        case Query.Field(var path, Query.Test.Is(var value)) when !LegalValues.has(path, value) ->
            hints.add(LegalValues.hint(path, value));
        case Query.Field(_, Query.Test.Like(var pattern))
            when pattern.startsWith("/") && pattern.contains(".*") ->
            hints.add(
                "%s was read as text with wildcards; a regular expression ends with a /"
                    .formatted(S3Name.excerpt(pattern, 60)));
        case Query.Field(_, Query.Test.Matches(var regex)) -> regex(regex, hints);
        case Query.Field(var path, Query.Test.Between(var low, _, var high, _))
            when !path.equalsIgnoreCase(COUNTED_FROM_NOW) && (isNow(low) || isNow(high)) ->
            hints.add(
                "only eventTime is counted from now; %s was compared with '%s'"
                    .formatted(
                        S3Name.excerpt(path, 100), S3Name.excerpt(isNow(low) ? low : high, 60)));
        case Query.TextMatches(var regex) -> {
          if (BETWEEN_WORDS.matcher(regex).find()) {
            hints.add(
                "/%s/ was compared with single words, which have only letters and digits; name the"
                        .formatted(S3Name.excerpt(regex, 60))
                    + " field to compare whole values");
          }
        }
        default -> {
          // As it is meant.
        }
      }
    }
    return hints;
  }

  /// The others inside of the same `field:( … )`, or of the same field anyway.
  private static long otherOf(String path, List<Query> parts) {
    return parts.stream()
            .filter(part -> part instanceof Query.Field(var other, _) && other.equals(path))
            .count()
        - 1;
  }

  private static boolean isNearlyABlock(String value) {
    int slash = value.indexOf('/');
    return slash > 0 && Addresses.parse(value.substring(0, slash)).isPresent();
  }

  private static boolean isNow(String text) {
    return text.regionMatches(true, 0, "now", 0, 3);
  }

  private static String operator(String word) {
    return "'%s' was searched for as a word; operators are upper case: %s"
        .formatted(word, word.toUpperCase(Locale.ROOT));
  }

  private static void regex(String regex, List<String> hints) {
    if (!SPECIAL.matcher(regex).find()) {
      hints.add(
          "/%1$s/ was read as a regular expression for the value %1$s; write \"/%1$s/\" for the value"
                  .formatted(S3Name.excerpt(regex, 60))
              + " with its slashes");
    }
  }
}
