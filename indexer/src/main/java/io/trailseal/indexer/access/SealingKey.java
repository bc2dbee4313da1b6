package io.trailseal.indexer.access;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Set;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/// Seals what has to be read again. A signature with an access key can only be checked by who has
/// its secret, so that a hash of it would not do; but a copy of the database alone gives nothing
/// away, because the key lies beside it in a file of its own that only its owner may read.
///
/// AES-256-GCM, a random nonce of 96 bits before each text, the credential's id as the text that is
/// bound to it.
final class SealingKey {
  private static final int KEY_BYTES = 32;
  private static final int NONCE_BYTES = 12;
  private static final int TAG_BITS = 128;
  private static final SecureRandom RANDOM = new SecureRandom();

  private final Path file;

  /// @param file made when it is first needed
  SealingKey(Path file) {
    this.file = file;
  }

  String seal(String id, String secret) throws IOException {
    byte[] nonce = new byte[NONCE_BYTES];
    RANDOM.nextBytes(nonce);
    try {
      Cipher cipher = cipher(Cipher.ENCRYPT_MODE, key(true), nonce, id);
      byte[] sealed = cipher.doFinal(secret.getBytes(StandardCharsets.UTF_8));
      return Base64.getEncoder()
          .encodeToString(
              ByteBuffer.allocate(nonce.length + sealed.length).put(nonce).put(sealed).array());
    } catch (GeneralSecurityException e) {
      throw new IOException("a secret could not be sealed", e);
    }
  }

  /// @throws IOException if the file is gone or another one: what was sealed with it is lost
  String open(String id, String sealed) throws IOException {
    byte[] bytes = Base64.getDecoder().decode(sealed);
    byte[] nonce = new byte[NONCE_BYTES];
    ByteBuffer.wrap(bytes).get(nonce);
    try {
      Cipher cipher = cipher(Cipher.DECRYPT_MODE, key(false), nonce, id);
      return new String(
          cipher.doFinal(bytes, NONCE_BYTES, bytes.length - NONCE_BYTES), StandardCharsets.UTF_8);
    } catch (GeneralSecurityException e) {
      throw new IOException(
          "the secret of access key %s does not open with %s; issue another".formatted(id, file),
          e);
    }
  }

  private static Cipher cipher(int mode, SecretKeySpec key, byte[] nonce, String id)
      throws GeneralSecurityException {
    Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
    cipher.init(mode, key, new GCMParameterSpec(TAG_BITS, nonce));
    cipher.updateAAD(id.getBytes(StandardCharsets.UTF_8));
    return cipher;
  }

  private SecretKeySpec key(boolean make) throws IOException {
    if (!Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
      if (!make) {
        throw new IOException(
            "%s is gone, and with it the secrets of all access keys; issue others".formatted(file));
      }
      write();
    }
    if (Files.size(file) != KEY_BYTES) {
      throw new IOException("%s must have %d bytes and has not".formatted(file, KEY_BYTES));
    }
    return new SecretKeySpec(Files.readAllBytes(file), "AES");
  }

  /// On disk before anything is sealed with it.
  private void write() throws IOException {
    byte[] key = new byte[KEY_BYTES];
    RANDOM.nextBytes(key);
    FileAttribute<?>[] owner =
        file.getFileSystem().supportedFileAttributeViews().contains("posix")
            ? new FileAttribute<?>[] {
              PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"))
            }
            : new FileAttribute<?>[0];
    try (FileChannel channel =
        FileChannel.open(
            file, Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE), owner)) {
      ByteBuffer bytes = ByteBuffer.wrap(key);
      while (bytes.hasRemaining()) {
        channel.write(bytes);
      }
      channel.force(true);
    }
  }
}
