package io.trailseal.appliance.bench;

import io.trailseal.verifier.synthetic.Bucket;
import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

/// Real records, one a line, again and again until there are enough: each copy with an eventID of
/// its own and an eventTime that goes on evenly, so that nothing is a duplicate and objects hold
/// what came at one time.
public final class Multiplied {
  /// CloudTrail closes a file at about this many.
  private static final int EVENTS_PER_OBJECT = 1_100;

  /// A busy account.
  private static final int EVENTS_PER_SECOND = 10;

  /// What is multiplied is held in memory.
  private static final long SOURCE_BYTES_MAX = 256L << 20;

  private static final DateTimeFormatter DAY = utc("yyyy/MM/dd");
  private static final DateTimeFormatter SECOND = utc("yyyyMMdd'T'HHmmss'Z'");
  private static final Instant START = Instant.parse("2026-03-02T00:00:00Z");
  private static final JsonFactory JSON = new JsonFactory();

  private Multiplied() {}

  /// What was written.
  public record Written(long events, long objects, long bytesInflated) {}

  /// Told now and then how many events were written; may throw to stop.
  @FunctionalInterface
  public interface Progress {
    void written(long events);
  }

  private static DateTimeFormatter utc(String pattern) {
    return DateTimeFormatter.ofPattern(pattern).withZone(ZoneOffset.UTC);
  }

  /// Writes log files with `events` records.
  ///
  /// @param source records as JSON objects, one a line; compressed where it ends in `.gz`
  /// @throws IOException if it cannot be read, or holds something that is no record
  public static Written write(Path source, long events, Bucket bucket, Progress progress)
      throws IOException {
    List<byte[]> records = read(source);
    long written = 0;
    long objects = 0;
    long bytesInflated = 0;
    while (written < events) {
      ByteArrayOutputStream object = new ByteArrayOutputStream();
      object.writeBytes("{\"Records\":[".getBytes(StandardCharsets.US_ASCII));
      long first = written;
      while (written < events && written < first + EVENTS_PER_OBJECT) {
        if (written > first) {
          object.write(',');
        }
        int record = (int) (written % records.size());
        try {
          rewrite(records.get(record), written, object);
        } catch (JacksonException e) {
          throw new IOException(
              "line %,d of %s is no JSON record: %s"
                  .formatted(record + 1, source, e.getOriginalMessage()),
              e);
        }
        written++;
      }
      object.writeBytes("]}".getBytes(StandardCharsets.US_ASCII));
      bytesInflated += object.size();
      bucket.put(key(objects, time(written)), gzip(object.toByteArray()), Map.of());
      objects++;
      progress.written(written);
    }
    return new Written(written, objects, bytesInflated);
  }

  private static List<byte[]> read(Path source) throws IOException {
    List<byte[]> records = new ArrayList<>();
    long bytes = 0;
    try (InputStream file = Files.newInputStream(source);
        InputStream content = source.toString().endsWith(".gz") ? new GZIPInputStream(file) : file;
        BufferedReader lines =
            new BufferedReader(new InputStreamReader(content, StandardCharsets.UTF_8))) {
      String line = lines.readLine();
      while (line != null) {
        if (!line.isBlank()) {
          records.add(line.getBytes(StandardCharsets.UTF_8));
          bytes += records.getLast().length;
        }
        if (bytes > SOURCE_BYTES_MAX) {
          throw new IOException(
              "%s holds more than %,d bytes, which is more than is multiplied"
                  .formatted(source, SOURCE_BYTES_MAX));
        }
        line = lines.readLine();
      }
    }
    if (records.isEmpty()) {
      throw new IOException(source + " holds no records; one JSON object a line was expected");
    }
    return records;
  }

  private static Instant time(long number) {
    return START.plusSeconds(number / EVENTS_PER_SECOND);
  }

  /// The record with an eventID and an eventTime of its own, where it has any.
  private static void rewrite(byte[] record, long number, ByteArrayOutputStream out) {
    try (JsonParser parser = JSON.createParser(ObjectReadContext.empty(), record);
        JsonGenerator generator = JSON.createGenerator(ObjectWriteContext.empty(), out)) {
      int depth = 0;
      JsonToken token = parser.nextToken();
      while (token != null) {
        boolean own = depth == 1 && token == JsonToken.VALUE_STRING;
        if (own && "eventID".equals(parser.currentName())) {
          String id = parser.getString() + number;
          generator.writeString(
              UUID.nameUUIDFromBytes(id.getBytes(StandardCharsets.UTF_8)).toString());
        } else if (own && "eventTime".equals(parser.currentName())) {
          generator.writeString(time(number).toString());
        } else {
          generator.copyCurrentEventExact(parser);
        }
        depth += token.isStructStart() ? 1 : token.isStructEnd() ? -1 : 0;
        token = parser.nextToken();
      }
    }
  }

  private static String key(long object, Instant delivered) {
    String account = "123456789012";
    String region = "us-east-1";
    String unique = "%016x".formatted(object * 0x9e3779b97f4a7c15L);
    return "AWSLogs/%s/CloudTrail/%s/%s/%s_CloudTrail_%s_%s_%s.json.gz"
        .formatted(
            account,
            region,
            DAY.format(delivered),
            account,
            region,
            SECOND.format(delivered).replaceFirst("\\d\\dZ$", "Z"),
            unique);
  }

  private static byte[] gzip(byte[] bytes) throws IOException {
    ByteArrayOutputStream compressed = new ByteArrayOutputStream(bytes.length / 4);
    try (GZIPOutputStream gzip = new GZIPOutputStream(compressed)) {
      gzip.write(bytes);
    }
    return compressed.toByteArray();
  }
}
