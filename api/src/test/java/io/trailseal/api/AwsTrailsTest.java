package io.trailseal.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.trailseal.api.AwsRequest.Reply;
import io.trailseal.indexer.access.Role;
import io.trailseal.verifier.synthetic.FolderBucket;
import io.trailseal.verifier.synthetic.SampleSettings;
import io.trailseal.verifier.synthetic.SyntheticTrail;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.identity.spi.AwsCredentialsIdentity;

/// What tools ask before they look anything up: which trails there are, and with which keys they
/// sign.
final class AwsTrailsTest {
  private static final int HOURS = 2;
  private static final Instant START = Rig.NOW.minus(Duration.ofHours(HOURS));
  private static final SampleSettings OWN =
      new SampleSettings(2, 2, HOURS, 4, Optional.empty(), 7, START, "own-logs", "some/prefix");
  private static final SampleSettings ORGANIZATION =
      new SampleSettings(
          2, 1, HOURS, 4, Optional.of("o-a1b2c3d4e5"), 7, START, "organization-logs", "");

  @TempDir static Path folder;
  private static Rig rig;
  private static AwsCredentialsIdentity key;
  private static final HttpClient CLIENT = HttpClient.newHttpClient();

  @BeforeAll
  static void open() throws Exception {
    rig = Rig.open(folder);
    key = AwsRequest.key(rig, "ada", Set.of(Role.ANALYST), Optional.empty());
    take(rig, OWN);
  }

  private static void take(Rig into, SampleSettings settings) throws Exception {
    Path bucket = folder.resolve(settings.bucket());
    new SyntheticTrail(settings).writeTo(FolderBucket.at(bucket));
    into.takeToItsEnd(bucket, settings.regionNames());
  }

  @AfterAll
  static void close() throws Exception {
    assertThat(rig.store().fsck().check()).isEmpty();
    CLIENT.close();
    rig.close();
  }

  private static Reply ask(AwsCredentialsIdentity as, String call, String body) throws Exception {
    return AwsRequest.of(rig.url(), call, body).signed(as, Rig.NOW).send(CLIENT);
  }

  private static Json fine(String call, String body) throws Exception {
    Reply reply = ask(key, call, body);
    assertThat(reply.status()).as(reply.message()).isEqualTo(200);
    return reply.json();
  }

  private static String arn(String account) {
    return "arn:aws:cloudtrail:%s:%s:trail/sample-trail"
        .formatted(OWN.regionNames().getFirst(), account);
  }

  @Test
  void aTrailIsKnownByItsVerifiedDigests() throws Exception {
    List<Json> trails = fine("DescribeTrails", "{}").list("trailList");
    assertThat(trails)
        .extracting(trail -> trail.text("TrailARN"))
        .containsExactlyInAnyOrderElementsOf(
            OWN.accountIds().stream().map(AwsTrailsTest::arn).toList());
    for (Json trail : trails) {
      assertThat(trail.text("Name")).isEqualTo("sample-trail");
      assertThat(trail.text("HomeRegion")).isEqualTo(OWN.regionNames().getFirst());
      assertThat(trail.text("S3BucketName")).isEqualTo(OWN.bucket());
      assertThat(trail.text("S3KeyPrefix")).isEqualTo("some/prefix");
      assertThat(trail.text("LogFileValidationEnabled")).isEqualTo("true");
      assertThat(trail.text("IsMultiRegionTrail")).isEqualTo("true");
      assertThat(trail.text("IsOrganizationTrail")).isEqualTo("false");
    }
    assertThat(fine("ListTrails", "{}").list("Trails")).hasSize(2);
  }

  /// Which account owns it, and of how many regions it is, nothing says.
  @Test
  void anOrganizationsTrailIsOneTrail() throws Exception {
    try (Rig other = Rig.open(Files.createDirectory(folder.resolve("organization")))) {
      take(other, ORGANIZATION);
      AwsCredentialsIdentity theirs =
          AwsRequest.key(
              other,
              "few",
              Set.of(Role.ANALYST),
              Optional.of(Set.of(ORGANIZATION.accountIds().getFirst())));
      Json trail =
          AwsRequest.of(other.url(), "GetTrail", "{\"Name\":\"sample-trail\"}")
              .signed(theirs, Rig.NOW)
              .send(CLIENT)
              .json()
              .at("Trail");
      assertThat(trail.text("IsOrganizationTrail")).isEqualTo("true");
      assertThat(trail.has("TrailARN")).isFalse();
      assertThat(trail.has("IsMultiRegionTrail")).isFalse();
      assertThat(trail.has("S3KeyPrefix")).isFalse();
    }
  }

