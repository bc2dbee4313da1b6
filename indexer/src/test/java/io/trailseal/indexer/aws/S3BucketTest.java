package io.trailseal.indexer.aws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.trailseal.indexer.ingest.Bucket;
import io.trailseal.indexer.ingest.Bucket.ListedVersion;
import io.trailseal.indexer.ingest.Bucket.Read;
import io.trailseal.indexer.ingest.ObjectSource;
import io.trailseal.indexer.ingest.SourceException;
import io.trailseal.indexer.intake.IntakeLimits;
import io.trailseal.indexer.intake.Sources;
import io.trailseal.indexer.ledger.LedgerEntry.ParkReason;
import io.trailseal.loopback.Fault;
import io.trailseal.loopback.LoopbackAws;
import io.trailseal.verifier.S3Name;
import io.trailseal.verifier.S3Prefix;
import io.trailseal.verifier.Verdict.Obstacle;
import io.trailseal.verifier.synthetic.FolderBucket;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// What becomes of each way a bucket can refuse, with the loopback server as AWS: parked with what
/// is missing, or tried again; never missing, never altered.
@Timeout(180)
final class S3BucketTest {
  private static final Instant NOW = Instant.parse("2026-03-03T00:00:00Z");
  private static final String BUCKET = LoopbackAws.BUCKET;
  private static final int ATTEMPTS = 2;

  @TempDir Path folder;
  private Credentials credentials;
  private FolderBucket objects;
  private LoopbackAws server;
  private Sources sources;
  private Bucket bucket;

  @BeforeEach
  void open() throws Exception {
    credentials = Credentials.some(Files.createDirectories(folder.resolve("credentials")));
    objects = FolderBucket.at(folder.resolve("bucket"));
    objects.put("x", new byte[] {1, 2, 3}, Map.of("Signature", "0f"));
    server = LoopbackAws.serve(objects.folder());
    sources = open(at(server.endpoint()), IntakeLimits.STANDARD);
    bucket = sources.buckets().getFirst();
  }

  @AfterEach
  void close() throws Exception {
    sources.close();
    server.close();
    credentials.close();
  }

  private static AwsAccess at(URI endpoint) {
    return new AwsAccess(Optional.of(endpoint), Optional.of("us-east-1"), Optional.empty());
  }

  private static Sources open(AwsAccess access, IntakeLimits limits) {
    return AwsSources.open(
        List.of(),
        List.of(
            new AwsSources.BucketAt(BUCKET, "", access),
            new AwsSources.BucketAt(BUCKET, "of/others", access)),
        access,
        limits,
        () -> NOW,
        ATTEMPTS);
  }

  private Read read(String key) throws InterruptedException {
    return bucket.read(new S3Name(BUCKET, key), Optional.empty());
  }

  private Read.Refused refused(Fault fault, Optional<String> versionId) throws Exception {
    server.fault(BUCKET, "x", fault);
    Read read = bucket.read(new S3Name(BUCKET, "x"), versionId);
    assertThat(read).as(fault.code()).isInstanceOf(Read.Refused.class);
    return (Read.Refused) read;
  }

  private Read.Unreachable unreachable(Fault fault) throws Exception {
    server.fault(BUCKET, "x", fault);
    Read read = read("x");
    assertThat(read).as(fault.code()).isInstanceOf(Read.Unreachable.class);
    return (Read.Unreachable) read;
  }

  @Test
  void anObjectComesWithItsMetadataAndWhatS3SaysOfIt() throws Exception {
    Instant written = Instant.parse("2026-03-02T00:00:00Z");
    Files.setLastModifiedTime(objects.folder().resolve("x"), FileTime.from(written));
    try (Read.Present present = (Read.Present) read("x")) {
      assertThat(present.payload().toByteArray()).containsExactly(1, 2, 3);
      assertThat(present.userMetadata()).isEqualTo(Map.of("signature", "0f"));
      assertThat(present.version().versionId()).isEmpty();
      assertThat(present.version().lastModified()).contains(written);
      assertThat(present.version().eTag().orElseThrow()).doesNotContain("\"");
    }
  }

