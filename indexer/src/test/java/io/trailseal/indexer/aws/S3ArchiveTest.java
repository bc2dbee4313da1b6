package io.trailseal.indexer.aws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.trailseal.loopback.Fault;
import io.trailseal.loopback.LoopbackAws;
import io.trailseal.verifier.S3Name;
import io.trailseal.verifier.S3Prefix;
import io.trailseal.verifier.Verdict.Obstacle;
import io.trailseal.verifier.check.Archive.ListingSink;
import io.trailseal.verifier.check.Fetched;
import io.trailseal.verifier.check.ListingException;
import io.trailseal.verifier.synthetic.FolderBucket;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// The live bucket, with the loopback server as AWS.
final class S3ArchiveTest {
  private static final Instant NOW = Instant.parse("2026-03-03T00:00:00Z");
  private static final String BUCKET = LoopbackAws.BUCKET;
  private static final int ATTEMPTS = 2;

  @TempDir Path folder;
  private Credentials credentials;
  private FolderBucket bucket;
  private LoopbackAws server;
  private S3Archive archive;

  @BeforeEach
  void open() throws Exception {
    credentials = Credentials.some(Files.createDirectories(folder.resolve("credentials")));
    bucket = FolderBucket.at(folder.resolve("bucket"));
    server = LoopbackAws.serve(bucket.folder());
    archive = open(S3Archive.BYTES_OUT_MAX);
  }

  @AfterEach
  void close() {
    archive.close();
    server.close();
    credentials.close();
  }

  private S3Archive open(long bytesOutMax) throws AwsException {
    return S3Archive.open(BUCKET, "", access(), () -> NOW, ATTEMPTS, bytesOutMax);
  }

  private AwsAccess access() {
    return new AwsAccess(
        Optional.of(server.endpoint()), Optional.of("us-east-1"), Optional.empty());
  }

  private static final class Listed implements ListingSink {
    final TreeSet<String> folders = new TreeSet<>();
    final TreeMap<String, Long> objects = new TreeMap<>();

    @Override
    public void folder(String prefix) {
      folders.add(prefix);
    }

    @Override
    public void object(S3Name name, long bytes) {
      objects.put(name.key(), bytes);
    }
  }

  private Listed list(String prefix) throws ListingException {
    Listed listed = new Listed();
    archive.list(new S3Prefix(BUCKET, prefix), listed);
    return listed;
  }

  private Fetched fetch(String key) {
    return archive.fetch(new S3Name(BUCKET, key));
  }

  private Fetched.Withheld withheld(String key) {
    Fetched fetched = fetch(key);
    assertThat(fetched).isInstanceOf(Fetched.Withheld.class);
    return (Fetched.Withheld) fetched;
  }

  @Test
  void listsOneLevelOverAllPages() throws Exception {
    for (int i = 0; i < 2_345; i++) {
      bucket.put("logs/day/%04d".formatted(i), new byte[i % 3], Map.of());
    }
    bucket.put("logs/day/deeper/x", new byte[1], Map.of());
    bucket.put("logs/day-off", new byte[7], Map.of());
    Listed listed = list("logs/day/");
    assertThat(listed.objects).hasSize(2_345).containsEntry("logs/day/2344", 1L);
    assertThat(listed.folders).containsExactly("logs/day/deeper/");
    assertThat(server.listings()).isEqualTo(3);
    assertThat(list("logs/").folders).containsExactly("logs/day/");
    assertThat(list("nothing/").objects).isEmpty();
    assertThat(archive.asOf()).contains(NOW);
    assertThat(archive.roots()).containsExactly(new S3Prefix(BUCKET, ""));
  }

  @Test
  void bytesComeAsDeliveredWithTheirMetadata() throws Exception {
    byte[] gzip = {
      31, (byte) 139, 8, 0, 0, 0, 0, 0, 0, (byte) 255, 3, 0, 0, 0, 0, 0, 0, 0, 0, 0, 5
    };
    bucket.put(
        "a.json.gz", gzip, Map.of("signature-algorithm", "SHA256withRSA", "Signature", "0f"));
    bucket.put("empty", new byte[0], Map.of());
    try (Fetched.Present present = (Fetched.Present) fetch("a.json.gz")) {
      assertThat(present.delivered()).isEqualTo(gzip);
      assertThat(present.userMetadata())
          .isEqualTo(Map.of("signature-algorithm", "SHA256withRSA", "signature", "0f"));
    }
    assertThat(((Fetched.Present) fetch("empty")).delivered()).isEmpty();
  }