  @Test
  void oneTrailIsNamedByArnAndByNameWhereThatIsEnough() throws Exception {
    String arn = arn(OWN.accountIds().getFirst());
    String named = "{\"Name\":\"%s\"}".formatted(arn);
    assertThat(fine("GetTrail", named).text("Trail", "TrailARN")).isEqualTo(arn);
    assertThat(fine("GetTrail", named).text("Trail", "S3KeyPrefix")).isEqualTo("some/prefix");
    assertThat(
            fine("DescribeTrails", "{\"trailNameList\":[\"%s\"]}".formatted(arn)).list("trailList"))
        .hasSize(1);
    Json status = fine("GetTrailStatus", named);
    assertThat(status.text("IsLogging")).isEqualTo("true");
    assertThat(Double.parseDouble(status.text("LatestDigestDeliveryTime")))
        .isBetween((double) START.getEpochSecond(), (double) Rig.NOW.getEpochSecond() + 3600);
    assertThat(Double.parseDouble(status.text("LatestDeliveryTime")))
        .isBetween((double) START.getEpochSecond(), (double) Rig.NOW.getEpochSecond() + 3600);

    Reply several = ask(key, "GetTrailStatus", "{\"Name\":\"sample-trail\"}");
    assertThat(several.code()).isEqualTo("InvalidTrailNameException");
    assertThat(several.message()).contains("2 trails have the name 'sample-trail'");
    Reply none = ask(key, "GetTrail", "{\"Name\":\"<b>\\u202e\"}");
    assertThat(none.code()).isEqualTo("TrailNotFoundException");
    assertThat(none.message()).doesNotContain("\u202e");
    assertThat(ask(key, "GetTrail", "{}").code()).isEqualTo("SerializationException");
    assertThat(ask(key, "DescribeTrails", "{\"trailNameList\":[1]}").code())
        .isEqualTo("SerializationException");
    assertThat(ask(key, "DescribeTrails", "{\"includeShadowTrails\":1}").code())
        .isEqualTo("SerializationException");
  }

  @Test
  void trailsOfOthersAreNotThere() throws Exception {
    String account = OWN.accountIds().getLast();
    AwsCredentialsIdentity few =
        AwsRequest.key(rig, "few", Set.of(Role.ANALYST), Optional.of(Set.of(account)));
    assertThat(ask(few, "ListTrails", "{}").json().list("Trails"))
        .extracting(trail -> trail.text("TrailARN"))
        .containsExactly(arn(account));
    String others = "{\"Name\":\"%s\"}".formatted(arn(OWN.accountIds().getFirst()));
    assertThat(ask(few, "GetTrail", others).code()).isEqualTo("TrailNotFoundException");
  }

  @Test
  void theKeysOfTheRegionAndTimeAskedForAreListed() throws Exception {
    String region = OWN.regionNames().getFirst();
    AwsRequest now =
        AwsRequest.of(rig.url(), "ListPublicKeys", "{}").signed(key, Rig.NOW, "cloudtrail", region);
    Json first = now.send(CLIENT).json().at("PublicKeyList", 0);
    var known =
        rig.store().ledger().keys().stream()
            .filter(one -> one.key().fingerprint().equals(first.text("Fingerprint")))
            .findFirst()
            .orElseThrow();
    assertThat(known.region()).isEqualTo(region);
    assertThat(Base64.getDecoder().decode(first.text("Value")))
        .isEqualTo(known.key().der().toByteArray());
    assertThat(Double.parseDouble(first.text("ValidityStartTime")))
        .isEqualTo(known.key().validFrom().toEpochMilli() / 1000.0);
    assertThat(Double.parseDouble(first.text("ValidityEndTime")))
        .isEqualTo(known.key().validTo().toEpochMilli() / 1000.0);

    for (String range :
        List.of("{\"EndTime\":1,\"StartTime\":0}", "{\"StartTime\":9e9,\"EndTime\":9e9}")) {
      AwsRequest elsewhen =
          AwsRequest.of(rig.url(), "ListPublicKeys", range)
              .signed(key, Rig.NOW, "cloudtrail", region);
      assertThat(elsewhen.send(CLIENT).json().list("PublicKeyList")).isEmpty();
    }
    AwsRequest elsewhere =
        AwsRequest.of(rig.url(), "ListPublicKeys", "{}")
            .signed(key, Rig.NOW, "cloudtrail", "mars-north-1");
    assertThat(elsewhere.send(CLIENT).json().list("PublicKeyList")).isEmpty();
    assertThat(ask(key, "ListPublicKeys", "{\"StartTime\":9e9}").code())
        .isEqualTo("InvalidTimeRangeException");
  }
}
