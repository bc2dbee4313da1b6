package io.trailseal.verifier.synthetic;

import java.io.IOException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Log files that the hour's digest did not list, and that a backfill digest lists later: a chain
/// of its own beside the standard one.
///
/// That a backfill digest covers the hour of the log files it lists, and is linked to the backfill
/// digest before it, is an assumption: no public description says so.
///
/// Source: "CloudTrail digest file structure" in the CloudTrail user guide; `validation.py` of the
/// AWS CLI since 1.44.37.
final class BackfillTampering {
  private static final String TIMESTAMP = "backfill-generation-timestamp";

  /// How long after the hour's end a backfill digest is written.
  private static final int LATER_SECONDS = 2 * ChainPlan.HOUR_SECONDS;

  /// Old versions of the AWS CLI take the end of such names for a time from here on.
  private static final int EVENING_UTC = 21;

  private BackfillTampering() {}

  static Tampering.Done one(TamperScene scene) throws IOException {
    Backfilled written = write(scene, hours(scene, 1));
    return written.done(
        "a backfill digest lists %s, and the hour's own does not"
            .formatted(written.logs.getFirst()));
  }

  static Tampering.Done evening(TamperScene scene) throws IOException {
    Backfilled written = write(scene, List.of(eveningHour(scene)));
    return written.done(
        "a backfill digest that ends after 21:00 UTC lists %s, and the hour's own does not"
            .formatted(written.logs.getFirst()));
  }

  static Tampering.Done deleted(TamperScene scene) throws IOException {
    Backfilled written = write(scene, hours(scene, 1));
    written.delete(0);
    return written.done(
        "no digest lists %s: the backfill digest that did, %s, was deleted"
            .formatted(written.logs.getFirst(), written.digests.getFirst()));
  }

  static Tampering.Done withoutTimestamp(TamperScene scene) throws IOException {
    Backfilled written = write(scene, hours(scene, 1));
    String digest = written.digests.getFirst();
    Map<String, String> metadata = new HashMap<>(scene.object(digest).metadata());
    metadata.remove(TIMESTAMP);
    scene.bucket.put(digest, scene.bytes(digest), metadata);
    return written.done(
        "the backfill digest that lists %s has lost the metadata that says when it was written"
            .formatted(written.logs.getFirst()));
  }

  static Tampering.Done logModified(TamperScene scene) throws IOException {
    Backfilled written = write(scene, hours(scene, 1));
    String log = written.logs.getFirst();
    scene.overwriteText(log, LogTampering.firstEventAtAnotherTime(scene.text(log)));
    return written.done(
        "a backfill digest lists the first, whose first event now claims to be of another time",
        List.of(log));
  }

  static Tampering.Done chain(TamperScene scene) throws IOException {
    Backfilled written = write(scene, hours(scene, 3));
    return written.done(
        "three log files are listed by a chain of three backfill digests: "
            + String.join(", ", written.logs));
  }

  static Tampering.Done middleDeleted(TamperScene scene) throws IOException {
    Backfilled written = write(scene, hours(scene, 3));
    written.delete(1);
    return written.done(
        "of three backfill digests the second was deleted: " + written.digests.get(1));
  }

  static Tampering.Done newestDeleted(TamperScene scene) throws IOException {
    Backfilled written = write(scene, hours(scene, 3));
    written.delete(2);
    return written.done(
        "of three backfill digests the newest was deleted: " + written.digests.get(2));
  }

  /// Hours with log files, neither the first nor the last of the chain.
  private static List<Integer> hours(TamperScene scene, int count) throws IOException {
    List<Integer> hours = new ArrayList<>();
    for (int hour = 1; hour < scene.settings.hours() - 1 && hours.size() < count; hour++) {
      if (hasLogs(scene, hour)) {
        hours.add(hour);
      }
    }
    if (hours.size() < count) {
      throw scene.tooSmall(count + " hours with log files", "more events an hour or more hours");
    }
    return hours;
  }

  private static int eveningHour(TamperScene scene) throws IOException {
    for (int hour = 1; hour < scene.settings.hours(); hour++) {
      Instant end = Instant.ofEpochSecond(scene.spot.plan().from(hour + 1));
      if (end.atOffset(ZoneOffset.UTC).getHour() >= EVENING_UTC && hasLogs(scene, hour)) {
        return hour;
      }
    }
    throw scene.tooSmall("log files after 21:00 UTC", "more events an hour");
  }

  private static boolean hasLogs(TamperScene scene, int hour) throws IOException {
    return !TamperScene.listedIn(scene.text(scene.spot.plan().digestKey(hour))).isEmpty();
  }

  /// A standard chain without some log files, and backfill digests with them.
  private static Backfilled write(TamperScene scene, List<Integer> hours) throws IOException {
    SignedChain chain = SignedChain.load(scene, scene.spot.plan());
    Backfilled written = new Backfilled(scene, chain, new ArrayList<>(), new ArrayList<>());
    String previous = "";
    String previousSignature = "";
    for (int hour : hours) {
      String standard = chain.json(hour);
      String entry = DigestText.logFiles(standard).getFirst();
      chain.change(hour, DigestText::withoutFirstLog);
      String key = scene.spot.plan().digestKey(hour).replace(".json.gz", "_backfill.json.gz");
      String json = DigestText.with(standard, "digestS3Object", key);
      json = DigestText.withLogFiles(json, List.of(entry));
      json =
          previous.isEmpty()
              ? DigestText.withoutPrevious(json)
              : DigestText.linked(json, previous, previousSignature);
      String generated = TrailLayout.iso(scene.spot.plan().from(hour + 1) + LATER_SECONDS);
      previousSignature = chain.write(json, Map.of(TIMESTAMP, generated));
      previous = json;
      written.logs.add(DigestText.field(entry, "s3Object"));
      written.digests.add(key);
    }
    chain.signFrom(hours.getFirst());
    return written;
  }

  /// @param logs the log files that backfill digests list
  /// @param digests the backfill digests
  private record Backfilled(
      TamperScene scene, SignedChain chain, List<String> logs, List<String> digests) {

    void delete(int number) throws IOException {
      scene.bucket.delete(digests.get(number));
    }

    Tampering.Done done(String sentence) throws IOException {
      return done(sentence, List.of());
    }

    /// @param changedLogs those that are not as they were
    Tampering.Done done(String sentence, List<String> changedLogs) throws IOException {
      List<String> changed = new ArrayList<>(changedLogs);
      for (String key : chain.touched(List.of())) {
        // What was written and deleted at once was never there for whoever looks now.
        if (scene.bucket.get(key).isPresent()) {
          changed.add(key);
        }
      }
      return new Tampering.Done(changed, sentence);
    }
  }
}
