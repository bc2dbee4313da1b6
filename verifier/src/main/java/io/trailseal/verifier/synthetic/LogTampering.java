package io.trailseal.verifier.synthetic;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// What can be done to log files. Where a story is to be rewritten, that is what is done first.
final class LogTampering {
  private static final String EVENT_BEGINS = "{\"eventVersion\":\"";
  private static final String STOP_LOGGING = "\"eventName\":\"StopLogging\"";
  private static final String PUT_BUCKET_POLICY = "\"eventName\":\"PutBucketPolicy\"";
  private static final String ANOTHER_TIME = "2026-01-01T00:00:00Z";
  private static final String ALPHANUMERIC =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

  private LogTampering() {}

  static Tampering.Done modify(TamperScene scene) throws IOException {
    Optional<TamperScene.Log> story = scene.storyLog(200, STOP_LOGGING);
    if (story.isPresent()) {
      TamperScene.Log log = story.get();
      int at = log.text().indexOf(STOP_LOGGING);
      int begin = log.text().lastIndexOf(EVENT_BEGINS, at);
      int end = endOfEvent(log.text(), begin);
      String event = log.text().substring(begin, end);
      String forged = event.replace(Story.INTRUDER_ADDRESS, Story.RESPONDER_ADDRESS);
      if (!forged.equals(event)) {
        scene.overwriteText(
            log.key(), log.text().substring(0, begin) + forged + log.text().substring(end));
        return done(
            log.key(),
            "the attempt to stop the trail now seems to come from %s instead of %s"
                .formatted(Story.RESPONDER_ADDRESS, Story.INTRUDER_ADDRESS));
      }
    }
    String key = scene.logs(1).getFirst();
    scene.overwriteText(key, firstEventAtAnotherTime(scene.text(key)));
    return done(key, "the first event now claims to be of " + ANOTHER_TIME);
  }

  static String firstEventAtAnotherTime(String log) {
    return log.replaceFirst(
        "\"eventTime\":\"[^\"]+\"", "\"eventTime\":\"%s\"".formatted(ANOTHER_TIME));
  }

  static Tampering.Done removeEvent(TamperScene scene) throws IOException {
    Optional<TamperScene.Log> story = scene.storyLog(72, PUT_BUCKET_POLICY + ",");
    TamperScene.Log log;
    int at;
    String which;
    if (story.isPresent() && story.get().text().contains(Story.BUCKET)) {
      log = story.get();
      at = log.text().indexOf(PUT_BUCKET_POLICY);
      which = "the event in which " + Story.BUCKET + " is made public";
    } else {
      String key = scene.logs(1).getFirst();
      log = new TamperScene.Log(key, scene.text(key));
      at = log.text().indexOf(EVENT_BEGINS);
      which = "the first event";
    }
    int begin = log.text().lastIndexOf(EVENT_BEGINS, at);
    int end = endOfEvent(log.text(), begin);
    String before = log.text().substring(0, begin);
    String after = log.text().substring(end);
    if (after.startsWith(",")) {
      after = after.substring(1);
    } else if (before.endsWith(",")) {
      before = before.substring(0, before.length() - 1);
    }
    scene.overwriteText(log.key(), before + after);
    return done(log.key(), which + " is no longer in it");
  }

  /// Where the event that begins at `begin` ends: before the comma to the next or the closing `]}`.
  private static int endOfEvent(String text, int begin) {
    int next = text.indexOf("," + EVENT_BEGINS, begin);
    return next >= 0 ? next : text.length() - "]}".length();
  }

  static Tampering.Done delete(TamperScene scene) throws IOException {
    String key = scene.logs(1).getFirst();
    scene.bucket.delete(key);
    return done(key, "it was deleted");
  }

  static Tampering.Done truncate(TamperScene scene) throws IOException {
    String key = scene.logs(1).getFirst();
    byte[] bytes = scene.bytes(key);
    scene.overwrite(key, Arrays.copyOf(bytes, bytes.length / 2));
    return done(key, "only %d of %d bytes are left".formatted(bytes.length / 2, bytes.length));
  }

  static Tampering.Done empty(TamperScene scene) throws IOException {
    String key = scene.logs(1).getFirst();
    scene.overwrite(key, new byte[0]);
    return done(key, "it has 0 bytes");
  }

  static Tampering.Done garbage(TamperScene scene) throws IOException {
    String key = scene.logs(1).getFirst();
    scene.overwrite(key, scene.garbage(scene.bytes(key).length));
    return done(key, "it holds random bytes");
  }

  static Tampering.Done uncompress(TamperScene scene) throws IOException {
    String key = scene.logs(1).getFirst();
    scene.overwrite(key, Gzip.inflateOwn(scene.bytes(key)));
    return done(key, "it holds its JSON without gzip");
  }

  static Tampering.Done appendGarbage(TamperScene scene) throws IOException {
    String key = scene.logs(1).getFirst();
    scene.overwrite(key, joined(scene.bytes(key), scene.garbage(64)));
    return done(key, "64 random bytes follow its gzip member");
  }

