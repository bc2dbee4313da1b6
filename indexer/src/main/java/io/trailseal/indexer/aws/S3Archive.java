package io.trailseal.indexer.aws;

import io.trailseal.verifier.S3Name;
import io.trailseal.verifier.S3Prefix;
import io.trailseal.verifier.Verdict.Obstacle;
import io.trailseal.verifier.check.Archive;
import io.trailseal.verifier.check.Fetched;
import io.trailseal.verifier.check.ListingException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.ChecksumMode;
import software.amazon.awssdk.services.s3.model.CommonPrefix;
import software.amazon.awssdk.services.s3.model.EncodingType;
import software.amazon.awssdk.services.s3.model.GetObjectRequest;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Request;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Response;
import software.amazon.awssdk.services.s3.model.S3Object;

/// A live bucket, and any other that its digests point into.
///
/// Closing a [Fetched.Present] gives its bytes back to the budget; a thread that holds large ones
/// while it fetches more may wait for itself.
public final class S3Archive implements Archive {
  /// S3 answers a small object in about 30 ms whatever else it does; this many at once are some two
  /// thousand a second.
  public static final int PARALLELISM = 64;

  /// The bytes of objects that may be out at a time.
  public static final long BYTES_OUT_MAX = 256L * 1024 * 1024;

  private static final String ALSO_OF_ABSENT =
      "; without s3:ListBucket S3 says so of objects that are not there, too";

  private final S3Prefix root;
  private final Connection connection;
  private final S3Client s3;
  private final ByteBudget budget;
  private final Instant opened;

  private S3Archive(
      S3Prefix root, Connection connection, S3Client s3, ByteBudget budget, Instant opened) {
    this.root = root;
    this.connection = connection;
    this.s3 = s3;
    this.budget = budget;
    this.opened = opened;
  }

  /// Finds credentials; S3 is first asked by what is called next.
  ///
  /// @param prefix what stands before `AWSLogs/` in the keys, or any folder; empty for the whole
  ///   bucket
  /// @throws AwsException if there are no credentials
  /// @throws IllegalArgumentException if `bucket` cannot be a bucket's name
  public static S3Archive open(String bucket, String prefix, AwsAccess access, InstantSource clock)
      throws AwsException {
    return open(bucket, prefix, access, clock, Connection.ATTEMPTS_STANDARD, BYTES_OUT_MAX);
  }

  static S3Archive open(
      String bucket,
      String prefix,
      AwsAccess access,
      InstantSource clock,
      int attempts,
      long bytesOutMax)
      throws AwsException {
    S3Prefix root = BucketNames.root(bucket, prefix);
    Connection connection = Connection.open(access, PARALLELISM, attempts);
    return new S3Archive(
        root, connection, connection.s3(), new ByteBudget(bytesOutMax), clock.instant());
  }

  /// Asks for one entry of the listing: what keeps everything from being read should be said once,
  /// and before anything else is done.
  ///
  /// @throws AwsException if the bucket cannot be listed
  public void requireListable() throws AwsException {
    try {
      s3.listObjectsV2(
          ListObjectsV2Request.builder()
              .bucket(root.bucket())
              .prefix(root.keyPrefix())
              .encodingType(EncodingType.URL)
              .maxKeys(1)
              .build());
    } catch (RuntimeException e) {
      Troubles.Trouble trouble = Troubles.of(e);
      throw new AwsException(trouble.obstacle(), trouble.detail(), Troubles.saysNoBucket(e));
    }
  }

  @Override
  public String description() {
    return "bucket " + S3Name.printable("s3://" + root.bucket() + "/" + root.keyPrefix());
  }

  @Override
  public List<S3Prefix> roots() {
    return List.of(root);
  }

  @Override
  public void list(S3Prefix prefix, ListingSink sink) throws ListingException {
    if (!BucketNames.isOne(prefix.bucket())) {
      throw new ListingException(Obstacle.OBJECT_NOT_READABLE, notABucket(prefix.bucket()));
    }
    Names names = new Names(prefix.bucket(), sink);
    String token = null;
    do {
      ListObjectsV2Response page;
      try {
        page =
            s3.listObjectsV2(
                ListObjectsV2Request.builder()
                    .bucket(prefix.bucket())
                    .prefix(prefix.keyPrefix())
                    .delimiter("/")
                    // Keys may hold what XML cannot.
                    .encodingType(EncodingType.URL)
                    .continuationToken(token)
                    .build());
      } catch (RuntimeException e) {
        Troubles.Trouble trouble = Troubles.of(e);
        throw new ListingException(trouble.obstacle(), trouble.detail());
      }
      for (CommonPrefix folder : page.commonPrefixes()) {
        names.folder(folder.prefix());
      }
      for (S3Object object : page.contents()) {
        names.object(object.key(), object.size());
      }
      String next = Boolean.TRUE.equals(page.isTruncated()) ? page.nextContinuationToken() : null;
      if (next != null && next.equals(token)) {
        throw new ListingException(
            Obstacle.OBJECT_NOT_READABLE, "S3 keeps answering with the same page of the listing");
      }
      token = next;
    } while (token != null);
    names.end();
  }

  @Override
  public Fetched fetch(S3Name name) {
    if (!BucketNames.isOne(name.bucket())) {
      return new Fetched.Withheld(Obstacle.OBJECT_NOT_READABLE, notABucket(name.bucket()));
    }
    try {
      return s3.getObject(
          GetObjectRequest.builder()
              .bucket(name.bucket())
              .key(name.key())
              .checksumMode(ChecksumMode.ENABLED)
              .build(),
          new WholeObject(budget));
    } catch (AwsServiceException e) {
      if (Troubles.saysAbsent(e)) {
        return new Fetched.Absent();
      }
      Troubles.Trouble trouble = Troubles.of(e);
      boolean denied = trouble.obstacle() == Obstacle.ACCESS_DENIED && e.statusCode() == 403;
      return new Fetched.Withheld(
          trouble.obstacle(), trouble.detail() + (denied ? ALSO_OF_ABSENT : ""));
    } catch (RuntimeException e) {
      Troubles.Trouble trouble = Troubles.of(e);
      return new Fetched.Withheld(trouble.obstacle(), trouble.detail());
    }
  }

  private static String notABucket(String name) {
    return "'%s' is not the name of a bucket".formatted(S3Name.excerpt(name, 100));
  }

  @Override
  public int parallelism() {
    return PARALLELISM;
  }

  /// When it was opened.
  @Override
  public Optional<Instant> asOf() {
    return Optional.of(opened);
  }

  long bytesLeft() {
    return budget.bytesLeft();
  }

  @Override
  public void close() {
    s3.close();
    connection.close();
  }

  /// Tells a sink what has a name, and counts what has none.
  private static final class Names {
    private final String bucket;
    private final ListingSink sink;
    private long nameless;

    Names(String bucket, ListingSink sink) {
      this.bucket = bucket;
      this.sink = sink;
    }

    void folder(String prefix) {
      if (prefix != null && prefix.endsWith("/")) {
        sink.folder(prefix);
      } else {
        nameless++;
      }
    }

    void object(String key, Long bytes) {
      S3Name name;
      try {
        name = new S3Name(bucket, key == null ? "" : key);
      } catch (IllegalArgumentException _) {
        nameless++;
        return;
      }
      sink.object(name, bytes == null ? -1 : bytes);
    }

    void end() throws ListingException {
      if (nameless > 0) {
        throw new ListingException(
            Obstacle.OBJECT_NOT_READABLE,
            "%,d entries of the listing have names that no object can have".formatted(nameless));
      }
    }
  }
}
