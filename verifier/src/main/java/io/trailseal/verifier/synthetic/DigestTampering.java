package io.trailseal.verifier.synthetic;

import io.trailseal.verifier.Sha256;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// What can be done to digests.
final class DigestTampering {
  private DigestTampering() {}

  /// The digest to tamper with: one that lists log files.
  private static String target(TamperScene scene) throws IOException {
    TamperSpot spot = scene.spot();
    return spot.plan().digestKey(scene.hourWithLogs(spot, 1));
  }

  /// The keys of `count` digests in a row.
  private static List<String> targets(TamperScene scene, int count) {
    TamperSpot spot = scene.spot();
    if (spot.hour() + count > scene.settings.hours()) {
      throw scene.tooSmall(count + " digests in a row", "more hours");
    }
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

  static Tampering.Done deleteNewest(TamperScene scene) throws IOException {
    String key = scene.spot().plan().digestKey(scene.settings.hours() - 1);
    scene.object(key);
    scene.bucket.delete(key);
    return done(key, "it was the newest of its chain and was deleted");
  }

  static Tampering.Done modify(TamperScene scene) throws IOException {
    String key = target(scene);
    String json = scene.text(key);
    String struck = TamperScene.listedIn(json).getFirst();
    scene.overwriteText(key, withoutFirstLog(json));
    return done(key, "it no longer lists " + struck);
  }

  private static String withoutFirstLog(String json) {
    return json.replaceFirst("\"logFiles\":\\[\\{[^}]*\\},?", "\"logFiles\":[");
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
    String signature = signature(scene, key);
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
    resign(scene, key, intruderKey(scene), withoutFirstLog(scene.text(key)));
    return done(key, "it no longer lists its first log file and is signed with another key");
  }

  static Tampering.Done resignOwnKey(TamperScene scene) throws IOException {
    String key = target(scene);
    SigningKey intruder = intruderKey(scene);
    String json =
        withoutFirstLog(scene.text(key))
            .replaceFirst(
                "\"digestPublicKeyFingerprint\":\"[0-9a-f]+\"",
                "\"digestPublicKeyFingerprint\":\"%s\"".formatted(intruder.fingerprint()));
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
    String signed =
        "%s\n%s/%s\n%s\n%s"
            .formatted(
                field(json, "digestEndTime"),
                scene.settings.bucket(),
                key,
                Sha256.of(json.getBytes(StandardCharsets.UTF_8)).hex(),
                field(json, "previousDigestSignature"));
    scene.overwriteText(key, json);
    sign(scene, key, signer.sign(signed));
  }

  /// The text of a field, or the word null where it is null.
  private static String field(String json, String name) {
    Matcher matcher = Pattern.compile("\"" + name + "\":\"([^\"]*)\"").matcher(json);
    return matcher.find() ? matcher.group(1) : "null";
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

  private static void put(TamperScene scene, String key, StoredObject object) throws IOException {
    scene.bucket.put(key, object.content().borrow(), object.metadata());
  }

  private static String signature(TamperScene scene, String key) throws IOException {
    String signature = scene.object(key).metadata().get("signature");
    if (signature == null) {
      throw new IllegalArgumentException(
          "%s needs the signature of %s, which it has lost"
              .formatted(scene.tampering.kebabName(), key));
    }
    return signature;
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
