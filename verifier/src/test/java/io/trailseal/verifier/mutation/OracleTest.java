package io.trailseal.verifier.mutation;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

/// The oracle calls nothing harmless that is not: a careless one would hide what goes undetected.
final class OracleTest {
  private static final byte[] GZIP =
      Specimen.original(Specimen.logs().getFirst()).content().toByteArray();
  private static final String KEYS = new String(Specimen.originalKeyFile(), StandardCharsets.UTF_8);

  private static boolean harmless(int offset, int by) {
    byte[] changed = GZIP.clone();
    changed[offset] += (byte) by;
    return Oracle.inflatesToTheSame(changed, GZIP);
  }

  private static boolean harmless(byte[] gzip) {
    return Oracle.inflatesToTheSame(gzip, GZIP);
  }

  @Test
  void onlyTheHeadersHintsAreHarmless() {
    for (int by = 1; by < 256; by++) {
      for (int offset = 0; offset < 3; offset++) {
        assertThat(harmless(offset, by)).as("%d, plus %d", offset, by).isFalse();
      }
      assertThat(harmless(3, by)).as("flags %d", by).isEqualTo(by == 1);
      for (int offset = 4; offset < 10; offset++) {
        assertThat(harmless(offset, by)).as("%d, plus %d", offset, by).isTrue();
      }
      for (int offset = GZIP.length - 8; offset < GZIP.length; offset++) {
        assertThat(harmless(offset, by)).as("%d, plus %d", offset, by).isFalse();
      }
    }
  }

  @Test
  void whatFollowsAMemberOrIsCutFromItIsNotHarmless() {
    assertThat(harmless(GZIP)).isTrue();
    assertThat(harmless(Arrays.copyOf(GZIP, GZIP.length + 1))).isFalse();
    assertThat(harmless(Arrays.copyOf(GZIP, GZIP.length - 1))).isFalse();
    byte[] twice = Arrays.copyOf(GZIP, GZIP.length * 2);
    System.arraycopy(GZIP, 0, twice, GZIP.length, GZIP.length);
    assertThat(harmless(twice)).isFalse();
  }

  private static boolean sameKeys(String from, String to) {
    assertThat(KEYS).contains(from);
    return Oracle.holdsSameKeys(
        KEYS.replace(from, to).getBytes(StandardCharsets.UTF_8),
        KEYS.getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void spaceAndCaseInAKeyFileAreHarmless() {
    assertThat(sameKeys("\": ", "\":\t")).isTrue();
    assertThat(sameKeys("\"Value\"", "\"vALUE\"")).isTrue();
    assertThat(sameKeys("MIIB", "mIIB")).isFalse();
    assertThat(sameKeys("MIIB", "\\u004dIIB")).isTrue();
    assertThat(sameKeys("\"Value\"", "\"Valve\"")).isFalse();
    assertThat(sameKeys("]", "],\"x\":1")).isFalse();
    assertThat(sameKeys("]", "")).isFalse();
  }

  @Test
  void timesThatNoLongerCoverTheDigestsAreNotHarmless() {
    String start = KEYS.replaceFirst("(?s).*ValidityStartTime\": ([0-9.]+).*", "$1");
    String end = KEYS.replaceFirst("(?s).*ValidityEndTime\": ([0-9.]+).*", "$1");
    assertThat(sameKeys(start, "0")).isTrue();
    assertThat(sameKeys(start, "-1")).isFalse();
    assertThat(sameKeys(start, end)).isFalse();
    assertThat(sameKeys(end, "9" + end)).isTrue();
    assertThat(sameKeys(end, start)).isFalse();
    assertThat(sameKeys(end, "99999999999999")).isFalse();
  }
}
