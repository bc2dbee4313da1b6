package io.trailseal.indexer.search;

import io.trailseal.indexer.ledger.LedgerPosition;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/// The small file that says how far the index has taken the ledger in.
///
/// ```
/// trailseal-search 1
/// position 1234
/// month 2026-11 1230
/// unreadable 17
/// end
/// ```
final class PositionFile {
  private static final String NAME = "position";
  private static final String HEADER = "trailseal-search " + Month.FORMAT_VERSION;
  private static final String END = "end";

  /// A file with more lines than months and remembered objects can make is not ours.
  private static final long BYTES_MAX = 1 << 20;

  private final Path folder;

  PositionFile(Path folder) {
    this.folder = folder;
  }

  /// @param position how far the ledger has been taken in
  /// @param months the months there are, by folder name, with the position each was committed at
  /// @param unreadable objects that the vault did not give back
  record Content(
      LedgerPosition position,
      SortedMap<String, LedgerPosition> months,
      SortedSet<LedgerPosition> unreadable) {
    static Content empty() {
      return new Content(LedgerPosition.START, new TreeMap<>(), new TreeSet<>());
    }
  }

  /// What the file says: nothing taken in where there is none; empty where it is not readable as
  /// one of this version.
  Optional<Content> read() throws IOException {
    Path file = folder.resolve(NAME);
    String text;
    try {
      if (Files.size(file) > BYTES_MAX) {
        return Optional.empty();
      }
      text = new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
    } catch (NoSuchFileException _) {
      return Optional.of(Content.empty());
    }
    String[] lines = text.split("\n", -1);
    if (lines.length < 4
        || !lines[0].equals(HEADER)
        || !lines[lines.length - 2].equals(END)
        || !lines[1].startsWith("position ")) {
      return Optional.empty();
    }
    try {
      SortedMap<String, LedgerPosition> months = new TreeMap<>();
      SortedSet<LedgerPosition> unreadable = new TreeSet<>();
      for (int i = 2; i < lines.length - 2; i++) {
        String[] words = lines[i].split(" ", -1);
        switch (words[0]) {
          case "month" -> months.put(words[1], position(words[2]));
          case "unreadable" -> unreadable.add(position(words[1]));
          default -> {
            return Optional.empty();
          }
        }
      }
      return Optional.of(new Content(position(lines[1].split(" ", -1)[1]), months, unreadable));
    } catch (IllegalArgumentException | ArrayIndexOutOfBoundsException _) {
      return Optional.empty();
    }
  }

  /// Replaces the file. What was created in the folder before is on disk before the file is.
  void write(Content content) throws IOException {
    StringBuilder text = new StringBuilder(HEADER).append("\nposition ").append(content.position());
    for (Map.Entry<String, LedgerPosition> month : content.months().entrySet()) {
      text.append("\nmonth ").append(month.getKey()).append(' ').append(month.getValue());
    }
    for (LedgerPosition object : content.unreadable()) {
      text.append("\nunreadable ").append(object);
    }
    text.append('\n').append(END).append('\n');
    syncFolder();
    Path temporary = folder.resolve(NAME + ".new");
    try (FileChannel channel =
        FileChannel.open(
            temporary,
            StandardOpenOption.CREATE,
            StandardOpenOption.TRUNCATE_EXISTING,
            StandardOpenOption.WRITE)) {
      ByteBuffer bytes = ByteBuffer.wrap(text.toString().getBytes(StandardCharsets.UTF_8));
      while (bytes.hasRemaining()) {
        channel.write(bytes);
      }
      channel.force(true);
    }
    Files.move(
        temporary,
        folder.resolve(NAME),
        StandardCopyOption.ATOMIC_MOVE,
        StandardCopyOption.REPLACE_EXISTING);
    syncFolder();
  }

  void delete() throws IOException {
    if (Files.deleteIfExists(folder.resolve(NAME))) {
      syncFolder();
    }
  }

  private void syncFolder() throws IOException {
    try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
      channel.force(true);
    }
  }

  private static LedgerPosition position(String text) {
    return new LedgerPosition(Long.parseLong(text));
  }
}
