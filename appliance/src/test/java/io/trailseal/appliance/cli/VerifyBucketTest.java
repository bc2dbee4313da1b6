package io.trailseal.appliance.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.trailseal.indexer.aws.AwsAccess;
import io.trailseal.loopback.Fault;
import io.trailseal.loopback.LoopbackAws;
import io.trailseal.verifier.synthetic.FolderBucket;
import io.trailseal.verifier.synthetic.SampleSettings;
import io.trailseal.verifier.synthetic.SyntheticTrail;
import io.trailseal.verifier.synthetic.Tampering;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// `trailseal verify s3://…` against the loopback server.
final class VerifyBucketTest {
  private static final String BUCKET = LoopbackAws.BUCKET;
  private static final SampleSettings SETTINGS = settings(1, 1, Optional.empty(), "");

  /// Too early for another digest to be late.
  private static final String AT_THE_END = "2026-03-03T05:00:00Z";

  private static final Map<String, String> CREDENTIALS =
      Map.of(
          "aws.accessKeyId", "AKIDEXAMPLE",
          "aws.secretAccessKey", "example",
          "aws.configFile", "/no-such-file",
          "aws.sharedCredentialsFile", "/no-such-file",
          "aws.disableEc2Metadata", "true");

  @TempDir Path folder;

  @BeforeEach
  void credentials() {
    CREDENTIALS.forEach(System::setProperty);
  }

  @AfterEach
  void noCredentials() {
    CREDENTIALS.keySet().forEach(System::clearProperty);
  }

  private static SampleSettings settings(
      int accounts, int regions, Optional<String> organization, String prefix) {
    return new SampleSettings(
        accounts,
        regions,
        8,
        10,
        organization,
        11,
        Instant.parse("2026-03-02T20:00:00Z"),
        BUCKET,
        prefix);
  }

  private LoopbackAws serve(SampleSettings settings, String... tamperings) throws Exception {
    FolderBucket bucket = FolderBucket.at(folder.resolve("bucket"));
    new SyntheticTrail(settings).writeTo(bucket);
    for (String name : tamperings) {
      Tampering.byName(name).apply(bucket, settings, 0);
    }
    return LoopbackAws.serve(folder.resolve("bucket"));
  }

  private Ran verify(LoopbackAws server, String source, String... options) {
    List<String> all =
        new ArrayList<>(List.of("verify", source, "--endpoint-url", server.endpoint().toString()));
    all.addAll(List.of(options));
    if (!all.contains("--as-of")) {
      all.addAll(List.of("--as-of", AT_THE_END));
    }
    return Ran.in(folder.resolve("home"), all.toArray(String[]::new));
  }

  @Test
  void aCleanBucketIsProvenWithTheKeysThatCloudTrailLists() throws Exception {
    try (LoopbackAws server = serve(SETTINGS)) {
      // Long enough that who reads one after the other is told from who reads many at once, however
      // busy the machine is; how many may be at once is S3ArchiveTest's.
      server.delay(Duration.ofMillis(50));
      Ran ran = verify(server, "s3://" + BUCKET);
      assertThat(ran.exit()).as(ran.all()).isEqualTo(ExitCode.FINE);
      assertThat(server.keysAsked()).containsExactly("us-east-1");
      assertThat(oneLine(ran.out()))
          .contains("bucket s3://" + BUCKET)
          .contains("public keys from ListPublicKeys of " + server.endpoint())
          .contains("to 2026-11-20T14:00:00Z, asked at 2026-11-20T12:00:00Z: us-east-1 1");
      assertThat(ran.err()).isEmpty();
      assertThat(server.getsAtOnce()).isGreaterThan(1);
    }
  }

  @Test
  void aLiveBucketIsHeldAgainstTheClock() throws Exception {
    try (LoopbackAws server = serve(SETTINGS)) {
      Ran ran = verify(server, "s3://" + BUCKET, "--as-of", "now");
      Ran unsaid =
          Ran.in(
              folder.resolve("home"),
              "verify",
              "s3://" + BUCKET,
              "--endpoint-url",
              server.endpoint().toString());
      assertThat(unsaid.exit()).as(unsaid.all()).isEqualTo(ExitCode.EVIDENCE_BAD);
      assertThat(unsaid.out()).contains("overdue");
      assertThat(ran.out()).isEqualTo(unsaid.out());
    }
  }

  @Test
  void tamperingIsFound() throws Exception {
    try (LoopbackAws server = serve(SETTINGS, "log-modified")) {
      Ran ran = verify(server, "s3://" + BUCKET + "/");
      assertThat(ran.exit()).as(ran.all()).isEqualTo(ExitCode.EVIDENCE_BAD);
      assertThat(ran.out()).contains("altered");
    }
  }

