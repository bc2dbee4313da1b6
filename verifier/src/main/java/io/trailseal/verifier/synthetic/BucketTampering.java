package io.trailseal.verifier.synthetic;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;

/// What becomes of a trail when it changes buckets or is copied elsewhere.
final class BucketTampering {
  /// The trail's bucket and key prefix of earlier days.
  private static final String EARLIER = "trailseal-sample-earlier";

  private static final String EARLIER_PREFIX = "earlier/";

  /// Where copies go.
  private static final String ELSEWHERE = "trailseal-sample-copy";

  static final String COPY_PREFIX = "copies/of-trail/";

  private BucketTampering() {}

  static Tampering.Done changeBucket(TamperScene scene) throws IOException {
    SignedChain chain = earlierElsewhere(scene, scene.spot.hour(), "");
    return new Tampering.Done(
        chain.touched(List.of()),
        "its first %d hours lie in bucket %s, as when a trail is given another bucket"
            .formatted(scene.spot.hour(), earlier(scene)));
  }

  static Tampering.Done changeBucketAndPrefix(TamperScene scene) throws IOException {
    SignedChain chain = earlierElsewhere(scene, scene.spot.hour(), EARLIER_PREFIX);
    return new Tampering.Done(
        chain.touched(List.of()),
        "its first %d hours lie in bucket %s under %s, as when a trail is given another bucket and prefix"
            .formatted(scene.spot.hour(), earlier(scene), EARLIER_PREFIX));
  }

  static Tampering.Done changeThenDelete(TamperScene scene) throws IOException {
    int change = Math.max(3, scene.spot.hour());
    SignedChain chain = earlierElsewhere(scene, change, EARLIER_PREFIX);
    String deleted =
        scene.place(earlier(scene), EARLIER_PREFIX + scene.spot.plan().digestKey(change - 2));
    scene.bucket.delete(deleted);
    List<String> touched = new ArrayList<>(chain.touched(List.of()));
    // It was never there for whoever looks now.
    touched.remove(deleted);
    return new Tampering.Done(
        touched,
        "its first %d hours lie in bucket %s under %s, and there the digest of hour %d was deleted"
            .formatted(change, earlier(scene), EARLIER_PREFIX, change - 1));
  }

  /// The hours before `change` in another bucket, all of the chain signed so.
  private static SignedChain earlierElsewhere(TamperScene scene, int change, String prefix)
      throws IOException {
    SignedChain chain = SignedChain.load(scene, scene.spot.plan());
    String bucket = earlier(scene);
    for (int hour = 0; hour < change; hour++) {
      chain.move(hour, key -> scene.place(bucket, prefix + key));
      chain.change(hour, json -> moved(json, bucket, prefix));
    }
    chain.signFrom(0);
    return chain;
  }

  private static String moved(String json, String bucket, String prefix) {
    String own = DigestText.with(json, "digestS3Bucket", bucket);
    own = DigestText.with(own, "digestS3Object", prefix + DigestText.field(json, "digestS3Object"));
    UnaryOperator<String> log =
        entry ->
            DigestText.with(
                DigestText.with(entry, "s3Bucket", bucket),
                "s3Object",
                prefix + DigestText.field(entry, "s3Object"));
    return DigestText.withLogFiles(own, DigestText.logFiles(json).stream().map(log).toList());
  }

  private static String earlier(TamperScene scene) {
    return other(scene, EARLIER);
  }

  private static String other(TamperScene scene, String name) {
    return scene.settings.bucket().equals(name) ? name + "-2" : name;
  }

  static Tampering.Done moveBucket(TamperScene scene) throws IOException {
    String bucket = other(scene, ELSEWHERE);
    return new Tampering.Done(
        moveAll(scene, key -> scene.place(bucket, key)),
        "all of it lies in bucket %s, and was signed for %s"
            .formatted(bucket, scene.settings.bucket()));
  }

  static Tampering.Done copyChain(TamperScene scene) throws IOException {
    return new Tampering.Done(
        moveAll(scene, key -> COPY_PREFIX + key),
        "all of it lies under %s, and was signed for where it lay before".formatted(COPY_PREFIX));
  }

  private static List<String> moveAll(TamperScene scene, UnaryOperator<String> moved)
      throws IOException {
    List<String> keys = new ArrayList<>();
    for (String key : scene.bucket.keys("")) {
      if (!key.startsWith(TrailLayout.PUBLIC_KEYS)) {
        StoredObject object = scene.object(key);
        scene.bucket.put(moved.apply(key), object.content().borrow(), object.metadata());
        scene.bucket.delete(key);
        keys.add(key);
        keys.add(moved.apply(key));
      }
    }
    return keys;
  }
}
