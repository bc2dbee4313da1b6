package io.trailseal.indexer.aws;

import io.trailseal.indexer.ingest.Bucket.ListedVersion;
import io.trailseal.indexer.ingest.Bucket.ListingSink;
import io.trailseal.indexer.ingest.SourceException;
import io.trailseal.verifier.S3Name;
import io.trailseal.verifier.S3Prefix;
import io.trailseal.verifier.Verdict.Obstacle;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.CommonPrefix;
import software.amazon.awssdk.services.s3.model.DeleteMarkerEntry;
import software.amazon.awssdk.services.s3.model.EncodingType;
import software.amazon.awssdk.services.s3.model.ListObjectVersionsRequest;
import software.amazon.awssdk.services.s3.model.ListObjectVersionsResponse;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Request;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Response;
import software.amazon.awssdk.services.s3.model.ObjectVersion;
import software.amazon.awssdk.services.s3.model.S3Object;

/// One listing of a prefix, page by page, told to a sink in S3's order.
///
/// An answer has folders, objects and delete markers each in a list of their own; the order across
/// them is made here, again.
///
/// Threads: used by one.
final class BucketListing {
  /// Entries of one answer: S3's limit.
  static final int PAGE_ENTRIES_MAX = 1_000;

  /// S3's order of keys, and of the versions of a key: by the bytes of its UTF-8, the newest first.
  private static final Comparator<Line> S3_ORDER =
      Comparator.comparing(
              (Line line) -> line.key.getBytes(StandardCharsets.UTF_8), Arrays::compareUnsigned)
          .thenComparingInt(line -> line.isNewest ? 0 : 1)
          .thenComparing(line -> line.lastModified, Comparator.reverseOrder());

  private final S3Client s3;
  private final S3Prefix prefix;
  private final ListingSink sink;
  private final int pageEntries;
  private long nameless;

  BucketListing(S3Client s3, S3Prefix prefix, ListingSink sink, int pageEntries) {
    this.s3 = s3;
    this.prefix = prefix;
    this.sink = sink;
    this.pageEntries = pageEntries;
  }

  /// A folder, an object or a delete marker, as S3 says.
  private record Line(
      String key,
      boolean isFolder,
      @Nullable String versionId,
      @Nullable String eTag,
      Instant lastModified,
      long bytes,
      boolean isNewest,
      boolean isDeleteMarker) {

    static Line of(CommonPrefix folder) {
      return new Line(text(folder.prefix()), true, null, null, Instant.MAX, 0, true, false);
    }

    static Line of(S3Object object) {
      return new Line(
          text(object.key()),
          false,
          null,
          object.eTag(),
          time(object.lastModified()),
          bytes(object.size()),
          true,
          false);
    }

    static Line of(ObjectVersion version) {
      return new Line(
          text(version.key()),
          false,
          version.versionId(),
          version.eTag(),
          time(version.lastModified()),
          bytes(version.size()),
          Boolean.TRUE.equals(version.isLatest()),
          false);
    }

    static Line of(DeleteMarkerEntry marker) {
      return new Line(
          text(marker.key()),
          false,
          marker.versionId(),
          null,
          time(marker.lastModified()),
          0,
          Boolean.TRUE.equals(marker.isLatest()),
          true);
    }

    private static String text(@Nullable String said) {
      return said == null ? "" : said;
    }

    private static Instant time(@Nullable Instant said) {
      return said == null ? Instant.MIN : said;
    }

    private static long bytes(@Nullable Long said) {
      return said == null ? 0 : said;
    }
  }

  /// What lies directly under the prefix.
  void folder() throws SourceException, InterruptedException {
    if (!versions("/")) {
      newest("/");
    }
    end();
  }

  /// Everything under the prefix.
  ///
  /// @return whether with all versions
  boolean everything() throws SourceException, InterruptedException {
    boolean all = versions(null);
    if (!all) {
      newest(null);
    }
    end();
    return all;
  }

  private void newest(@Nullable String delimiter) throws SourceException, InterruptedException {
    String token = null;
    do {
      String from = token;
      ListObjectsV2Response page =
          ask(
              () ->
                  s3.listObjectsV2(
                      ListObjectsV2Request.builder()
                          .bucket(prefix.bucket())
                          .prefix(prefix.keyPrefix())
                          .delimiter(delimiter)
                          // Keys may hold what XML cannot.
                          .encodingType(EncodingType.URL)
                          .continuationToken(from)
                          .maxKeys(pageEntries)
                          .build()));
      List<Line> lines = new ArrayList<>();
      page.commonPrefixes().forEach(folder -> lines.add(Line.of(folder)));
      page.contents().forEach(object -> lines.add(Line.of(object)));
      tell(lines);
      boolean more = Boolean.TRUE.equals(page.isTruncated());
      token = more ? page.nextContinuationToken() : null;
      // Where it says that there is more and not how to get it, what came is not all.
      requireProgress(!more || (token != null && !token.equals(from)));
    } while (token != null);
  }

