package io.trailseal.api.ask;

import io.micronaut.http.HttpParameters;
import io.micronaut.http.HttpRequest;
import io.trailseal.api.error.ErrorCode;
import io.trailseal.api.error.Problem;
import io.trailseal.indexer.query.Nearest;
import io.trailseal.verifier.S3Name;
import java.util.List;
import java.util.Optional;

/// The query parameters of one request, read strictly: a mistyped `form=` must not quietly search
/// all of time.
public final class Parameters {
  private final HttpParameters parameters;

  private Parameters(HttpParameters parameters) {
    this.parameters = parameters;
  }

  /// @param known every name that may be given, each at most once
  public static Parameters of(HttpRequest<?> request, List<String> known) {
    HttpParameters given = read(request);
    for (String name : given.names()) {
      if (!known.contains(name)) {
        throw unknown(name, known).exception();
      }
      if (given.getAll(name).size() > 1) {
        throw Problem.of(
                ErrorCode.PARAMETER_INVALID, "%s may be given once, is given twice".formatted(name))
            .exception();
      }
    }
    return new Parameters(given);
  }

  private static HttpParameters read(HttpRequest<?> request) {
    try {
      HttpParameters given = request.getParameters();
      // Decoding is lazy; force it here, where its failure is known for what it is.
      given.names().forEach(given::getAll);
      return given;
    } catch (IllegalArgumentException _) {
      throw Problem.of(
              ErrorCode.REQUEST_MALFORMED, "the parameters are not percent-encoded as they must be")
          .exception();
    }
  }

  private static Problem unknown(String name, List<String> known) {
    Optional<String> nearest = Nearest.to(name, known);
    String must =
        known.isEmpty()
            ? "; this address takes none"
            : nearest
                .map("; did you mean %s?"::formatted)
                .orElse("; known are " + String.join(", ", known));
    return Problem.of(ErrorCode.PARAMETER_UNKNOWN, quoted(name) + " is no parameter here" + must)
        .withSuggestion(nearest);
  }

  /// What was given, stripped; empty where nothing was.
  public String text(String name) {
    String value = parameters.get(name);
    return value == null ? "" : value.strip();
  }

  /// A count.
  ///
  /// @param absent the count where none is given
  public int count(String name, int absent, int max) {
    String text = text(name);
    if (text.isEmpty()) {
      return absent;
    }
    try {
      int count = Integer.parseInt(text);
      if (count >= 1 && count <= max) {
        return count;
      }
    } catch (NumberFormatException _) {
      // Said below, together with the other ways to be wrong.
    }
    throw Problem.of(
            ErrorCode.PARAMETER_INVALID,
            "%s must be 1 to %d, was %s".formatted(name, max, quoted(text)))
        .exception();
  }

  /// `true` or `false`; false where nothing is given.
  public boolean flag(String name) {
    return switch (text(name)) {
      case "true" -> true;
      case "", "false" -> false;
      default ->
          throw Problem.of(
                  ErrorCode.PARAMETER_INVALID,
                  "%s must be true or false, was %s".formatted(name, quoted(text(name))))
              .exception();
    };
  }

  /// Hostile text for a message: printable, and not endless.
  static String quoted(String text) {
    int most = 80;
    String cut = text.length() <= most ? text : text.substring(0, most) + "…";
    return "\"" + S3Name.printable(cut) + "\"";
  }
}
