package io.trailseal.verifier.trail;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class ObjectKeyTest {
  private static final String LOG =
      "111122223333/CloudTrail/us-east-1/2026/11/20/"
          + "111122223333_CloudTrail_us-east-1_20261120T0935Z_AbCdEfGhIjKlMnOp.json.gz";
  private static final String DIGEST =
      "111122223333/CloudTrail-Digest/eu-west-1/2026/11/20/"
          + "111122223333_CloudTrail-Digest_eu-west-1_my_org_trail_us-east-1_20261120T095959Z.json.gz";

  @Test
  void readsALogFileOfASingleAccount() {
    ObjectKey key = parse("AWSLogs/" + LOG);
    assertThat(key.kind()).isEqualTo(ObjectKind.LOG);
    assertThat(key.prefix()).isEmpty();
    assertThat(key.organization()).isEmpty();
    assertThat(key.account()).contains("111122223333");
    assertThat(key.region()).contains("us-east-1");
    assertThat(key.time()).contains(Instant.parse("2026-11-20T09:35:00Z"));
    assertThat(key.backfill()).isFalse();
  }

  @ParameterizedTest
  @CsvSource({
    "AWSLogs/, '', ",
    "AWSLogs/o-abcde12345/, '', o-abcde12345",
    "o-abcde12345/AWSLogs/o-abcde12345/, o-abcde12345, o-abcde12345",
    "o-abcde12345/AWSLogs/, o-abcde12345, ",
    "cloudtrail-organization/AWSLogs/o-abcde12345/, cloudtrail-organization, o-abcde12345",
    "a/b c/AWSLogs/AWSLogs/, a/b c/AWSLogs, ",
    "AWSLogs/o-abcde12345/111122223333/CloudTrail/AWSLogs/, "
        + "AWSLogs/o-abcde12345/111122223333/CloudTrail, ",
    "/AWSLogs/, '', ",
  })
  void readsEveryPlaceAnAccountMayBeAt(String before, String prefix, String organization) {
    ObjectKey key = parse(before + LOG);
    assertThat(key.prefix()).isEqualTo(prefix);
    assertThat(key.organization()).isEqualTo(Optional.ofNullable(organization));
    assertThat(parse(before + DIGEST).prefix()).isEqualTo(prefix);
  }

  @ParameterizedTest
  @CsvSource({
    "CloudTrail, LOG",
    "CloudTrail-Insight, INSIGHT_LOG",
    "CloudTrail-NetworkActivity, NETWORK_ACTIVITY_LOG",
    "CloudTrail-Aggregated, AGGREGATED_LOG",
  })
  void readsEveryFolderOfLogFiles(String folder, ObjectKind kind) {
    String key = "AWSLogs/" + LOG.replace("CloudTrail", folder);
    assertThat(parse(key).kind()).isEqualTo(kind);
    assertThat(parse(key.replace(".gz", "")).kind()).isEqualTo(kind);
  }

  @Test
  void readsADigestWhoseTrailHasUnderscores() {
    ObjectKey key = parse("AWSLogs/" + DIGEST);
    assertThat(key.kind()).isEqualTo(ObjectKind.DIGEST);
    assertThat(key.trailName()).contains("my_org_trail");
    assertThat(key.homeRegion()).contains("us-east-1");
    assertThat(key.time()).contains(Instant.parse("2026-11-20T09:59:59Z"));
    assertThat(key.chain()).isEqualTo("111122223333/eu-west-1/my_org_trail/us-east-1/standard");
  }

  @Test
  void aBackfillDigestBelongsToAChainOfItsOwn() {
    ObjectKey key = parse("AWSLogs/" + DIGEST.replace(".json", "_backfill.json"));
    assertThat(key.backfill()).isTrue();
    assertThat(key.chain()).isEqualTo("111122223333/eu-west-1/my_org_trail/us-east-1/backfill");
    assertThatThrownBy(() -> parse("AWSLogs/" + LOG).chain())
        .isInstanceOf(IllegalStateException.class);
  }

  @ParameterizedTest
  @CsvSource({
    "ConfigSnapshot/111122223333_Config_us-east-1_ConfigSnapshot_20160927T195818Z_0a-1b.json.gz,"
        + " 2016-09-27T19:58:18Z",
    "ConfigHistory/111122223333_Config_us-east-1_ConfigHistory_AWS::CloudTrail::Trail_"
        + "20160927T195818Z_20160927T205818Z_1.json.gz, 2016-09-27T20:58:18Z",
    "OversizedChangeNotification/AWS::S3::Bucket/plain/111122223333_Config_us-east-1_"
        + "ChangeNotification_AWS::S3::Bucket_plain_20160927T195818Z_1.json.gz,"
        + " 2016-09-27T19:58:18Z",
    "OversizedChangeNotification/AWS::Config::ResourceCompliance/AWS::S3::Bucket/x/111122223333_"
        + "Config_us-east-1_ChangeNotification_AWS::Config::ResourceCompliance_AWS::S3::Bucket/"
        + "x_20160927T195818Z_1.json.gz, 2016-09-27T19:58:18Z",
  })
  void readsConfigFilesWithUnpaddedDatesAndSlashesInResourceIds(String tail, String time) {
    ObjectKey key = parse("o-abcde12345/AWSLogs/111122223333/Config/us-east-1/2016/9/7/" + tail);
    assertThat(key.kind()).isEqualTo(ObjectKind.CONFIG);
    assertThat(key.prefix()).isEqualTo("o-abcde12345");
    assertThat(key.region()).contains("us-east-1");
    assertThat(key.time()).contains(Instant.parse(time));
  }

  @Test
  void aResourceIdCannotPassForAnAccountOfItsOwn() {
    ObjectKey key =
        parse(
            "AWSLogs/111122223333/Config/us-east-1/2016/9/7/OversizedChangeNotification/T/AWSLogs/"
                + "999999999999/Config/eu-west-1/2016/9/7/OversizedChangeNotification/U/x/y.json.gz");
    assertThat(key.account()).contains("111122223333");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "AWSLogs/111122223333/Config/ConfigWritabilityCheckFile",
        "p/AWSLogs/o-abcde12345/111122223333/CloudTrail/",
        "AWSLogs/111122223333/CloudTrail-Digest/",
      })
  void writabilityProbesAndFoldersAreMarkers(String text) {
    assertThat(parse(text).kind()).isEqualTo(ObjectKind.MARKER);
    assertThat(parse(text).account()).contains("111122223333");
  }

  @Test
  void aFolderAnywhereIsAMarker() {
    assertThat(parse("anything/").kind()).isEqualTo(ObjectKind.MARKER);
    assertThat(parse("/").account()).isEmpty();
  }

  @Test
  void nearMissesAreNotRecognised() {
    String right = "AWSLogs/" + LOG;
    List<String> wrong =
        List.of(
            LOG,
            "awslogs/" + LOG,
            "AWSLogs/x/" + LOG,
            "AWSLogs/O-ABC/" + LOG,
            right.replaceFirst("111122223333", "11112222333"),
            right.replaceFirst("111122223333", "444455556666"),
            right.replaceFirst("us-east-1", "us-east-2"),
            right.replace("20261120T0935Z", "20261320T0935Z"),
            right.replace("20261120T0935Z", "20260231T0935Z"),
            right.replace("20261120T0935Z", "2026112xT0935Z"),
            right.replace("20261120T0935Z", "20261120T09355Z"),
            right.replace("_AbCdEfGhIjKlMnOp", ""),
            right.replace("AbCdEfGhIjKlMnOp", "Ab-Cd"),
            right.replace(".json.gz", ".json.bz2"),
            right.replace("/CloudTrail/", "/CloudTrail-Other/"),
            right.replace("/11/20/", "/11/"),
            right + "/x",
            "AWSLogs/" + DIGEST.replace("_my_org_trail", ""),
            "AWSLogs/" + DIGEST.replace("Z.json", "Z_Backfill.json"),
            "");
    for (String key : wrong) {
      if (!key.isEmpty()) {
        assertThat(ObjectKey.parse(key)).as(key).isEmpty();
      }
    }
    assertThat(ObjectKey.parse(right)).isPresent();
  }

  @Test
  void hostileKeysNeitherThrowNorTakeLong() {
    long started = System.nanoTime();
    for (String part : List.of("/", "AWSLogs/", "_", "o-", "AWSLogs/111122223333/Config/", "\0")) {
      String key = part.repeat(1024 / part.length());
      for (int i = 0; i < 200; i++) {
        ObjectKey.parse(key);
        ObjectKey.parse(key + LOG);
      }
    }
    assertThat(System.nanoTime() - started).isLessThan(5_000_000_000L);
  }

  @Test
  void mutatedKeysNeverThrow() {
    long seed = Long.getLong("test.seed", 20261121);
    Random random = new Random(seed);
    String alphabet = "/_-.TZo0123456789AWSLogsCloudTrailConfig\0\n\ud800é";
    for (int i = 0; i < 200_000; i++) {
      StringBuilder key = new StringBuilder("p/AWSLogs/" + (i % 2 == 0 ? LOG : DIGEST));
      for (int edits = random.nextInt(4); edits >= 0; edits--) {
        int at = random.nextInt(key.length());
        switch (random.nextInt(3)) {
          case 0 -> key.setCharAt(at, alphabet.charAt(random.nextInt(alphabet.length())));
          case 1 -> key.deleteCharAt(at);
          default -> key.insert(at, alphabet.charAt(random.nextInt(alphabet.length())));
        }
      }
      Optional<ObjectKey> parsed = ObjectKey.parse(key.toString());
      assertThat(parsed.map(ObjectKey::kind).filter(kind -> kind == ObjectKind.UNRECOGNIZED))
          .as("seed %d: %s", seed, key)
          .isEmpty();
    }
  }

  private static ObjectKey parse(String key) {
    return ObjectKey.parse(key).orElseThrow(() -> new AssertionError("not recognised: " + key));
  }
}
