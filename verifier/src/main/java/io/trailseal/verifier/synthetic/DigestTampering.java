package io.trailseal.verifier.synthetic;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// What can be done to digests.
final class DigestTampering {
  private DigestTampering() {}

  /// The digest to tamper with: one that lists log files.
  private static String target(TamperScene scene) throws IOException {
    return scene.spot.plan().digestKey(scene.hourWithLogs(1));
  }

  /// The keys of `count` digests in a row.
  private static List<String> targets(TamperScene scene, int count) {
    TamperSpot spot = scene.spot;
    List<String> keys = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      keys.add(spot.plan().digestKey(spot.hour() + i));
    }
    return keys;
  }

  static Tampering.Done delete(TamperScene scene) throws IOException {
    String key = target(scene);
    scene.bucket.delete(key);
    return done(key, "it was deleted");
  }

  static Tampering.Done deleteTwo(TamperScene scene) throws IOException {
    List<String> keys = targets(scene, 2);
    for (String key : keys) {
      scene.bucket.delete(key);
    }
    return new Tampering.Done(keys, "both were deleted");
  }

  static Tampering.Done deleteThreeHours(TamperScene scene) throws IOException {
    List<String> keys = new ArrayList<>(targets(scene, 3));
    for (String digest : List.copyOf(keys)) {
      keys.addAll(TamperScene.listedIn(scene.text(digest)));
    }
    for (String key : keys) {
      scene.bucket.delete(key);
    }
    return new Tampering.Done(keys, "three digests and the log files they list were deleted");
  }

  static Tampering.Done modify(TamperScene scene) throws IOException {
    String key = target(scene);
    String json = scene.text(key);
    String struck = TamperScene.listedIn(json).getFirst();
    scene.overwriteText(key, DigestText.withoutFirstLog(json));
    return done(key, "it no longer lists " + struck);
  }

  static Tampering.Done reformat(TamperScene scene) throws IOException {
    String key = target(scene);
    scene.overwriteText(key, scene.text(key).replace(",\"", ",\n  \""));
    return done(key, "the same JSON with other white space");
  }

  static Tampering.Done appendMember(TamperScene scene) throws IOException {
    String key = target(scene);
    byte[] more = TamperScene.compressed("{\"logFiles\":[]}");
    scene.overwrite(key, LogTampering.joined(scene.bytes(key), more));
    return done(key, "a second gzip member follows the first");
  }

  static Tampering.Done badSignature(TamperScene scene) throws IOException {
    String key = target(scene);
    String signature = scene.signature(key);
    char last = signature.charAt(signature.length() - 1);
    sign(scene, key, signature.substring(0, signature.length() - 1) + (last == '0' ? '1' : '0'));
    return done(key, "the last digit of its signature is changed");
  }

  static Tampering.Done signatureNotHex(TamperScene scene) throws IOException {
    String key = target(scene);
    sign(scene, key, "this is no signature");
    return done(key, "its signature is no hexadecimal number");
  }

  static Tampering.Done loseMetadata(TamperScene scene) throws IOException {
    String key = target(scene);
    scene.bucket.put(key, scene.bytes(key), Map.of());
    return done(key, "its user metadata is gone, and with it its signature");
  }

  static Tampering.Done garbage(TamperScene scene) throws IOException {
    String key = target(scene);
    scene.overwrite(key, scene.garbage(scene.bytes(key).length));
    return done(key, "it holds random bytes");
  }

  static Tampering.Done dropField(TamperScene scene) throws IOException {
    String key = target(scene);
    scene.overwriteText(key, scene.text(key).replaceFirst("\"digestEndTime\":\"[^\"]*\",", ""));
    return done(key, "it has no digestEndTime");
  }

  static Tampering.Done resignWrongKey(TamperScene scene) throws IOException {
    String key = target(scene);
    resign(scene, key, intruderKey(scene), DigestText.withoutFirstLog(scene.text(key)));
    return done(key, "it no longer lists its first log file and is signed with another key");
  }

  static Tampering.Done resignOwnKey(TamperScene scene) throws IOException {
    String key = target(scene);
    SigningKey intruder = intruderKey(scene);
    String json =
        DigestText.with(
            DigestText.withoutFirstLog(scene.text(key)),
            "digestPublicKeyFingerprint",
            intruder.fingerprint());
    resign(scene, key, intruder, json);
    return done(
        key,
        "it no longer lists its first log file and names the key %s, which signed it"
            .formatted(intruder.fingerprint()));
  }

  private static SigningKey intruderKey(TamperScene scene) {
    return SigningKey.of(scene.settings.seed(), "an intruder's key");
  }

  private static void resign(TamperScene scene, String key, SigningKey signer, String json)
      throws IOException {
    scene.overwriteText(key, json);
    sign(scene, key, signer.sign(DigestText.signed(json)));
  }

  static Tampering.Done swap(TamperScene scene) throws IOException {
    List<String> keys = targets(scene, 2);
    StoredObject first = scene.object(keys.getFirst());
    StoredObject second = scene.object(keys.getLast());
    put(scene, keys.getFirst(), second);
    put(scene, keys.getLast(), first);
    return new Tampering.Done(keys, "the two hold each other's content and signature");
  }

  static Tampering.Done replay(TamperScene scene) throws IOException {
    List<String> keys = targets(scene, 2);
    put(scene, keys.getLast(), scene.object(keys.getFirst()));
    return done(keys.getLast(), "it holds the digest of the hour before, with its signature");
  }

  static Tampering.Done rename(TamperScene scene) throws IOException {
    String key = target(scene);
    String renamed = key.replace("_" + Story.TRAIL + "_", "_" + Story.TRAIL + "-2_");
    put(scene, renamed, scene.object(key));
    scene.bucket.delete(key);
    return new Tampering.Done(List.of(key, renamed), "the first now has the second one's name");
  }

  static Tampering.Done poisonListing(TamperScene scene) throws IOException {
    String key = target(scene);
    String poison = key.replaceFirst("_[0-9T]+Z\\.json\\.gz$", "_99991231T235959Z.json.gz");
    scene.bucket.put(poison, scene.garbage(32), Map.of());
    return done(poison, "it looks like a digest and ends some listings early");
  }

  /// A digest of the same account's in another region, whole and rightly signed, in place of this
  /// one's. It is of an hour that no tampering within hours touches.
  static Tampering.Done fromOtherRegion(TamperScene scene) throws IOException {
    String key = target(scene);
    ChainPlan own = scene.spot.plan();
    ChainPlan other =
        ChainPlan.all(scene.settings).stream()
            .filter(plan -> plan.account().equals(own.account()))
            .filter(plan -> !plan.region().equals(own.region()))
            .findFirst()
            .orElseThrow();
    put(scene, key, scene.object(other.digestKey(Math.max(0, scene.spot.hour() - 1))));
    return done(key, "it holds a digest of %s, with its signature".formatted(other.region()));
  }

  static Tampering.Done injectBetween(TamperScene scene) throws IOException {
    ChainPlan plan = scene.spot.plan();
    return inject(scene, plan.from(scene.spot.hour()) + ChainPlan.HOUR_SECONDS / 2);
  }

  static Tampering.Done injectNewest(TamperScene scene) throws IOException {
    return inject(scene, scene.spot.plan().from(scene.settings.hours() + 1));
  }

  private static Tampering.Done inject(TamperScene scene, long endSecond) throws IOException {
    ChainPlan plan = scene.spot.plan();
    String key =
        new TrailLayout(scene.settings).digestKey(plan.account(), plan.region(), endSecond);
    scene.bucket.put(key, scene.garbage(64), Map.of());
    return done(key, "it is named like a digest of the chain and holds random bytes");
  }

  static Tampering.Done regzip(TamperScene scene) throws IOException {
    String key = target(scene);
    scene.overwrite(key, Gzip.otherwise(scene.bytes(key)));
    return done(key, "it holds the same content, compressed by another program");
  }

  private static void put(TamperScene scene, String key, StoredObject object) throws IOException {
    scene.bucket.put(key, object.content().borrow(), object.metadata());
  }

  private static void sign(TamperScene scene, String key, String signature) throws IOException {
    Map<String, String> metadata = new HashMap<>(scene.object(key).metadata());
    metadata.put("signature", signature);
    scene.bucket.put(key, scene.bytes(key), metadata);
  }

  private static Tampering.Done done(String key, String sentence) {
    return new Tampering.Done(List.of(key), sentence);
  }
}
