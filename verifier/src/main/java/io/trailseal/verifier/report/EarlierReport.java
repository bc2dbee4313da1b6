package io.trailseal.verifier.report;

import io.trailseal.verifier.S3Name;
import io.trailseal.verifier.Sha256;
import io.trailseal.verifier.check.Report.End;
import io.trailseal.verifier.json.StrictJson;
import java.io.IOException;
import java.io.InputStream;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/// Reads what an earlier report in JSON says of the newest digest of each chain, so that a later
/// run notices what has gone since ([io.trailseal.verifier.check.WalkOptions#seenBefore()]).
///
/// The file is hostile. It is read as a stream; only the ends of its chains are kept. Its findings
/// and numbers are skipped: nobody should believe a file about what a check found.
public final class EarlierReport {
  /// 20,000 accounts in 30 regions. Each takes about 1 KB of memory.
  public static final int CHAINS_MAX = 600_000;

  /// A thousand times a report of 1,000 findings.
  public static final long BYTES_MAX = 2L * 1024 * 1024 * 1024;

  private static final int CHAIN_NAME_LENGTH_MAX = 1_000;

  /// Later times would break whoever formats them.
  private static final Instant TIME_MAX = Instant.parse("9999-12-31T23:59:59Z");

  private EarlierReport() {}

  /// @param in the report; read to its end, not closed
  /// @return the newest digest by chain; where a chain is in the report twice (a copy lay beside
  ///   the original), the later one
  /// @throws ReportFormatException if it is not a report of a version known here
  /// @throws IOException if it cannot be read
  public static Map<String, End> read(InputStream in) throws IOException, ReportFormatException {
    Bounded bounded = new Bounded(in);
    try (JsonParser parser = StrictJson.parser(bounded)) {
      return document(parser);
    } catch (JacksonException e) {
      if (e.getCause() instanceof TooLargeException) {
        throw new ReportFormatException(
            "the file", "at most " + BYTES_MAX + " bytes", "more than that");
      }
      if (e.getCause() instanceof IOException cause) {
        throw cause;
      }
      throw new ReportFormatException(
          "byte " + StrictJson.offsetOf(e, 0), "JSON", StrictJson.words(e));
    }
  }