  @Test
  void oddKeysAreListedAndFetchedAsTheyAre() throws Exception {
    List<String> keys =
        List.of(
            "odd/a b",
            "odd/a+b",
            "odd/100%",
            "odd/a&b<c>\"'",
            "odd/tab\there",
            "odd/bell\u0007",
            "odd/?x=y#z",
            "odd/%2F",
            "odd/~*'()!");
    for (String key : keys) {
      bucket.put(key, key.getBytes(StandardCharsets.UTF_8), Map.of());
    }
    assertThat(list("odd/").objects).containsOnlyKeys(keys);
    for (String key : keys) {
      try (Fetched.Present present = (Fetched.Present) fetch(key)) {
        assertThat(new String(present.delivered(), StandardCharsets.UTF_8)).isEqualTo(key);
      }
    }
    for (String key : List.of("odd//x", "odd/../odd/a b", "./odd/a b", "/odd/a b")) {
      assertThat(fetch(key)).as(key).isEqualTo(new Fetched.Absent());
    }
  }

  @Test
  void onlyNoSuchKeyIsAbsent() {
    assertThat(fetch("none")).isEqualTo(new Fetched.Absent());
    Fetched.Withheld noBucket = (Fetched.Withheld) archive.fetch(new S3Name("nobodys", "x"));
    assertThat(noBucket.obstacle()).isEqualTo(Obstacle.OBJECT_NOT_READABLE);
    assertThat(noBucket.detail()).contains("NoSuchBucket");
    server.fault(BUCKET, "denied", Fault.ACCESS_DENIED);
    Fetched.Withheld denied = withheld("denied");
    assertThat(denied.obstacle()).isEqualTo(Obstacle.ACCESS_DENIED);
    assertThat(denied.detail()).contains("AccessDenied (403)", "s3:ListBucket");
  }

  @Test
  void whatASampleAsksToBeRefusedIsRefused() throws Exception {
    bucket.put("cold", new byte[9], Map.of(Fault.METADATA, "InvalidObjectState"));
    bucket.put("denied", new byte[9], Map.of(Fault.METADATA, "AccessDenied"));
    bucket.put("slow", new byte[9], Map.of(Fault.METADATA, "SlowDown"));
    bucket.put("cut", new byte[900], Map.of(Fault.METADATA, "ConnectionReset"));
    assertThat(withheld("cold"))
        .isEqualTo(new Fetched.Withheld(Obstacle.ARCHIVED, "storage class GLACIER"));
    assertThat(withheld("denied").obstacle()).isEqualTo(Obstacle.ACCESS_DENIED);
    assertThat(withheld("slow").obstacle()).isEqualTo(Obstacle.THROTTLED);
    assertThat(withheld("cut").obstacle()).isEqualTo(Obstacle.UNREACHABLE);
    assertThat(server.gets()).isEqualTo(1 + 1 + ATTEMPTS + ATTEMPTS);
    assertThat(archive.bytesLeft()).isEqualTo(S3Archive.BYTES_OUT_MAX);
  }

  @Test
  void whatArrivesDamagedIsNoContent() throws Exception {
    bucket.put("x", new byte[100], Map.of());
    server.fault(BUCKET, "x", Fault.WRONG_CHECKSUM);
    assertThat(withheld("x").obstacle()).isEqualTo(Obstacle.UNREACHABLE);
    server.fault(BUCKET, "x", Fault.INTERNAL_ERROR);
    assertThat(withheld("x").obstacle()).isEqualTo(Obstacle.OBJECT_NOT_READABLE);
    assertThat(withheld("x").detail()).contains("InternalError (500)");
    server.fault(BUCKET, "x", Fault.HUGE);
    assertThat(withheld("x").obstacle()).isEqualTo(Obstacle.OBJECT_OVER_LIMIT);
    assertThat(archive.bytesLeft()).isEqualTo(S3Archive.BYTES_OUT_MAX);
  }

  @Test
  void whatGoesWrongOnceIsTriedAgain() throws Exception {
    bucket.put("x", new byte[100], Map.of());
    for (Fault fault : List.of(Fault.SLOW_DOWN, Fault.CONNECTION_RESET, Fault.WRONG_CHECKSUM)) {
      server.fault(BUCKET, "x", fault, 1);
      try (Fetched fetched = fetch("x")) {
        assertThat(fetched).as(fault.code()).isInstanceOf(Fetched.Present.class);
      }
    }
    assertThat(archive.bytesLeft()).isEqualTo(S3Archive.BYTES_OUT_MAX);
  }

  @Test
  void aListingThatFailsSaysWhy() throws Exception {
    bucket.put("a/x", new byte[1], Map.of());
    server.fault(BUCKET, "a/", Fault.ACCESS_DENIED);
    assertThatThrownBy(() -> list("a/"))
        .isInstanceOfSatisfying(
            ListingException.class,
            e -> assertThat(e.obstacle()).isEqualTo(Obstacle.ACCESS_DENIED));
    assertThatThrownBy(() -> archive.list(new S3Prefix("nobodys", ""), new Listed()))
        .isInstanceOf(ListingException.class)
        .hasMessageContaining("NoSuchBucket");
    assertThatThrownBy(() -> archive.list(new S3Prefix("arn:aws:s3:::x", ""), new Listed()))
        .isInstanceOf(ListingException.class)
        .hasMessageContaining("not the name of a bucket");
  }

