package io.trailseal.verifier.source;

import io.trailseal.verifier.trail.Defect;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// The name of something in a folder or an archive, with what is wrong about it.
///
/// Nothing is ever written to disk under such a name, so a name that would escape from a folder
/// harms nobody here; it is kept as it is and said to be strange, because CloudTrail gives no such
/// names and whoever looks at it later should know.
///
/// @param path parts joined by `/`, without a leading `./`
record EntryName(String path, List<Defect> defects) {
  EntryName {
    defects = List.copyOf(defects);
  }

  /// The name of a file in a folder. Its parts were decoded one by one.
  static EntryName inFolder(String path, List<Defect> decoding) {
    List<Defect> defects = new ArrayList<>(decoding);
    controlCharacter(path).ifPresent(defects::add);
    return new EntryName(path, defects);
  }

  /// The name of an archive's entry, whose bytes anybody may have chosen.
  static EntryName inArchive(byte[] raw) {
    Decoded decoded = decode(raw);
    String path = decoded.text();
    // What `tar -C bucket -cf x.tar .` writes.
    while (path.startsWith("./")) {
      path = path.substring(2);
    }
    List<Defect> defects = new ArrayList<>();
    decoded.defect().ifPresent(defects::add);
    controlCharacter(path).ifPresent(defects::add);
    escape(path).ifPresent(defects::add);
    return new EntryName(path, defects);
  }

  /// Text of a name, and what was wrong with its bytes.
  record Decoded(String text, Optional<Defect> defect) {}

  /// UTF-8, as S3 has it; a byte that is not becomes `%` and two hex digits, so that two broken
  /// names remain two.
  static Decoded decode(byte[] raw) {
    try {
      return new Decoded(
          StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(raw)).toString(),
          Optional.empty());
    } catch (CharacterCodingException _) {
      return decodeBroken(raw);
    }
  }

  private static Decoded decodeBroken(byte[] raw) {
    StringBuilder text = new StringBuilder();
    int brokenAt = -1;
    int i = 0;
    while (i < raw.length) {
      int length = sequenceLength(raw, i);
      if (length > 0) {
        text.append(new String(raw, i, length, StandardCharsets.UTF_8));
        i += length;
      } else {
        brokenAt = brokenAt < 0 ? i : brokenAt;
        text.append("%%%02X".formatted(raw[i] & 0xff));
        i++;
      }
    }
    return new Decoded(
        text.toString(),
        Optional.of(
            new Defect(
                0,
                "its name must be UTF-8, byte %d of it is not; such bytes are shown as %%XX"
                    .formatted(brokenAt))));
  }

  private static int sequenceLength(byte[] raw, int at) {
    for (int length = 1; length <= 4 && at + length <= raw.length; length++) {
      try {
        StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(raw, at, length));
        return length;
      } catch (CharacterCodingException _) {
        // Perhaps with one byte more.
      }
    }
    return 0;
  }

  private static Optional<Defect> controlCharacter(String path) {
    for (int i = 0; i < path.length(); i++) {
      if (Character.isISOControl(path.charAt(i))) {
        return Optional.of(
            new Defect(
                0,
                "its name holds the control character U+%04X at character %d"
                    .formatted((int) path.charAt(i), i)));
      }
    }
    return Optional.empty();
  }

  private static Optional<Defect> escape(String path) {
    String how =
        path.startsWith("/") || path.startsWith("\\")
            ? "it starts at the root"
            : path.matches("(?s)[A-Za-z]:.*")
                ? "it names a drive"
                : path.matches("(?s)(.*[/\\\\])?\\.\\.([/\\\\].*)?")
                    ? "it has a part '..'"
                    : path.contains("\\") ? "it has a backslash" : "";
    return how.isEmpty()
        ? Optional.empty()
        : Optional.of(
            new Defect(0, "its name escapes the archive: " + how + "; entered under that name"));
  }
}
