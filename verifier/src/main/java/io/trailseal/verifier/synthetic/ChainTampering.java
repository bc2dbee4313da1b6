package io.trailseal.verifier.synthetic;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

/// What becomes of chains: their ends, their links, and hours they do not account for.
final class ChainTampering {
  /// How many hours a gap takes.
  static final int GAP_HOURS = 3;

  private ChainTampering() {}

  static Tampering.Done deleteNewest(TamperScene scene) throws IOException {
    String key = newest(scene);
    scene.object(key);
    scene.bucket.delete(key);
    return done(key, "it was the newest of its chain and was deleted");
  }

  static Tampering.Done deleteHead(TamperScene scene) throws IOException {
    List<String> keys = List.of(scene.spot.plan().digestKey(0), scene.spot.plan().digestKey(1));
    for (String key : keys) {
      scene.object(key);
      scene.bucket.delete(key);
    }
    return new Tampering.Done(keys, "the two oldest of the chain were deleted");
  }

  static Tampering.Done deleteAll(TamperScene scene) throws IOException {
    List<String> keys = new ArrayList<>();
    for (int hour = 0; hour < scene.settings.hours(); hour++) {
      keys.add(scene.spot.plan().digestKey(hour));
    }
    for (String key : keys) {
      scene.bucket.delete(key);
    }
    return new Tampering.Done(
        keys,
        "every digest of %s in %s was deleted, and no log file"
            .formatted(scene.spot.plan().account(), scene.spot.plan().region()));
  }

  static Tampering.Done deleteAllWithLogs(TamperScene scene) throws IOException {
    SignedChain chain = SignedChain.load(scene, scene.spot.plan());
    for (int hour = 0; hour < scene.settings.hours(); hour++) {
      chain.removeWithLogs(hour);
    }
    return new Tampering.Done(
        chain.touched(List.of()),
        "everything of %s in %s was deleted"
            .formatted(scene.spot.plan().account(), scene.spot.plan().region()));
  }

  static Tampering.Done loseNewestMetadata(TamperScene scene) throws IOException {
    String key = newest(scene);
    scene.bucket.put(key, scene.bytes(key), Map.of());
    return done(
        key, "it is the newest, so no other digest remembers the signature that is gone with it");
  }

  private static String newest(TamperScene scene) {
    return scene.spot.plan().digestKey(scene.settings.hours() - 1);
  }

  static Tampering.Done fork(TamperScene scene) throws IOException {
    ChainPlan plan = scene.spot.plan();
    int hour = scene.hourWithLogs(1);
    SignedChain chain = SignedChain.load(scene, plan);
    String log = TamperScene.listedIn(chain.json(hour)).getFirst();
    chain.write(DigestText.withoutFirstLog(chain.json(hour)), Map.of());
    scene.bucket.delete(log);
    return new Tampering.Done(
        chain.touched(List.of(log)),
        "the first was deleted, and the second signed anew without it; the digests after it still remember the one that was there");
  }

  static Tampering.Done previousHashWrong(TamperScene scene) throws IOException {
    return changed(
        scene,
        scene.spot.hour(),
        json ->
            DigestText.with(
                json,
                "previousDigestHashValue",
                flipped(DigestText.field(json, "previousDigestHashValue"))),
        "the first remembers another hash than that of the digest before it; it and those after it are signed anew");
  }

  private static String flipped(String hex) {
    return (hex.startsWith("0") ? "1" : "0") + hex.substring(1);
  }

  static Tampering.Done previousSignatureSwapped(TamperScene scene) throws IOException {
    int hour = Math.max(2, scene.spot.hour());
    String other = scene.signature(scene.spot.plan().digestKey(hour - 2));
    return changed(
        scene,
        hour,
        json -> DigestText.with(json, "previousDigestSignature", other),
        "the first remembers the signature of the digest two hours before it as that of the last; it and those after it are signed anew");
  }

  static Tampering.Done otherAccount(TamperScene scene) throws IOException {
    String own = scene.spot.plan().account();
    String other =
        TrailLayout.accountIds(2).stream().filter(id -> !id.equals(own)).findFirst().orElseThrow();
    return changed(
        scene,
        scene.spot.hour(),
        json -> DigestText.with(json, "awsAccountId", other),
        "the first says it is of account %s; it and those after it are signed anew"
            .formatted(other));
  }

  static Tampering.Done restartWithoutGap(TamperScene scene) throws IOException {
    return changed(
        scene,
        scene.spot.hour(),
        DigestText::withoutPrevious,
        "the first begins the chain anew without losing any time, as when logging is stopped and started at once");
  }

  private static Tampering.Done changed(
      TamperScene scene, int hour, UnaryOperator<String> change, String sentence)
      throws IOException {
    SignedChain chain = SignedChain.load(scene, scene.spot.plan());
    chain.change(hour, change);
    chain.signFrom(hour);
    return new Tampering.Done(chain.touched(List.of()), sentence);
  }

  static Tampering.Done linkedGap(TamperScene scene) throws IOException {
    SignedChain chain = SignedChain.load(scene, scene.spot.plan());
    int after = removeGap(scene, chain, true);
    chain.signFrom(after);
    return new Tampering.Done(
        chain.touched(List.of()),
        "three hours are gone, and the digest after them is linked to the one before them");
  }

  static Tampering.Done gapRestart(TamperScene scene) throws IOException {
    SignedChain chain = SignedChain.load(scene, scene.spot.plan());
    restartAt(chain, removeGap(scene, chain, true));
    return new Tampering.Done(
        chain.touched(List.of()),
        "three hours are gone, log files too, and the chain begins anew after them, as when logging is stopped and started");
  }

  static Tampering.Done gapRestartLogsPresent(TamperScene scene) throws IOException {
    SignedChain chain = SignedChain.load(scene, scene.spot.plan());
    restartAt(chain, removeGap(scene, chain, false));
    return new Tampering.Done(
        chain.touched(List.of()),
        "three hours have log files and no digests, and the chain begins anew after them, as when validation is switched off and on");
  }

  static Tampering.Done gapRestartTailDeleted(TamperScene scene) throws IOException {
    SignedChain chain = SignedChain.load(scene, scene.spot.plan());
    int after = removeGap(scene, chain, true);
    chain.removeWithLogs(after - GAP_HOURS - 1);
    restartAt(chain, after);
    return new Tampering.Done(
        chain.touched(List.of()),
        "three hours were not logged, and the hour before them was deleted so that the gap seems to begin earlier");
  }

  private static void restartAt(SignedChain chain, int hour) throws IOException {
    chain.change(hour, DigestText::withoutPrevious);
    chain.signFrom(hour);
  }

  /// @return the hour after the gap
  private static int removeGap(TamperScene scene, SignedChain chain, boolean logsToo)
      throws IOException {
    int first = scene.spot.hour();
    for (int hour = first; hour < first + GAP_HOURS; hour++) {
      if (logsToo) {
        chain.removeWithLogs(hour);
      } else {
        chain.remove(hour);
      }
    }
    return first + GAP_HOURS;
  }

  private static Tampering.Done done(String key, String sentence) {
    return new Tampering.Done(List.of(key), sentence);
  }
}
