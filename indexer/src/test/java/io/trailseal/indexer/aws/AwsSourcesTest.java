package io.trailseal.indexer.aws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import io.trailseal.indexer.aws.AwsSources.BucketAt;
import io.trailseal.indexer.aws.AwsSources.QueueAt;
import io.trailseal.indexer.ingest.Bucket.Read;
import io.trailseal.indexer.ingest.SourceException;
import io.trailseal.indexer.intake.IntakeLimits;
import io.trailseal.indexer.intake.Sources;
import io.trailseal.loopback.Fault;
import io.trailseal.loopback.LoopbackAws;
import io.trailseal.verifier.S3Name;
import io.trailseal.verifier.Verdict.Obstacle;
import io.trailseal.verifier.synthetic.FolderBucket;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// How sources are reached: whose credentials, through which proxy, and what is said when that
/// fails. The loopback server is S3, STS and CloudTrail.
@Timeout(180)
final class AwsSourcesTest {
  private static final Instant NOW = Instant.parse("2026-03-03T00:00:00Z");
  private static final String BUCKET = LoopbackAws.BUCKET;
  private static final S3Name X = new S3Name(BUCKET, "x");
  private static final String ROLE = "arn:aws:iam::111122223333:role/log/reader";
  private static final Optional<String> REGION = Optional.of("us-east-1");

  @TempDir Path folder;
  private Credentials credentials;
  private LoopbackAws server;

  @BeforeEach
  void serve() throws Exception {
    credentials = Credentials.some(Files.createDirectories(folder.resolve("credentials")));
    FolderBucket objects = FolderBucket.at(folder.resolve("bucket"));
    objects.put("x", new byte[] {1, 2, 3}, Map.of());
    server = LoopbackAws.serve(objects.folder());
  }

  @AfterEach
  void close() {
    server.close();
    credentials.close();
  }

  private AwsAccess access(Optional<AwsRole> role, Optional<AwsProxy> proxy) {
    return new AwsAccess(Optional.of(server.endpoint()), REGION, Optional.empty(), role, proxy);
  }

  private static Sources open(AwsAccess access) {
    return AwsSources.open(
        List.of(),
        List.of(new BucketAt(BUCKET, "", access)),
        access,
        IntakeLimits.STANDARD,
        () -> NOW,
        2);
  }

  private static Read read(Sources sources) throws InterruptedException {
    return sources.buckets().getFirst().read(X, Optional.empty());
  }

  private Optional<AwsRole> role(String externalId) {
    return Optional.of(new AwsRole(ROLE, Optional.of(externalId), Optional.of(server.endpoint())));
  }

  @Test
  void aRoleIsTakenWithItsExternalIdAndItsSessionReadsTheBucket() throws Exception {
    try (Sources sources = open(access(role("shared-with-nobody"), Optional.empty()))) {
      assertThat(server.rolesAsked()).as("opening asks nobody").isEmpty();
      for (int i = 0; i < 3; i++) {
        try (Read read = read(sources)) {
          assertThat(read).isInstanceOf(Read.Present.class);
        }
      }
    }
    assertThat(server.rolesAsked()).as("once, for an hour").hasSize(1);
    assertThat(server.rolesAsked().getFirst())
        .containsEntry("RoleArn", ROLE)
        .containsEntry("ExternalId", "shared-with-nobody")
        .containsEntry("RoleSessionName", "trailseal");
    assertThat(server.sessionTokens()).containsExactly("session-of-reader");
  }

  @Test
  void aRoleThatMayNotBeTakenParksNothingAndComesRightByItself() throws Exception {
    server.fault("sts", ROLE, Fault.ACCESS_DENIED, 1);
    try (Sources sources = open(access(role("shared-with-nobody"), Optional.empty()))) {
      Read.Unreachable refused = (Read.Unreachable) read(sources);
      assertThat(refused.obstacle()).isEqualTo(Obstacle.ACCESS_DENIED);
      assertThat(refused.detail())
          .contains(ROLE, "sts:AssumeRole", "external id")
          .doesNotContain("shared-with-nobody");
      try (Read read = read(sources)) {
        assertThat(read).isInstanceOf(Read.Present.class);
      }
    }
  }

