package io.trailseal.verifier.synthetic;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.MessageDigest;
import java.security.PublicKey;
import java.security.Signature;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.X509EncodedKeySpec;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Checks digests with the JDK alone, so that nothing of ours vouches for itself.
final class SyntheticDigestsTest {
  private static final byte[] RSA_PREFIX =
      HexFormat.of().parseHex("30820122300d06092a864886f70d01010105000382010f00");

  @TempDir Path folder;

  @Test
  void everyDigestVerifiesAndLinksToTheOneBefore() throws IOException, GeneralSecurityException {
    SampleSettings settings = Samples.settings(2, 2, 24, 30);
    FolderBucket bucket = FolderBucket.at(folder);
    new SyntheticTrail(settings).writeTo(bucket);

    Set<String> listed = new HashSet<>();
    int emptyHours = 0;
    for (String account : settings.accountIds()) {
      for (String region : settings.regionNames()) {
        PublicKey key = publishedKey(bucket, region);
        List<String> digests =
            bucket.keys("AWSLogs/" + account + "/CloudTrail-Digest/" + region + "/");
        assertThat(digests).hasSize(settings.hours());
        Instant end =
            Instant.parse(
                Samples.field(Samples.inflated(bucket, digests.getFirst()), "digestStartTime"));
        assertThat(Duration.between(settings.start(), end))
            .isBetween(Duration.ZERO, Duration.ofMinutes(10));
        String previousSignature = "null";
        String previousHash = "null";
        String previousKey = "null";
        for (String digestKey : digests) {
          byte[] digest = Samples.inflated(bucket, digestKey);
          String signature =
              bucket.get(digestKey).orElseThrow().metadata().getOrDefault("signature", "");
          assertThat(signature).hasSize(512);
          assertThat(bucket.get(digestKey).orElseThrow().metadata())
              .containsEntry("signature-algorithm", "SHA256withRSA");
          assertThat(verifies(key, settings, digest, previousSignature, signature)).isTrue();
          assertThat(Samples.field(digest, "digestS3Object")).isEqualTo(digestKey);
          assertThat(Samples.field(digest, "awsAccountId")).isEqualTo(account);
          assertThat(Samples.field(digest, "previousDigestSignature")).isEqualTo(previousSignature);
          assertThat(Samples.field(digest, "previousDigestHashValue")).isEqualTo(previousHash);
          assertThat(Samples.field(digest, "previousDigestS3Object")).isEqualTo(previousKey);
          assertThat(Instant.parse(Samples.field(digest, "digestStartTime"))).isEqualTo(end);
          end = Instant.parse(Samples.field(digest, "digestEndTime"));
          List<String> logs = assertLogs(bucket, digest, end);
          listed.addAll(logs);
          emptyHours += logs.isEmpty() ? 1 : 0;
          previousSignature = signature;
          previousHash = Samples.sha256(digest);
          previousKey = digestKey;
        }
        assertThat(Duration.between(settings.start(), end))
            .isGreaterThanOrEqualTo(Duration.ofHours(24));
      }
    }
    assertThat(listed).containsExactlyInAnyOrderElementsOf(Samples.logKeys(bucket));
    assertThat(emptyHours).as("hours without events").isPositive();
  }

  private static boolean verifies(
      PublicKey key, SampleSettings settings, byte[] digest, String previous, String signature)
      throws GeneralSecurityException {
    String signed =
        String.join(
            "\n",
            Samples.field(digest, "digestEndTime"),
            settings.bucket() + "/" + Samples.field(digest, "digestS3Object"),
            HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(digest)),
            previous);
    Signature verifier = Signature.getInstance("SHA256withRSA");
    verifier.initVerify(key);
    verifier.update(signed.getBytes(StandardCharsets.UTF_8));
    return verifier.verify(HexFormat.of().parseHex(signature));
  }

  /// Hashes and times of the log files a digest lists.
  private static List<String> assertLogs(FolderBucket bucket, byte[] digest, Instant end)
      throws IOException {
    List<String> keys = new ArrayList<>();
    Matcher entry =
        Pattern.compile(
                "\\{\"s3Bucket\":\"trailseal-sample-logs\",\"s3Object\":\"([^\"]+)\",\"hashValue\":\"([0-9a-f]{64})\",\"hashAlgorithm\":\"SHA-256\",\"newestEventTime\":\"([^\"]+)\",\"oldestEventTime\":\"([^\"]+)\"\\}")
            .matcher(new String(digest, StandardCharsets.UTF_8));
    while (entry.find()) {
      byte[] log = Samples.inflated(bucket, entry.group(1));
      assertThat(Samples.sha256(log)).isEqualTo(entry.group(2));
      List<String> times =
          Samples.events(log).stream().map(event -> event.get("eventTime")).sorted().toList();
      assertThat(times.getLast()).isEqualTo(entry.group(3));
      assertThat(times.getFirst()).isEqualTo(entry.group(4));
      assertThat(Instant.parse(entry.group(3))).isBefore(end);
      keys.add(entry.group(1));
    }
    return keys;
  }

  private static PublicKey publishedKey(FolderBucket bucket, String region)
      throws IOException, GeneralSecurityException {
    String json =
        new String(
            bucket.get("public-keys/" + region + ".json").orElseThrow().content().toByteArray(),
            StandardCharsets.UTF_8);
    assertThat(json).contains("\"PublicKeyList\"", "ValidityStartTime", "ValidityEndTime");
    byte[] pkcs1 = Base64.getDecoder().decode(textOf(json, "Value"));
    assertThat(textOf(json, "Fingerprint"))
        .isEqualTo(HexFormat.of().formatHex(MessageDigest.getInstance("MD5").digest(pkcs1)));
    ByteArrayOutputStream spki = new ByteArrayOutputStream();
    spki.writeBytes(RSA_PREFIX);
    spki.writeBytes(pkcs1);
    PublicKey key =
        KeyFactory.getInstance("RSA").generatePublic(new X509EncodedKeySpec(spki.toByteArray()));
    BigInteger modulus = ((RSAPublicKey) key).getModulus();
    assertThat(modulus.bitLength()).isEqualTo(2048);
    return key;
  }

  private static String textOf(String json, String name) {
    Matcher matcher = Pattern.compile("\"" + name + "\": \"([^\"]+)\"").matcher(json);
    assertThat(matcher.find()).isTrue();
    return matcher.group(1);
  }

  @Test
  void aKeyFollowsFromItsSeedOnEveryJdk() {
    assertThat(SigningKey.of(1, "signing key of us-east-1").fingerprint())
        .isEqualTo("a4d5238ac6fd894f77bf336bd11d9210");
  }
}
