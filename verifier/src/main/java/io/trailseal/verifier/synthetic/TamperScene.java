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

  private static final int HOURS = 3;
  private static final Pattern LISTED = Pattern.compile("\"s3Object\":\"([^\"]+)\"");

  final Bucket bucket;
  final SampleSettings settings;
  final Tampering tampering;
  final Dice dice;
  private final int index;

  private TamperScene(Bucket bucket, SampleSettings settings, Tampering tampering, int index) {
    this.bucket = bucket;
    this.settings = settings;
    this.tampering = tampering;
    this.index = index;
    this.dice = Dice.of(settings.seed(), "tampering %d %s".formatted(index, tampering.kebabName()));
  }

  static TamperScene at(Bucket bucket, SampleSettings settings, Tampering tampering, int index) {
    return new TamperScene(bucket, settings, tampering, index);
  }

  /// A log file, inflated.
  ///
  /// @param text its JSON
  record Log(String key, String text) {}

  TamperSpot spot() {
    return TamperSpot.of(settings, tampering, index);
  }

  /// The first hour of the spot that has at least `count` log files.
  ///
  /// @return their keys
  List<String> logs(int count) throws IOException {
    TamperSpot spot = spot();
    return logsOf(spot, hourWithLogs(spot, count));
  }

  /// The first hour of the spot that has at least `count` log files.
  int hourWithLogs(TamperSpot spot, int count) throws IOException {
    for (int hour = spot.hour(); hour < spot.hour() + HOURS && hour < settings.hours(); hour++) {
      if (logsOf(spot, hour).size() >= count) {
        return hour;
      }
    }
    throw tooSmall("%d log files in an hour".formatted(count), "more events an hour");
  }

  private List<String> logsOf(TamperSpot spot, int hour) throws IOException {
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
    return new IllegalArgumentException(
        "%s needs %s, which this sample does not have; give it %s"
            .formatted(tampering.kebabName(), required, remedy));
  }
}
