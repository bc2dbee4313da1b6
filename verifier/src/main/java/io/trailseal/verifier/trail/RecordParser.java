package io.trailseal.verifier.trail;

import io.trailseal.verifier.S3Name;
import io.trailseal.verifier.json.StrictJson;
import java.util.HashSet;
import java.util.Set;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.exc.StreamConstraintsException;

/// Finds the records of one file's content and announces them.
///
/// Files come as `{"Records": […]}`, as a list, as one record, and as many records one after the
/// other. The outer layer is stepped over by [JsonSkim], the records are parsed by Jackson. What is
/// broken costs as little as can be:
/// - a record over one of the parser's limits is abandoned, and reading goes on after it
/// - an element that is not an object is left out, and reading goes on after it
/// - where the JSON itself is broken, the record it breaks in is abandoned and reading ends,
///   because from there on text inside a string could pass for an event
final class RecordParser {
  /// Members beside `Records` whose names are remembered to find doubles. CloudTrail writes none.
  private static final int OUTER_NAMES_MAX = 1_000;

  private static final int STOP = -1;

  private final JsonSkim skim;
  private final TextScan scan;
  private final RecordWalk walk;
  private final EventSink sink;
  private final Defects defects;
  private int base;
  private int ordinal;
  private int events;

  /// @param skim over content that this parser may write to
  RecordParser(JsonSkim skim, TextScan scan, RecordWalk walk, EventSink sink, Defects defects) {
    this.skim = skim;
    this.scan = scan;
    this.walk = walk;
    this.sink = sink;
    this.defects = defects;
  }

  /// @param from where the content starts, after a byte order mark
  /// @param firstIsWrapped whether the first value is an object with the member `Records`
  /// @return how many events ended
  int parse(int from, boolean firstIsWrapped) {
    boolean wrapped = firstIsWrapped;
    boolean single = false;
    int at = skim.skipWhitespace(from);
    while (at >= 0 && skim.peek(at) >= 0) {
      if (single) {
        defects.add(at, "json: required the end of the file, found more after its value");
        single = false;
      }
      switch (skim.peek(at)) {
        case '[' -> {
          at = parseList(at);
          single = true;
        }
        case '{' -> {
          if (wrapped || startsWithRecords(at)) {
            at = parseWrapped(at);
            single = true;
          } else {
            at = parseBare(at);
          }
        }
        default -> {
          defects.add(at, "json: required a record, found something else");
          return events;
        }
      }
      wrapped = false;
      at = at < 0 ? STOP : skim.skipWhitespace(at);
    }
    return events;
  }

  private boolean startsWithRecords(int object) {
    int name = skim.skipWhitespace(object + 1);
    return "Records".equals(skim.text(name, 64));
  }

  private int parseWrapped(int object) {
    int at = skim.skipWhitespace(object + 1);
    Set<String> names = new HashSet<>();
    boolean first = true;
    while (true) {
      if (skim.peek(at) == '}' && first) {
        return at + 1;
      }
      first = false;
      int colon = skim.peek(at) == '"' ? skim.skipValue(at) : STOP;
      colon = colon < 0 ? STOP : skim.skipWhitespace(colon);
      if (colon < 0 || skim.peek(colon) != ':') {
        return broken(at, "a member's name and a colon");
      }
      String name = skim.text(at, StrictJson.NAME_LENGTH_MAX);
      if (name != null && names.size() < OUTER_NAMES_MAX && !names.add(name)) {
        defects.add(
            at,
            "json: required each member of the file once, found '%s' again"
                .formatted(S3Name.excerpt(name, 40)));
      }
      int value = skim.skipWhitespace(colon + 1);
      int past;
      if (!"Records".equals(name)) {
        past = skim.skipValue(value);
      } else if (skim.peek(value) == '[') {
        past = parseList(value);
        if (past < 0) {
          return STOP;
        }
      } else {
        defects.add(value, "json: required Records to be a list, found something else");
        past = skim.skipValue(value);
      }
      if (past < 0) {
        return broken(value, "a whole value");
      }
      at = skim.skipWhitespace(past);
      if (skim.peek(at) == '}') {
        return at + 1;
      }
      if (skim.peek(at) != ',') {
        return broken(at, "a comma or the end of the object");
      }
      at = skim.skipWhitespace(at + 1);
    }
  }

  private int broken(int at, String required) {
    defects.add(
        Math.min(at, skim.end),
        "json: required %s, found %s"
            .formatted(required, skim.peek(at) < 0 ? "the end of the content" : "something else"));
    return STOP;
  }

