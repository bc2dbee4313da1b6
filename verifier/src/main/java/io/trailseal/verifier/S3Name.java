package io.trailseal.verifier;

import java.nio.charset.StandardCharsets;

/// Where an object is, or claims to be: a bucket and a key.
///
/// A key is hostile text: `..`, newlines, NUL and anything else Unicode allows may be in it. Only
/// [#toString()] and [#printable(String)] are fit for a person's screen.
///
/// @param bucket the bucket's name, 1 to [#BUCKET_LENGTH_MAX] characters
/// @param key the key, byte for byte as S3 has it, 1 to [#KEY_BYTES_MAX] bytes of UTF-8
public record S3Name(String bucket, String key) implements Comparable<S3Name> {
  /// S3 allows 63 (255 in us-east-1 before 2018).
  public static final int BUCKET_LENGTH_MAX = 255;

  /// The limit S3 itself has.
  public static final int KEY_BYTES_MAX = 1024;

  public S3Name {
    if (bucket.isEmpty() || bucket.length() > BUCKET_LENGTH_MAX) {
      throw new IllegalArgumentException(
          "a bucket name has 1 to %d characters, this one has %d"
              .formatted(BUCKET_LENGTH_MAX, bucket.length()));
    }
    int keyBytes = key.getBytes(StandardCharsets.UTF_8).length;
    if (keyBytes == 0 || keyBytes > KEY_BYTES_MAX) {
      throw new IllegalArgumentException(
          "a key has 1 to %d bytes, this one has %d".formatted(KEY_BYTES_MAX, keyBytes));
    }
  }

  @Override
  public int compareTo(S3Name other) {
    int byBucket = bucket.compareTo(other.bucket);
    return byBucket != 0 ? byBucket : key.compareTo(other.key);
  }

  /// `s3://bucket/key` with everything that could confuse a terminal or a log escaped.
  @Override
  public String toString() {
    return printable("s3://" + bucket + "/" + key);
  }

  /// [#printable(String)] of the first `lengthMax` characters, with `…` where that is not all: for
  /// quoting hostile text in a message.
  public static String excerpt(String text, int lengthMax) {
    if (text.length() <= lengthMax) {
      return printable(text);
    }
    int cut = Character.isHighSurrogate(text.charAt(lengthMax - 1)) ? lengthMax - 1 : lengthMax;
    return printable(text.substring(0, cut)) + "…";
  }

  /// `text` with control characters, line and direction marks, and lone surrogates as a backslash,
  /// `u` and four hex digits.
  public static String printable(String text) {
    if (isPlain(text)) {
      return text;
    }
    StringBuilder out = new StringBuilder(text.length() + 16);
    text.codePoints()
        .forEach(
            c -> {
              int type = Character.getType(c);
              if (type == Character.CONTROL
                  || type == Character.FORMAT
                  || type == Character.LINE_SEPARATOR
                  || type == Character.PARAGRAPH_SEPARATOR
                  || type == Character.SURROGATE) {
                for (char unit : Character.toChars(c)) {
                  out.append("\\u%04x".formatted((int) unit));
                }
              } else {
                out.appendCodePoint(c);
              }
            });
    return out.toString();
  }

  /// Almost every text is; reports have millions.
  private static boolean isPlain(String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c < ' ' || c > '~') {
        return false;
      }
    }
    return true;
  }
}
