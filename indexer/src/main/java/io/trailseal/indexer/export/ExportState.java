package io.trailseal.indexer.export;

import io.trailseal.indexer.export.PartFile.Mark;
import io.trailseal.indexer.ledger.LedgerPosition;
import io.trailseal.indexer.search.EventId;
import io.trailseal.indexer.search.EventPlace;
import io.trailseal.verifier.Sha256;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;

/// How far an export to files is: what the package comment specifies as `state.json`.
///
/// @param question hash of what was asked and in which form
/// @param total events that match
/// @param last the last event that is on disk
/// @param events on disk
/// @param unreadable events that are listed as unreadable
/// @param file number of the file being written, from 1
/// @param fileEvents events in that file
/// @param data that file
/// @param list the list of the files that are whole
/// @param lost the list of the unreadable events
/// @param finished whether only moving files to their names is left
record ExportState(
    Sha256 question,
    Instant begunAt,
    LedgerPosition asOf,
    long total,
    Optional<EventPlace> last,
    long events,
    long unreadable,
    long file,
    long fileEvents,
    Mark data,
    Mark list,
    Mark lost,
    boolean finished) {
  static final String NAME = "state.json";

  /// What it is called while it is written.
  static final String NEW_NAME = "state.json.new";

  private static final int VERSION = 1;

  /// It has some 800.
  private static final int BYTES_MAX = 16 * 1024;

  private static final JsonFactory JSON = new JsonFactory();

  static ExportState atFirst(Sha256 question, Instant begunAt, LedgerPosition asOf, long total) {
    return new ExportState(
        question,
        begunAt,
        asOf,
        total,
        Optional.empty(),
        0,
        0,
        1,
        0,
        Mark.NOTHING,
        Mark.NOTHING,
        Mark.NOTHING,
        false);
  }

  ExportState asFinished() {
    return new ExportState(
        question,
        begunAt,
        asOf,
        total,
        last,
        events,
        unreadable,
        file,
        fileEvents,
        data,
        list,
        lost,
        true);
  }

  /// Replaces the state in `folder`: whole, whatever happens meanwhile.
  void save(Path folder) throws IOException {
    byte[] bytes =
        JsonBytes.object(
            json -> {
              json.writeNumberProperty("version", VERSION);
              json.writeStringProperty("question", question.hex());
              json.writeStringProperty("begunAt", begunAt.toString());
              json.writeNumberProperty("asOfEntry", asOf.value());
              json.writeNumberProperty("total", total);
              last.ifPresent(
                  place -> {
                    json.writeStringProperty(
                        "lastTime", place.time().map(Instant::toString).orElse(""));
                    json.writeStringProperty("lastId", place.id().toString());
                  });
              json.writeNumberProperty("events", events);
              json.writeNumberProperty("unreadable", unreadable);
              json.writeNumberProperty("file", file);
              json.writeNumberProperty("fileEvents", fileEvents);
              json.writeNumberProperty("dataBytes", data.length());
              json.writeStringProperty("dataSha256", data.hash().hex());
              json.writeNumberProperty("listBytes", list.length());
              json.writeStringProperty("listSha256", list.hash().hex());
              json.writeNumberProperty("lostBytes", lost.length());
              json.writeStringProperty("lostSha256", lost.hash().hex());
              json.writeBooleanProperty("finished", finished);
            });
    write(folder, bytes);
  }

  private static void write(Path folder, byte[] bytes) throws IOException {
    Path temporary = folder.resolve(NEW_NAME);
    try (FileChannel channel =
        FileChannel.open(
            temporary,
            StandardOpenOption.CREATE,
            StandardOpenOption.TRUNCATE_EXISTING,
            StandardOpenOption.WRITE)) {
      ByteBuffer buffer = ByteBuffer.wrap(bytes);
      while (buffer.hasRemaining()) {
        channel.write(buffer);
      }
      channel.force(true);
    }
    Files.move(
        temporary,
        folder.resolve(NAME),
        StandardCopyOption.ATOMIC_MOVE,
        StandardCopyOption.REPLACE_EXISTING);
    syncFolder(folder);
  }

  /// Makes names durable.
  static void syncFolder(Path folder) throws IOException {
    try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
      channel.force(true);
    }
  }

  /// The state in `folder`; empty where there is none.
  ///
  /// @throws ExportRefusedException if the file is no such state
  static Optional<ExportState> load(Path folder) throws IOException, ExportRefusedException {
    Path file = folder.resolve(NAME);
    byte[] bytes;
    try {
      if (Files.size(file) > BYTES_MAX) {
        throw notOurs(file);
      }
      bytes = Files.readAllBytes(file);
    } catch (NoSuchFileException _) {
      return Optional.empty();
    }
    try {
      return Optional.of(read(members(bytes)));
    } catch (JacksonException | IllegalArgumentException | DateTimeException _) {
      throw notOurs(file);
    }
  }

  private static ExportRefusedException notOurs(Path file) {
    return new ExportRefusedException(
        "%s says nothing that this program wrote; delete the folder it is in and begin anew"
            .formatted(file));
  }

  private static ExportState read(Map<String, String> members) {
    if (number(members, "version") != VERSION) {
      throw new IllegalArgumentException("another version");
    }
    Optional<EventPlace> last = Optional.empty();
    if (members.containsKey("lastId")) {
      String time = members.getOrDefault("lastTime", "");
      last =
          Optional.of(
              new EventPlace(
                  time.isEmpty() ? Optional.empty() : Optional.of(Instant.parse(time)),
                  EventId.parse(text(members, "lastId"))
                      .orElseThrow(IllegalArgumentException::new)));
    }
    LedgerPosition asOf = new LedgerPosition(number(members, "asOfEntry"));
    if (last.isPresent() && last.get().id().object().compareTo(asOf) > 0) {
      throw new IllegalArgumentException("the last event is of a later entry");
    }
    return new ExportState(
        Sha256.fromHex(text(members, "question")),
        Instant.parse(text(members, "begunAt")),
        asOf,
        number(members, "total"),
        last,
        number(members, "events"),
        number(members, "unreadable"),
        number(members, "file"),
        number(members, "fileEvents"),
        mark(members, "data"),
        mark(members, "list"),
        mark(members, "lost"),
        Boolean.parseBoolean(text(members, "finished")));
  }

  private static Mark mark(Map<String, String> members, String name) {
    return new Mark(
        number(members, name + "Bytes"), Sha256.fromHex(text(members, name + "Sha256")));
  }

  private static String text(Map<String, String> members, String name) {
    String text = members.get(name);
    if (text == null) {
      throw new IllegalArgumentException(name + " is missing");
    }
    return text;
  }

  private static long number(Map<String, String> members, String name) {
    long number = Long.parseLong(text(members, name));
    if (number < 0) {
      throw new IllegalArgumentException(name + " is negative");
    }
    return number;
  }

  /// The scalar members of one flat object.
  private static Map<String, String> members(byte[] json) {
    Map<String, String> members = new HashMap<>();
    try (JsonParser parser = JSON.createParser(ObjectReadContext.empty(), json)) {
      if (parser.nextToken() != JsonToken.START_OBJECT) {
        throw new IllegalArgumentException("no object");
      }
      while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
        String name = parser.currentName();
        if (!parser.nextToken().isScalarValue()) {
          throw new IllegalArgumentException("not flat");
        }
        members.put(name, parser.getString());
      }
    }
    return members;
  }
}
