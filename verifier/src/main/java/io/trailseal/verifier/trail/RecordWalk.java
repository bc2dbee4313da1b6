package io.trailseal.verifier.trail;

import io.trailseal.verifier.trail.EventSink.LeafType;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/// Walks through one record after another and tells its leaves to a sink. Without recursion: a
/// record may nest a thousand deep. The hot path of the whole appliance.
final class RecordWalk {
  /// Members of one record beyond the path table whose names are remembered to find doubles.
  private static final int UNKEPT_NAMES_MAX = 100_000;

  private final PathTable paths;
  private final Set<String> unkeptNames = new HashSet<>();

  // One entry for each container that is open. Its own path; the member of it seen last.
  private PathTable.Node[] containers = new PathTable.Node[32];
  private PathTable.@Nullable Node[] lastMembers = new PathTable.Node[32];
  private long record;

  RecordWalk(PathTable paths) {
    this.paths = paths;
  }

  /// Tells all leaves of the record whose opening brace the parser has just read, and leaves the
  /// parser at its closing brace. The sink's begin and end are the caller's.
  ///
  /// @return the name of a member that the record has twice, or null
  /// @throws tools.jackson.core.JacksonException where the record is broken or over a limit
  @Nullable String walk(JsonParser parser, TextScan scan, EventSink sink) {
    record++;
    unkeptNames.clear();
    String twice = null;
    PathTable.Node target = paths.root();
    open(0, target);
    int depth = 0;
    boolean repair = scan.isDamaged();
    boolean justOpened = true;
    JsonToken token = parser.nextToken();
    while (true) {
      switch (token) {
        case PROPERTY_NAME -> {
          String name = parser.currentName();
          target =
              paths.member(
                  containers[depth], lastMembers[depth], repair ? TextScan.repair(name) : name);
          lastMembers[depth] = target;
          if (depth == 0 && isSeenAgain(target)) {
            twice = target.name;
          }
        }
        case VALUE_STRING -> {
          String text = parser.getString();
          sink.leaf(target.path, LeafType.STRING, repair ? TextScan.repair(text) : text);
        }
        case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT ->
            sink.leaf(target.path, LeafType.NUMBER, parser.getString());
        case VALUE_TRUE -> sink.leaf(target.path, LeafType.BOOLEAN, "true");
        case VALUE_FALSE -> sink.leaf(target.path, LeafType.BOOLEAN, "false");
        case VALUE_NULL -> sink.leaf(target.path, LeafType.NULL, "null");
        case START_OBJECT, START_ARRAY -> open(++depth, target);
        case END_OBJECT, END_ARRAY -> {
          if (depth == 0) {
            return twice;
          }
          if (justOpened) {
            sink.leaf(
                containers[depth].path,
                LeafType.EMPTY_CONTAINER,
                token == JsonToken.END_OBJECT ? "{}" : "[]");
          }
          // In a list, what comes next has the list's path; in an object a name comes first.
          target = containers[--depth];
        }
        case NOT_AVAILABLE, VALUE_EMBEDDED_OBJECT ->
            throw new IllegalStateException("a JSON text parser never gives " + token);
      }
      justOpened = token == JsonToken.START_OBJECT || token == JsonToken.START_ARRAY;
      // Never null: a text that ends within a record makes the parser throw.
      token = parser.nextToken();
    }
  }

  private void open(int depth, PathTable.Node container) {
    if (depth == containers.length) {
      containers = Arrays.copyOf(containers, depth * 2);
      lastMembers = Arrays.copyOf(lastMembers, depth * 2);
    }
    containers[depth] = container;
    lastMembers[depth] = null;
  }

  private boolean isSeenAgain(PathTable.Node member) {
    if (member.isKept()) {
      boolean again = member.seenInRecord == record;
      member.seenInRecord = record;
      return again;
    }
    return unkeptNames.size() < UNKEPT_NAMES_MAX && !unkeptNames.add(member.name);
  }
}
