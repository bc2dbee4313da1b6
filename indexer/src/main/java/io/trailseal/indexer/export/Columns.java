package io.trailseal.indexer.export;

import io.trailseal.indexer.query.Nearest;
import io.trailseal.indexer.query.ProofWords;
import io.trailseal.indexer.search.EventHit;
import io.trailseal.verifier.S3Name;
import io.trailseal.verifier.Sha256;
import io.trailseal.verifier.Verdict;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.StringJoiner;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.json.JsonFactory;

/// The columns of a CSV: paths of an event as a query names them, case aside, and what we know of
/// it.
///
/// | Column | Holds |
/// |---|---|
/// | a path, `requestParameters.bucketName` | the value there, numbers as written; nothing where there is none, or null |
/// | a path through arrays, `resources.ARN` | all values there, with `; ` between them |
/// | a path to an object, `requestParameters` | its JSON, on one line |
/// | `id` | which record of which object: `1234-17` |
/// | `who` | the best name for who acted |
/// | `verdict`, `verdictSentence` | what is known of its log file |
/// | `object`, `objectEntry`, `objectSha256` | its log file: its place in S3, its ledger entry, the hash of its inflated content |
/// | `offset`, `size` | where the record begins in it, and its length, in bytes |
///
/// `\id` is a member of the event that is called so. Control characters and direction marks are
/// written as `\u001b`: a cell is one line, and does nothing to a terminal.
public final class Columns {
  static final int COUNT_MAX = 200;
  static final int NAME_LENGTH_MAX = 1000;

  private static final int HINTS_MAX = 10;
  private static final int SHOWN_MAX = 200;

  /// Between the values of one cell.
  private static final String SEPARATOR = "; ";

  private static final String ESCAPE = "\\";
  private static final Set<String> OURS =
      Set.of(
          "id",
          "who",
          "verdict",
          "verdictsentence",
          "object",
          "objectentry",
          "objectsha256",
          "offset",
          "size");

  /// Nesting costs no stack here.
  private static final int DEPTH_MAX = 10_000;