  @ParameterizedTest
  @CsvSource({
    "log-glacier, archived",
    "log-denied, access denied",
    "log-503, throttled",
    "log-conn-reset, unreachable",
    "digest-glacier, archived"
  })
  void whatKeepsAnObjectFromBeingReadIsNeverTampering(String tampering, String obstacle)
      throws Exception {
    try (LoopbackAws server = serve(SETTINGS, tampering)) {
      Ran ran = verify(server, "s3://" + BUCKET, "--format", "json");
      assertThat(ran.exit()).as(ran.all()).isEqualTo(ExitCode.COULD_NOT_TELL);
      assertThat(ran.out())
          .contains("\"obstacle\" : \"%s\"".formatted(obstacle))
          .doesNotContain("\"altered\"", "\"missing\"", "\"injected\"", "\"unlisted\"");
    }
  }

  @Test
  void aPrefixIsWhatStandsBeforeAwsLogs() throws Exception {
    try (LoopbackAws server = serve(settings(1, 1, Optional.empty(), "audit/trail"))) {
      for (String source : List.of("/audit/trail", "/audit/", "")) {
        Ran ran = verify(server, "s3://" + BUCKET + source);
        assertThat(ran.exit()).as(ran.all()).isEqualTo(ExitCode.FINE);
      }
      Ran elsewhere = verify(server, "s3://" + BUCKET + "/audit/tr");
      assertThat(elsewhere.exit()).as(elsewhere.all()).isEqualTo(ExitCode.COULD_NOT_TELL);
    }
  }

  @Test
  void anOrganizationsKeysAreAskedForInEveryRegion() throws Exception {
    try (LoopbackAws server = serve(settings(2, 3, Optional.of("o-a1b2c3d4e5"), ""))) {
      Ran ran = verify(server, "s3://" + BUCKET);
      assertThat(ran.exit()).as(ran.all()).isEqualTo(ExitCode.FINE);
      List<String> regions = server.keysAsked();
      assertThat(regions).hasSize(3).doesNotHaveDuplicates();
      Ran one = verify(server, "s3://" + BUCKET, "--region", regions.getFirst());
      assertThat(one.exit()).as(one.all()).isEqualTo(ExitCode.FINE);
      assertThat(server.keysAsked()).hasSize(4).endsWith(regions.getFirst());
    }
  }

  @Test
  void aRegionWhoseKeysAreRefusedIsNamedAndNotAccused() throws Exception {
    try (LoopbackAws server = serve(settings(1, 2, Optional.empty(), ""))) {
      server.fault("cloudtrail", "us-east-1", Fault.ACCESS_DENIED);
      Ran ran = verify(server, "s3://" + BUCKET);
      assertThat(ran.exit()).as(ran.all()).isEqualTo(ExitCode.COULD_NOT_TELL);
      assertThat(oneLine(ran.out()))
          .contains("no public keys of us-east-1, so no digest from there can be told: ")
          .contains("AccessDenied")
          .contains("public keys from ListPublicKeys");
      Ran json = verify(server, "s3://" + BUCKET, "--format", "json");
      assertThat(json.out())
          .contains("\"intact\"", "\"could not tell\"")
          .doesNotContain("\"altered\"", "\"missing\"", "\"injected\"", "\"unlisted\"");
    }
  }

  @Test
  void withoutAnyKeyNothingIsProvenAndNothingAccused() throws Exception {
    try (LoopbackAws server = serve(SETTINGS, "key-none")) {
      Ran ran = verify(server, "s3://" + BUCKET);
      assertThat(ran.exit()).as(ran.all()).isEqualTo(ExitCode.COULD_NOT_TELL);
      assertThat(oneLine(ran.out())).contains("no public keys of us-east-1").contains("names none");
    }
  }

  @Test
  void keysThatAreGivenAreTheOnlyOnes() throws Exception {
    try (LoopbackAws server = serve(SETTINGS)) {
      Path keys = folder.resolve("bucket/public-keys/us-east-1.json");
      Ran ran = verify(server, "s3://" + BUCKET, "--keys", keys.toString());
      assertThat(ran.exit()).as(ran.all()).isEqualTo(ExitCode.FINE);
      assertThat(server.keysAsked()).isEmpty();
    }
  }

  @Test
  void aCopyInAnotherBucketVerifiesUnderItsMapping() throws Exception {
    try (LoopbackAws server = serve(SETTINGS, "bucket-moved")) {
      Ran undeclared = verify(server, "s3://trailseal-sample-copy");
      assertThat(undeclared.exit()).as(undeclared.all()).isEqualTo(ExitCode.EVIDENCE_BAD);
      assertThat(undeclared.out()).contains("out of place");
      Ran ran =
          verify(
              server,
              "s3://trailseal-sample-copy",
              "--map-bucket",
              BUCKET + "=trailseal-sample-copy");
      assertThat(ran.exit()).as(ran.all()).isEqualTo(ExitCode.FINE);
    }
  }

