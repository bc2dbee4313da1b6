package io.trailseal.indexer.aws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.trailseal.verifier.S3Name;
import io.trailseal.verifier.S3Prefix;
import io.trailseal.verifier.check.Archive.ListingSink;
import io.trailseal.verifier.check.Fetched;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
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
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.core.checksums.RequestChecksumCalculation;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;

/// The live bucket against an S3 that others wrote: S3Proxy, in a process of its own. The loopback
/// server answers what we believe S3 to answer.
final class S3PeerTest {
  private static final Path JAR = Path.of("target", "drill", "s3proxy.jar");
  private static final String BUCKET = "peer-bucket";
  private static final int OBJECTS = 1_100;
  private static final List<String> ODD =
      List.of(
          "odd/a b",
          "odd/a+b",
          "odd/100%",
          "odd/%2F",
          "odd/a&b<c>\"'",
          "odd/tab\there",
          "odd/bell\u0007",
          "odd/Größe-日本",
          "odd/?x=y#z",
          "odd/~*'()!");

  @TempDir static Path folder;
  private static Credentials credentials;
  private static @Nullable Process process;
  private static S3Archive archive;

  @BeforeAll
  static void start() throws Exception {
    assertThat(JAR).as("the build puts it there").exists();
    credentials = Credentials.some(folder);
    URI endpoint = run();
    archive =
        S3Archive.open(
            BUCKET,
            "",
            new AwsAccess(Optional.of(endpoint), Optional.of("us-east-1"), Optional.empty()),
            Instant::now);
    try (S3Client client =
        S3Client.builder()
            .endpointOverride(endpoint)
            .region(Region.US_EAST_1)
            .forcePathStyle(true)
            .requestChecksumCalculation(RequestChecksumCalculation.WHEN_REQUIRED)
            .build()) {
      client.createBucket(request -> request.bucket(BUCKET));
      fill(client);
    }
  }

  private static URI run() throws Exception {
    int port;
    try (ServerSocket socket = new ServerSocket(0)) {
      port = socket.getLocalPort();
    }
    URI endpoint = URI.create("http://127.0.0.1:" + port);
    Path settings = folder.resolve("s3proxy.properties");
    Files.writeString(
        settings,
        """
        s3proxy.endpoint=%s
        s3proxy.authorization=none
        jclouds.provider=transient-nio2
        jclouds.identity=any
        jclouds.credential=any
        """
            .formatted(endpoint));
    Process started =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m",
                "-XX:+UseSerialGC",
                "-cp",
                JAR.toString(),
                "org.gaul.s3proxy.Main",
                "--properties",
                settings.toString())
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("s3proxy.log").toFile())
            .start();
    process = started;
    long deadline = System.nanoTime() + TimeUnit.MINUTES.toNanos(3);
    while (!isListening(port)) {
      if (!started.isAlive() || System.nanoTime() > deadline) {
        throw new AssertionError(Files.readString(folder.resolve("s3proxy.log")));
      }
      Thread.sleep(50);
    }
    return endpoint;
  }

  private static boolean isListening(int port) {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      return socket.isConnected();
    } catch (IOException _) {
      return false;
    }
  }

  private static void fill(S3Client client) throws Exception {
    try (ExecutorService threads = Executors.newFixedThreadPool(16)) {
      List<Future<?>> puts = new ArrayList<>();
      for (int i = 0; i < OBJECTS; i++) {
        String key = "logs/day/%04d".formatted(i);
        puts.add(threads.submit(() -> put(client, key, Map.of())));
      }
      for (String key : ODD) {
        puts.add(threads.submit(() -> put(client, key, Map.of())));
      }
      puts.add(threads.submit(() -> put(client, "logs/day/deeper/x", Map.of())));
      puts.add(
          threads.submit(
              () ->
                  put(
                      client,
                      "logs/digest",
                      Map.of("signature", "0f", "signature-algorithm", "SHA256withRSA"))));
      for (Future<?> put : puts) {
        put.get();
      }
    }
  }

  private static void put(S3Client client, String key, Map<String, String> metadata) {
    client.putObject(
        request -> request.bucket(BUCKET).key(key).metadata(metadata), RequestBody.fromString(key));
  }

  @AfterAll
  static void stop() throws Exception {
    if (archive != null) {
      archive.close();
    }
    if (process != null) {
      process.destroyForcibly().waitFor();
    }
    credentials.close();
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

  private static Listed list(String prefix) throws Exception {
    Listed listed = new Listed();
    archive.list(new S3Prefix(BUCKET, prefix), listed);
    return listed;
  }

  private static Fetched fetch(String key) {
    return archive.fetch(new S3Name(BUCKET, key));
  }

  @Test
  void listsOneLevelOverAllPages() throws Exception {
    Listed day = list("logs/day/");
    assertThat(day.objects).hasSize(OBJECTS).containsEntry("logs/day/1099", 13L);
    assertThat(day.folders).containsExactly("logs/day/deeper/");
    assertThat(list("").folders).containsExactly("logs/", "odd/");
    assertThat(list("nothing/").objects).isEmpty();
    archive.requireListable();
  }

  @Test
  void oddKeysAreListedAndFetchedAsTheyAre() throws Exception {
    assertThat(list("odd/").objects).containsOnlyKeys(ODD);
    for (String key : ODD) {
      Fetched fetched = fetch(key);
      assertThat(fetched).as(key).isInstanceOf(Fetched.Present.class);
      try (Fetched.Present present = (Fetched.Present) fetched) {
        assertThat(new String(present.delivered(), StandardCharsets.UTF_8)).isEqualTo(key);
      }
    }
  }

  @Test
  void userMetadataComesAlong() {
    try (Fetched.Present present = (Fetched.Present) fetch("logs/digest")) {
      assertThat(present.userMetadata())
          .isEqualTo(Map.of("signature", "0f", "signature-algorithm", "SHA256withRSA"));
    }
  }

  @Test
  void whatIsNotThereIsAbsentAndABucketThatIsNotThereIsNot() throws Exception {
    assertThat(fetch("logs/absent")).isEqualTo(new Fetched.Absent());
    assertThat(archive.fetch(new S3Name("no-such-bucket", "logs/digest")))
        .isInstanceOf(Fetched.Withheld.class);
    assertThatThrownBy(() -> archive.list(new S3Prefix("no-such-bucket", ""), new Listed()))
        .hasMessageContaining("NoSuchBucket");
  }
}
