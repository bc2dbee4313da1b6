package io.trailseal.indexer.ledger;

import io.trailseal.verifier.S3Name;
import io.trailseal.verifier.S3Prefix;
import io.trailseal.verifier.Sha256;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Arrays;

/// Short keys under which names and hashes are looked up.
final class NameKeys {
  private static final int FOLDER_BYTES = 8;
  private static final int NAME_BYTES = 16;
  private static final int RUN_BITS = 12;

  private NameKeys() {}

  /// 8 bytes of the hash of the folder, then 16 bytes of the hash of the whole name. Objects of one
  /// folder come in together: with keys that lie together an append touches few pages. 128 bits of
  /// the name are enough for nobody to find a second name with the same key.
  static byte[] of(S3Name name) {
    S3Prefix folder = folder(name);
    byte[] folderHash = folderHash(folder);
    MessageDigest digest = Sha256.newDigest();
    digest.update(folderHash);
    digest.update(
        name.key().substring(folder.keyPrefix().length()).getBytes(StandardCharsets.UTF_16BE));
    byte[] nameHash = digest.digest();
    return ByteBuffer.allocate(FOLDER_BYTES + NAME_BYTES)
        .put(folderHash, 0, FOLDER_BYTES)
        .put(nameHash, 0, NAME_BYTES)
        .array();
  }

  /// Everything up to the last slash of a key.
  static S3Prefix folder(S3Name name) {
    return new S3Prefix(name.bucket(), name.key().substring(0, name.key().lastIndexOf('/') + 1));
  }

  private static byte[] folderHash(S3Prefix folder) {
    MessageDigest digest = Sha256.newDigest();
    // UTF-16, because lone surrogates all look the same in UTF-8.
    digest.update(folder.bucket().getBytes(StandardCharsets.UTF_16BE));
    digest.update(new byte[] {0, 0});
    digest.update(folder.keyPrefix().getBytes(StandardCharsets.UTF_16BE));
    return digest.digest();
  }

  /// Less than the key of every name in the folder: no hash is all zeros.
  static byte[] beforeFolder(S3Prefix folder) {
    return Arrays.copyOf(
        Arrays.copyOf(folderHash(folder), FOLDER_BYTES), FOLDER_BYTES + NAME_BYTES);
  }

  /// At least the key of every name in the folder.
  static byte[] lastOfFolder(S3Prefix folder) {
    byte[] last = beforeFolder(folder);
    Arrays.fill(last, FOLDER_BYTES, last.length, (byte) 0xff);
    return last;
  }

  /// For one version of an object: as long as a name's key, and next to it.
  static byte[] ofVersion(byte[] nameKey, String version) {
    MessageDigest digest = Sha256.newDigest();
    digest.update(nameKey);
    digest.update(version.getBytes(StandardCharsets.UTF_16BE));
    return ByteBuffer.allocate(FOLDER_BYTES + NAME_BYTES)
        .put(nameKey, 0, FOLDER_BYTES)
        .put(digest.digest(), 0, NAME_BYTES)
        .array();
  }

  /// The first 8 bytes: not unique, so whoever looks it up compares the whole hash.
  static long of(Sha256 hash) {
    return ByteBuffer.wrap(hash.toByteArray()).getLong();
  }

  /// The run of the index of hashes that an entry belongs to.
  static int run(long position) {
    return Math.toIntExact(position >> RUN_BITS);
  }

  /// For the digests of one account and region in one bucket; not unique either.
  static long ofSpan(String bucket, String account, String region) {
    return ofText(bucket + '\0' + account + '\0' + region);
  }

  static long ofText(String text) {
    return of(Sha256.of(text.getBytes(StandardCharsets.UTF_16BE)));
  }
}