  private static Map<String, End> document(JsonParser parser) throws ReportFormatException {
    if (parser.nextToken() != JsonToken.START_OBJECT) {
      throw new ReportFormatException("the file", "a JSON object", describe(parser));
    }
    Set<String> members = new HashSet<>();
    Map<String, End> chains = null;
    while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
      String member = parser.currentName();
      parser.nextToken();
      switch (member) {
        case "format" -> {
          once(members, member);
          String format = text(parser, "format");
          if (!format.equals(JsonReport.FORMAT)) {
            throw new ReportFormatException("format", JsonReport.FORMAT, format);
          }
        }
        case "version" -> {
          once(members, member);
          if (parser.currentToken() != JsonToken.VALUE_NUMBER_INT
              || !parser.getString().equals(Integer.toString(JsonReport.VERSION))) {
            throw new ReportFormatException(
                "version",
                JsonReport.VERSION + ", the only one known here",
                parser.currentToken().isScalarValue() ? parser.getString() : describe(parser));
          }
        }
        case "chains" -> {
          once(members, member);
          chains = chains(parser);
        }
        default -> parser.skipChildren();
      }
    }
    for (String required : new String[] {"format", "version", "chains"}) {
      if (!members.contains(required)) {
        throw new ReportFormatException("the file", "a member " + required, "none");
      }
    }
    if (parser.nextToken() != null) {
      throw new ReportFormatException("the file", "one JSON object", "more after it");
    }
    return chains == null ? Map.of() : Map.copyOf(chains);
  }

  private static void once(Set<String> members, String member) throws ReportFormatException {
    if (!members.add(member)) {
      throw new ReportFormatException("the file", "each member once", "two members " + member);
    }
  }

  private static Map<String, End> chains(JsonParser parser) throws ReportFormatException {
    if (!parser.isExpectedStartArrayToken()) {
      throw new ReportFormatException("chains", "a list", describe(parser));
    }
    Map<String, End> chains = new HashMap<>();
    int n = 0;
    while (parser.nextToken() != JsonToken.END_ARRAY) {
      String subject = "chain " + ++n;
      if (n > CHAINS_MAX) {
        throw new ReportFormatException("chains", "at most " + CHAINS_MAX + " chains", "more");
      }
      if (!parser.isExpectedStartObjectToken()) {
        throw new ReportFormatException(subject, "an object", describe(parser));
      }
      chain(parser, subject, chains);
    }
    return chains;
  }

  private static void chain(JsonParser parser, String subject, Map<String, End> chains)
      throws ReportFormatException {
    Set<String> members = new HashSet<>();
    String name = null;
    Optional<End> newest = Optional.empty();
    while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
      String member = parser.currentName();
      parser.nextToken();
      switch (member) {
        case "name" -> {
          once(members, member);
          name = text(parser, subject + ", name");
        }
        case "newest" -> {
          once(members, member);
          newest = end(parser, subject + ", newest");
        }
        default -> parser.skipChildren();
      }
    }
    if (name == null || !members.contains("newest")) {
      throw new ReportFormatException(
          subject, "name and newest", name == null ? "no name" : "no newest");
    }
    if (name.isEmpty() || name.length() > CHAIN_NAME_LENGTH_MAX) {
      throw new ReportFormatException(
          subject + ", name",
          "1 to " + CHAIN_NAME_LENGTH_MAX + " characters",
          name.length() + " characters");
    }
    String chainName = name;
    newest.ifPresent(
        end -> chains.merge(chainName, end, (a, b) -> a.endTime().isBefore(b.endTime()) ? b : a));
  }

  private static Optional<End> end(JsonParser parser, String subject) throws ReportFormatException {
    if (parser.currentToken() == JsonToken.VALUE_NULL) {
      return Optional.empty();
    }
    if (!parser.isExpectedStartObjectToken()) {
      throw new ReportFormatException(subject, "an object or null", describe(parser));
    }
    Set<String> members = new HashSet<>();
    Map<String, String> texts = new HashMap<>();
    while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
      String member = parser.currentName();
      parser.nextToken();
      switch (member) {
        case "bucket", "key", "sha256", "startTime", "endTime" -> {
          once(members, member);
          texts.put(member, text(parser, subject + ", " + member));
        }
        default -> parser.skipChildren();
      }
    }
    Instant start = time(subject, "startTime", texts.get("startTime"));
    Instant end = time(subject, "endTime", texts.get("endTime"));
    if (!start.isBefore(end)) {
      throw new ReportFormatException(subject, "an end after its start", start + " to " + end);
    }
    try {
      return Optional.of(
          new End(
              new S3Name(
                  required(subject, "bucket", texts.get("bucket")),
                  required(subject, "key", texts.get("key"))),
              Sha256.fromHex(required(subject, "sha256", texts.get("sha256"))),
              start,
              end));
    } catch (IllegalArgumentException e) {
      throw new ReportFormatException(
          subject, "the name and hash of an object", String.valueOf(e.getMessage()));
    }
  }

  private static String required(String subject, String member, @Nullable String text)
      throws ReportFormatException {
    if (text == null) {
      throw new ReportFormatException(subject, "a member " + member, "none");
    }
    return text;
  }

  private static Instant time(String subject, String member, @Nullable String text)
      throws ReportFormatException {
    String found = required(subject, member, text);
    try {
      Instant time = Instant.parse(found);
      if (!time.isBefore(Instant.EPOCH) && !time.isAfter(TIME_MAX)) {
        return time;
      }
    } catch (DateTimeException _) {
      // Said below, as for a time out of range.
    }
    throw new ReportFormatException(
        subject + ", " + member, "a time such as 2026-03-01T12:00:00Z", found);
  }

  private static String text(JsonParser parser, String subject) throws ReportFormatException {
    if (parser.currentToken() != JsonToken.VALUE_STRING) {
      throw new ReportFormatException(subject, "text", describe(parser));
    }
    return parser.getString();
  }

  private static String describe(JsonParser parser) {
    JsonToken token = parser.currentToken();
    return token == null ? "nothing" : token.name().toLowerCase(Locale.ROOT).replace('_', ' ');
  }

  private static final class TooLargeException extends IOException {
    private static final long serialVersionUID = 1L;
  }

  /// Ends a stream that goes on for too long.
  private static final class Bounded extends InputStream {
    private final InputStream in;
    private long left = BYTES_MAX;

    Bounded(InputStream in) {
      this.in = in;
    }

    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
      int n = in.read(bytes, offset, length);
      left -= Math.max(n, 0);
      if (left < 0) {
        throw new TooLargeException();
      }
      return n;
    }
  }
}
