package io.trailseal.indexer.search;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;

/// One event as the oracle sees it: what its raw JSON says, and where it came in.
final class OracleEvent {
  private static final JsonFactory JSON = new JsonFactory();
  private static final Set<String> IDS = Set.of("eventid", "requestid");
  private static final Pattern UUID =
      Pattern.compile("[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}");
  private static final long SENSIBLE_FROM = OracleText.time("2006").orElseThrow().start();
  private static final long SENSIBLE_TO = OracleText.time("2100").orElseThrow().end();

  private static final Map<String, List<String>> WORDS_OF_PATHS = new ConcurrentHashMap<>();

  final EventId id;
  final String raw;
  final long bytes;
  final List<Leaf> leaves = new ArrayList<>();
  private final Map<String, List<Leaf>> byPath = new HashMap<>();

  /// The words of each path at which there is something.
  final List<List<String>> pathWords;

  final Optional<Long> time;

  /// eventID and requestID, folded, where they are UUIDs. They and a time in the usual form are no
  /// values like others: they are found whole or by their beginning, and their parts are no words.
  final Map<String, String> ids = new HashMap<>();

  final Optional<BigInteger> address;

  /// @param path folded
  /// @param type what it is in the JSON: `s` string, `n` number, `b` boolean, `0` null, `{` empty
  ///   container
  /// @param text as it is
  /// @param value folded, and cut where it is very long
  /// @param number where it is compared by value
  /// @param words of strings and numbers
  /// @param keptOtherwise whether it is an id or a time, and no value like others
  record Leaf(
      String path,
      String written,
      char type,
      String text,
      String value,
      Optional<BigDecimal> number,
      List<String> words,
      boolean keptOtherwise) {
    boolean isText() {
      return type == 's' || type == 'n';
    }

    boolean exists() {
      return type == 'b' || (isText() && !text.isEmpty());
    }
  }

  OracleEvent(EventId id, String raw, long bytes) {
    this.id = id;
    this.raw = raw;
    this.bytes = bytes;
    read();
    Optional<Long> eventTime = firstTime("eventtime");
    keepOtherwise();
    this.time = eventTime.isPresent() ? eventTime : firstTime("timewindow.windowstart");
    leaves.forEach(leaf -> byPath.computeIfAbsent(leaf.path, _ -> new ArrayList<>()).add(leaf));
    this.pathWords =
        leaves.stream()
            .filter(Leaf::exists)
            .map(Leaf::written)
            .distinct()
            .map(path -> WORDS_OF_PATHS.computeIfAbsent(path, OracleEvent::wordsOfPath))
            .toList();
    this.address =
        leaves.stream()
            .filter(leaf -> leaf.isText() && leaf.path.equals("sourceipaddress"))
            .flatMap(leaf -> OracleText.address(leaf.text).stream())
            .findFirst();
  }

  private static List<String> wordsOfPath(String path) {
    return OracleText.words(OracleText.stored(path));
  }

  /// The leaves at a folded path.
  List<Leaf> at(String path) {
    return byPath.getOrDefault(path, List.of());
  }

  /// What the event has in a field that is sorted by and counted: as it is written, the first where
  /// there is one of it, up to a hundred of what stands below a list.
  List<String> column(String path) {
    return at(OracleText.foldPath(path)).stream()
        .filter(Leaf::exists)
        .limit(OracleText.foldPath(path).startsWith("resources.") ? 100 : 1)
        .map(leaf -> OracleText.stored(leaf.text))
        .distinct()
        .toList();
  }

  /// The eventID within the month; empty where there is none.
  Optional<String> keyInMonth() {
    String month =
        time.map(millis -> Instant.ofEpochMilli(millis).toString().substring(0, 7)).orElse("");
    return Optional.ofNullable(ids.get("eventid"))
        .or(
            () ->
                at("eventid").stream()
                    .filter(Leaf::exists)
                    .findFirst()
                    .map(
                        leaf ->
                            leaf.number()
                                .map(OracleText::plain)
                                .map("n"::concat)
                                .orElse(leaf.value())))
        .map(eventID -> month + " " + eventID);
  }