  @Test
  void credentialsThatAreAbsentAreTroubleOfTheFirstUse() throws Exception {
    try (Credentials none = Credentials.none(folder)) {
      assertThat(none).isNotNull();
      AwsAccess access = access(Optional.empty(), Optional.empty());
      try (Sources sources =
          AwsSources.open(
              List.of(new QueueAt(server.endpoint() + "/1/q", access)),
              List.of(new BucketAt(BUCKET, "", access)),
              access,
              IntakeLimits.STANDARD,
              () -> NOW,
              2)) {
        Read.Unreachable read = (Read.Unreachable) read(sources);
        assertThat(read.obstacle()).isEqualTo(Obstacle.ACCESS_DENIED);
        assertThat(read.detail()).contains("no AWS credentials were found");
        assertThatThrownBy(
                () -> sources.queues().getFirst().receive(Duration.ZERO, Duration.ofSeconds(30)))
            .isInstanceOf(SourceException.class)
            .hasMessageContaining("no AWS credentials were found");
        assertThatThrownBy(() -> sources.keys().list("us-east-1", NOW, NOW))
            .isInstanceOf(SourceException.class)
            .hasMessageContaining("no AWS credentials were found");
        // They come while it runs.
        System.setProperty("aws.accessKeyId", "AKIDEXAMPLE");
        System.setProperty("aws.secretAccessKey", "example");
        try (Read there = read(sources)) {
          assertThat(there).isInstanceOf(Read.Present.class);
        }
      }
    }
  }

  @Test
  void everythingGoesThroughTheProxyWithItsUser() throws Exception {
    try (ForwardProxy proxy = ForwardProxy.asking("auditor", "p%ss:word")) {
      AwsAccess access =
          access(role("shared-with-nobody"), Optional.of(proxy.with("auditor", "p%ss:word")));
      assertThat(access.toString()).doesNotContain("p%ss").doesNotContain("shared-with-nobody");
      try (Sources sources = open(access)) {
        try (Read read = read(sources)) {
          assertThat(read).isInstanceOf(Read.Present.class);
        }
        assertThat(sources.keys().list("us-east-1", NOW, NOW)).isEmpty();
      }
      assertThat(proxy.forwarded())
          .as("STS, S3, CloudTrail")
          .anySatisfy(line -> assertThat(line).startsWith("POST " + server.endpoint()))
          .anySatisfy(line -> assertThat(line).startsWith("GET " + server.endpoint()));
      try (Sources sources =
          open(access(Optional.empty(), Optional.of(proxy.with("auditor", "wrong"))))) {
        Read.Unreachable refused = (Read.Unreachable) read(sources);
        assertThat(refused.obstacle()).isEqualTo(Obstacle.ACCESS_DENIED);
        assertThat(refused.detail()).contains("proxy").doesNotContain("wrong");
      }
    }
  }

  /// An instance's metadata that answers as AWS does, and counts who asks without a token.
  @Test
  void anInstanceIsAskedWithATokenOnly() throws Exception {
    List<String> asked = new CopyOnWriteArrayList<>();
    boolean[] tokens = {false};
    HttpServer instance =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    instance.createContext(
        "/",
        exchange -> {
          String path = exchange.getRequestURI().getPath();
          String token = exchange.getRequestHeaders().getFirst("x-aws-ec2-metadata-token");
          asked.add("%s %s %s".formatted(exchange.getRequestMethod(), path, token));
          String role = "/latest/meta-data/iam/security-credentials/";
          String roleExtended = "/latest/meta-data/iam/security-credentials-extended/";
          Optional<String> answer =
              !tokens[0]
                  ? Optional.empty()
                  : path.equals("/latest/api/token")
                      ? Optional.of("TOKEN")
                      : path.equals(role) || path.equals(roleExtended)
                          ? Optional.of("reader")
                          : Optional.of(
                              """
                              {"Code":"Success","Type":"AWS-HMAC","AccessKeyId":"ASIA1",
                              "SecretAccessKey":"s","Token":"session-of-instance",
                              "LastUpdated":"2026-01-01T00:00:00Z","Expiration":"2099-01-01T00:00:00Z"}""");
          byte[] bytes = answer.orElse("").getBytes(StandardCharsets.UTF_8);
          exchange.getResponseHeaders().set("x-aws-ec2-metadata-token-ttl-seconds", "600");
          exchange.sendResponseHeaders(
              answer.isPresent() ? 200 : 403, bytes.length == 0 ? -1 : bytes.length);
          exchange.getResponseBody().write(bytes);
          exchange.close();
        });
    instance.start();
    try (Credentials none = Credentials.none(folder)) {
      none.set("aws.disableEc2Metadata", "false");
      none.set(
          "aws.ec2MetadataServiceEndpoint", "http://127.0.0.1:" + instance.getAddress().getPort());
      try (Sources sources = open(access(Optional.empty(), Optional.empty()))) {
        assertThat(read(sources)).isInstanceOf(Read.Unreachable.class);
        assertThat(asked).isNotEmpty().allMatch(line -> line.startsWith("PUT /latest/api/token"));
        tokens[0] = true;
        try (Read read = read(sources)) {
          assertThat(read).isInstanceOf(Read.Present.class);
        }
      }
      assertThat(server.sessionTokens()).containsExactly("session-of-instance");
      assertThat(asked)
          .filteredOn(line -> line.startsWith("GET"))
          .isNotEmpty()
          .allMatch(line -> line.endsWith(" TOKEN"));
    } finally {
      instance.stop(0);
    }
  }