  static Tampering.Done appendMember(TamperScene scene) throws IOException {
    String key = scene.logs(1).getFirst();
    String forged = forgedLog(scene, timeIn(scene.text(key)));
    scene.overwrite(key, joined(scene.bytes(key), TamperScene.compressed(forged)));
    return done(key, "a second gzip member with a forged DeleteBucket follows the first");
  }

  static Tampering.Done damageCrc(TamperScene scene) throws IOException {
    String key = scene.logs(1).getFirst();
    byte[] bytes = scene.bytes(key);
    bytes[bytes.length - Gzip.TRAILER_BYTES] ^= 1;
    scene.overwrite(key, bytes);
    return done(key, "one bit of its gzip checksum is flipped");
  }

  static Tampering.Done cutTrailer(TamperScene scene) throws IOException {
    String key = scene.logs(1).getFirst();
    byte[] bytes = scene.bytes(key);
    scene.overwrite(key, Arrays.copyOf(bytes, bytes.length - Gzip.TRAILER_BYTES));
    return done(key, "the last 8 bytes, checksum and length, are gone");
  }

  static Tampering.Done swap(TamperScene scene) throws IOException {
    List<String> keys = scene.logs(2).subList(0, 2);
    byte[] first = scene.bytes(keys.getFirst());
    scene.overwrite(keys.getFirst(), scene.bytes(keys.getLast()));
    scene.overwrite(keys.getLast(), first);
    return new Tampering.Done(keys, "the two hold each other's content");
  }

  static Tampering.Done rename(TamperScene scene) throws IOException {
    String key = scene.logs(1).getFirst();
    String renamed = anotherName(scene, key);
    scene.bucket.put(renamed, scene.bytes(key), Map.of());
    scene.bucket.delete(key);
    return new Tampering.Done(List.of(key, renamed), "the first now has the second one's name");
  }

  static Tampering.Done inject(TamperScene scene) throws IOException {
    String beside = scene.logs(1).getFirst();
    String key = anotherName(scene, beside);
    return inject(scene, key, timeIn(scene.text(beside)));
  }

  static Tampering.Done injectIntoNewest(TamperScene scene) throws IOException {
    ChainPlan plan = scene.spot.plan();
    long delivered = plan.firstDelivery(scene.settings.hours() - 1);
    String key =
        new TrailLayout(scene.settings)
            .logKey(plan.account(), plan.region(), delivered, scene.dice.text(ALPHANUMERIC, 16));
    return inject(scene, key, delivered - ChainPlan.LAG_SECONDS);
  }

  private static Tampering.Done inject(TamperScene scene, String key, long second)
      throws IOException {
    String forged = forgedLog(scene, second);
    scene.bucket.put(key, TamperScene.compressed(forged), Map.of());
    return done(key, "it was made up to show %s deleting a bucket".formatted(Story.RESPONDER));
  }

  /// The time of a log file's first event, as epoch second.
  private static long timeIn(String log) {
    int time = log.indexOf("\"eventTime\":\"") + "\"eventTime\":\"".length();
    return Instant.parse(log.substring(time, log.indexOf('"', time))).getEpochSecond();
  }

  /// A key of the same delivery with another random part.
  private static String anotherName(TamperScene scene, String key) {
    List<String> parts = new ArrayList<>(List.of(key.split("_", -1)));
    parts.set(parts.size() - 1, scene.dice.text(ALPHANUMERIC, 16) + ".json.gz");
    return String.join("_", parts);
  }

  /// A log file with one event that would blame the responder.
  private static String forgedLog(TamperScene scene, long second) {
    ChainPlan plan = scene.spot.plan();
    String arn =
        "arn:aws:sts::%s:assumed-role/%s/%s"
            .formatted(plan.account(), Story.RESPONDER_ROLE, Story.RESPONDER);
    StoryEvent.Caller blamed =
        new StoryEvent.Caller(
            "{\"type\":\"AssumedRole\",\"principalId\":\"%s:%s\",\"arn\":\"%s\",\"accountId\":\"%s\",\"accessKeyId\":\"%s\"}"
                .formatted(
                    scene.dice.id("AROA", 21),
                    Story.RESPONDER,
                    arn,
                    plan.account(),
                    scene.dice.id("ASIA", 20)),
            arn,
            Story.RESPONDER_ADDRESS,
            "aws-cli/2.22.5");
    StoryScript.Beat beat =
        new StoryEvent(scene.dice, plan.account(), plan.region(), blamed, second, "s3 DeleteBucket")
            .request("{\"bucketName\":\"%s\"}".formatted(Story.DELETED_BUCKET))
            .transferred(0)
            .toBeat();
    return "{\"Records\":[" + new String(beat.event(), StandardCharsets.UTF_8) + "]}";
  }

  static Tampering.Done regzip(TamperScene scene) throws IOException {
    String key = scene.logs(1).getFirst();
    scene.overwrite(key, Gzip.otherwise(scene.bytes(key)));
    return done(key, "it holds the same content, compressed by another program");
  }

  static byte[] joined(byte[] first, byte[] second) {
    byte[] both = Arrays.copyOf(first, first.length + second.length);
    System.arraycopy(second, 0, both, first.length, second.length);
    return both;
  }

  private static Tampering.Done done(String key, String sentence) {
    return new Tampering.Done(List.of(key), sentence);
  }
}
