package io.trailseal.verifier.digest;

import io.trailseal.verifier.S3Name;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// Writes digest files as CloudTrail does, member by member, so that each can be left out or
/// changed.
public final class Digests {
  public static final S3Name NAME =
      new S3Name(
          "bucket",
          "AWSLogs/111122223333/CloudTrail-Digest/us-east-1/2026/11/20/"
              + "111122223333_CloudTrail-Digest_us-east-1_trail_us-east-1_20261120T100000Z.json.gz");
  public static final S3Name PREVIOUS =
      new S3Name("bucket", NAME.key().replace("T100000Z", "T090000Z"));

  private final Map<String, String> members = new TreeMap<>();
  private final List<String> logFiles = new ArrayList<>();

  public Digests() {
    text("awsAccountId", "111122223333");
    text("digestStartTime", "2026-11-20T09:00:00Z");
    text("digestEndTime", "2026-11-20T10:00:00Z");
    text("digestS3Bucket", NAME.bucket());
    text("digestS3Object", NAME.key());
    text("digestPublicKeyFingerprint", "0123456789abcdef0123456789abcdef");
    text("digestSignatureAlgorithm", "SHA256withRSA");
    raw("newestEventTime", "null");
    raw("oldestEventTime", "null");
    for (String name : List.of("S3Bucket", "S3Object", "HashValue", "HashAlgorithm", "Signature")) {
      raw("previousDigest" + name, "null");
    }
  }

  public Digests text(String name, String value) {
    return raw(name, '"' + value + '"');
  }

  public Digests raw(String name, String json) {
    members.put(name, json);
    return this;
  }

  public Digests without(String name) {
    members.remove(name);
    return this;
  }

  public Digests previous(String hash, String signature) {
    text("previousDigestS3Bucket", PREVIOUS.bucket());
    text("previousDigestS3Object", PREVIOUS.key());
    text("previousDigestHashValue", hash);
    text("previousDigestHashAlgorithm", "SHA-256");
    return text("previousDigestSignature", signature);
  }

  public Digests log(String key, String hash) {
    logFiles.add(
        """
        {"s3Bucket":"bucket","s3Object":"%s","hashValue":"%s","hashAlgorithm":"SHA-256",\
        "newestEventTime":"2026-11-20T09:10:00Z","oldestEventTime":"2026-11-20T09:00:00Z"}"""
            .formatted(key, hash));
    return this;
  }

  public String json() {
    StringBuilder json = new StringBuilder("{");
    members.forEach((name, value) -> json.append('"' + name + "\":" + value + ","));
    return json + "\"logFiles\":[" + String.join(",", logFiles) + "]}";
  }
}
