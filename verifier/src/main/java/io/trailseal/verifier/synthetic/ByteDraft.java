package io.trailseal.verifier.synthetic;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/// Bytes being written, reused from file to file.
final class ByteDraft {
  private static final byte[] HEX = ascii("0123456789abcdef");
  private static final byte[] BASE64 =
      ascii("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/");
  private static final byte[] BASE32 = ascii("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567");

  private byte[] bytes;
  private int length;

  ByteDraft(int capacity) {
    bytes = new byte[capacity];
  }

  static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  void clear() {
    length = 0;
  }

  int length() {
    return length;
  }

  /// The bytes written so far, and whatever lies behind them: read [#length()] of them.
  byte[] borrow() {
    return bytes;
  }

  byte[] toByteArray() {
    return Arrays.copyOf(bytes, length);
  }

  String text() {
    return new String(bytes, 0, length, StandardCharsets.UTF_8);
  }

  private void room(int more) {
    if (bytes.length - length < more) {
      bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, length + more));
    }
  }

  void put(byte[] text) {
    room(text.length);
    System.arraycopy(text, 0, bytes, length, text.length);
    length += text.length;
  }

  void put(char ascii) {
    room(1);
    bytes[length++] = (byte) ascii;
  }

  void number(long value) {
    put(ascii(Long.toString(value)));
  }

  private void two(int value) {
    bytes[length++] = (byte) ('0' + value / 10);
    bytes[length++] = (byte) ('0' + value % 10);
  }

  /// `hh:mm:ss` of a second of the day.
  void timeOfDay(int second) {
    room(8);
    two(second / 3600);
    bytes[length++] = ':';
    two(second / 60 % 60);
    bytes[length++] = ':';
    two(second % 60);
  }

  /// The lowest `digits` hex digits of `bits`, at most 16.
  void hex(long bits, int digits) {
    room(digits);
    for (int i = 0; i < digits; i++) {
      bytes[length++] = HEX[(int) (bits >>> (4 * i)) & 15];
    }
  }

  /// A version 4 UUID out of 122 of these bits.
  void uuid(long high, long low) {
    hex(high, 8);
    put('-');
    hex(high >>> 32, 4);
    put('-');
    put('4');
    hex(high >>> 48, 3);
    put('-');
    put((char) HEX[8 + (int) (low & 3)]);
    hex(low >>> 2, 3);
    put('-');
    hex(low >>> 14, 12);
  }

  /// At most ten characters of base 64.
  void base64(long bits, int characters) {
    room(characters);
    for (int i = 0; i < characters; i++) {
      bytes[length++] = BASE64[(int) (bits >>> (6 * i)) & 63];
    }
  }

  /// At most twelve characters of base 32.
  void base32(long bits, int characters) {
    room(characters);
    for (int i = 0; i < characters; i++) {
      bytes[length++] = BASE32[(int) (bits >>> (5 * i)) & 31];
    }
  }
}