  /// @return false where it may not or cannot be had, and nothing was told
  private boolean versions(@Nullable String delimiter)
      throws SourceException, InterruptedException {
    String keyMarker = null;
    String versionMarker = null;
    boolean more = true;
    while (more) {
      String fromKey = keyMarker;
      String fromVersion = versionMarker;
      ListObjectVersionsResponse page;
      try {
        page =
            s3.listObjectVersions(
                ListObjectVersionsRequest.builder()
                    .bucket(prefix.bucket())
                    .prefix(prefix.keyPrefix())
                    .delimiter(delimiter)
                    .encodingType(EncodingType.URL)
                    .keyMarker(fromKey)
                    .versionIdMarker(fromVersion)
                    .maxKeys(pageEntries)
                    .build());
      } catch (RuntimeException e) {
        if (fromKey == null && e instanceof AwsServiceException said && saysNoVersions(said)) {
          return false;
        }
        throw trouble(e);
      }
      List<Line> lines = new ArrayList<>();
      page.commonPrefixes().forEach(folder -> lines.add(Line.of(folder)));
      page.versions().forEach(version -> lines.add(Line.of(version)));
      page.deleteMarkers().forEach(marker -> lines.add(Line.of(marker)));
      tell(lines);
      more = Boolean.TRUE.equals(page.isTruncated());
      keyMarker = page.nextKeyMarker();
      versionMarker = page.nextVersionIdMarker();
      requireProgress(
          !more
              || (keyMarker != null
                  && !(keyMarker.equals(fromKey) && Objects.equals(versionMarker, fromVersion))));
    }
    return true;
  }

  /// `s3:ListBucketVersions` is missing, or it is not Amazon's S3.
  private static boolean saysNoVersions(AwsServiceException e) {
    return Troubles.code(e).equals("AccessDenied")
        || Troubles.code(e).equals("NotImplemented")
        || e.statusCode() == 501;
  }

  private <T> T ask(Supplier<T> request) throws SourceException, InterruptedException {
    try {
      return request.get();
    } catch (RuntimeException e) {
      throw trouble(e);
    }
  }

  private static SourceException trouble(RuntimeException e) throws InterruptedException {
    S3Bucket.requireNotInterrupted(e);
    Troubles.Trouble trouble = Troubles.of(e);
    boolean denied =
        e instanceof AwsServiceException service && Troubles.code(service).equals("AccessDenied");
    return new SourceException(
        trouble.obstacle(),
        "listing: %s%s"
            .formatted(
                trouble.detail(), denied ? "; listing needs s3:ListBucket on the bucket" : ""),
        Troubles.saysNoBucket(e));
  }

  private void tell(List<Line> lines) throws InterruptedException {
    lines.sort(S3_ORDER);
    for (Line line : lines) {
      if (line.isFolder) {
        folder(line.key);
      } else {
        entry(line);
      }
    }
  }

  private void folder(String key) throws InterruptedException {
    if (key.endsWith("/") && key.startsWith(prefix.keyPrefix())) {
      sink.folder(key);
    } else {
      nameless++;
    }
  }

  private void entry(Line line) throws InterruptedException {
    S3Name name;
    try {
      name = new S3Name(prefix.bucket(), line.key);
    } catch (IllegalArgumentException _) {
      nameless++;
      return;
    }
    if (!prefix.contains(name)) {
      nameless++;
      return;
    }
    Optional<Instant> at =
        line.lastModified.equals(Instant.MIN) ? Optional.empty() : Optional.of(line.lastModified);
    sink.entry(
        new ListedVersion(
            name,
            WholeVersion.version(line.versionId, line.eTag, at.orElse(null)),
            Math.max(0, line.bytes),
            line.isNewest,
            line.isDeleteMarker));
  }

  private static void requireProgress(boolean made) throws SourceException {
    if (!made) {
      throw new SourceException(
          Obstacle.OBJECT_NOT_READABLE,
          "listing: S3 does not come to the end of it: the same page again, or no next one");
    }
  }

  private void end() throws SourceException {
    if (nameless > 0) {
      throw new SourceException(
          Obstacle.OBJECT_NOT_READABLE,
          "listing: %,d entries have names that no object under the prefix can have"
              .formatted(nameless));
    }
  }
}
