package io.trailseal.verifier.synthetic;

import io.trailseal.verifier.Sha256;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// One digest, as CloudTrail writes and signs it.
///
/// @param key where it is stored
/// @param content the inflated JSON
/// @param signature hex, goes into the user metadata
@SuppressWarnings("ArrayRecordComponent") // bytes to copy, never compared
record DigestFile(String key, byte[] content, String signature) {
  static final String ALGORITHM = "SHA256withRSA";

  /// @param oldest epoch second of the oldest event in it
  record LogFile(String key, Sha256 hash, long oldest, long newest) {}

  /// What a digest is made of.
  ///
  /// @param from epoch second
  /// @param to epoch second; the digest bears it in its name
  /// @param previous the digest before, null in a starting digest
  record Contents(
      String account,
      String bucket,
      String key,
      long from,
      long to,
      List<LogFile> logFiles,
      @Nullable DigestFile previous) {}

  static DigestFile sign(Contents contents, SigningKey signer) {
    String end = TrailLayout.iso(contents.to);
    byte[] json = ByteDraft.ascii(json(contents, end, signer.fingerprint()));
    DigestFile previous = contents.previous;
    String signed =
        end
            + "\n"
            + contents.bucket
            + "/"
            + contents.key
            + "\n"
            + Sha256.of(json).hex()
            + "\n"
            + (previous == null ? "null" : previous.signature);
    return new DigestFile(contents.key, json, signer.sign(signed));
  }

  Map<String, String> metadata() {
    return Map.of("signature", signature, "signature-algorithm", ALGORITHM);
  }

  private static String json(Contents contents, String end, String fingerprint) {
    DigestFile previous = contents.previous;
    long newest = contents.logFiles.stream().mapToLong(LogFile::newest).max().orElse(-1);
    long oldest = contents.logFiles.stream().mapToLong(LogFile::oldest).min().orElse(-1);
    StringBuilder logs = new StringBuilder();
    for (LogFile log : contents.logFiles) {
      logs.append(logs.isEmpty() ? "" : ",")
          .append(
              "{\"s3Bucket\":\"%s\",\"s3Object\":\"%s\",\"hashValue\":\"%s\",\"hashAlgorithm\":\"SHA-256\",\"newestEventTime\":\"%s\",\"oldestEventTime\":\"%s\"}"
                  .formatted(
                      contents.bucket,
                      log.key,
                      log.hash.hex(),
                      TrailLayout.iso(log.newest),
                      TrailLayout.iso(log.oldest)));
    }
    return """
    {"awsAccountId":"%s","digestStartTime":"%s","digestEndTime":"%s","digestS3Bucket":"%s",\
    "digestS3Object":"%s","digestPublicKeyFingerprint":"%s","digestSignatureAlgorithm":"%s",\
    "newestEventTime":%s,"oldestEventTime":%s,"previousDigestS3Bucket":%s,\
    "previousDigestS3Object":%s,"previousDigestHashValue":%s,"previousDigestHashAlgorithm":%s,\
    "previousDigestSignature":%s,"logFiles":[%s]}"""
        .formatted(
            contents.account,
            TrailLayout.iso(contents.from),
            end,
            contents.bucket,
            contents.key,
            fingerprint,
            ALGORITHM,
            newest < 0 ? "null" : JsonText.quote(TrailLayout.iso(newest)),
            oldest < 0 ? "null" : JsonText.quote(TrailLayout.iso(oldest)),
            JsonText.quoteOrNull(previous == null ? null : contents.bucket),
            JsonText.quoteOrNull(previous == null ? null : previous.key),
            JsonText.quoteOrNull(previous == null ? null : Sha256.of(previous.content).hex()),
            JsonText.quoteOrNull(previous == null ? null : "SHA-256"),
            JsonText.quoteOrNull(previous == null ? null : previous.signature),
            logs);
  }
}
