package io.trailseal.indexer.aws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.trailseal.indexer.aws.drill.StandIn;
import io.trailseal.indexer.ingest.Bucket;
import io.trailseal.indexer.ingest.Bucket.ListedVersion;
import io.trailseal.indexer.ingest.Bucket.Read;
import io.trailseal.indexer.ingest.SourceException;
import io.trailseal.indexer.intake.IntakeLimits;
import io.trailseal.indexer.intake.Sources;
import io.trailseal.indexer.ledger.LedgerEntry.ParkReason;
import io.trailseal.verifier.S3Name;
import io.trailseal.verifier.S3Prefix;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.core.checksums.RequestChecksumCalculation;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.BucketVersioningStatus;

/// The bucket against an S3 that others wrote and that knows versions: S3Mock, in a process of its
/// own.
@Timeout(300)
final class S3BucketPeerTest {
  private static final String VERSIONED = "versioned-bucket";
  private static final String PLAIN = "plain-bucket";
  private static final List<String> ODD =
      List.of(
          "odd/a b",
          "odd/a+b",
          "odd/100%",
          "odd/%2F",
          "odd/a&b<c>\"'",
          "odd/Größe-日本",
          "odd/?x=y#z",
          "odd/~*'()!");

  @TempDir static Path folder;
  private static Credentials credentials;
  private static StandIn peer;
  private static S3Client client;
  private static Sources sources;

  @BeforeAll
  static void start() throws Exception {
    credentials = Credentials.some(folder);
    peer = StandIn.bucketsWithVersions(Path.of("target", "drill"), folder);
    client = client(peer.endpoint());
    client.createBucket(request -> request.bucket(PLAIN));
    client.createBucket(request -> request.bucket(VERSIONED));
    client.putBucketVersioning(
        request ->
            request
                .bucket(VERSIONED)
                .versioningConfiguration(to -> to.status(BucketVersioningStatus.ENABLED)));
    AwsAccess access =
        new AwsAccess(Optional.of(peer.endpoint()), Optional.of("us-east-1"), Optional.empty());
    sources =
        AwsSources.open(
            List.of(),
            List.of(
                new AwsSources.BucketAt(VERSIONED, "", access),
                new AwsSources.BucketAt(PLAIN, "", access),
                new AwsSources.BucketAt("no-such-bucket", "", access)),
            access,
            IntakeLimits.STANDARD,
            Instant::now);
  }

  private static S3Client client(URI endpoint) {
    return S3Client.builder()
        .endpointOverride(endpoint)
        .region(Region.US_EAST_1)
        .forcePathStyle(true)
        .requestChecksumCalculation(RequestChecksumCalculation.WHEN_REQUIRED)
        .build();
  }

  @AfterAll
  static void stop() throws Exception {
    sources.close();
    client.close();
    peer.close();
    credentials.close();
  }

  private static Bucket bucket(String name) {
    return sources.buckets().stream()
        .filter(each -> each.root().bucket().equals(name))
        .findFirst()
        .orElseThrow();
  }

  /// @return the version's id
  private static String put(String bucket, String key, String body) {
    return String.valueOf(
        client
            .putObject(
                request -> request.bucket(bucket).key(key).metadata(Map.of("Signature", "0f")),
                RequestBody.fromString(body))
            .versionId());
  }

  private static Read read(String bucket, String key, Optional<String> version) throws Exception {
    return bucket(bucket).read(new S3Name(bucket, key), version);
  }

  private static String text(Read read) {
    try (Read.Present present = (Read.Present) read) {
      return new String(present.payload().toByteArray(), StandardCharsets.UTF_8);
    }
  }

  /// Everything a listing tells, in its order.
  private static final class Told implements Bucket.ListingSink {
    final List<String> folders = new ArrayList<>();
    final List<ListedVersion> entries = new ArrayList<>();

    @Override
    public void folder(String prefix) {
      folders.add(prefix);
    }

