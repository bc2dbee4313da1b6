package io.trailseal.api.ask;

import io.micronaut.http.HttpParameters;
import io.micronaut.http.HttpRequest;
import io.trailseal.api.error.ErrorCode;
import io.trailseal.api.error.Problem;
import io.trailseal.indexer.query.Nearest;
import io.trailseal.verifier.S3Name;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// What one request says, read strictly: a mistyped `form=` must not quietly search all of time.
public final class Parameters {
  private final Map<String, List<String>> given;
  private final List<? extends Parameter<?>> known;

  private Parameters(Map<String, List<String>> given, List<? extends Parameter<?>> known) {
    this.given = Map.copyOf(given);
    this.known = List.copyOf(known);
  }

  /// The query parameters.
  ///
  /// @param known every one that may be given, each at most once
  /// @throws io.trailseal.api.error.ProblemException if there are others
  public static Parameters of(HttpRequest<?> request, List<? extends Parameter<?>> known) {
    HttpParameters read = read(request);
    Map<String, List<String>> given = new HashMap<>();
    for (String name : read.names()) {
      refuseUnknown(name, known);
      List<String> values = read.getAll(name);
      if (values.size() > 1) {
        throw Problem.of(
                ErrorCode.PARAMETER_INVALID, "%s may be given once, is given twice".formatted(name))
            .exception();
      }
      given.put(name, values);
    }
    return new Parameters(given, known);
  }

  /// The members of a JSON body, which is one object of texts, numbers, booleans and lists of
  /// texts.
  ///
  /// @param body as it was sent
  /// @param known every member that may be there
  /// @throws io.trailseal.api.error.ProblemException if it is not that, or has others
  public static Parameters ofBody(byte[] body, List<? extends Parameter<?>> known) {
    Map<String, List<String>> given = JsonBody.read(body, known);
    given.keySet().forEach(name -> refuseUnknown(name, known));
    return new Parameters(given, known);
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

  private static void refuseUnknown(String name, List<? extends Parameter<?>> known) {
    List<String> names = known.stream().map(Parameter::name).toList();
    if (names.contains(name)) {
      return;
    }
    Optional<String> nearest = Nearest.to(name, names);
    String must =
        names.isEmpty()
            ? "; this address takes none"
            : nearest
                .map("; did you mean %s?"::formatted)
                .orElse("; known are " + String.join(", ", names));
    throw Problem.of(ErrorCode.PARAMETER_UNKNOWN, quoted(name) + " is no parameter here" + must)
        .withSuggestion(nearest)
        .exception();
  }

  /// What this parameter says, or what counts where it was not given.
  ///
  /// @throws io.trailseal.api.error.ProblemException if it cannot be what was given
  /// @throws IllegalArgumentException if it is none of the known ones
  public <T> T get(Parameter<T> parameter) {
    if (!known.contains(parameter)) {
      throw new IllegalArgumentException("nobody declared " + parameter.name());
    }
    return parameter.read(given.getOrDefault(parameter.name(), List.of()));
  }

  /// Whether it was given, empty or not.
  public boolean has(Parameter<?> parameter) {
    return given.containsKey(parameter.name());
  }

  /// Hostile text for a message: printable, and not endless.
  public static String quoted(String text) {
    int most = 80;
    String cut = text.length() <= most ? text : text.substring(0, most) + "…";
    return "\"" + S3Name.printable(cut) + "\"";
  }
}
