package io.trailseal.verifier;

import java.util.Arrays;

/// Bytes that cannot change after we hashed them. Records hold this instead of `byte[]`, whose
/// equality is identity and whose contents anyone can edit.
public final class Payload {
  private final byte[] bytes;
  private final Sha256 hash;

  private Payload(byte[] bytes, Sha256 hash) {
    this.bytes = bytes;
    this.hash = hash;
  }

  public static Payload copyOf(byte[] bytes) {
    return adopt(bytes.clone());
  }

  /// Takes `bytes` over without copying: the caller must not keep a reference. For the hot path,
  /// where a copy of every object delivered would cost as much as hashing it.
  public static Payload adopt(byte[] bytes) {
    return new Payload(bytes, Sha256.of(bytes));
  }

  /// SHA-256 of the bytes.
  public Sha256 hash() {
    return hash;
  }

  public int length() {
    return bytes.length;
  }

  public byte[] toByteArray() {
    return bytes.clone();
  }

  /// The bytes themselves, not a copy. Whoever writes to them breaks the promise of this class, so
  /// this is for reading only.
  public byte[] borrow() {
    return bytes;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Payload that && Arrays.equals(bytes, that.bytes);
  }

  @Override
  public int hashCode() {
    return hash.hashCode();
  }

  @Override
  public String toString() {
    return "%,d bytes, sha256 %s".formatted(bytes.length, hash.hex());
  }
}
