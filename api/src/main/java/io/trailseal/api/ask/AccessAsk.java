package io.trailseal.api.ask;

import io.trailseal.indexer.access.AccessQuestion;
import io.trailseal.indexer.ledger.AccessAction;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// A question about the access record, as it was typed.
///
/// @param who empty, or a name
/// @param from empty, or a time as [TimeRange] reads it
/// @param to likewise
/// @param text empty, or what must occur in an entry
public record AccessAsk(
    String who, Optional<AccessAction> action, String from, String to, String text) {
  public static final int LIMIT_DEFAULT = 100;
  public static final int LIMIT_MAX = 1000;

  private static final int NAME_LENGTH_MAX = 256;
  private static final int TEXT_LENGTH_MAX = 1000;

  public static final Parameter<String> WHO =
      Parameter.text(
          "who", NAME_LENGTH_MAX, "entries of who has this name; upper and lower case are one");

  public static final Parameter<Optional<AccessAction>> ACTION =
      Parameter.oneOfOrNone("action", actions(), "entries of this kind");

  public static final Parameter<String> FROM =
      Parameter.text("from", 100, "entries at or after this time, as for events");

  public static final Parameter<String> TO =
      Parameter.text("to", 100, "entries before this time, as for events");

  public static final Parameter<String> TEXT =
      Parameter.text(
          "text",
          TEXT_LENGTH_MAX,
          "entries in which this occurs: in a name, an address, a query or another detail; upper"
              + " and lower case are one");

  public static final Parameter<String> CURSOR =
      Parameter.text("cursor", 40, "what `next` said on the page before");

  public static final Parameter<Integer> LIMIT =
      Parameter.count("limit", LIMIT_DEFAULT, LIMIT_MAX, "entries on one page");

  /// What an export takes.
  public static final List<Parameter<?>> OF_EXPORT = List.of(WHO, ACTION, FROM, TO, TEXT);

  /// What a page takes.
  public static final List<Parameter<?>> OF_PAGE =
      List.of(WHO, ACTION, FROM, TO, TEXT, CURSOR, LIMIT);

  private static Map<String, AccessAction> actions() {
    Map<String, AccessAction> actions = new LinkedHashMap<>();
    for (AccessAction action : AccessAction.values()) {
      actions.put(action.name(), action);
    }
    return actions;
  }

  /// @param parameters that know [#OF_EXPORT]
  public static AccessAsk of(Parameters parameters) {
    return new AccessAsk(
        parameters.get(WHO),
        parameters.get(ACTION),
        parameters.get(FROM),
        parameters.get(TO),
        parameters.get(TEXT));
  }

  /// What is asked.
  ///
  /// @throws io.trailseal.api.error.ProblemException if it is not understood
  AccessQuestion question() {
    TimeRange range = TimeRange.of(from, to);
    return new AccessQuestion(present(who), action, range.from(), range.to(), present(text));
  }

  private static Optional<String> present(String text) {
    return text.isEmpty() ? Optional.empty() : Optional.of(text);
  }

  /// The same for a person.
  String words() {
    List<String> words = new ArrayList<>();
    present(who).ifPresent(name -> words.add("who " + name));
    action.ifPresent(each -> words.add("action " + each.name()));
    present(text).ifPresent(each -> words.add("text " + each));
    return words.isEmpty() ? "everything" : String.join(", ", words);
  }
}
