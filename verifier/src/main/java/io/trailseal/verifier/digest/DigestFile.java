package io.trailseal.verifier.digest;

import io.trailseal.verifier.S3Name;
import io.trailseal.verifier.Sha256;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// One digest file, as CloudTrail wrote it.
///
/// @param name where CloudTrail says it put this digest; a copy found elsewhere is not this digest
/// @param awsAccountId the account whose log files it lists
/// @param startTime start of the delivery times it covers
/// @param endTime end of the delivery times it covers
/// @param endTimeText the end time exactly as written: the signature covers this text, so we keep
///   it beside the parsed time, which might print differently
/// @param keyFingerprint of the key it says it was signed with
/// @param previous the back-link, absent on the first digest after logging or validation starts
/// @param logFiles what it lists, in the file's order
public record DigestFile(
    S3Name name,
    String awsAccountId,
    Instant startTime,
    Instant endTime,
    String endTimeText,
    String keyFingerprint,
    Optional<BackLink> previous,
    List<LogFile> logFiles) {
  /// A busy region delivers a few thousand an hour; a list this long fills what a digest file may
  /// inflate to, and more would only cost memory.
  public static final int LOG_FILES_MAX = 250_000;

  /// AWS writes 12 digits.
  static final int ACCOUNT_LENGTH_MAX = 64;

  /// AWS writes 20 characters.
  static final int TIME_LENGTH_MAX = 64;

  /// AWS writes 32 hex digits.
  static final int FINGERPRINT_LENGTH_MAX = 128;

  /// The hex digits of a signature by the largest key that is checked.
  static final int SIGNATURE_LENGTH_MAX = DigestSignature.KEY_BITS_MAX / 4;

  /// The digest one hour earlier, as this one describes it.
  ///
  /// @param name where CloudTrail put it
  /// @param hash SHA-256 of its inflated bytes, where given
  /// @param signatureHex the signature it must have carried, verbatim: it is part of what is signed
  public record BackLink(S3Name name, Optional<Sha256> hash, String signatureHex) {}

  /// One log file, and the hash its inflated content must have.
  public record LogFile(S3Name name, Sha256 hash) {}

  public DigestFile {
    if (!startTime.isBefore(endTime)) {
      throw new IllegalArgumentException(
          "digest %s ends at %s, which is not after its start %s"
              .formatted(name, endTime, startTime));
    }
    // Hostile texts of any length would end up in the ledger, which keeps them for ever.
    requireAtMost("awsAccountId", awsAccountId, ACCOUNT_LENGTH_MAX);
    requireAtMost("digestEndTime", endTimeText, TIME_LENGTH_MAX);
    requireAtMost("digestPublicKeyFingerprint", keyFingerprint, FINGERPRINT_LENGTH_MAX);
    previous.ifPresent(
        link ->
            requireAtMost("previousDigestSignature", link.signatureHex(), SIGNATURE_LENGTH_MAX));
    if (logFiles.size() > LOG_FILES_MAX) {
      throw new IllegalArgumentException(
          "digest %s lists %d log files, and %d are the most that are read"
              .formatted(name, logFiles.size(), LOG_FILES_MAX));
    }
    logFiles = List.copyOf(logFiles);
    Set<S3Name> names = HashSet.newHashSet(logFiles.size());
    for (LogFile logFile : logFiles) {
      if (!names.add(logFile.name())) {
        throw new IllegalArgumentException(
            "digest %s names %s twice".formatted(name, logFile.name()));
      }
    }
  }

  private static void requireAtMost(String member, String text, int lengthMax) {
    if (text.length() > lengthMax) {
      throw new IllegalArgumentException(
          "%s has %,d characters, and %,d are the most that are read"
              .formatted(member, text.length(), lengthMax));
    }
  }

  /// Reads a digest file.
  ///
  /// @param inflated its bytes, inflated
  /// @throws DigestFormatException where it is not as CloudTrail writes them: not JSON, a member
  ///   missing, of the wrong type or there twice, an algorithm other than SHA-256 with RSA
  public static DigestFile parse(byte[] inflated) throws DigestFormatException {
    return DigestParser.parse(inflated);
  }

  /// The bytes that were signed.
  ///
  /// @param inflatedHash SHA-256 of the digest file exactly as downloaded and inflated:
  ///   re-serialised JSON has a different one
  public byte[] signedBytes(Sha256 inflatedHash) {
    return signedBytes(endTimeText, name, inflatedHash, previous.map(BackLink::signatureHex));
  }

  /// The same of a digest of which no more is held than what its signature covers.
  ///
  /// @param previousSignatureHex of the digest before it, verbatim; empty on a starting digest
  public static byte[] signedBytes(
      String endTimeText, S3Name name, Sha256 inflatedHash, Optional<String> previousSignatureHex) {
    return String.join(
            "\n",
            endTimeText,
            name.bucket() + "/" + name.key(),
            inflatedHash.hex(),
            previousSignatureHex.orElse("null"))
        .getBytes(StandardCharsets.UTF_8);
  }
}
