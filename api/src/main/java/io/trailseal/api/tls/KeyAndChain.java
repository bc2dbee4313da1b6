package io.trailseal.api.tls;

import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.security.interfaces.RSAPublicKey;
import java.util.Collection;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;

/// A private key, and the certificates that say whose it is.
///
/// @param chain the server's own first
record KeyAndChain(PrivateKey key, List<X509Certificate> chain) {
  private static final int RSA_BITS_MIN = 2048;

  /// SAN types of RFC 5280.
  private static final int DNS_NAME = 2;

  private static final int IP_ADDRESS = 7;

  KeyAndChain {
    chain = List.copyOf(chain);
  }

  /// @throws IOException if they cannot be read or do not belong together
  static KeyAndChain read(Path certificate, Path key) throws IOException {
    KeyAndChain read = new KeyAndChain(PemFile.key(key), PemFile.certificates(certificate));
    if (!read.belongTogether()) {
      throw new IOException(
          "%s is not the key of the first certificate in %s".formatted(key, certificate));
    }
    if (read.own().getPublicKey() instanceof RSAPublicKey rsa
        && rsa.getModulus().bitLength() < RSA_BITS_MIN) {
      throw new IOException(
          "the RSA key of %s must have at least %d bits, has %d"
              .formatted(certificate, RSA_BITS_MIN, rsa.getModulus().bitLength()));
    }
    return read;
  }

  private boolean belongTogether() {
    try {
      String algorithm =
          switch (key.getAlgorithm()) {
            case "EC" -> "SHA256withECDSA";
            case "RSA" -> "SHA256withRSA";
            default -> key.getAlgorithm();
          };
      byte[] said = {1, 2, 3};
      Signature signing = Signature.getInstance(algorithm);
      signing.initSign(key);
      signing.update(said);
      byte[] signature = signing.sign();
      Signature checking = Signature.getInstance(algorithm);
      checking.initVerify(own().getPublicKey());
      checking.update(said);
      return checking.verify(signature);
    } catch (GeneralSecurityException _) {
      // A key of another kind.
      return false;
    }
  }

  /// The server's own certificate.
  X509Certificate own() {
    return chain.getFirst();
  }

  /// The names and addresses it is for, in lower case.
  Set<String> names() {
    Set<String> names = new TreeSet<>();
    try {
      Collection<List<?>> all = own().getSubjectAlternativeNames();
      if (all != null) {
        for (List<?> one : all) {
          if (one.get(0) instanceof Integer type
              && (type == DNS_NAME || type == IP_ADDRESS)
              && one.get(1) instanceof String name) {
            names.add(name.toLowerCase(Locale.ROOT));
          }
        }
      }
    } catch (CertificateParsingException _) {
      // Then it is for no name we could answer to.
    }
    return names;
  }

  /// SHA-256 of the certificate, as browsers and openssl show it.
  String fingerprint() {
    try {
      byte[] hash = MessageDigest.getInstance("SHA-256").digest(own().getEncoded());
      return HexFormat.ofDelimiter(":").withUpperCase().formatHex(hash);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(
          "a certificate that was read has bytes, and the JDK SHA-256", e);
    }
  }
}
