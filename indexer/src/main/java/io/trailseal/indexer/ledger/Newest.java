package io.trailseal.indexer.ledger;

import io.trailseal.verifier.Sha256;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The newest entry, as repeated in the file `newest`: a line of its position in 19 digits, a space
/// and its leaf hash in hex.
///
/// The line has a fixed length and lies within one disk sector. It is written after the database
/// was synced and is not synced itself: it may be behind, never ahead.
record Newest(long position, Sha256 leafHash) {
  static final Newest NONE = new Newest(0, Sha256.of(new byte[0]));

  private static final Pattern LINE = Pattern.compile("(\\d{19}) ([0-9a-f]{64})\n");

  static Path file(Path folder) {
    return folder.resolve("newest");
  }

  /// What the file says; [#NONE] where there is none or a crash left it unreadable.
  static Newest read(Path folder) throws IOException {
    Path file = file(folder);
    if (!Files.exists(file)) {
      return NONE;
    }
    Matcher line = LINE.matcher(Files.readString(file, StandardCharsets.ISO_8859_1));
    return line.matches()
        ? new Newest(Long.parseLong(line.group(1)), Sha256.fromHex(line.group(2)))
        : NONE;
  }

  /// Through `RandomAccessFile`, which does not mind interrupts.
  void write(RandomAccessFile file) throws IOException {
    file.seek(0);
    file.write(
        "%019d %s\n".formatted(position, leafHash.hex()).getBytes(StandardCharsets.US_ASCII));
  }

  /// @param head the newest entry of the database now
  void requireStillThere(Connection connection, Path folder, Newest head)
      throws SQLException, IOException {
    if (position == 0) {
      return;
    }
    if (head.position() < position) {
      throw lost(folder, "ends at " + head.position() + " now");
    }
    if (!EntryTable.leafHash(connection, position).equals(leafHash)) {
      throw lost(folder, "has another one there now");
    }
  }

  IOException lost(Path folder, String found) {
    return new IOException(
        "the ledger in %s had entry %d with leaf hash %s and %s; restore it from a copy, or delete the file %s to go on without what is lost"
            .formatted(folder, position, leafHash, found, file(folder)));
  }
}
