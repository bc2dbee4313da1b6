package io.trailseal.indexer.export;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/// A record on one line. Strings and numbers keep their bytes: a number is not rounded, an escape
/// not resolved, a member that is there twice stays there twice.
final class OneLine {
  private static final byte[] LINE_FEED = "\\n".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] CARRIAGE_RETURN = "\\r".getBytes(StandardCharsets.US_ASCII);

  private OneLine() {}

  /// Writes `json` as it is where it has no line breaks, else without white space between values.
  static void write(byte[] json, ByteArrayOutputStream out) {
    write(json, 0, json.length, out);
  }

  /// The same of the bytes from `from` to before `end`.
  static void write(byte[] json, int from, int end, ByteArrayOutputStream out) {
    for (int i = from; i < end; i++) {
      if (json[i] == '\n' || json[i] == '\r') {
        squeeze(json, from, end, out);
        return;
      }
    }
    out.write(json, from, end - from);
  }

  private static void squeeze(byte[] json, int from, int end, ByteArrayOutputStream out) {
    boolean inString = false;
    for (int i = from; i < end; i++) {
      byte b = json[i];
      if (inString) {
        if (b == '\n' || b == '\r') {
          // JSON does not allow it there. Whoever read the record anyway took it for itself.
          out.writeBytes(b == '\n' ? LINE_FEED : CARRIAGE_RETURN);
          continue;
        }
        out.write(b);
        if (b == '\\' && i + 1 < end && json[i + 1] != '\n' && json[i + 1] != '\r') {
          i++;
          out.write(json[i]);
        } else if (b == '"') {
          inString = false;
        }
      } else if (b != ' ' && b != '\t' && b != '\n' && b != '\r') {
        out.write(b);
        inString = b == '"';
      }
    }
  }
}
