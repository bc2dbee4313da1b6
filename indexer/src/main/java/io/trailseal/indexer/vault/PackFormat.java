package io.trailseal.indexer.vault;

import io.trailseal.verifier.Sha256;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/// Headers of packs and records as bytes; see the package comment.
final class PackFormat {
  static final int VERSION_NEWEST = 1;
  static final int FILE_HEADER_BYTES = 32;
  static final int RECORD_HEADER_BYTES = 56;

  private static final byte[] MAGIC = "TRLSPACK".getBytes(StandardCharsets.US_ASCII);
  private static final Pattern FILE_NAME = Pattern.compile("(\\d{10})\\.pack");
  private static final int CRC_BYTES = Integer.BYTES;

  private PackFormat() {}

  /// What stands before an object's bytes.
  record RecordHeader(long marker, long settled, int length, Sha256 hash) {
    long bytesInPack() {
      return RECORD_HEADER_BYTES + (long) length;
    }
  }

  static String fileName(long number) {
    return "%010d.pack".formatted(number);
  }

  /// The pack's number, or -1 where the file is no pack.
  static long number(String fileName) {
    Matcher matcher = FILE_NAME.matcher(fileName);
    return matcher.matches() ? Long.parseLong(matcher.group(1)) : -1;
  }

  static byte[] fileHeader(long number, long marker) {
    ByteBuffer out = ByteBuffer.allocate(FILE_HEADER_BYTES);
    out.put(MAGIC).putInt(VERSION_NEWEST).putLong(number).putLong(marker);
    out.putInt(crc(out.array(), 0, FILE_HEADER_BYTES - CRC_BYTES));
    return out.array();
  }

  /// What is wrong with a file header; empty where nothing is.
  static String fileHeaderFault(byte[] header, long number) {
    ByteBuffer in = ByteBuffer.wrap(header);
    byte[] magic = new byte[MAGIC.length];
    in.get(magic);
    int version = in.getInt();
    long numberInside = in.getLong();
    if (!Arrays.equals(magic, MAGIC)) {
      return "its file header does not begin with TRLSPACK";
    }
    if (crc(header, 0, FILE_HEADER_BYTES - CRC_BYTES)
        != ByteBuffer.wrap(header).getInt(FILE_HEADER_BYTES - CRC_BYTES)) {
      return "its file header does not fit its checksum";
    }
    if (version < 1) {
      return "its file header has the impossible format version " + version;
    }
    return numberInside == number ? "" : "its file header says it is pack " + numberInside;
  }

  static int version(byte[] fileHeader) {
    return ByteBuffer.wrap(fileHeader).getInt(MAGIC.length);
  }

  static long marker(byte[] fileHeader) {
    return ByteBuffer.wrap(fileHeader).getLong(MAGIC.length + Integer.BYTES + Long.BYTES);
  }

  static void putRecordHeader(byte[] target, int at, RecordHeader header) {
    ByteBuffer out = ByteBuffer.wrap(target, at, RECORD_HEADER_BYTES);
    out.putLong(header.marker()).putLong(header.settled()).putInt(header.length());
    out.put(header.hash().toByteArray());
    out.putInt(crc(target, at, RECORD_HEADER_BYTES - CRC_BYTES));
  }

  /// The record header at `at`, or null where there is none.
  static @Nullable RecordHeader recordHeader(byte[] source, int at) {
    ByteBuffer in = ByteBuffer.wrap(source, at, RECORD_HEADER_BYTES);
    long marker = in.getLong();
    long settled = in.getLong();
    int length = in.getInt();
    byte[] hash = new byte[Sha256.BYTES];
    in.get(hash);
    if (in.getInt() != crc(source, at, RECORD_HEADER_BYTES - CRC_BYTES)
        || length < 0
        || length > Vault.OBJECT_BYTES_MAX) {
      return null;
    }
    return new RecordHeader(marker, settled, length, Sha256.fromBytes(hash));
  }

  private static int crc(byte[] bytes, int offset, int length) {
    CRC32C crc = new CRC32C();
    crc.update(bytes, offset, length);
    return (int) crc.getValue();
  }
}
