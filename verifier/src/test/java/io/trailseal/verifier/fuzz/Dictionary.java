package io.trailseal.verifier.fuzz;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;

/// Words that readers of CloudTrail's files know, and values that readers stumble over.
final class Dictionary {
  private static final List<String> NAMES =
      List.of(
          "awsAccountId",
          "digestStartTime",
          "digestEndTime",
          "digestS3Bucket",
          "digestS3Object",
          "digestPublicKeyFingerprint",
          "digestSignatureAlgorithm",
          "newestEventTime",
          "previousDigestS3Bucket",
          "previousDigestS3Object",
          "previousDigestHashValue",
          "previousDigestHashAlgorithm",
          "previousDigestSignature",
          "logFiles",
          "s3Bucket",
          "s3Object",
          "hashValue",
          "hashAlgorithm",
          "Records",
          "eventName",
          "eventTime",
          "eventSource",
          "userIdentity",
          "configurationItems",
          "PublicKeyList",
          "Value",
          "Fingerprint",
          "ValidityStartTime",
          "ValidityEndTime",
          "signature",
          "signature-algorithm",
          "SIGNATURE",
          "");

  private static final List<String> VALUES =
      List.of(
          "null",
          "true",
          "{}",
          "[]",
          "[[]]",
          "\"\"",
          "0",
          "-0",
          "-1",
          "1e999999999",
          "-1e-999999999",
          "9223372036854775808",
          "0.1e+1",
          "01",
          "NaN",
          "1e308",
          "253402300800",
          "\"+1000000000-12-31T23:59:59.999999999Z\"",
          "\"-999999999-01-01T00:00:00Z\"",
          "\"9999-12-31T23:59:59Z\"",
          "\"1969-12-31T23:59:59Z\"",
          "\"2026-11-20T10:00:00+18:00\"",
          "\"2026-02-30T10:00:00Z\"",
          "\"2026-12-31T23:59:60Z\"",
          "\"SHA-512\"",
          "\"sha256withrsa\"",
          "\"a\\u0000b\"",
          "\"\\u001b[2J\\r\\n\"",
          "\"\\u202egnp.exe\"",
          "\"\\ud800\"",
          "\"\\udc00\\ud800\"",
          "\"\\ud83d\\ude00\"",
          "\"../../etc/passwd\"",
          "\"AWSLogs/111122223333/CloudTrail-Digest/us-east-1/2026/11/20/\"",
          "\"====\"",
          "\"MIIB\"",
          "\"MAA=\"",
          "/*x*/1",
          "'x'");

  /// Bytes that are not UTF-8, or should not be: overlong, lone surrogates, beyond Unicode, cut
  /// off.
  private static final List<byte[]> DAMAGE =
      List.of(
          bytes(0xC0, 0x80),
          bytes(0xC1, 0xBF),
          bytes(0xE0, 0x80, 0xA2),
          bytes(0xED, 0xA0, 0x80),
          bytes(0xED, 0xA0, 0x80, 0xED, 0xB0, 0x80),
          bytes(0xF4, 0x90, 0x80, 0x80),
          bytes(0xF8, 0x88, 0x80, 0x80, 0x80),
          bytes(0xFE, 0xFF),
          bytes(0xFF),
          bytes(0x80),
          bytes(0xE2, 0x82),
          bytes(0xF0, 0x9F, 0x98),
          bytes(0xEF, 0xBB, 0xBF),
          bytes(0xE2, 0x80, 0xAE),
          bytes(0xE2, 0x80, 0xA8),
          bytes(0xC2, 0x85),
          bytes(0x00),
          bytes(0x7F),
          bytes(0x1B, '[', '2', 'J'));

  private static final byte[] TROUBLE =
      "{}[]\",:\\/u0\n\r\t +-.eE\0\u007f".getBytes(StandardCharsets.UTF_8);

  private Dictionary() {}

  static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static byte[] bytes(int... values) {
    byte[] bytes = new byte[values.length];
    for (int i = 0; i < values.length; i++) {
      bytes[i] = (byte) values[i];
    }
    return bytes;
  }

  static String name(Random random) {
    return one(NAMES, random);
  }

  /// A JSON value, right or wrong.
  static String value(Random random) {
    return switch (random.nextInt(12)) {
      case 0 -> "9".repeat(1 + random.nextInt(3_000));
      case 1 -> "0." + "0".repeat(random.nextInt(2_000)) + "1";
      case 2 -> '"' + "A".repeat(random.nextInt(5_000)) + '"';
      case 3 -> '"' + "é\uD83D\uDE00".repeat(random.nextInt(700)) + '"';
      default -> one(VALUES, random);
    };
  }

  static byte[] damage(Random random) {
    return one(DAMAGE, random);
  }

  static byte trouble(Random random) {
    return TROUBLE[random.nextInt(TROUBLE.length)];
  }

  static <T> T one(List<T> list, Random random) {
    return list.get(random.nextInt(list.size()));
  }
}