  @Test
  void otherBucketsAreReadAlsoInOtherRegions() throws Exception {
    FolderBucket other = FolderBucket.at(bucket.folder().resolve("buckets").resolve("other-logs"));
    other.put("y", new byte[] {4}, Map.of());
    server.region("other-logs", "eu-north-1");
    try (Fetched fetched = archive.fetch(new S3Name("other-logs", "y"))) {
      assertThat(fetched).isInstanceOf(Fetched.Present.class);
    }
    Fetched arn =
        archive.fetch(new S3Name("arn:aws:s3-outposts:us-east-1:1:outpost/o/accesspoint/a", "y"));
    assertThat(arn).isInstanceOf(Fetched.Withheld.class);
  }

  @Test
  void aClosedPortIsUnreachable() throws Exception {
    URI nobody;
    try (ServerSocket socket = new ServerSocket(0)) {
      nobody = URI.create("http://127.0.0.1:" + socket.getLocalPort());
    }
    AwsAccess access =
        new AwsAccess(Optional.of(nobody), Optional.of("us-east-1"), Optional.empty());
    try (S3Archive none =
        S3Archive.open(BUCKET, "", access, () -> NOW, ATTEMPTS, S3Archive.BYTES_OUT_MAX)) {
      Fetched.Withheld withheld = (Fetched.Withheld) none.fetch(new S3Name(BUCKET, "x"));
      assertThat(withheld.obstacle()).isEqualTo(Obstacle.UNREACHABLE);
      assertThat(withheld.detail()).contains("refused");
    }
  }

  @Test
  @Timeout(120)
  void manyFetchesRunAtOnceWithinTheBudget() throws Exception {
    int objectBytes = 64 * 1024;
    for (int i = 0; i < 200; i++) {
      bucket.put("o/" + i, new byte[objectBytes], Map.of());
    }
    archive.close();
    archive = open(8L * objectBytes);
    Runnable go = server.holdGets();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<Long>> left = new ArrayList<>();
      for (int i = 0; i < 200; i++) {
        String key = "o/" + i;
        left.add(
            threads.submit(
                () -> {
                  try (Fetched.Present present = (Fetched.Present) fetch(key)) {
                    assertThat(present.delivered()).hasSize(objectBytes);
                    return archive.bytesLeft();
                  }
                }));
      }
      while (server.getsAtOnce() < S3Archive.PARALLELISM) {
        Thread.sleep(Duration.ofMillis(5));
      }
      go.run();
      for (Future<Long> bytes : left) {
        assertThat(bytes.get()).isBetween(0L, 7L * objectBytes);
      }
    }
    assertThat(server.getsAtOnce()).isEqualTo(S3Archive.PARALLELISM);
    assertThat(archive.bytesLeft()).isEqualTo(8L * objectBytes);
  }

  @Test
  void credentialsThatAreNotThereAreSaidInASentence() throws IOException {
    try (Credentials none = Credentials.none(folder)) {
      assertThat(none).isNotNull();
      assertThatThrownBy(() -> open(S3Archive.BYTES_OUT_MAX))
          .isInstanceOf(AwsException.class)
          .hasMessageContaining("AWS_ACCESS_KEY_ID")
          .hasMessageContaining("--profile");
      AwsAccess unknown =
          new AwsAccess(
              Optional.of(server.endpoint()), Optional.empty(), Optional.of("no-such-profile"));
      assertThatThrownBy(() -> S3Archive.open(BUCKET, "", unknown, () -> NOW))
          .isInstanceOf(AwsException.class)
          .hasMessageContaining("no-such-profile");
    }
  }

  @Test
  void aProfileBringsItsCredentialsAndItsRegion() throws Exception {
    bucket.put("x", new byte[1], Map.of());
    server.region(BUCKET, "eu-west-1");
    AwsAccess auditor =
        new AwsAccess(Optional.of(server.endpoint()), Optional.empty(), Optional.of("auditor"));
    try (S3Archive other = S3Archive.open(BUCKET, "", auditor, () -> NOW)) {
      assertThat(other.fetch(new S3Name(BUCKET, "x"))).isInstanceOf(Fetched.Present.class);
    }
    try (PublishedKeys keys = PublishedKeys.open(auditor, () -> NOW)) {
      assertThat(keys.homeRegion()).isEqualTo("eu-west-1");
    }
  }

  @Test
  void namesThatCannotBeAreRefusedBeforeAnythingIsSent() {
    assertThatThrownBy(() -> S3Archive.open("a/b", "", access(), () -> NOW))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("'a/b'");
    assertThatThrownBy(
            () -> new AwsAccess(Optional.empty(), Optional.of("eu.example.com/"), Optional.empty()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("eu-central-1");
    assertThatThrownBy(
            () ->
                new AwsAccess(
                    Optional.of(URI.create("ftp://x")), Optional.empty(), Optional.empty()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("http://HOST");
  }
}