  @Test
  void keysAreAskedForAndAHostileRegionIsNot() throws Exception {
    try (Sources sources = open(access(Optional.empty(), Optional.empty()))) {
      assertThat(sources.keys().list("eu-west-1", NOW, NOW)).isEmpty();
      server.fault("cloudtrail", "eu-west-1", Fault.ACCESS_DENIED);
      assertThatThrownBy(() -> sources.keys().list("eu-west-1", NOW, NOW))
          .isInstanceOf(SourceException.class)
          .hasMessageContaining("cloudtrail:ListPublicKeys is needed");
      assertThatThrownBy(() -> sources.keys().list("evil.example/", NOW, NOW))
          .isInstanceOf(SourceException.class)
          .hasMessageContaining("not the name of a region");
      for (int i = 0; i < RegionKeys.REGIONS_MAX; i++) {
        assertThat(
                sources
                    .keys()
                    .list(
                        "xx-made%s-1".formatted("a".repeat(1 + i % 10) + (char) ('a' + i / 10)),
                        NOW,
                        NOW))
            .isEmpty();
      }
      assertThatThrownBy(() -> sources.keys().list("xx-one-more-1", NOW, NOW))
          .isInstanceOf(SourceException.class)
          .hasMessageContaining("not asked");
      assertThat(sources.keys().list("us-west-2", NOW, NOW)).isEmpty();
    }
  }

  @Test
  void whatCannotBeIsRefusedWhenItIsSaid() {
    AwsAccess access = AwsAccess.STANDARD;
    for (String url :
        List.of(
            "",
            "sqs",
            "ftp://x/1/q",
            "https://host",
            "https://host/",
            "https://u@host/1/q",
            "https://host/1/q?x",
            "http://sqs.eu-west-1.amazonaws.com/1/q",
            "https://a b/1/q")) {
      assertThatThrownBy(() -> new QueueAt(url, access))
          .as(url)
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("queue");
    }
    assertThatThrownBy(() -> new BucketAt("a/b", "", access))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new AwsRole("reader", Optional.empty(), Optional.empty()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("arn:aws:iam::");
    assertThatThrownBy(() -> new AwsRole(ROLE, Optional.of("s p"), Optional.empty()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageNotContaining("s p");
    assertThatThrownBy(() -> new AwsProxy("http://proxy", 1, Optional.empty(), Optional.empty()))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new AwsProxy("proxy", 0, Optional.empty(), Optional.empty()))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void aQueuesUrlSaysWhereItIsAsked() {
    assertThat(QueueUrl.of("https://sqs.eu-central-1.amazonaws.com/111122223333/q"))
        .extracting(QueueUrl::endpoint, QueueUrl::region)
        .containsExactly(
            Optional.of(URI.create("https://sqs.eu-central-1.amazonaws.com")),
            Optional.of("eu-central-1"));
    assertThat(QueueUrl.of("https://eu-west-1.queue.amazonaws.com/1/q"))
        .extracting(QueueUrl::endpoint, QueueUrl::region)
        .containsExactly(Optional.empty(), Optional.of("eu-west-1"));
    assertThat(QueueUrl.of("https://queue.amazonaws.com/1/q").region()).contains("us-east-1");
    for (String host :
        List.of(
            "sqs.eu-west-1.amazonaws.com.cn",
            "sqs-fips.eu-west-1.amazonaws.com",
            "sqs.eu-west-1.api.aws",
            "vpce-0a-b.sqs.eu-west-1.vpce.amazonaws.com")) {
      assertThat(QueueUrl.of("https://%s/1/q".formatted(host)).region())
          .as(host)
          .contains("eu-west-1");
    }
    assertThat(QueueUrl.of("http://127.0.0.1:9324/000000000000/q"))
        .extracting(QueueUrl::endpoint, QueueUrl::region)
        .containsExactly(Optional.of(URI.create("http://127.0.0.1:9324")), Optional.empty());
  }

  @Test
  void closingTwiceIsOnce() throws IOException {
    Sources sources = open(access(Optional.empty(), Optional.empty()));
    sources.close();
    sources.close();
  }
}