  @Test
  void aChainIsFollowedIntoTheBucketItComesFrom() throws Exception {
    try (LoopbackAws server = serve(SETTINGS, "bucket-changed-midway")) {
      Ran ran = verify(server, "s3://" + BUCKET);
      assertThat(ran.exit()).as(ran.all()).isEqualTo(ExitCode.FINE);
      assertThat(ran.out()).contains("trailseal-sample-earlier");
    }
  }

  @Test
  void aBucketOfAnotherRegionIsFound() throws Exception {
    try (LoopbackAws server = serve(SETTINGS)) {
      server.region(BUCKET, "eu-central-1");
      Ran ran = verify(server, "s3://" + BUCKET, "--aws-region", "us-west-2");
      assertThat(ran.exit()).as(ran.all()).isEqualTo(ExitCode.FINE);
    }
  }

  @Test
  void whatIsNotThereIsSaidInOneSentence() throws Exception {
    try (LoopbackAws server = serve(SETTINGS)) {
      Ran absent = verify(server, "s3://no-such-bucket");
      assertThat(absent.exit()).as(absent.all()).isEqualTo(ExitCode.INPUT_MISSING);
      assertThat(absent.err()).contains("there is no bucket no-such-bucket: NoSuchBucket (404)");
      server.fault(BUCKET, "", Fault.ACCESS_DENIED);
      Ran denied = verify(server, "s3://" + BUCKET);
      assertThat(denied.exit()).as(denied.all()).isEqualTo(ExitCode.INPUT_OUTPUT);
      assertThat(denied.err()).contains("cannot be listed: AccessDenied (403)", "s3:ListBucket");
      System.clearProperty("aws.secretAccessKey");
      System.clearProperty("aws.accessKeyId");
      Ran nobody = verify(server, "s3://" + BUCKET);
      assertThat(nobody.exit()).as(nobody.all()).isEqualTo(ExitCode.INPUT_OUTPUT);
      assertThat(nobody.err()).contains("no AWS credentials were found");
      for (Ran ran : List.of(absent, denied, nobody)) {
        assertThat(ran.out()).isEmpty();
        assertThat(ran.err().lines().count()).as(ran.err()).isLessThanOrEqualTo(2);
      }
    }
  }

  /// In a process of its own, where the SDK's logging would be seen.
  @Test
  void anEndpointThatIsDownIsSaidWithoutAnythingElse() throws Exception {
    int port;
    try (ServerSocket socket = new ServerSocket(0)) {
      port = socket.getLocalPort();
    }
    Path config =
        Files.writeString(
            folder.resolve("config"),
            "[profile a]\naws_access_key_id = AKIDEXAMPLE\naws_secret_access_key = example\n");
    try (Child child =
        Child.start(
            folder,
            Map.of("AWS_CONFIG_FILE", config.toString()),
            "verify",
            "s3://" + BUCKET,
            "--profile",
            "a",
            "--endpoint-url",
            "http://127.0.0.1:" + port)) {
      assertThat(child.exit()).as(child.err()).isEqualTo(ExitCode.UNAVAILABLE.code());
      assertThat(child.out()).isEmpty();
      assertThat(child.err())
          .contains("s3://" + BUCKET + " cannot be listed: ")
          .contains("--endpoint-url")
          .doesNotContain("\tat ", "WARN", "Exception in");
      assertThat(child.err().lines().count()).as(child.err()).isLessThanOrEqualTo(2);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          .        | --endpoint-url http://h | are for s3://BUCKET
          --store  | --profile p             | are for s3://BUCKET
          s3://b-1 | --bucket b-2            | --map-bucket
          s3://b-1 | --aws-region x/y        | --aws-region: a region must
          s3://b-1 | --endpoint-url h:1      | --endpoint-url: an endpoint must
          s3://b-1 | --endpoint-url ::       | --endpoint-url: not a URL
          s3://    | --profile p             | a bucket's name
          s3://a:b | --profile p             | a bucket's name
          """)
  void optionsThatDoNotFitAreRefused(String source, String options, String says) {
    String[] option = options.split(" ", 2);
    Ran ran = Ran.in(folder.resolve("home"), "verify", source, option[0], option[1]);
    assertThat(ran.exit()).as(ran.all()).isEqualTo(ExitCode.USAGE);
    assertThat(ran.err()).contains(says);
  }

  @Test
  void aSingleRegionIsAlsoWhereToAskFirst() {
    S3Options options = new S3Options();
    assertThat(options.access(List.of())).isEqualTo(AwsAccess.STANDARD);
    assertThat(options.access(List.of("eu-west-1")).region()).contains("eu-west-1");
    assertThat(options.access(List.of("eu-west-1", "eu-west-2")).region()).isEmpty();
    options.region = Optional.of("us-gov-west-1");
    assertThat(options.access(List.of("eu-west-1")).region()).contains("us-gov-west-1");
    options.region = Optional.of("elsewhere");
    assertThatThrownBy(() -> options.access(List.of())).hasMessageContaining("--aws-region");
  }

  private static String oneLine(String text) {
    return text.replaceAll("\\s+", " ");
  }
}