  /// Of two that have one id and are not the same: whether both are said to be of one account.
  boolean conflictsWith(OracleEvent other) {
    return !OracleRoom.isSound(raw)
        || !OracleRoom.isSound(other.raw)
        || recipient().equals(other.recipient());
  }

  /// What it has as recipientAccountId, however that is spelled.
  List<String> recipients() {
    return at("recipientaccountid").stream().filter(Leaf::exists).map(Leaf::text).toList();
  }

  private List<String> recipient() {
    return leaves.stream()
        .filter(
            leaf ->
                leaf.written().equals("recipientAccountId")
                    || leaf.written().startsWith("recipientAccountId."))
        .map(leaf -> leaf.written() + leaf.type() + leaf.text())
        .toList();
  }

  private void keepOtherwise() {
    boolean hasTime = false;
    for (Leaf leaf : List.copyOf(leaves)) {
      if (!leaf.isText()) {
        continue;
      }
      if (leaf.path.equals("eventtime") && !hasTime) {
        hasTime = sensible(leaf.text).isPresent();
        if (hasTime && leaf.text.matches("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\dZ")) {
          strip(leaf);
        }
      } else if (IDS.contains(leaf.path)
          && !ids.containsKey(leaf.path)
          && UUID.matcher(leaf.text).matches()) {
        ids.put(leaf.path, leaf.value);
        strip(leaf);
      }
    }
  }

  private void strip(Leaf leaf) {
    int at = 0;
    while (!leaves.get(at).equals(leaf)) {
      at++;
    }
    leaves.set(
        at,
        new Leaf(
            leaf.path, leaf.written, leaf.type, leaf.text, "", Optional.empty(), List.of(), true));
  }

  private static Optional<Long> sensible(String text) {
    return OracleText.time(text)
        .map(OracleText.Span::start)
        .filter(millis -> millis >= SENSIBLE_FROM && millis < SENSIBLE_TO);
  }

  private Optional<Long> firstTime(String path) {
    return leaves.stream()
        .filter(leaf -> leaf.isText() && leaf.path.equals(path))
        .flatMap(leaf -> sensible(leaf.text).stream())
        .findFirst();
  }

  private void read() {
    try (JsonParser parser = JSON.createParser(ObjectReadContext.empty(), raw)) {
      Deque<String> paths = new ArrayDeque<>(); // of the containers we are in
      String name = "";
      boolean isEmpty;
      parser.nextToken();
      paths.push("");
      JsonToken token = parser.nextToken();
      isEmpty = true;
      while (token != null) {
        String here = paths.isEmpty() ? "" : paths.peek();
        switch (token) {
          case PROPERTY_NAME ->
              name = here.isEmpty() ? parser.currentName() : here + "." + parser.currentName();
          case START_OBJECT, START_ARRAY -> {
            paths.push(name);
            isEmpty = true;
            token = parser.nextToken();
            continue;
          }
          case END_OBJECT, END_ARRAY -> {
            name = paths.pop();
            if (isEmpty && !paths.isEmpty()) {
              add(name, '{', token == JsonToken.END_OBJECT ? "{}" : "[]");
            }
          }
          case VALUE_STRING -> add(name, 's', parser.getString());
          case VALUE_TRUE, VALUE_FALSE -> add(name, 'b', parser.getString());
          case VALUE_NULL -> add(name, '0', "null");
          default -> add(name, 'n', parser.getString());
        }
        isEmpty = false;
        token = parser.nextToken();
      }
    }
  }

  private void add(String path, char type, String text) {
    boolean compares = type == 'n' || (type == 's' && OracleText.isCanonicalInteger(text));
    Optional<BigDecimal> number = compares ? OracleText.number(text) : Optional.empty();
    String value =
        type == 'n' && number.isPresent()
            ? OracleText.plain(number.get())
            : OracleText.stored(OracleText.fold(text));
    leaves.add(
        new Leaf(
            OracleText.foldPath(path),
            path,
            type,
            text,
            value,
            number,
            type == 's' || type == 'n' ? OracleText.words(text) : List.of(),
            false));
  }
}
