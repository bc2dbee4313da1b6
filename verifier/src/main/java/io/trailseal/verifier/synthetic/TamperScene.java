package io.trailseal.verifier.synthetic;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The hours of a chain that one tampering may touch, and what it needs to touch them.
final class TamperScene {
  /// When the story's events take place that tamperings look for: PutBucketPolicy and StopLogging.
  static final List<Double> STORY_MINUTES = List.of(72.0, 200.0);

  private static final String BUCKETS = "buckets/";
  private static final Pattern LISTED = Pattern.compile("\"s3Object\":\"([^\"]+)\"");

  final Bucket bucket;
  final SampleSettings settings;
  final Tampering tampering;
  final Dice dice;
  final TamperSpot spot;

  /// @param number which tampering of its run it is, so that two of a kind do not make up the same
  TamperScene(
      Bucket bucket, SampleSettings settings, Tampering tampering, TamperSpot spot, int number) {
    this.bucket = bucket;
    this.settings = settings;
    this.tampering = tampering;
    this.spot = spot;
    this.dice =
        Dice.of(settings.seed(), "tampering %d %s".formatted(number, tampering.kebabName()));
  }

  /// A log file, inflated.
  ///
  /// @param text its JSON
  record Log(String key, String text) {}

  /// The first hour of the spot that has at least `count` log files.
  ///
  /// @return their keys
  List<String> logs(int count) throws IOException {
    return logsOf(hourWithLogs(count));
  }

  /// The first hour of the spot that has at least `count` log files.
  int hourWithLogs(int count) throws IOException {
    int end = Math.min(spot.hour() + TamperSpot.HOURS, settings.hours());
    for (int hour = spot.hour(); hour < end; hour++) {
      if (logsOf(hour).size() >= count) {
        return hour;
      }
    }
    throw tooSmall("%d log files in an hour".formatted(count), "more events an hour");
  }

  private List<String> logsOf(int hour) throws IOException {
    return listedIn(text(spot.plan().digestKey(hour)));
  }

  /// The log files a digest's JSON lists.
  static List<String> listedIn(String digest) {
    List<String> keys = new ArrayList<>();
    Matcher matcher = LISTED.matcher(digest);
    while (matcher.find()) {
      keys.add(matcher.group(1));
    }
    return keys;
  }

  /// The log file that tells this part of the story, unless it has been tampered with already.
  Optional<Log> storyLog(double minute, String mark) throws IOException {
    ChainPlan home = ChainPlan.all(settings).getFirst();
    int hour = home.deliveryOf(Story.second(settings, minute)) / ChainPlan.DELIVERIES_PER_HOUR;
    String digestKey = home.digestKey(hour);
    if (bucket.get(digestKey).isEmpty()) {
      return Optional.empty();
    }
    for (String key : listedIn(text(digestKey))) {
      if (bucket.get(key).isPresent()) {
        String text = text(key);
        if (text.contains(mark)) {
          return Optional.of(new Log(key, text));
        }
      }
    }
    return Optional.empty();
  }

  StoredObject object(String key) throws IOException {
    return bucket
        .get(key)
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "%s needs %s, which is not in the bucket; it must be a sample written with the same settings"
                        .formatted(tampering.kebabName(), key)));
  }

  byte[] bytes(String key) throws IOException {
    return object(key).content().toByteArray();
  }

  String text(String key) throws IOException {
    return new String(Gzip.inflateOwn(object(key).content().borrow()), StandardCharsets.UTF_8);
  }

  /// The signature that came with a digest.
  String signature(String key) throws IOException {
    String signature = object(key).metadata().get("signature");
    if (signature == null) {
      throw new IllegalArgumentException(
          "%s needs the signature of %s, which it has lost".formatted(tampering.kebabName(), key));
    }
    return signature;
  }

  /// Where in the sample's folder an object of a bucket lies: one of another bucket than the
  /// sample's under `buckets/NAME/`.
  String place(String bucketName, String key) {
    return bucketName.equals(settings.bucket()) ? key : BUCKETS + bucketName + "/" + key;
  }

  /// Writes an object over, its metadata kept.
  void overwrite(String key, byte[] bytes) throws IOException {
    bucket.put(key, bytes, object(key).metadata());
  }

  void overwriteText(String key, String text) throws IOException {
    overwrite(key, compressed(text));
  }

  static byte[] compressed(String text) {
    try (Gzip gzip = new Gzip()) {
      return gzip.compress(text.getBytes(StandardCharsets.UTF_8));
    }
  }

  byte[] garbage(int length) {
    byte[] garbage = new byte[length];
    for (int i = 0; i < length; i++) {
      garbage[i] = (byte) dice.bits();
    }
    return garbage;
  }

  IllegalArgumentException tooSmall(String required, String remedy) {
    return TamperSpot.tooSmall(tampering, required, remedy);
  }
}