  @Test
  void whatSomebodyHasToDoIsSaid() throws Exception {
    assertThat(refused(Fault.INVALID_OBJECT_STATE, Optional.empty()))
        .isEqualTo(
            new Read.Refused(
                ParkReason.ARCHIVED,
                "storage class GLACIER: somebody with s3:RestoreObject has to restore it before it can be read"));
    Read.Refused denied = refused(Fault.ACCESS_DENIED, Optional.empty());
    assertThat(denied.reason()).isEqualTo(ParkReason.ACCESS_DENIED);
    assertThat(denied.detail())
        .contains("AccessDenied (403)", "needs s3:GetObject on it", "without s3:ListBucket");
    assertThat(refused(Fault.ACCESS_DENIED, Optional.of("v1")).detail())
        .contains("s3:GetObjectVersion");
    for (Fault fault : List.of(Fault.KEY_DENIED, Fault.KEY_DISABLED)) {
      Read.Refused key = refused(fault, Optional.empty());
      assertThat(key.reason()).as(fault.code()).isEqualTo(ParkReason.KEY_DENIED);
      assertThat(key.detail()).contains("kms:Decrypt", "the key enabled");
    }
    Read.Refused customers = refused(Fault.CUSTOMER_KEY, Optional.empty());
    assertThat(customers.reason()).isEqualTo(ParkReason.NOT_READABLE);
    assertThat(customers.detail()).contains("SSE-C");
  }

  @Test
  void whatIsNotThereIsToldApartFromWhatWasDeleted() throws Exception {
    assertThat(read("absent"))
        .isEqualTo(new Read.Refused(ParkReason.NOT_THERE, "S3 says there is no such object"));
    assertThat(refused(Fault.DELETE_MARKER, Optional.empty()))
        .isEqualTo(
            new Read.Refused(ParkReason.NOT_THERE, "it was deleted: a delete marker lies over it"));
    assertThat(refused(Fault.DELETE_MARKER_VERSION, Optional.of("v")))
        .isEqualTo(
            new Read.Refused(
                ParkReason.NOT_THERE, "this version is a delete marker and has no bytes"));
    assertThat(refused(Fault.NO_SUCH_VERSION, Optional.of("v")))
        .isEqualTo(
            new Read.Refused(ParkReason.NOT_THERE, "S3 says there is no such version of it"));
  }

  @Test
  void troubleOfTheSourceParksNoObject() throws Exception {
    for (Fault fault : List.of(Fault.EXPIRED_TOKEN, Fault.INVALID_ACCESS_KEY)) {
      Read.Unreachable expired = unreachable(fault);
      assertThat(expired.obstacle()).isEqualTo(Obstacle.ACCESS_DENIED);
      assertThat(expired.detail()).contains(fault.code(), "renew the credentials");
    }
    assertThat(unreachable(Fault.NO_SUCH_BUCKET).detail()).contains("NoSuchBucket (404)");
    assertThat(unreachable(Fault.PERMANENT_REDIRECT).detail())
        .contains("set the region the bucket lies in");
    Read.Unreachable page = unreachable(Fault.FORBIDDEN_PAGE);
    assertThat(page.obstacle()).isEqualTo(Obstacle.ACCESS_DENIED);
    assertThat(page.detail()).contains("is it a proxy's?");
    assertThat(unreachable(Fault.SLOW_DOWN).obstacle()).isEqualTo(Obstacle.THROTTLED);
    Read.Unreachable internal = unreachable(Fault.INTERNAL_ERROR);
    assertThat(internal.obstacle()).isEqualTo(Obstacle.UNREACHABLE);
    assertThat(internal.detail()).contains("InternalError (500)");
  }

