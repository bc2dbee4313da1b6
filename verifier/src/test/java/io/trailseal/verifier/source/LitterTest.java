package io.trailseal.verifier.source;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/// What is left out because it never was in a bucket.
final class LitterTest {
  @Test
  void whatSystemsLeaveBesideFilesIsLeftOut() {
    assertThat(Litter.isLitter("AWSLogs/111122223333/.DS_Store")).isTrue();
    assertThat(Litter.isLitter("__MACOSX/AWSLogs/111122223333/._x.json.gz")).isTrue();
    assertThat(Litter.isLitter("copies/__MACOSX/AWSLogs/._111122223333")).isTrue();
  }

  @Test
  void amongLogFilesAFolderOfThatNameHidesNothing() {
    String day = "AWSLogs/111122223333/CloudTrail/us-east-1/2026/03/02/";
    assertThat(Litter.isLitter(day + "__MACOSX/")).isFalse();
    assertThat(Litter.isLitter("prefix/" + day + "__MACOSX/x.json.gz")).isFalse();
  }
}
