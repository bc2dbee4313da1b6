package io.trailseal.verifier.check;

import io.trailseal.verifier.Payload;
import io.trailseal.verifier.S3Name;
import io.trailseal.verifier.S3Prefix;
import io.trailseal.verifier.Verdict.Obstacle;
import io.trailseal.verifier.synthetic.Bucket;
import io.trailseal.verifier.synthetic.StoredObject;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListMap;

/// A bucket that a sample can be written to and a walk can read. Objects under `buckets/NAME/` are
/// in a bucket of that name.
public final class BucketInMemory implements Bucket, Archive {
  private static final String OTHERS = "buckets/";

  /// Folders whose listing breaks off.
  final Set<String> unlisted = new HashSet<>();

  final ConcurrentSkipListMap<String, StoredObject> objects = new ConcurrentSkipListMap<>();
  private final String bucket;
  private final int parallelism;
  private boolean playsS3;

  public BucketInMemory(String bucket) {
    this(bucket, 2);
  }

  /// @param parallelism how many objects a walk reads at once
  public BucketInMemory(String bucket, int parallelism) {
    this.bucket = bucket;
    this.parallelism = parallelism;
  }

  /// Another one with the same objects.
  public BucketInMemory copy() {
    BucketInMemory copy = new BucketInMemory(bucket, parallelism);
    copy.objects.putAll(objects);
    return copy;
  }

  /// Another one, which hands out only what S3 would: see the user metadata `trailseal-answer` that
  /// tamperings write.
  public BucketInMemory asS3() {
    BucketInMemory s3 = copy();
    s3.playsS3 = true;
    return s3;
  }

  @Override
  public void put(String key, byte[] bytes, Map<String, String> metadata) {
    objects.put(key, new StoredObject(Payload.copyOf(bytes), metadata));
  }

  @Override
  public Optional<StoredObject> get(String key) {
    return Optional.ofNullable(objects.get(key));
  }

  @Override
  public boolean delete(String key) {
    return objects.remove(key) != null;
  }

  @Override
  public List<String> keys(String prefix) {
    return objects.tailMap(prefix).keySet().stream()
        .takeWhile(key -> key.startsWith(prefix))
        .toList();
  }

  @Override
  public boolean isEmpty() {
    return objects.isEmpty();
  }

  @Override
  public String description() {
    return "memory";
  }

  @Override
  public List<S3Prefix> roots() {
    Set<String> buckets = new HashSet<>(Set.of(bucket));
    keys(OTHERS).forEach(key -> buckets.add(key.split("/", -1)[1]));
    return buckets.stream().sorted().map(name -> new S3Prefix(name, "")).toList();
  }

  private String folder(String of) {
    return of.equals(bucket) ? "" : OTHERS + of + "/";
  }

  @Override
  public void list(S3Prefix prefix, ListingSink sink) throws ListingException {
    String inside = folder(prefix.bucket());
    String from = inside + prefix.keyPrefix();
    Set<String> folders = new HashSet<>();
    for (String path : keys(from)) {
      if (inside.isEmpty() && path.startsWith(OTHERS)) {
        continue;
      }
      int slash = path.indexOf('/', from.length());
      if (slash < 0) {
        sink.object(
            new S3Name(prefix.bucket(), path.substring(inside.length())),
            get(path).map(each -> each.content().length()).orElse(0));
      } else if (folders.add(path.substring(0, slash + 1))) {
        sink.folder(path.substring(inside.length(), slash + 1));
      }
    }
    if (unlisted.contains(prefix.keyPrefix())) {
      throw new ListingException(Obstacle.THROTTLED, "after what was told");
    }
  }

  @Override
  public Fetched fetch(S3Name name) {
    StoredObject object = objects.get(folder(name.bucket()) + name.key());
    if (object == null) {
      return new Fetched.Absent();
    }
    return switch (playsS3 ? object.metadata().getOrDefault("trailseal-answer", "") : "") {
      case "" -> new Fetched.Present(object.content().borrow(), object.metadata());
      case "InvalidObjectState" -> new Fetched.Withheld(Obstacle.ARCHIVED, "");
      case "AccessDenied" -> new Fetched.Withheld(Obstacle.ACCESS_DENIED, "");
      case "SlowDown" -> new Fetched.Withheld(Obstacle.THROTTLED, "");
      case "ConnectionReset" -> new Fetched.Withheld(Obstacle.UNREACHABLE, "");
      default -> throw new IllegalStateException("an answer nobody gives");
    };
  }

  @Override
  public int parallelism() {
    return parallelism;
  }

  @Override
  public void close() {}
}