    @Override
    public void entry(ListedVersion entry) {
      entries.add(entry);
    }

    List<String> keys() {
      return entries.stream().map(entry -> entry.name().key()).toList();
    }
  }

  @Test
  void eachVersionOfAnOverwrittenKeyIsReadAndListed() throws Exception {
    String first = put(VERSIONED, "over/written", "one");
    String second = put(VERSIONED, "over/written", "two!");
    assertThat(first).isNotEqualTo(second);
    try (Read.Present present = (Read.Present) read(VERSIONED, "over/written", Optional.empty())) {
      assertThat(present.version().versionId()).contains(second);
      assertThat(present.version().eTag().orElseThrow()).matches("[0-9a-f]{32}");
      assertThat(present.version().lastModified()).isPresent();
      assertThat(present.userMetadata()).isEqualTo(Map.of("signature", "0f"));
      assertThat(text(present)).isEqualTo("two!");
    }
    assertThat(text(read(VERSIONED, "over/written", Optional.of(first)))).isEqualTo("one");
    Told told = new Told();
    assertThat(bucket(VERSIONED).listVersions(new S3Prefix(VERSIONED, "over/"), told)).isTrue();
    assertThat(told.entries)
        .extracting(entry -> entry.version().versionId().orElseThrow())
        .containsExactly(second, first);
    assertThat(told.entries).extracting(ListedVersion::bytes).containsExactly(4L, 3L);
    assertThat(told.entries).extracting(ListedVersion::isNewest).containsExactly(true, false);
  }

  @Test
  void aDeleteMarkerIsListedAndWhatLiesUnderItCanBeRead() throws Exception {
    String kept = put(VERSIONED, "gone/x", "still here");
    client.deleteObject(request -> request.bucket(VERSIONED).key("gone/x"));
    Read read = read(VERSIONED, "gone/x", Optional.empty());
    assertThat(read).isInstanceOf(Read.Refused.class);
    assertThat(((Read.Refused) read).reason()).isEqualTo(ParkReason.NOT_THERE);
    assertThat(text(read(VERSIONED, "gone/x", Optional.of(kept)))).isEqualTo("still here");
    Told told = new Told();
    bucket(VERSIONED).listVersions(new S3Prefix(VERSIONED, "gone/"), told);
    assertThat(told.entries).extracting(ListedVersion::isDeleteMarker).containsExactly(true, false);
    assertThat(told.entries.getFirst().version().versionId().orElseThrow()).isNotEqualTo(kept);
    assertThat(told.entries.getFirst().bytes()).isZero();
    // Nothing lies in the folder any more, and it is found all the same.
    Told above = new Told();
    bucket(VERSIONED).list(new S3Prefix(VERSIONED, ""), above);
    assertThat(above.folders).contains("gone/");
  }

  @Test
  void pagesJoinWithoutASeamAndInOrder() throws Exception {
    List<String> keys = new ArrayList<>();
    for (int i = 0; i < 12; i++) {
      String key = "pages/%02d".formatted(i);
      put(VERSIONED, key, "first");
      put(VERSIONED, key, "second");
      keys.addAll(List.of(key, key));
    }
    client.deleteObject(request -> request.bucket(VERSIONED).key("pages/05"));
    keys.add(10, "pages/05");
    put(VERSIONED, "pages/06/deeper", "x");
    keys.add(15, "pages/06/deeper");
    S3Prefix prefix = new S3Prefix(VERSIONED, "pages/");
    Told all = new Told();
    assertThat(bucket(VERSIONED).listVersions(prefix, all)).isTrue();
    assertThat(all.keys()).isEqualTo(keys);
    assertThat(all.entries.stream().filter(ListedVersion::isNewest)).hasSize(13);
    assertThat(all.entries)
        .extracting(entry -> entry.version().versionId())
        .doesNotHaveDuplicates();
    Told beside = new Told();
    bucket(VERSIONED).list(prefix, beside);
    keys.remove("pages/06/deeper");
    assertThat(beside.keys()).isEqualTo(keys);
    assertThat(beside.folders).containsExactly("pages/06/");
    for (int pageEntries : List.of(1, 2, 7)) {
      Told paged = new Told();
      new BucketListing(client, prefix, paged, pageEntries).everything();
      // This peer loses versions where a key's do not fit a page; Amazon's paginator is the judge.
      assertThat(paged.entries)
          .extracting(entry -> entry.version().versionId().orElseThrow())
          .as("pages of %d", pageEntries)
          .containsExactlyInAnyOrderElementsOf(asAmazonPages(prefix, pageEntries, null));
      assertThat(paged.keys()).isSorted();
      Told folder = new Told();
      new BucketListing(client, prefix, folder, pageEntries).folder();
      assertThat(folder.entries)
          .extracting(entry -> entry.version().versionId().orElseThrow())
          .as("the folder, pages of %d", pageEntries)
          .containsExactlyInAnyOrderElementsOf(asAmazonPages(prefix, pageEntries, "/"));
      assertThat(folder.keys()).isSorted();
      // It repeats folders on every page, too.
      assertThat(folder.folders).containsOnly("pages/06/");
    }
  }

