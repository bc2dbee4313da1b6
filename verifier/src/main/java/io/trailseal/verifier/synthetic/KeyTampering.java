package io.trailseal.verifier.synthetic;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// What can be the matter with the public keys of a region.
final class KeyTampering {
  private KeyTampering() {}

  static Tampering.Done unlist(TamperScene scene) throws IOException {
    SigningKey another = SigningKey.of(scene.settings.seed(), "a key that signed nothing");
    String key = publish(scene, SyntheticTrail.publicKeys(scene.settings, another));
    return new Tampering.Done(List.of(key), "it lists another key than the one that signed");
  }

  static Tampering.Done none(TamperScene scene) throws IOException {
    String key = publish(scene, "{\n  \"PublicKeyList\": []\n}\n");
    return new Tampering.Done(List.of(key), "it lists no key");
  }

  /// The fingerprint is that of the bytes as published, so every digest of the region has another.
  static Tampering.Done spki(TamperScene scene) throws IOException {
    String region = scene.spot.plan().region();
    SigningKey key = SyntheticTrail.signer(scene.settings, region).asSpki();
    List<String> keys = new ArrayList<>();
    keys.add(publish(scene, SyntheticTrail.publicKeys(scene.settings, key)));
    for (ChainPlan plan : ChainPlan.all(scene.settings)) {
      if (plan.region().equals(region)) {
        SignedChain chain = SignedChain.load(scene, plan, key);
        for (int hour = 0; hour < scene.settings.hours(); hour++) {
          chain.change(
              hour, json -> DigestText.with(json, "digestPublicKeyFingerprint", key.fingerprint()));
        }
        chain.signFrom(0);
        keys.addAll(chain.touched(List.of()));
      }
    }
    return new Tampering.Done(
        keys, "the key of %s is published as SubjectPublicKeyInfo, and so named".formatted(region));
  }

  private static String publish(TamperScene scene, String listPublicKeysAnswer) throws IOException {
    String key = TrailLayout.publicKeysKey(scene.spot.plan().region());
    scene.object(key);
    scene.bucket.put(key, listPublicKeysAnswer.getBytes(StandardCharsets.UTF_8), Map.of());
    return key;
  }
}
