package io.trailseal.verifier.check;

import static org.assertj.core.api.Assertions.assertThat;

import io.trailseal.verifier.S3Name;
import io.trailseal.verifier.Sha256;
import io.trailseal.verifier.Verdict;
import io.trailseal.verifier.Verdict.Obstacle;
import io.trailseal.verifier.digest.DigestFile;
import io.trailseal.verifier.digest.DigestFormatException;
import io.trailseal.verifier.digest.Digests;
import io.trailseal.verifier.digest.SigningKey;
import io.trailseal.verifier.key.KeyRing;
import io.trailseal.verifier.key.PublishedKey;
import io.trailseal.verifier.trail.Defect;
import io.trailseal.verifier.trail.ObjectKind;
import io.trailseal.verifier.trail.ObjectReading;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class CheckTest {
  private static final SigningKey KEY = SigningKey.generate(2048);
  private static final PublishedKey PUBLISHED = KEY.published();
  private static final KeyRing RING = KeyRing.of(List.of(PUBLISHED));
  private static final S3Name ELSEWHERE = new S3Name("other", Digests.NAME.key());
  private static final Sha256 HASH_A = Sha256.of(new byte[] {1});
  private static final Sha256 HASH_B = Sha256.of(new byte[] {2});

  /// A digest, its hash and its right signature.
  private record Signed(DigestFile digest, Sha256 hash, String signature) {
    Verdict check(S3Name foundAt, KeyRing ring) {
      return DigestCheck.check(foundAt, digest, hash, Optional.of(signature), ring);
    }
  }

  @Test
  void aDigestThatFitsItsSignatureIsIntactAndSaysByWhichKey() {
    Signed signed = sign(new Digests());
    assertThat(signed.check(Digests.NAME, RING))
        .isEqualTo(new Verdict.Intact(Digests.NAME, signed.hash, "key " + PUBLISHED.fingerprint()));
    assertThat(sign(new Digests().previous(HASH_A.hex(), "ab")).check(Digests.NAME, RING))
        .isInstanceOf(Verdict.Intact.class);
  }

  @Test
  void anyChangeToASignedFactMakesItAltered() {
    Signed right = sign(new Digests().previous(HASH_A.hex(), "ab"));
    for (Digests changed :
        List.of(
            new Digests().previous(HASH_A.hex(), "ac"),
            new Digests(),
            new Digests()
                .previous(HASH_A.hex(), "ab")
                .text("digestEndTime", "2026-11-20T10:00:01Z"))) {
      DigestFile digest = parse(changed.text("digestPublicKeyFingerprint", fingerprint()));
      assertThat(
              DigestCheck.check(
                  Digests.NAME, digest, right.hash, Optional.of(right.signature), RING))
          .isInstanceOf(Verdict.Altered.class);
    }
    assertThat(
            DigestCheck.check(
                Digests.NAME, right.digest, HASH_A, Optional.of(right.signature), RING))
        .isInstanceOf(Verdict.Altered.class);
    assertThat(
            DigestCheck.check(Digests.NAME, right.digest, right.hash, Optional.of("not hex"), RING))
        .isEqualTo(
            new Verdict.Altered(
                Digests.NAME,
                "a signature by key " + fingerprint(),
                "the signature is not hex digits",
                Optional.empty()));
  }

  @Test
  void aDigestFoundElsewhereIsOutOfPlaceWhetherItsSignatureIsKnownOrNot() {
    Signed signed = sign(new Digests());
    Verdict outOfPlace = new Verdict.OutOfPlace(ELSEWHERE, Digests.NAME);
    assertThat(signed.check(ELSEWHERE, RING)).isEqualTo(outOfPlace);
    assertThat(signed.check(ELSEWHERE, KeyRing.of(List.of()))).isEqualTo(outOfPlace);
    assertThat(
            DigestCheck.check(
                ELSEWHERE, signed.digest, signed.hash, Optional.of("00".repeat(256)), RING))
        .isInstanceOf(Verdict.Altered.class);
  }

  @Test
  void aDigestOfAnotherAccountThanItsShelfIsOutOfPlace() {
    Signed signed = sign(new Digests().text("awsAccountId", "999999999999"));
    assertThat(signed.check(Digests.NAME, RING))
        .isEqualTo(
            new Verdict.OutOfPlace(
                Digests.NAME,
                new S3Name("bucket", Digests.NAME.key().replace("111122223333", "999999999999"))));
    Signed absurd = sign(new Digests().text("awsAccountId", "9".repeat(64)));
    assertThat(absurd.check(Digests.NAME, RING)).isInstanceOf(Verdict.OutOfPlace.class);
  }

  @Test
  void withoutKeyOrSignatureNothingCanBeSaid() {
    Signed signed = sign(new Digests());
    assertThat(signed.check(Digests.NAME, KeyRing.of(List.of())))
        .isEqualTo(
            new Verdict.Undecided(
                Digests.NAME, Obstacle.SIGNING_KEY_UNKNOWN, "it names the key " + fingerprint()));
    assertThat(DigestCheck.check(Digests.NAME, signed.digest, signed.hash, Optional.empty(), RING))
        .isEqualTo(new Verdict.Undecided(Digests.NAME, Obstacle.SIGNATURE_ABSENT, ""));
    assertThat(new Verdict.Undecided(Digests.NAME, Obstacle.SIGNATURE_ABSENT, "").isFinding())
        .isFalse();
  }

  @Test
  void aKeyThatCannotBeUsedIsAnUnknownKey() {
    byte[] der = {0x30, 0};
    PublishedKey broken = SigningKey.published(der);
    Signed signed = sign(new Digests(), broken.fingerprint());
    assertThat(signed.check(Digests.NAME, KeyRing.of(List.of(broken))))
        .isInstanceOfSatisfying(
            Verdict.Undecided.class,
            verdict -> assertThat(verdict.obstacle()).isEqualTo(Obstacle.SIGNING_KEY_UNKNOWN));
  }

  @Test
  void aKeyIsInForceUpToTheToleranceAndNotASecondLonger() {
    Instant end = Instant.parse("2026-11-20T10:00:00Z");
    Duration day = DigestCheck.KEY_VALIDITY_TOLERANCE;
    Instant longAgo = end.minus(Duration.ofDays(90));
    Instant farOff = end.plus(Duration.ofDays(90));
    assertThat(checkWithValidity(longAgo, end.minus(day))).isInstanceOf(Verdict.Intact.class);
    assertNotInForce(checkWithValidity(longAgo, end.minus(day).minusSeconds(1)));
    assertThat(checkWithValidity(end.plus(day), farOff)).isInstanceOf(Verdict.Intact.class);
    assertNotInForce(checkWithValidity(end.plus(day).plusSeconds(1), farOff));
  }

  @Test
  void aBackfillDigestMayBeSignedByAnyLaterKey() {
    S3Name backfill =
        new S3Name("bucket", Digests.NAME.key().replace(".json.gz", "_backfill.json.gz"));
    Signed signed = sign(new Digests().text("digestS3Object", backfill.key()));
    Instant end = signed.digest.endTime();
    assertThat(
            signed.check(
                backfill, ringWith(end.plus(Duration.ofDays(50)), end.plus(Duration.ofDays(90)))))
        .isInstanceOf(Verdict.Intact.class);
    assertNotInForce(
        signed.check(
            backfill, ringWith(end.minus(Duration.ofDays(90)), end.minus(Duration.ofDays(50)))));
  }

  @Test
  void aLinkThatFitsContradictsNothing() {
    DigestFile newer = parse(new Digests().previous(HASH_A.hex(), "abcd"));
    assertThat(link(newer, Digests.PREVIOUS, HASH_A, Optional.of("ABCD"))).isEmpty();
    assertThat(link(newer, Digests.PREVIOUS, HASH_A, Optional.empty())).isEmpty();
    assertThat(link(parse(new Digests()), Digests.PREVIOUS, HASH_B, Optional.of("00"))).isEmpty();
  }

  @Test
  void aLinkToAnotherHashSignatureOrNameIsBroken() {
    DigestFile newer = parse(new Digests().previous(HASH_A.hex(), "abcd"));
    assertThat(link(newer, Digests.PREVIOUS, HASH_B, Optional.of("abcd")))
        .contains(
            new Verdict.LinkBroken(
                Digests.NAME,
                Digests.PREVIOUS,
                "a digest with hash " + HASH_A.hex(),
                "one with hash " + HASH_B.hex()));
    assertThat(link(newer, Digests.PREVIOUS, HASH_A, Optional.of("abce")))
        .contains(
            new Verdict.LinkBroken(
                Digests.NAME,
                Digests.PREVIOUS,
                "a digest with signature abcd",
                "one with signature abce"));
    assertThat(link(newer, ELSEWHERE, HASH_A, Optional.of("abcd")))
        .hasValueSatisfying(verdict -> assertThat(verdict.isFinding()).isTrue());
  }

  @Test
  void aLogFileIsHeldAgainstTheHashListed() {
    S3Name log = new S3Name("bucket", "log");
    assertThat(LogCheck.check(log, HASH_A, HASH_A, Digests.NAME))
        .isEqualTo(new Verdict.Intact(log, HASH_A, Digests.NAME.toString()));
    assertThat(LogCheck.check(log, HASH_A, HASH_B, Digests.NAME))
        .isEqualTo(new Verdict.Altered(log, HASH_A.hex(), HASH_B.hex(), Optional.of(Digests.NAME)));
  }

  @Test
  void aLogFileThatDoesNotInflateWholeIsAlteredUnlessOurLimitIsTheReason() {
    S3Name log = new S3Name("bucket", "log");
    assertThat(LogCheck.check(log, HASH_A, reading(Optional.of(HASH_A), "json: x"), Digests.NAME))
        .isInstanceOf(Verdict.Intact.class);
    assertThat(LogCheck.check(log, HASH_A, reading(Optional.empty(), "gzip: y"), Digests.NAME))
        .isEqualTo(new Verdict.Altered(log, HASH_A.hex(), "gzip: y", Optional.of(Digests.NAME)));
    assertThat(
            LogCheck.check(
                log, HASH_A, reading(Optional.empty(), "over the limit: z"), Digests.NAME))
        .isEqualTo(new Verdict.Undecided(log, Obstacle.OBJECT_OVER_LIMIT, "over the limit: z"));
  }

  private static ObjectReading reading(Optional<Sha256> inflated, String defect) {
    return new ObjectReading(
        ObjectKind.LOG, HASH_B, inflated, 10, 0, List.of(new Defect(0, defect)));
  }

  private static Optional<Verdict> link(
      DigestFile newer, S3Name older, Sha256 hash, Optional<String> signature) {
    return DigestCheck.checkLink(Digests.NAME, newer, older, hash, signature);
  }

  private static Verdict checkWithValidity(Instant from, Instant to) {
    return sign(new Digests()).check(Digests.NAME, ringWith(from, to));
  }

  private static KeyRing ringWith(Instant from, Instant to) {
    return KeyRing.of(
        List.of(new PublishedKey(PUBLISHED.fingerprint(), PUBLISHED.der(), from, to)));
  }

  private static void assertNotInForce(Verdict verdict) {
    assertThat(verdict)
        .isInstanceOfSatisfying(
            Verdict.Undecided.class,
            undecided ->
                assertThat(undecided.obstacle()).isEqualTo(Obstacle.SIGNING_KEY_NOT_IN_FORCE));
  }

  private static String fingerprint() {
    return PUBLISHED.fingerprint();
  }

  private static Signed sign(Digests digest) {
    return sign(digest, fingerprint());
  }

  private static Signed sign(Digests written, String fingerprint) {
    byte[] content =
        written
            .text("digestPublicKeyFingerprint", fingerprint)
            .json()
            .getBytes(StandardCharsets.UTF_8);
    Sha256 hash = Sha256.of(content);
    DigestFile digest = parse(written);
    return new Signed(digest, hash, KEY.sign(digest.signedBytes(hash)));
  }

  private static DigestFile parse(Digests written) {
    try {
      return DigestFile.parse(written.json().getBytes(StandardCharsets.UTF_8));
    } catch (DigestFormatException e) {
      throw new AssertionError(e);
    }
  }
}
