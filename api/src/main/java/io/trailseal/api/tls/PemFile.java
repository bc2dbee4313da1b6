package io.trailseal.api.tls;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Reads certificates and keys as PEM has them (RFC 7468).
final class PemFile {
  /// A long chain takes some ten kilobytes.
  private static final int BYTES_MAX = 1 << 20;

  private static final Pattern BLOCK =
      Pattern.compile(
          "-----BEGIN ([A-Z0-9 ]{1,40})-----([^-]*)-----END \\1-----", Pattern.MULTILINE);

  private static final String CERTIFICATE = "CERTIFICATE";
  private static final String KEY = "PRIVATE KEY";
  private static final String ENCRYPTED_KEY = "ENCRYPTED PRIVATE KEY";

  /// PKCS#8 names the algorithm inside, where the JDK does not look.
  private static final List<String> KEY_ALGORITHMS = List.of("EC", "RSA", "EdDSA");

  private record Block(String label, String text) {}

  private PemFile() {}

  /// All certificates of a file, at least one, in its order.
  ///
  /// @throws IOException saying what the file must be
  static List<X509Certificate> certificates(Path file) throws IOException {
    List<X509Certificate> certificates = new ArrayList<>();
    for (Block block : blocks(file)) {
      if (block.label().equals(CERTIFICATE)) {
        certificates.add(certificate(file, block));
      }
    }
    if (certificates.isEmpty()) {
      throw new IOException(
          "%s must hold a certificate as PEM (-----BEGIN CERTIFICATE-----), has none"
              .formatted(file));
    }
    return certificates;
  }

  private static X509Certificate certificate(Path file, Block block) throws IOException {
    try {
      return (X509Certificate)
          CertificateFactory.getInstance("X.509")
              .generateCertificate(new ByteArrayInputStream(bytes(file, block)));
    } catch (CertificateException e) {
      throw new IOException("%s holds a certificate that cannot be read".formatted(file), e);
    }
  }

  /// The one private key of a file.
  ///
  /// @throws IOException saying what the file must be; nothing of the key is in the message
  static PrivateKey key(Path file) throws IOException {
    List<Block> keys = blocks(file).stream().filter(b -> b.label().endsWith(KEY)).toList();
    if (keys.size() != 1) {
      throw new IOException(
          "%s must hold one private key as PEM (-----BEGIN PRIVATE KEY-----), has %s"
              .formatted(file, keys.isEmpty() ? "none" : "several"));
    }
    Block block = keys.getFirst();
    return switch (block.label()) {
      case KEY -> key(file, bytes(file, block));
      case ENCRYPTED_KEY ->
          throw new IOException(
              ("%s is encrypted, and there is nobody to type its password at a start; decrypt it"
                      + " (openssl pkcs8 -in ENCRYPTED -out KEY) and let only its owner read it")
                  .formatted(file));
      default ->
          throw new IOException(
              ("%s must hold a key in PKCS#8 (-----BEGIN PRIVATE KEY-----), holds a %s; convert it:"
                      + " openssl pkcs8 -topk8 -nocrypt -in OLD -out KEY")
                  .formatted(file, block.label()));
    };
  }

  private static PrivateKey key(Path file, byte[] bytes) throws IOException {
    for (String algorithm : KEY_ALGORITHMS) {
      try {
        return KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(bytes));
      } catch (GeneralSecurityException _) {
        // Not of this kind; perhaps of the next.
      }
    }
    throw new IOException(
        "%s must hold a key for RSA, ECDSA or EdDSA; this one cannot be read".formatted(file));
  }

  private static byte[] bytes(Path file, Block block) throws IOException {
    try {
      return Base64.getMimeDecoder().decode(block.text().strip());
    } catch (IllegalArgumentException e) {
      throw new IOException("%s is no PEM: its Base64 cannot be read".formatted(file), e);
    }
  }

  private static List<Block> blocks(Path file) throws IOException {
    byte[] content;
    try (InputStream in = Files.newInputStream(file)) {
      content = in.readNBytes(BYTES_MAX + 1);
    } catch (NoSuchFileException e) {
      throw new IOException("%s is not there".formatted(file), e);
    } catch (IOException e) {
      throw new IOException("%s cannot be read: %s".formatted(file, e.getMessage()), e);
    }
    if (content.length > BYTES_MAX) {
      throw new IOException("%s must have at most %,d bytes".formatted(file, BYTES_MAX));
    }
    List<Block> blocks = new ArrayList<>();
    Matcher matcher = BLOCK.matcher(new String(content, StandardCharsets.ISO_8859_1));
    while (matcher.find()) {
      blocks.add(new Block(matcher.group(1), matcher.group(2)));
    }
    return blocks;
  }
}