  /// @return one past the list, or STOP
  private int parseList(int list) {
    int at = list;
    while (true) {
      // Where the element being read may begin; for one that the parser refuses at first sight.
      int element = at + 1;
      try (JsonParser parser = parserFrom(at)) {
        parser.nextToken();
        JsonToken token = parser.nextToken();
        int over = STOP;
        while (over < 0 && token != JsonToken.END_ARRAY) {
          int start = start(parser);
          if (token == JsonToken.START_OBJECT) {
            over = record(parser, start);
            element = over < 0 ? end(parser) : over;
          } else {
            notAnObject(parser);
            element = Math.max(start, skim.skipValue(start));
          }
          token = over < 0 ? parser.nextToken() : token;
        }
        if (over < 0) {
          return end(parser);
        }
        at = resume(over);
      } catch (StreamConstraintsException e) {
        at = resumeAfterRefusal(element, e);
      } catch (JacksonException e) {
        return broken(e);
      }
      if (at < 0) {
        return STOP;
      }
      if (skim.bytes[at] == ']') {
        return at + 1;
      }
      // The parser cannot begin in the middle of a list, so the comma becomes the beginning of one.
      skim.bytes[at] = '[';
    }
  }

  /// An element that is no record and over a limit, such as a number of a million digits.
  private int resumeAfterRefusal(int afterLast, StreamConstraintsException e) {
    int start = skim.skipWhitespace(afterLast);
    start = skim.peek(start) == ',' ? skim.skipWhitespace(start + 1) : start;
    overLimit(ordinal++, start, e);
    return resume(start);
  }

  /// Steps over a record that is over a limit of the parser's.
  ///
  /// @return where the comma or the end of the list is, or STOP
  private int resume(int recordStart) {
    int past = skim.skipValue(recordStart);
    int at = past < 0 ? STOP : skim.skipWhitespace(past);
    if (at < 0 || (skim.peek(at) != ',' && skim.peek(at) != ']')) {
      return broken(at < 0 ? skim.end : at, "a comma or the end of the list");
    }
    return at;
  }

  /// Records one after the other, until something that is none.
  ///
  /// @return where to go on, or STOP
  private int parseBare(int from) {
    try (JsonParser parser = parserFrom(from)) {
      JsonToken token = parser.nextToken();
      while (token != null) {
        int start = start(parser);
        if (token == JsonToken.START_OBJECT) {
          if (start != from && startsWithRecords(start)) {
            return start;
          }
          int over = record(parser, start);
          if (over >= 0) {
            int past = skim.skipValue(over);
            return past < 0 ? broken(skim.end, "the end of the record") : past;
          }
        } else if (token == JsonToken.START_ARRAY) {
          return start;
        } else {
          notAnObject(parser);
        }
        token = parser.nextToken();
      }
      return skim.end;
    } catch (JacksonException e) {
      return broken(e);
    }
  }

  /// Announces one record.
  ///
  /// @return where it starts if it is over a limit and the parser is of no use any more, else STOP
  private int record(JsonParser parser, int start) {
    int place = ordinal++;
    sink.beginEvent(place, start);
    String twice;
    try {
      twice = walk.walk(parser, scan, sink);
    } catch (StreamConstraintsException e) {
      sink.abandonEvent();
      overLimit(place, start, e);
      return start;
    } catch (JacksonException e) {
      sink.abandonEvent();
      throw e;
    }
    sink.endEvent(end(parser));
    events++;
    if (twice != null && !defects.isFull()) {
      defects.add(
          start,
          "json: required each member of a record once, found '%s' twice in record %d"
              .formatted(S3Name.excerpt(twice, 40), place));
    }
    return STOP;
  }

  private void overLimit(int place, int start, StreamConstraintsException e) {
    defects.add(
        start,
        "json: record %d, at byte %d, is over a limit: %s"
            .formatted(place, start, StrictJson.words(e)));
  }

  private void notAnObject(JsonParser parser) {
    defects.add(
        start(parser), "json: required record %d to be an object, found none".formatted(ordinal));
    ordinal++;
    parser.skipChildren();
  }

  private int broken(JacksonException e) {
    defects.add(
        Math.min(skim.end, StrictJson.offsetOf(e, base)),
        "json: broken around record %d: %s"
            .formatted(Math.max(0, ordinal - 1), StrictJson.words(e)));
    return STOP;
  }

  private JsonParser parserFrom(int at) {
    base = at;
    return StrictJson.parser(skim.bytes, at, skim.end - at);
  }

  private int start(JsonParser parser) {
    return base + (int) parser.currentTokenLocation().getByteOffset();
  }

  private int end(JsonParser parser) {
    return base + (int) parser.currentLocation().getByteOffset();
  }
}