  @Test
  void whatDoesNotArriveWholeIsTriedAgain() throws Exception {
    objects.put("x", new byte[900], Map.of());
    assertThat(unreachable(Fault.CONNECTION_RESET).obstacle()).isEqualTo(Obstacle.UNREACHABLE);
    assertThat(unreachable(Fault.WRONG_CHECKSUM).detail()).contains("do not fit the checksum");
    assertThat(unreachable(Fault.WRONG_ETAG).detail())
        .contains("MD5", "S3's ETag says 0123456789abcdef0123456789abcdef");
    assertThat(server.gets()).isEqualTo(3 * ATTEMPTS);
    for (Fault once :
        List.of(
            Fault.SLOW_DOWN,
            Fault.INTERNAL_ERROR,
            Fault.CONNECTION_RESET,
            Fault.WRONG_CHECKSUM,
            Fault.WRONG_ETAG)) {
      server.fault(BUCKET, "x", once, 1);
      try (Read read = read("x")) {
        assertThat(read).as(once.code()).isInstanceOf(Read.Present.class);
      }
    }
  }

  @Test
  void whereGetSaysNoLengthHeadDoes() throws Exception {
    objects.put("x", new byte[900], Map.of());
    server.fault(BUCKET, "x", Fault.NO_LENGTH);
    try (Read.Present present = (Read.Present) read("x")) {
      assertThat(present.payload().length()).isEqualTo(900);
    }
  }

  @Test
  void whatIsTooLongIsNotRead() throws Exception {
    server.fault(BUCKET, "x", Fault.HUGE);
    assertThat(((Read.TooLong) read("x")).bytes()).isEqualTo(5L << 40);
  }

  @Test
  void anObjectOfOthersIsNotAskedFor() throws Exception {
    Bucket narrow = sources.buckets().getLast();
    assertThat(narrow.root()).isEqualTo(new S3Prefix(BUCKET, "of/others/"));
    assertThat(narrow.description()).isEqualTo("s3://" + BUCKET + "/of/others/");
    assertThat(narrow.read(new S3Name(BUCKET, "x"), Optional.empty()))
        .isInstanceOf(Read.Refused.class);
    assertThat(server.gets()).isZero();
  }

  @Test
  void aBucketInAnotherRegionIsFollowed() throws Exception {
    server.region(BUCKET, "eu-north-1");
    try (Read read = read("x")) {
      assertThat(read).isInstanceOf(Read.Present.class);
    }
  }

  private static final class Told implements Bucket.ListingSink {
    final List<String> lines = new ArrayList<>();

    @Override
    public void folder(String prefix) {
      lines.add(prefix);
    }

    @Override
    public void entry(ListedVersion entry) {
      lines.add(entry.name().key());
    }
  }

  @Test
  void foldersAndObjectsComeInS3sOrder() throws Exception {
    for (String key : List.of("a/b/1", "a/b 2", "a/b0", "a/c", "a/b-/x")) {
      objects.put(key, new byte[1], Map.of());
    }
    Told told = new Told();
    bucket.list(new S3Prefix(BUCKET, "a/"), told);
    assertThat(told.lines).containsExactly("a/b 2", "a/b-/", "a/b/", "a/b0", "a/c");
  }

  @Test
  void withoutTheRightToListVersionsTheNewestAreListed() throws Exception {
    objects.put("a/b/1", new byte[1], Map.of());
    for (Fault fault : List.of(Fault.ACCESS_DENIED, Fault.NOT_IMPLEMENTED)) {
      server.fault(BUCKET, "?versions", fault);
      Told told = new Told();
      assertThat(bucket.listVersions(new S3Prefix(BUCKET, "a/"), told)).isFalse();
      assertThat(told.lines).containsExactly("a/b/1");
    }
    server.fault(BUCKET, "?versions", Fault.SLOW_DOWN);
    assertThatThrownBy(() -> bucket.listVersions(new S3Prefix(BUCKET, "a/"), new Told()))
        .isInstanceOfSatisfying(
            SourceException.class, e -> assertThat(e.obstacle()).isEqualTo(Obstacle.THROTTLED));
  }

  @Test
  void aListingThatFailsSaysWhatIsMissing() {
    server.fault(BUCKET, "a/", Fault.ACCESS_DENIED);
    assertThatThrownBy(() -> bucket.list(new S3Prefix(BUCKET, "a/"), new Told()))
        .isInstanceOf(SourceException.class)
        .hasMessageContaining("s3:ListBucket on the bucket");
    server.fault(BUCKET, "*", Fault.EXPIRED_TOKEN);
    assertThatThrownBy(() -> bucket.list(new S3Prefix(BUCKET, ""), new Told()))
        .isInstanceOf(SourceException.class)
        .hasMessageContaining("renew the credentials");
    assertThatThrownBy(() -> bucket.list(new S3Prefix("other", ""), new Told()))
        .isInstanceOf(SourceException.class)
        .hasMessageContaining("does not lie in");
  }