  private static final JsonFactory JSON =
      JsonFactory.builder()
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  .maxNestingDepth(DEPTH_MAX)
                  // The record is in memory already.
                  .maxStringLength(Integer.MAX_VALUE)
                  .maxNameLength(Integer.MAX_VALUE)
                  .maxNumberLength(Integer.MAX_VALUE)
                  .build())
          .build();

  /// What most people want to see of an event.
  public static final Columns USUAL =
      new Columns(
          List.of(
              "eventTime",
              "eventName",
              "eventSource",
              "awsRegion",
              "recipientAccountId",
              "who",
              "sourceIPAddress",
              "userAgent",
              "errorCode",
              "errorMessage",
              "readOnly",
              "resources.ARN",
              "eventID",
              "id",
              "verdict",
              "object"));

  private final List<String> names;

  /// Folded paths with their places, and all paths that these lie below.
  private final Map<String, Integer> places = new HashMap<>();

  private final Set<String> above = new HashSet<>();

  private Columns(List<String> names) {
    this.names = List.copyOf(names);
    for (int i = 0; i < names.size(); i++) {
      String folded = fold(names.get(i));
      if (!OURS.contains(folded)) {
        String path = folded.startsWith(ESCAPE) ? folded.substring(1) : folded;
        places.put(path, i);
        for (int dot = path.indexOf('.'); dot >= 0; dot = path.indexOf('.', dot + 1)) {
          above.add(path.substring(0, dot));
        }
      }
    }
  }

  /// Reads `eventTime,eventName,requestParameters.bucketName`.
  static Columns parse(String text) throws ExportRefusedException {
    List<String> names = new ArrayList<>();
    Set<String> folded = new HashSet<>();
    for (String part : text.split(",", COUNT_MAX + 1)) {
      String name = part.strip();
      if (name.isEmpty() || name.equals(ESCAPE) || name.length() > NAME_LENGTH_MAX) {
        throw new ExportRefusedException(
            "columns are names with commas between them, each of 1 to %,d characters; one has %,d"
                .formatted(NAME_LENGTH_MAX, name.length()));
      }
      if (!folded.add(fold(name))) {
        throw new ExportRefusedException(
            "the column %s is there twice".formatted(S3Name.excerpt(name, 80)));
      }
      names.add(name);
    }
    if (names.size() > COUNT_MAX) {
      throw new ExportRefusedException("there may be at most %d columns".formatted(COUNT_MAX));
    }
    return new Columns(names);
  }

  private static String fold(String path) {
    return path.toLowerCase(Locale.ROOT);
  }

  /// As they were chosen.
  public List<String> names() {
    return names;
  }

  /// Says which of the columns no event has.
  ///
  /// @param known paths that events have
  List<String> hints(List<String> known) {
    List<String> hints = new ArrayList<>();
    for (int i = 0; i < names.size() && !known.isEmpty() && hints.size() < HINTS_MAX; i++) {
      String folded = fold(names.get(i));
      String path = folded.startsWith(ESCAPE) ? folded.substring(1) : folded;
      if (!OURS.contains(folded) && known.stream().noneMatch(one -> isOrIsBelow(one, path))) {
        hints.add(
            "no event has a field for the column %s%s"
                .formatted(
                    S3Name.excerpt(names.get(i), SHOWN_MAX),
                    Nearest.to(names.get(i), known)
                        .map(near -> "; did you mean " + S3Name.excerpt(near, SHOWN_MAX) + "?")
                        .orElse("")));
      }
    }
    return hints;
  }

  private static boolean isOrIsBelow(String path, String folded) {
    return path.regionMatches(true, 0, folded, 0, folded.length())
        && (path.length() == folded.length() || path.charAt(folded.length()) == '.');
  }

  /// What the columns hold of this event.
  List<String> cells(EventHit hit) {
    byte[] raw = hit.raw().borrow();
    StringJoiner[] found = new StringJoiner[names.size()];
    if (!read(raw, found)) {
      // What is not UTF-8 in a record must not hide the rest of it.
      byte[] wellFormed = new String(raw, StandardCharsets.UTF_8).getBytes(StandardCharsets.UTF_8);
      StringJoiner[] again = new StringJoiner[names.size()];
      boolean _ = read(wellFormed, again);
      found = again;
    }
    List<String> cells = new ArrayList<>(names.size());
    for (int i = 0; i < names.size(); i++) {
      String folded = fold(names.get(i));
      String text =
          OURS.contains(folded) ? ours(folded, hit) : found[i] == null ? "" : found[i].toString();
      cells.add(S3Name.printable(text));
    }
    return cells;
  }

  /// A row that is no event: a sentence in its first cell, and as many cells as the others have.
  List<String> remark(String sentence) {
    List<String> cells = new ArrayList<>(Collections.nCopies(names.size(), ""));
    cells.set(0, S3Name.printable("#trailseal " + sentence));
    return cells;
  }

  private static String ours(String name, EventHit hit) {
    return switch (name) {
      case "id" -> hit.id().toString();
      case "who" -> hit.summary().who();
      case "verdict" -> hit.verdict().map(Verdict::word).orElse(ProofWords.NOT_YET);
      case "verdictsentence" -> hit.verdict().map(Verdict::sentence).orElse("");
      case "object" -> hit.objectName().toString();
      case "objectentry" -> hit.id().object().toString();
      case "objectsha256" -> hit.objectHash().map(Sha256::hex).orElse("");
      case "offset" -> String.valueOf(hit.offset());
      case "size" -> String.valueOf(hit.raw().length());
      default -> throw new IllegalArgumentException("no column is called " + name);
    };
  }

  /// An object or array that the parser is in.
  ///
  /// @param prefix of the paths in it: empty, or with a dot at its end
  /// @param path where it stands
  /// @param place the column that wants it, or -1
  /// @param start its first byte
  private record Open(String prefix, String path, int place, int start) {}

  /// Reads the record; false where it breaks off.
  private boolean read(byte[] raw, StringJoiner[] found) {
    try (JsonParser parser = JSON.createParser(ObjectReadContext.empty(), raw)) {
      read(parser, raw, found);
      return true;
    } catch (JacksonException _) {
      return false;
    }
  }

  private void read(JsonParser parser, byte[] raw, StringJoiner[] found) {
    Deque<Open> open = new ArrayDeque<>();
    String path = "";
    JsonToken token = parser.nextToken();
    while (token != null) {
      switch (token) {
        case PROPERTY_NAME -> path = open.getFirst().prefix() + fold(parser.currentName());
        case START_OBJECT, START_ARRAY -> {
          boolean object = token == JsonToken.START_OBJECT;
          int place = object ? places.getOrDefault(path, -1) : -1;
          boolean holds = open.isEmpty() || above.contains(path) || places.containsKey(path);
          if (!holds) {
            parser.skipChildren();
          } else {
            int start = place < 0 ? 0 : (int) parser.currentTokenLocation().getByteOffset();
            String prefix = object ? (open.isEmpty() ? "" : path + ".") : path;
            open.push(new Open(prefix, path, place, start));
          }
        }
        case END_OBJECT, END_ARRAY -> {
          Open closed = open.pop();
          path = closed.path();
          if (closed.place() >= 0) {
            int end = (int) parser.currentLocation().getByteOffset();
            ByteArrayOutputStream json = new ByteArrayOutputStream();
            OneLine.write(raw, closed.start(), end, json);
            add(found, closed.place(), json.toString(StandardCharsets.UTF_8));
          }
          if (open.isEmpty()) {
            return;
          }
        }
        case VALUE_NULL -> {
          // Not there.
        }
        default -> {
          Integer place = places.get(path);
          if (place != null) {
            add(found, place, parser.getString());
          }
        }
      }
      token = parser.nextToken();
    }
  }

  private static void add(StringJoiner[] found, int place, String text) {
    if (found[place] == null) {
      found[place] = new StringJoiner(SEPARATOR);
    }
    found[place].add(text);
  }
}