  private static List<String> asAmazonPages(
      S3Prefix prefix, int pageEntries, @Nullable String delimiter) {
    List<String> ids = new ArrayList<>();
    for (var page :
        client.listObjectVersionsPaginator(
            request ->
                request
                    .bucket(prefix.bucket())
                    .prefix(prefix.keyPrefix())
                    .delimiter(delimiter)
                    .maxKeys(pageEntries))) {
      page.versions().forEach(version -> ids.add(version.versionId()));
      page.deleteMarkers().forEach(marker -> ids.add(marker.versionId()));
    }
    return ids;
  }

  @Test
  void withoutVersionsThereAreNoIds() throws Exception {
    put(PLAIN, "x/1", "1");
    Told told = new Told();
    bucket(PLAIN).listVersions(new S3Prefix(PLAIN, "x/"), told);
    assertThat(told.keys()).containsExactly("x/1");
    assertThat(told.entries.getFirst().version().versionId()).isEmpty();
    assertThat(told.entries.getFirst().isNewest()).isTrue();
    try (Read.Present present = (Read.Present) read(PLAIN, "x/1", Optional.empty())) {
      assertThat(present.version().versionId()).isEmpty();
    }
  }

  @Test
  void oddKeysAreListedAndReadAsTheyAre() throws Exception {
    for (String key : ODD) {
      put(VERSIONED, key, key);
    }
    for (String key : ODD) {
      assertThat(text(read(VERSIONED, key, Optional.empty()))).isEqualTo(key);
    }
    Told told = new Told();
    bucket(VERSIONED).list(new S3Prefix(VERSIONED, "odd/"), told);
    assertThat(told.keys()).containsExactlyInAnyOrderElementsOf(ODD);
    Told versions = new Told();
    bucket(VERSIONED).listVersions(new S3Prefix(VERSIONED, "odd/"), versions);
    assertThat(versions.keys()).containsExactlyInAnyOrderElementsOf(ODD);
  }

  @Test
  void whatIsNotThereAndABucketThatIsNotThereAreToldApart() throws Exception {
    Read absent = read(VERSIONED, "absent", Optional.empty());
    assertThat(((Read.Refused) absent).reason()).isEqualTo(ParkReason.NOT_THERE);
    Read noBucket = read("no-such-bucket", "x", Optional.empty());
    assertThat(noBucket).isInstanceOf(Read.Unreachable.class);
    assertThat(((Read.Unreachable) noBucket).detail()).contains("NoSuchBucket");
    assertThatThrownBy(
            () ->
                bucket("no-such-bucket")
                    .listVersions(new S3Prefix("no-such-bucket", ""), new Told()))
        .isInstanceOf(SourceException.class)
        .hasMessageContaining("NoSuchBucket");
  }
}