  @Test
  void nobodyListeningAndNoSuchHostAreSaidSo() throws Exception {
    URI nobody;
    try (ServerSocket socket = new ServerSocket(0)) {
      nobody = URI.create("http://127.0.0.1:" + socket.getLocalPort());
    }
    for (var each :
        Map.of(nobody, "refused", URI.create("http://no-such-host.invalid"), "no such host")
            .entrySet()) {
      try (Sources gone = open(at(each.getKey()), IntakeLimits.STANDARD)) {
        Read read = gone.buckets().getFirst().read(new S3Name(BUCKET, "x"), Optional.empty());
        assertThat(((Read.Unreachable) read).obstacle()).isEqualTo(Obstacle.UNREACHABLE);
        assertThat(((Read.Unreachable) read).detail()).contains(each.getValue());
      }
    }
  }

  @Test
  void memoryIsSharedByAllBucketsAndWhoGetsNoneWaits() throws Exception {
    objects.put("large", new byte[ObjectSource.OBJECT_BYTES_MAX], Map.of());
    objects.put("small", new byte[1], Map.of());
    try (Sources narrow = open(at(server.endpoint()), withBytes(ObjectSource.OBJECT_BYTES_MAX));
        ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      Bucket one = narrow.buckets().getFirst();
      Future<Read> small;
      try (Read.Present large =
          (Read.Present) one.read(new S3Name(BUCKET, "large"), Optional.empty())) {
        assertThat(large.payload().length()).isEqualTo(ObjectSource.OBJECT_BYTES_MAX);
        int before = server.gets();
        small = threads.submit(() -> one.read(new S3Name(BUCKET, "small"), Optional.empty()));
        while (server.gets() == before) {
          Thread.sleep(5);
        }
        // Longer than a connection is held for: from then on it waits without one.
        Thread.sleep(Duration.ofSeconds(6));
        assertThat(small.isDone()).isFalse();
      }
      try (Read read = small.get()) {
        assertThat(read).isInstanceOf(Read.Present.class);
      }
      // Both gave their memory back: the large one fits again.
      try (Read read = one.read(new S3Name(BUCKET, "large"), Optional.empty())) {
        assertThat(read).isInstanceOf(Read.Present.class);
      }
    }
  }

  private static IntakeLimits withBytes(long bytes) {
    IntakeLimits all = IntakeLimits.STANDARD;
    return new IntakeLimits(
        all.receivers(),
        all.messagesHeldMax(),
        all.readsMax(),
        bytes,
        all.hiddenFor(),
        all.diskFreeBytesMin(),
        all.reconcileEvery(),
        all.reconcileDays(),
        all.parkedEvery(),
        all.keysEvery());
  }

  @Test
  void anInterruptWhileWaitingForMemoryIsOne() throws Exception {
    objects.put("large", new byte[ObjectSource.OBJECT_BYTES_MAX], Map.of());
    CountDownLatch interrupted = new CountDownLatch(1);
    try (Sources narrow = open(at(server.endpoint()), withBytes(ObjectSource.OBJECT_BYTES_MAX))) {
      Bucket one = narrow.buckets().getFirst();
      try (Read large = one.read(new S3Name(BUCKET, "large"), Optional.empty())) {
        assertThat(large).isInstanceOf(Read.Present.class);
        Thread waiting =
            Thread.ofVirtual()
                .start(
                    () -> {
                      try (Read read = one.read(new S3Name(BUCKET, "x"), Optional.empty())) {
                        throw new IllegalStateException("no room for " + read);
                      } catch (InterruptedException _) {
                        interrupted.countDown();
                      }
                    });
        waiting.interrupt();
        interrupted.await();
      }
    }
  }
}
