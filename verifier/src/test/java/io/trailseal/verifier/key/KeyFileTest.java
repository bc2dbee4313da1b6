package io.trailseal.verifier.key;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.trailseal.verifier.Payload;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class KeyFileTest {
  private static final byte[] DER = {0x30, 1, 2, 3};
  private static final String VALUE = Base64.getEncoder().encodeToString(DER);
  private static final String FINGERPRINT = PublishedKey.fingerprintOf(DER);
  private static final PublishedKey KEY =
      new PublishedKey(
          FINGERPRINT,
          Payload.copyOf(DER),
          Instant.parse("2015-08-01T00:00:00Z"),
          Instant.parse("2015-08-31T00:00:00Z"));

  @Test
  void readsTimesAsTextOfAnyOffsetAndAsSeconds() throws KeyFormatException {
    assertThat(parse(file("\"2015-08-01T00:00:00Z\"", "\"2015-08-31T00:00:00Z\"")))
        .containsExactly(KEY);
    assertThat(parse(file("\"2015-08-01T02:00:00+02:00\"", "1440979200"))).containsExactly(KEY);
    assertThat(parse(file("1438387200.0", "1.4409792e9"))).containsExactly(KEY);
  }

  @Test
  void readsNamesAndFingerprintsOfAnyCaseAndIgnoresOtherMembers() throws KeyFormatException {
    String json =
        file("1438387200", "1440979200")
            .replace("PublicKeyList", "publicKeyList")
            .replace("\"Value\"", "\"extra\":[{}],\"value\"")
            .replace("ValidityEndTime", "validityEndTime")
            .replace(FINGERPRINT, FINGERPRINT.toUpperCase(Locale.ROOT));
    assertThat(parse(json.replaceFirst("\\{", "{\"NextToken\":null,"))).containsExactly(KEY);
    assertThat(parse("\ufeff" + json)).containsExactly(KEY);
    assertThat(parse("{\"PublicKeyList\":[]}")).isEmpty();
  }

  @Test
  void saysWhetherAwsHadMoreToSayAndWhichRegionAFileOfOursNames() throws KeyFormatException {
    String json = file("1438387200", "1440979200");
    assertThat(KeyFile.read(bytes(json)).entries())
        .containsExactly(new KeyFile.Entry(KEY, Optional.empty()));
    String more = json.replaceFirst("}]}$", "}],\"NextToken\":\"x\"}");
    assertThat(KeyFile.read(bytes(more)).continues()).isTrue();
    assertThat(KeyFile.read(bytes(more.replace("\"x\"", "null"))).continues()).isFalse();
    String named = json.replace("\"Value\"", "\"Region\":\"eu-west-1\",\"Value\"");
    assertThat(KeyFile.read(bytes(named)).entries())
        .containsExactly(new KeyFile.Entry(KEY, Optional.of("eu-west-1")));
    for (String region : List.of("\"Europe\"", "\"eu-west-1\\n\"", "\"\"", "{}")) {
      assertRefused(named.replace("\"eu-west-1\"", region), "key 1, Region: required");
    }
    assertRefused(
        named.replace("eu-west-1", "eu" + "-x".repeat(1_000_000) + "-1"),
        "key 1, Region: required an AWS region");
  }

  @Test
  void aFingerprintThatIsNotItsKeysIsRefused() {
    assertRefused(
        file("0", "1").replace(FINGERPRINT, "00" + FINGERPRINT.substring(2)),
        "key 1: required the fingerprint of its Value, " + FINGERPRINT + ", found 00");
  }

  @Test
  void refusesWhatIsNotAKeyFile() {
    String right = file("0", "1");
    assertRefused("", "the file: required a JSON object, found nothing");
    assertRefused("{}", "the file: required a member PublicKeyList, found none");
    assertRefused("{\"PublicKeyList\":{}}", "PublicKeyList: required a list");
    assertRefused("{\"PublicKeyList\":[17]}", "key 1: required an object");
    assertRefused("{\"PublicKeyList\":[{}]}", "found no Value no Fingerprint no Validity");
    assertRefused(right + "x", "required JSON");
    assertRefused(right + "{}", "found more after it");
    assertRefused(right.substring(0, 40), "required JSON");
    assertRefused(right.replace(VALUE, "!!!"), "key 1: required the fingerprint");
    assertRefused(right.replace(VALUE, "A"), "key 1, Value: required base64");
    assertRefused(right.replace("\"" + VALUE + "\"", "17"), "key 1, Value: required text");
    assertRefused(file("\"soon\"", "1"), "key 1, ValidityStartTime: required a time");
    assertRefused(file("1e300", "1"), "key 1, ValidityStartTime: required a time");
    assertRefused(file("1", "1"), "key 1: required an end after its start");
    assertRefused(right.replace("\"Value\"", "\"value\":\"AAAA\",\"Value\""), "two members value");
  }

  @Test
  void theRingFindsKeysByFingerprintOfAnyCase() {
    KeyRing ring = KeyRing.of(List.of(KEY));
    assertThat(ring.find(FINGERPRINT.toUpperCase(Locale.ROOT))).contains(KEY);
    assertThat(ring.find("00")).isEmpty();
    assertThat(KeyRing.of(List.of()).size()).isZero();
  }

  @Test
  void theRingJoinsTheTimesOfOneKeyAndRefusesTwoKeysOfOneName() {
    PublishedKey later =
        new PublishedKey(
            FINGERPRINT, KEY.der(), Instant.parse("2015-08-10T00:00:00Z"), Instant.MAX);
    assertThat(KeyRing.of(List.of(later, KEY)).find(FINGERPRINT))
        .hasValueSatisfying(
            key -> {
              assertThat(key.validFrom()).isEqualTo(KEY.validFrom());
              assertThat(key.validTo()).isEqualTo(Instant.MAX);
            });
    PublishedKey other =
        new PublishedKey(FINGERPRINT, Payload.copyOf(new byte[1]), KEY.validFrom(), KEY.validTo());
    assertThatThrownBy(() -> KeyRing.of(List.of(KEY, other)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(FINGERPRINT);
  }

  private static String file(String from, String to) {
    return """
    {"PublicKeyList":[{"Value":"%s","ValidityStartTime":%s,"ValidityEndTime":%s,\
    "Fingerprint":"%s"}]}"""
        .formatted(VALUE, from, to, FINGERPRINT);
  }

  private static List<PublishedKey> parse(String json) throws KeyFormatException {
    return KeyFile.parse(bytes(json));
  }

  private static byte[] bytes(String json) {
    return json.getBytes(StandardCharsets.UTF_8);
  }

  private static void assertRefused(String json, String message) {
    assertThatThrownBy(() -> parse(json))
        .isInstanceOf(KeyFormatException.class)
        .hasMessageContaining(message);
  }
}
