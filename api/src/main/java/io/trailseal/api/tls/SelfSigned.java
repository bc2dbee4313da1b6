package io.trailseal.api.tls;

import io.trailseal.api.connection.Network;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Date;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import org.bouncycastle.asn1.ASN1EncodableVector;
import org.bouncycastle.asn1.ASN1Encoding;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.DERBitString;
import org.bouncycastle.asn1.DERSequence;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.ExtensionsGenerator;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.asn1.x509.TBSCertificate;
import org.bouncycastle.asn1.x509.Time;
import org.bouncycastle.asn1.x509.V3TBSCertificateGenerator;
import org.bouncycastle.asn1.x9.X9ObjectIdentifiers;

/// Makes a certificate that nobody but its fingerprint vouches for, and keeps it.
final class SelfSigned {
  /// The longest that Apple's clients take.
  private static final Duration VALID = Duration.ofDays(825);

  /// A clock that is behind must not find it too young.
  private static final Duration BEFORE = Duration.ofDays(1);

  /// Made anew when it is valid for less than this: at a start, because whoever compared the
  /// fingerprint has to compare it again.
  private static final Duration LEFT_MIN = Duration.ofDays(30);

  private static final List<String> THIS_MACHINE = List.of("localhost", "127.0.0.1", "::1");

  private static final String ONLY_OWNER_FILE = "rw-------";
  private static final String ONLY_OWNER_FOLDER = "rwx------";

  private static final SecureRandom RANDOM = new SecureRandom();

  private SelfSigned() {}

  /// Where it is kept, made now if there is none that serves.
  ///
  /// @throws IOException if the folder cannot be written
  static TlsOptions.Files keptIn(TlsOptions.SelfSigned wanted, Instant now) throws IOException {
    TlsOptions.Files files =
        new TlsOptions.Files(
            wanted.folder().resolve("self-signed.crt"), wanted.folder().resolve("self-signed.key"));
    Set<String> names = new TreeSet<>(THIS_MACHINE);
    wanted.names().forEach(name -> names.add(name.toLowerCase(Locale.ROOT)));
    if (!serves(files, names, now)) {
      make(files, names, now);
    }
    return files;
  }

  private static boolean serves(TlsOptions.Files files, Set<String> names, Instant now) {
    if (!Files.exists(files.certificate()) || !Files.exists(files.key())) {
      return false;
    }
    try {
      KeyAndChain kept = KeyAndChain.read(files.certificate(), files.key());
      Set<String> keptNames = new TreeSet<>();
      kept.names().forEach(name -> keptNames.add(sameSpelling(name)));
      return kept.own().getNotAfter().toInstant().isAfter(now.plus(LEFT_MIN))
          && names.stream().allMatch(name -> keptNames.contains(sameSpelling(name)));
    } catch (IOException _) {
      // Half of it, or something else: made anew.
      return false;
    }
  }

  /// `::1` and `0:0:0:0:0:0:0:1` are one.
  private static String sameSpelling(String name) {
    return Network.address(name).map(address -> address.getHostAddress()).orElse(name);
  }

  private static void make(TlsOptions.Files files, Set<String> names, Instant now)
      throws IOException {
    byte[] certificate;
    KeyPair keys;
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
      generator.initialize(new ECGenParameterSpec("secp256r1"));
      keys = generator.generateKeyPair();
      certificate = certificate(keys, names, now);
    } catch (GeneralSecurityException e) {
      throw new IOException("a certificate could not be made", e);
    }
    Path folder = files.key().toAbsolutePath().getParent();
    if (folder != null && !Files.isDirectory(folder)) {
      Files.createDirectories(folder, onlyOwner(folder, ONLY_OWNER_FOLDER));
    }
    write(files.key(), "PRIVATE KEY", keys.getPrivate().getEncoded());
    write(files.certificate(), "CERTIFICATE", certificate);
  }

  private static byte[] certificate(KeyPair keys, Set<String> names, Instant now)
      throws IOException, GeneralSecurityException {
    X500Name name = new X500Name("CN=Trailseal");
    AlgorithmIdentifier algorithm = new AlgorithmIdentifier(X9ObjectIdentifiers.ecdsa_with_SHA256);
    V3TBSCertificateGenerator generator = new V3TBSCertificateGenerator();
    generator.setSerialNumber(new ASN1Integer(new BigInteger(120, RANDOM).setBit(120)));
    generator.setIssuer(name);
    generator.setSubject(name);
    generator.setStartDate(new Time(date(now.minus(BEFORE))));
    generator.setEndDate(new Time(date(now.plus(VALID))));
    generator.setSignature(algorithm);
    generator.setSubjectPublicKeyInfo(
        SubjectPublicKeyInfo.getInstance(keys.getPublic().getEncoded()));
    ExtensionsGenerator extensions = new ExtensionsGenerator();
    extensions.addExtension(
        Extension.subjectAlternativeName,
        false,
        new GeneralNames(names.stream().map(SelfSigned::general).toArray(GeneralName[]::new)));
    extensions.addExtension(Extension.basicConstraints, true, new BasicConstraints(false));
    extensions.addExtension(
        Extension.extendedKeyUsage, false, new ExtendedKeyUsage(KeyPurposeId.id_kp_serverAuth));
    generator.setExtensions(extensions.generate());
    TBSCertificate body = generator.generateTBSCertificate();
    Signature signing = Signature.getInstance("SHA256withECDSA");
    signing.initSign(keys.getPrivate());
    signing.update(body.getEncoded(ASN1Encoding.DER));
    ASN1EncodableVector parts = new ASN1EncodableVector();
    parts.add(body);
    parts.add(algorithm);
    parts.add(new DERBitString(signing.sign()));
    return new DERSequence(parts).getEncoded(ASN1Encoding.DER);
  }

  private static GeneralName general(String name) {
    return new GeneralName(
        Network.address(name).isPresent() ? GeneralName.iPAddress : GeneralName.dNSName, name);
  }

  // The library wants this type and no other.
  @SuppressWarnings("JavaUtilDate")
  private static Date date(Instant at) {
    return Date.from(at);
  }

  private static void write(Path file, String label, byte[] content) throws IOException {
    String text =
        "-----BEGIN %s-----\n%s\n-----END %s-----\n"
            .formatted(
                label, Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(content), label);
    Path fresh = file.resolveSibling(file.getFileName() + ".new");
    Files.deleteIfExists(fresh);
    // Never for a moment may anybody else read the key.
    Files.createFile(fresh, onlyOwner(fresh, ONLY_OWNER_FILE));
    Files.writeString(fresh, text, StandardCharsets.US_ASCII);
    Files.move(fresh, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
  }

  private static FileAttribute<?>[] onlyOwner(Path path, String permissions) {
    return path.getFileSystem().supportedFileAttributeViews().contains("posix")
        ? new FileAttribute<?>[] {
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(permissions))
        }
        : new FileAttribute<?>[0];
  }
}
