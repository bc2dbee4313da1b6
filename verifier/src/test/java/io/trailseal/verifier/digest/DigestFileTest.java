package io.trailseal.verifier.digest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.trailseal.verifier.S3Name;
import io.trailseal.verifier.Sha256;
import io.trailseal.verifier.digest.DigestFile.BackLink;
import io.trailseal.verifier.digest.DigestFile.LogFile;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class DigestFileTest {
  private static final String HASH_A = "a1".repeat(32);
  private static final String HASH_B = "B2".repeat(32);

  @Test
  void readsWhatCloudTrailWrites() throws DigestFormatException {
    DigestFile digest =
        parse(new Digests().previous(HASH_A, "c3d4").log("x.json.gz", HASH_B).log("y", HASH_A));
    assertThat(digest)
        .isEqualTo(
            new DigestFile(
                Digests.NAME,
                "111122223333",
                Instant.parse("2026-11-20T09:00:00Z"),
                Instant.parse("2026-11-20T10:00:00Z"),
                "2026-11-20T10:00:00Z",
                "0123456789abcdef0123456789abcdef",
                Optional.of(
                    new BackLink(Digests.PREVIOUS, Optional.of(Sha256.fromHex(HASH_A)), "c3d4")),
                List.of(
                    new LogFile(new S3Name("bucket", "x.json.gz"), Sha256.fromHex(HASH_B)),
                    new LogFile(new S3Name("bucket", "y"), Sha256.fromHex(HASH_A)))));
  }

  @Test
  void signsTheFourLinesThatTheUserGuideNames() throws DigestFormatException {
    Sha256 hash = Sha256.fromHex(HASH_A);
    assertThat(signed(parse(new Digests()), hash))
        .isEqualTo("2026-11-20T10:00:00Z\nbucket/" + Digests.NAME.key() + "\n" + HASH_A + "\nnull");
    // Verbatim: another way to write the same time is another signature.
    DigestFile digest =
        parse(
            new Digests().previous(HASH_A, "C3d4").text("digestEndTime", "2026-11-20T10:00:00.0Z"));
    assertThat(signed(digest, hash))
        .startsWith("2026-11-20T10:00:00.0Z\n")
        .endsWith("\n" + HASH_A + "\nC3d4");
  }

  @Test
  void aStartingDigestHasNoPrevious() throws DigestFormatException {
    assertThat(parse(new Digests()).previous()).isEmpty();
    assertThat(parse(new Digests()).logFiles()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "awsAccountId",
        "digestStartTime",
        "digestEndTime",
        "digestS3Bucket",
        "digestS3Object",
        "digestPublicKeyFingerprint"
      })
  void everyMemberThatIsNeededIsRequiredAndRequiredToBeText(String name) {
    assertRefused(new Digests().without(name).json(), name + ": required text, found none");
    assertRefused(new Digests().raw(name, "17").json(), name + ": required text, found none");
    assertRefused(
        new Digests().json().replaceFirst("\\{", "{\"" + name + "\":\"x\","),
        name + ": required each member once, found a second one");
  }

  @Test
  void textsAreReadUpToTheirLimitAndNotBeyond() throws DigestFormatException {
    int limit = DigestFile.FINGERPRINT_LENGTH_MAX;
    String longest = "f".repeat(limit);
    assertThat(parse(new Digests().text("digestPublicKeyFingerprint", longest)).keyFingerprint())
        .isEqualTo(longest);
    assertRefused(
        new Digests().text("digestPublicKeyFingerprint", longest + "f").json(),
        "digestPublicKeyFingerprint has 129 characters");
    assertRefused(
        new Digests().previous(HASH_A, "a".repeat(DigestFile.SIGNATURE_LENGTH_MAX + 1)).json(),
        "previousDigestSignature has 2,049 characters");
  }

  @Test
  void refusesNamingOneLogTwice() {
    assertRefused(
        new Digests().log("x", HASH_A).log("x", HASH_B).json(), "names s3://bucket/x twice");
  }

  @Test
  void refusesHalfABackLink() {
    assertRefused(
        new Digests().previous(HASH_A, "c3").raw("previousDigestSignature", "null").json(),
        "previousDigestSignature: required text, as there is a previousDigestS3Bucket");
    assertRefused(
        new Digests().previous(HASH_A, "c3").without("previousDigestS3Object").json(),
        "previousDigestS3Object: required text");
  }

  @Test
  void refusesWhatIsNotADigest() {
    assertRefused("", "the file: required a JSON object, found nothing");
    assertRefused("[]", "the file: required a JSON object, found start array");
    assertRefused("{}", "logFiles: required a list, found none");
    assertRefused("{\"logFiles\":{}}", "logFiles: required a list, found start object");
    assertRefused("{\"logFiles\":[1]}", "log file 1: required an object");
    assertRefused("{\"logFiles\":[],\"logFiles\":[]}", "logFiles: required each member once");
    assertRefused(new Digests().json() + "{}", "the file: required one JSON object, found more");
    assertRefused(new Digests().json() + "]", "required JSON");
    assertRefused(new Digests().log("x", "xyz").json(), "log file 1, hashValue: required 64 hex");
    assertRefused(new Digests().log("x", "z".repeat(64)).json(), "log file 1, hashValue");
    assertRefused(new Digests().log("", HASH_A).json(), "log file 1: required an S3 name");
    assertRefused(new Digests().log("k".repeat(1025), HASH_A).json(), "log file 1: required an S3");
    assertRefused(
        new Digests().text("digestEndTime", "yesterday").json(), "digestEndTime: required");
    assertRefused(
        new Digests().text("digestEndTime", "2026-11-20T09:00:00Z").json(), "which is not after");
    assertRefused(
        new Digests().text("digestEndTime", "+100000-01-01T00:00:00Z").json(), "from 1970 to 9999");
    assertRefused(
        new Digests().text("digestSignatureAlgorithm", "SHA512withRSA").json(), "newer verifier");
    assertRefused("{\"x\":".repeat(10_000), "required JSON");
    assertThatThrownBy(() -> DigestFile.parse(new byte[] {'{', '"', (byte) 0xff, '"'}))
        .isInstanceOf(DigestFormatException.class);
  }

  @Test
  void damagedDigestsGiveADigestOrAFormatException() {
    long seed = Long.getLong("test.seed", 20261121);
    Random random = new Random(seed);
    byte[] whole =
        new Digests()
            .previous(HASH_A, "c3d4")
            .log("x.json.gz", HASH_B)
            .json()
            .getBytes(StandardCharsets.UTF_8);
    int refused = 0;
    for (int i = 0; i < 20_000; i++) {
      byte[] damaged = whole.clone();
      damaged[random.nextInt(damaged.length)] ^= (byte) (1 << random.nextInt(8));
      try {
        assertThat(DigestFile.parse(damaged).logFiles()).hasSize(1);
      } catch (DigestFormatException e) {
        refused++;
        assertThat(e.getMessage()).as("seed %d, round %d", seed, i).hasSizeLessThan(1_000);
      }
    }
    assertThat(refused).isBetween(1_000, 19_000);
  }

  private static DigestFile parse(Digests digest) throws DigestFormatException {
    return DigestFile.parse(digest.json().getBytes(StandardCharsets.UTF_8));
  }

  private static String signed(DigestFile digest, Sha256 hash) {
    return new String(digest.signedBytes(hash), StandardCharsets.UTF_8);
  }

  private static void assertRefused(String json, String message) {
    assertThatThrownBy(() -> DigestFile.parse(json.getBytes(StandardCharsets.UTF_8)))
        .isInstanceOf(DigestFormatException.class)
        .hasMessageContaining(message);
  }
}
