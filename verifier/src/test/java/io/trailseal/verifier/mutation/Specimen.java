package io.trailseal.verifier.mutation;

import io.trailseal.verifier.S3Name;
import io.trailseal.verifier.check.BucketInMemory;
import io.trailseal.verifier.check.Report;
import io.trailseal.verifier.check.Walk;
import io.trailseal.verifier.check.WalkOptions;
import io.trailseal.verifier.check.WalkProgress;
import io.trailseal.verifier.key.KeyFile;
import io.trailseal.verifier.key.KeyFormatException;
import io.trailseal.verifier.key.KeyRing;
import io.trailseal.verifier.synthetic.SampleSettings;
import io.trailseal.verifier.synthetic.StoredObject;
import io.trailseal.verifier.synthetic.SyntheticTrail;
import io.trailseal.verifier.trail.ObjectReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The archive that is mutated: one account, one region, four hours, a log file or two an hour.
final class Specimen {
  private static final SampleSettings SETTINGS =
      new SampleSettings(
          1, 2, 4, 3, Optional.empty(), 3, Instant.parse("2026-03-02T22:00:00Z"), "specimen", "");

  /// Not to be changed: everything starts from it.
  private static final BucketInMemory ORIGINAL = write();

  private final BucketInMemory bucket = ORIGINAL.copy();
  private byte[] keyFile = originalKeyFile();

  private static BucketInMemory write() {
    // One worker: the harness keeps all processors busy by itself.
    BucketInMemory bucket = new BucketInMemory(SETTINGS.bucket(), 1);
    try {
      new SyntheticTrail(SETTINGS, 1).writeTo(bucket);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    // The home region has the sample's story, which is more than is wanted here.
    String home = SETTINGS.regionNames().getFirst();
    bucket.keys("").stream().filter(key -> key.contains(home + ".json")).forEach(bucket::delete);
    bucket.keys("").stream().filter(key -> key.contains("/" + home + "/")).forEach(bucket::delete);
    return bucket;
  }

  static List<String> digests() {
    return ORIGINAL.keys("AWSLogs/").stream().filter(key -> key.contains("-Digest/")).toList();
  }

  static List<String> logs() {
    return ORIGINAL.keys("AWSLogs/").stream().filter(key -> !key.contains("-Digest/")).toList();
  }

  static StoredObject original(String key) {
    return ORIGINAL.get(key).orElseThrow();
  }

  /// Whether an object is a digest that lists a log file.
  static boolean lists(String digest, String log) {
    byte[] content = new ObjectReader().content(original(digest).content().borrow());
    String text = new String(content, StandardCharsets.UTF_8);
    return digests().contains(digest) && text.contains("\"" + log + "\"");
  }

  static byte[] originalKeyFile() {
    return original(ORIGINAL.keys("public-keys/").getFirst()).content().toByteArray();
  }

  static S3Name name(String key) {
    return new S3Name(SETTINGS.bucket(), key);
  }

  void put(String key, byte[] content, Map<String, String> metadata) {
    bucket.put(key, content, metadata);
  }

  void put(String key, StoredObject object) {
    bucket.put(key, object.content().borrow(), object.metadata());
  }

  void delete(String key) {
    bucket.delete(key);
  }

  void putKeyFile(byte[] content) {
    keyFile = content;
  }

  /// As it was before an object or the key file was changed.
  void restore(String key) {
    if (ORIGINAL.get(key).isPresent()) {
      put(key, original(key));
    } else {
      delete(key);
    }
  }

  void restoreKeyFile() {
    keyFile = originalKeyFile();
  }

  /// Examines it with everything on.
  ///
  /// @return empty where the key file is refused
  Optional<Report> examine() throws InterruptedException {
    KeyRing keys;
    try {
      keys = KeyRing.of(KeyFile.parse(keyFile));
    } catch (KeyFormatException e) {
      return Optional.empty();
    }
    return Optional.of(Walk.run(bucket, keys, WalkOptions.STANDARD, WalkProgress.SILENT));
  }
}
