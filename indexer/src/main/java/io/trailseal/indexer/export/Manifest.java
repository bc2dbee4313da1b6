package io.trailseal.indexer.export;

import io.trailseal.indexer.export.PartFile.Mark;
import io.trailseal.indexer.ledger.LedgerPosition;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;

/// What says of an export's files that they are whole: `manifest.json`.
///
/// Its list of files is copied from the list on disk, which may be longer than the heap.
final class Manifest {
  private static final String KIND = "trailsealExport";
  private static final int VERSION = 1;
  private static final JsonFactory JSON = new JsonFactory();

  private Manifest() {}

  record Counts(long events, long unreadable, long total, long files) {}

  /// What is read of a manifest.
  ///
  /// @param question hash of it
  record Head(
      String question, long events, long unreadable, long total, long files, LedgerPosition asOf) {}

  /// One file of the list.
  static byte[] entry(String name, long events, Mark mark) {
    return JsonBytes.object(
        json -> {
          JsonBytes.text(json, "name", name);
          json.writeNumberProperty("events", events);
          json.writeNumberProperty("bytes", mark.length());
          json.writeStringProperty("sha256", mark.hash().hex());
        });
  }

  static void write(
      Places places,
      Question question,
      ExportState state,
      Instant endedAt,
      List<String> hints,
      Counts counts,
      Mark lost)
      throws IOException {
    byte[] head =
        JsonBytes.object(
            json -> {
              json.writeNumberProperty(KIND, VERSION);
              json.writeBooleanProperty("complete", true);
              json.writeStringProperty("questionSha256", state.question().hex());
              json.writeNumberProperty("asOfEntry", state.asOf().value());
              json.writeNumberProperty("total", counts.total());
              json.writeNumberProperty("events", counts.events());
              json.writeNumberProperty("unreadable", counts.unreadable());
              json.writeNumberProperty("fileCount", counts.files());
              json.writeStringProperty("begunAt", state.begunAt().toString());
              json.writeStringProperty("endedAt", endedAt.toString());
              json.writeObjectPropertyStart("question");
              question.write(json);
              json.writeEndObject();
              json.writeArrayPropertyStart("hints");
              for (String hint : hints) {
                json.writeString(hint);
              }
              json.writeEndArray();
              if (counts.unreadable() > 0) {
                json.writeName("unreadableEvents");
                json.writeRawValue(text(entry(places.lostName(), counts.unreadable(), lost)));
              }
            });
    try (FileChannel channel =
            FileChannel.open(
                places.work().resolve(Places.MANIFEST),
                StandardOpenOption.CREATE,
                StandardOpenOption.TRUNCATE_EXISTING,
                StandardOpenOption.WRITE);
        OutputStream out = new BufferedOutputStream(Channels.newOutputStream(channel));
        InputStream list = new BufferedInputStream(Files.newInputStream(places.list()))) {
      out.write(head, 0, head.length - 1); // Its closing brace comes last.
      out.write(ascii(",\"files\":["));
      int next = list.read();
      int after = list.read();
      while (after >= 0) {
        out.write(next == '\n' ? ',' : next);
        next = after;
        after = list.read();
      }
      out.write(ascii("]}\n")); // In place of the last line's end.
      out.flush();
      channel.force(true);
    }
    ExportState.syncFolder(places.work());
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  private static String text(byte[] json) {
    return new String(json, StandardCharsets.UTF_8);
  }

  /// Reads the head of a manifest that says it is complete; empty where there is none.
  static Optional<Head> head(Path file) throws IOException {
    Map<String, String> members = new HashMap<>();
    try (InputStream in = Files.newInputStream(file);
        JsonParser parser = JSON.createParser(ObjectReadContext.empty(), in)) {
      if (parser.nextToken() != JsonToken.START_OBJECT) {
        return Optional.empty();
      }
      // The scalar members come first.
      while (parser.nextToken() == JsonToken.PROPERTY_NAME && parser.nextToken().isScalarValue()) {
        members.put(parser.currentName(), parser.getString());
      }
      if (!members.containsKey(KIND) || !"true".equals(members.get("complete"))) {
        return Optional.empty();
      }
      return Optional.of(
          new Head(
              members.getOrDefault("questionSha256", ""),
              number(members, "events"),
              number(members, "unreadable"),
              number(members, "total"),
              number(members, "fileCount"),
              new LedgerPosition(number(members, "asOfEntry"))));
    } catch (NoSuchFileException | JacksonException | IllegalArgumentException _) {
      return Optional.empty();
    }
  }

  private static long number(Map<String, String> members, String name) {
    return Long.parseLong(members.getOrDefault(name, ""));
  }
}
