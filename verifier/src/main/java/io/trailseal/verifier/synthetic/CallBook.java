package io.trailseal.verifier.synthetic;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The API calls of a sample, read from `calls.txt`.
final class CallBook {
  static final List<Entry> ENTRIES = read();

  /// How often a call fails where the book does not say, in percent.
  private static final int FAILURES_DEFAULT = 16;

  private CallBook() {}

  /// A way to fail.
  ///
  /// @param code the errorCode
  /// @param message empty where there is none
  record Failure(String code, String message) {}

  /// One call as written in the book, holes and all.
  record Entry(
      String service,
      String name,
      int weight,
      boolean readOnly,
      boolean data,
      boolean global,
      int failures,
      String eventType,
      List<Kind> by,
      Map<String, String> parts,
      List<Failure> ways) {

    @Nullable String part(String name) {
      return parts.get(name);
    }

    boolean isS3() {
      return service.equals("s3");
    }

    /// As policies and denials name it.
    String action() {
      String prefix =
          switch (service) {
            case "monitoring" -> "cloudwatch";
            case "tagging" -> "tag";
            default -> service;
          };
      return prefix + ":" + name.replaceFirst("20150331(v2)?$", "");
    }
  }

  private static List<Entry> read() {
    List<Entry> entries = new ArrayList<>();
    for (String line : Estate.lines("calls.txt")) {
      String[] words = line.split(" ", 2);
      switch (words[0]) {
        case "call" -> entries.add(entry(words[1].split(" ")));
        case "req", "res", "add", "on" -> entries.getLast().parts.put(words[0], words[1]);
        case "err" -> {
          String[] way = words[1].split(" ", 2);
          entries.getLast().ways.add(new Failure(way[0], way.length == 2 ? way[1] : ""));
        }
        default -> throw new IllegalStateException("calls.txt: what is " + line);
      }
    }
    return List.copyOf(entries);
  }

  private static Entry entry(String[] words) {
    boolean data = false;
    boolean global = false;
    int failures = FAILURES_DEFAULT;
    String eventType = "AwsApiCall";
    List<Kind> by = new ArrayList<>();
    for (String word : List.of(words).subList(4, words.length)) {
      String value = word.substring(word.indexOf('=') + 1);
      if (word.equals("data")) {
        data = true;
      } else if (word.equals("global")) {
        global = true;
      } else if (word.startsWith("fail=")) {
        failures = Integer.parseInt(value);
      } else if (word.startsWith("event=")) {
        eventType = value;
      } else if (word.startsWith("by=")) {
        for (String kind : value.split(",", -1)) {
          by.add(Kind.valueOf(kind.toUpperCase(Locale.ROOT)));
        }
      } else {
        throw new IllegalStateException("calls.txt: what is " + word);
      }
    }
    return new Entry(
        words[0],
        words[1],
        Integer.parseInt(words[2]),
        words[3].equals("read"),
        data,
        global,
        failures,
        eventType,
        by,
        new HashMap<>(),
        new ArrayList<>());
  }
}
