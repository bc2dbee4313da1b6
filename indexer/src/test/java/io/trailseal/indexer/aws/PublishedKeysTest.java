package io.trailseal.indexer.aws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.trailseal.loopback.Fault;
import io.trailseal.loopback.LoopbackAws;
import io.trailseal.verifier.Verdict.Obstacle;
import io.trailseal.verifier.key.KeyFile;
import io.trailseal.verifier.key.PublishedKey;
import io.trailseal.verifier.synthetic.FolderBucket;
import io.trailseal.verifier.synthetic.SampleSettings;
import io.trailseal.verifier.synthetic.SyntheticTrail;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What ListPublicKeys answers, with the loopback server as CloudTrail.
final class PublishedKeysTest {
  private static final Instant NOW = Instant.parse("2026-03-03T00:00:00Z");
  private static final Instant START = Instant.parse("2026-03-02T00:00:00Z");
  private static final SampleSettings SETTINGS =
      new SampleSettings(1, 2, 1, 0, Optional.empty(), 7, START, LoopbackAws.BUCKET, "");

  @TempDir Path folder;
  private Credentials credentials;
  private FolderBucket bucket;
  private LoopbackAws server;
  private PublishedKeys keys;

  @BeforeEach
  void open() throws Exception {
    credentials = Credentials.some(Files.createDirectories(folder.resolve("credentials")));
    bucket = FolderBucket.at(folder.resolve("bucket"));
    new SyntheticTrail(SETTINGS).writeTo(bucket);
    server = LoopbackAws.serve(bucket.folder());
    keys =
        PublishedKeys.open(
            new AwsAccess(Optional.of(server.endpoint()), Optional.empty(), Optional.empty()),
            () -> NOW,
            2);
  }

  @AfterEach
  void close() {
    keys.close();
    server.close();
    credentials.close();
  }

  private List<PublishedKey> inFile(String region) throws Exception {
    return KeyFile.parse(
        bucket.get("public-keys/" + region + ".json").orElseThrow().content().toByteArray());
  }

  @Test
  void eachRegionListsItsOwn() throws Exception {
    for (String region : SETTINGS.regionNames()) {
      PublishedKeys.Answer answer = keys.list(region, START, START.plus(Duration.ofHours(1)));
      assertThat(answer.keys()).isEqualTo(inFile(region)).isNotEmpty();
      assertThat(KeyFile.parse(answer.file().toByteArray())).isEqualTo(answer.keys());
      assertThat(answer.provenance())
          .isEqualTo(
              "CloudTrail ListPublicKeys in %s for 2026-03-02T00:00:00Z to 2026-03-02T03:00:00Z, asked at 2026-03-03T00:00:00Z"
                  .formatted(region));
    }
    assertThat(keys.list("sa-east-1", START, NOW).keys()).isEmpty();
    assertThat(server.keysAsked()).containsExactly("us-east-1", "eu-west-1", "sa-east-1");
  }

  @Test
  void theRangeReachesTwoHoursFurther() throws Exception {
    Instant valid = inFile("us-east-1").getFirst().validFrom();
    Instant early = valid.minus(Duration.ofDays(3));
    assertThat(keys.list("us-east-1", early, valid.minusSeconds(7100)).keys()).isNotEmpty();
    assertThat(keys.list("us-east-1", early, valid.minusSeconds(7300)).keys()).isEmpty();
  }

  @Test
  void allPagesAreRead() throws Exception {
    String one = new String(file("us-east-1"), StandardCharsets.UTF_8).strip();
    String two = new String(file("eu-west-1"), StandardCharsets.UTF_8).strip();
    int open = two.indexOf('[');
    int close = one.lastIndexOf(']');
    String both = one.substring(0, close) + "," + two.substring(open + 1);
    bucket.put("public-keys/ca-west-1.json", both.getBytes(StandardCharsets.UTF_8), Map.of());
    server.keysPerPage(1);
    assertThat(keys.list("ca-west-1", START, NOW).keys()).hasSize(2);
    assertThat(server.keysAsked()).hasSize(2);
  }

  private byte[] file(String region) throws Exception {
    return bucket.get("public-keys/" + region + ".json").orElseThrow().content().toByteArray();
  }

  @Test
  void refusalsNameTheRegionAndTheReason() {
    server.fault("cloudtrail", "us-east-1", Fault.ACCESS_DENIED);
    assertThatThrownBy(() -> keys.list("us-east-1", START, NOW))
        .isInstanceOfSatisfying(
            AwsException.class, e -> assertThat(e.obstacle()).isEqualTo(Obstacle.ACCESS_DENIED))
        .hasMessageContaining("ListPublicKeys in us-east-1: AccessDenied");
  }

  @Test
  void whatSpeaksS3OnlyIsCalledThatAndThereIsAnotherWay() {
    server.fault("cloudtrail", "us-east-1", Fault.NOT_IMPLEMENTED);
    assertThatThrownBy(() -> keys.list("us-east-1", START, NOW))
        .isInstanceOf(AwsException.class)
        .hasMessage(
            "ListPublicKeys in us-east-1: what answers there does not speak CloudTrail's API;"
                + " trust keys with trailseal keys trust");
  }

  @Test
  void aServerThatIsGoneIsToldInWordsAndNotByAClass() {
    server.close();
    assertThatThrownBy(() -> keys.list("us-east-1", START, NOW))
        .isInstanceOf(AwsException.class)
        .hasMessageStartingWith("ListPublicKeys in us-east-1: Connect to ")
        .hasMessageContaining("refused");
  }

  @Test
  void aRegionOutOfAHostileNameIsNotAsked() {
    assertThatThrownBy(() -> keys.list("us-east-1.evil.example/", START, NOW))
        .isInstanceOf(AwsException.class)
        .hasMessageContaining("not the name of a region");
    assertThat(server.keysAsked()).isEmpty();
  }
}
