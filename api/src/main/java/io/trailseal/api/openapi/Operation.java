package io.trailseal.api.openapi;

import io.trailseal.api.ask.Parameter;
import io.trailseal.api.error.ErrorCode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/// One thing that can be asked: a method at an address.
///
/// @param path with its variables: `/api/v1/events/{id}`
/// @param tag under which it stands with others
/// @param title in a few words
/// @param about in a few sentences, Markdown
/// @param variables of the path, in its order
/// @param takes query parameters
/// @param body members of the JSON body; empty where none is taken
/// @param gives answers that are not problems
/// @param refuses problems it has of its own; those that every address has are not among them
/// @param examples requests that work on the store of the tests, at least one for each status
public record Operation(
    Method method,
    String path,
    String tag,
    String title,
    String about,
    List<Parameter<?>> variables,
    List<Parameter<?>> takes,
    List<Parameter<?>> body,
    List<Given> gives,
    List<ErrorCode> refuses,
    List<Example> examples) {
  private static final Pattern NO_LETTER = Pattern.compile("[^A-Za-z0-9]+");

  /// How it is asked.
  public enum Method {
    GET,
    POST,
    DELETE
  }

  /// An answer that is no problem.
  ///
  /// @param schema the name of its schema; empty where it is no JSON of ours
  public record Given(int status, String mediaType, Optional<String> schema, String about) {}

  /// A request and the status of its answer.
  ///
  /// @param path with its parameters, percent-encoded
  /// @param body JSON
  public record Example(String path, Optional<String> body, int status) {}

  public Operation {
    variables = List.copyOf(variables);
    takes = List.copyOf(takes);
    body = List.copyOf(body);
    gives = List.copyOf(gives);
    refuses = List.copyOf(refuses);
    examples = List.copyOf(examples);
  }

  public static Operation get(String path, String tag, String title) {
    return of(Method.GET, path, tag, title);
  }

  public static Operation post(String path, String tag, String title) {
    return of(Method.POST, path, tag, title);
  }

  public static Operation delete(String path, String tag, String title) {
    return of(Method.DELETE, path, tag, title);
  }

  private static Operation of(Method method, String path, String tag, String title) {
    return new Operation(
        method, path, tag, title, "", List.of(), List.of(), List.of(), List.of(), List.of(),
        List.of());
  }

  public Operation about(String text) {
    return new Operation(
        method, path, tag, title, text, variables, takes, body, gives, refuses, examples);
  }

  /// Declares the variables of the path.
  public Operation at(Parameter<?>... all) {
    return new Operation(
        method, path, tag, title, about, List.of(all), takes, body, gives, refuses, examples);
  }

  public Operation takes(List<Parameter<?>> all) {
    return new Operation(
        method, path, tag, title, about, variables, all, body, gives, refuses, examples);
  }

  public Operation takes(Parameter<?>... all) {
    return takes(List.of(all));
  }

  /// Takes a JSON body with these members.
  public Operation body(Parameter<?>... all) {
    return new Operation(
        method, path, tag, title, about, variables, takes, List.of(all), gives, refuses, examples);
  }

  /// Gives JSON of this schema with status 200.
  public Operation gives(String schema, String words) {
    return gives(200, "application/json", schema, words);
  }

  /// @param schema its name; empty where it is no JSON of ours
  public Operation gives(int status, String mediaType, String schema, String words) {
    return new Operation(
        method,
        path,
        tag,
        title,
        about,
        variables,
        takes,
        body,
        with(
            gives,
            new Given(
                status,
                mediaType,
                schema.isEmpty() ? Optional.empty() : Optional.of(schema),
                words)),
        refuses,
        examples);
  }

  /// Says 304 to who has the answer already.
  public Operation tagged() {
    return gives(304, "", "", "what `If-None-Match` names is what there is");
  }

  public Operation refuses(ErrorCode... codes) {
    return new Operation(
        method, path, tag, title, about, variables, takes, body, gives, List.of(codes), examples);
  }

  public Operation example(String request, int status) {
    return example(new Example(request, Optional.empty(), status));
  }

  public Operation example(String request, String json, int status) {
    return example(new Example(request, Optional.of(json), status));
  }

  private Operation example(Example one) {
    return new Operation(
        method,
        path,
        tag,
        title,
        about,
        variables,
        takes,
        body,
        gives,
        refuses,
        with(examples, one));
  }

  private static <T> List<T> with(List<T> list, T one) {
    List<T> out = new ArrayList<>(list);
    out.add(one);
    return out;
  }

  /// Whether a status comes with an `ETag` that can be asked with.
  public boolean isTagged() {
    return gives.stream().anyMatch(given -> given.status() == 304);
  }

  /// A name for programs: `getEventsIdRaw`.
  public String id() {
    StringBuilder out = new StringBuilder(method.name().toLowerCase(Locale.ROOT));
    for (String word : NO_LETTER.split(path.replaceFirst("^/api/v1", ""), -1)) {
      if (!word.isEmpty()) {
        out.append(Character.toUpperCase(word.charAt(0))).append(word.substring(1));
      }
    }
    return out.toString();
  }
}
