package io.trailseal.verifier.key;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.trailseal.verifier.Payload;
import io.trailseal.verifier.key.Provenance.Decision;
import io.trailseal.verifier.key.Provenance.Origin;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class KeyRingTest {
  private static final Instant JANUARY = Instant.parse("2026-01-01T00:00:00Z");
  private static final Instant JUNE = Instant.parse("2026-06-01T00:00:00Z");
  private static final Instant LATER = Instant.parse("2027-01-01T00:00:00Z");

  /// Two different texts of one MD5 (Wang and others, 2004).
  private static final byte[] WANG =
      Base64.getDecoder()
          .decode(
              "0THdAsXm7sRpPZoGmK/5XC/KtYcSRn6rQARYPrj7f4lVrTQGCfSzAoPkiIMlcUFaCFEl6PfNyZ/ZHb3ygDc8"
                  + "W9iCPjFWNI9brm2s1DbJGcbdU+K0h9oD/QI5YwbSSM2g6Z8zQg9XfujOVLZwgKgNHsaYIby2qIOT"
                  + "lvllK2/3KnA=");

  private static final byte[] WANGS_TWIN =
      Base64.getDecoder()
          .decode(
              "0THdAsXm7sRpPZoGmK/5XC/KtQcSRn6rQARYPrj7f4lVrTQGCfSzAoPkiIMl8UFaCFEl6PfNyZ/ZHb1ygDc8"
                  + "W9iCPjFWNI9brm2s1DbJGcbdU+I0h9oD/QI5YwbSSM2g6Z8zQg9XfujOVLZwgCgNHsaYIby2qIOT"
                  + "lvllq2/3KnA=");

  private static PublishedKey key(byte[] der, Instant from, Instant to) {
    return new PublishedKey(PublishedKey.fingerprintOf(der), Payload.copyOf(der), from, to);
  }

  private static LearnedKey learned(PublishedKey key, String region, String by) {
    return new LearnedKey(
        key,
        region,
        Provenance.of(new Origin.File("/keys/\"ä\ud800.json"), Decision.CONFIRMED, by),
        LATER);
  }

  @Test
  void aKeyLearnedAgainIsValidOverAllThatWasLearned() {
    PublishedKey first = key(WANG, JANUARY, JUNE);
    PublishedKey longer = key(WANG, JUNE, LATER);
    assertThat(first.covers(longer)).isFalse();
    assertThat(first.widenedBy(longer)).isEqualTo(key(WANG, JANUARY, LATER));
    assertThat(first.widenedBy(longer).covers(first)).isTrue();

    List<TrustedKey> gathered =
        TrustedKey.gather(
            List.of(
                learned(first, "eu-west-1", "ada"),
                learned(first, "eu-west-2", "ada"),
                learned(longer, "eu-west-1", "bob")));
    assertThat(gathered).extracting(TrustedKey::region).containsExactly("eu-west-1", "eu-west-2");
    assertThat(gathered.getFirst().key()).isEqualTo(key(WANG, JANUARY, LATER));
    assertThat(gathered.getFirst().provenance()).contains("by ada", "; ", "by bob");
    assertThat(gathered.getLast().key()).isEqualTo(first);
  }

  @Test
  void aSecondKeyOfOneFingerprintIsRefusedAndNeverTakesThePlaceOfTheFirst() {
    PublishedKey first = key(WANG, JANUARY, JUNE);
    PublishedKey twin = key(WANGS_TWIN, JANUARY, LATER);
    assertThat(twin.fingerprint()).isEqualTo(first.fingerprint());
    assertThat(twin.isSameKey(first)).isFalse();
    assertThatThrownBy(() -> KeyRing.of(List.of(first, twin)))
        .isInstanceOf(KeyCollisionException.class)
        .hasMessageContaining(first.fingerprint());
    assertThatThrownBy(() -> first.widenedBy(twin)).isInstanceOf(KeyCollisionException.class);

    // Where it is there all the same, nothing of it is used, its validity neither.
    List<LearnedKey> both =
        List.of(learned(first, "eu-west-1", "ada"), learned(twin, "eu-west-1", "eve"));
    assertThat(KeyRing.ofLearned(both).find(first.fingerprint())).contains(first);
    assertThat(TrustedKey.gather(both)).extracting(TrustedKey::key).containsExactly(first);
  }

  @Test
  void aRingThatWasWrittenOutIsReadLikeAnAnswerOfListPublicKeys() throws KeyFormatException {
    PublishedKey other = key(new byte[] {0x30, 1}, Instant.EPOCH, JUNE);
    List<TrustedKey> ring =
        TrustedKey.gather(
            List.of(
                learned(key(WANG, JANUARY, JUNE), "eu-west-1", "ada"),
                new LearnedKey(
                    other,
                    "us-gov-east-1",
                    Provenance.of(
                        new Origin.ApiCall(Instant.EPOCH, JUNE), Decision.NOT_COMPARED, "bob"),
                    JUNE),
                new LearnedKey(other, "us-gov-west-1", Provenance.told("long ago"), JUNE)));
    byte[] file = KeyRingFile.write(ring);
    KeyFile.Content content = KeyFile.read(file);
    assertThat(content.continues()).isFalse();
    assertThat(content.entries())
        .containsExactly(
            new KeyFile.Entry(key(WANG, JANUARY, JUNE), Optional.of("eu-west-1")),
            new KeyFile.Entry(other, Optional.of("us-gov-east-1")),
            new KeyFile.Entry(other, Optional.of("us-gov-west-1")));
    assertThat(KeyFile.parse(file)).containsExactly(key(WANG, JANUARY, JUNE), other, other);
    String text = new String(file, StandardCharsets.US_ASCII);
    assertThat(text)
        .contains("\"File\" : \"/keys/\\\"\\u00E4\\uD800.json\"", "\"By\" : \"ada\"")
        .contains("\"CalledFrom\" : \"1970-01-01T00:00:00Z\"", "\"NOT_COMPARED\"")
        .contains("\"Told\" : \"long ago\"", "\"LearnedAt\" : \"2027-01-01T00:00:00Z\"")
        .endsWith("}\n");
  }

  @Test
  void whatIsTrustedIsTrustedBySomebody() {
    assertThatThrownBy(
            () ->
                new Provenance(
                    new Origin.File("x"), Optional.of(Decision.CONFIRMED), Optional.empty()))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
