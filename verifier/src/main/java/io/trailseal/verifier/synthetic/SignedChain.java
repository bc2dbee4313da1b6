package io.trailseal.verifier.synthetic;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/// The digests of one chain in the hands of who has CloudTrail's key: they can be changed, and
/// signed and linked anew so that nothing shows but the change.
final class SignedChain {
  private final TamperScene scene;
  private final ChainPlan plan;
  private final SigningKey signer;
  private final List<@Nullable String> jsonByHour = new ArrayList<>();
  private final List<String> signatureByHour = new ArrayList<>();
  private final Map<Integer, UnaryOperator<String>> changes = new HashMap<>();
  private final Set<String> touched = new LinkedHashSet<>();

  private SignedChain(TamperScene scene, ChainPlan plan, SigningKey signer) {
    this.scene = scene;
    this.plan = plan;
    this.signer = signer;
  }

  /// The chain as it lies in the bucket, whole.
  static SignedChain load(TamperScene scene, ChainPlan plan) throws IOException {
    return load(scene, plan, SyntheticTrail.signer(scene.settings, plan.region()));
  }

  /// @param signer what signs from now on
  static SignedChain load(TamperScene scene, ChainPlan plan, SigningKey signer) throws IOException {
    SignedChain chain = new SignedChain(scene, plan, signer);
    for (int hour = 0; hour < scene.settings.hours(); hour++) {
      String key = plan.digestKey(hour);
      chain.jsonByHour.add(scene.text(key));
      chain.signatureByHour.add(scene.signature(key));
    }
    return chain;
  }

  /// The JSON of an hour's digest, as it is now.
  String json(int hour) {
    String json = jsonByHour.get(hour);
    if (json == null) {
      throw new IllegalStateException("the digest of hour " + hour + " was removed");
    }
    return json;
  }

  String signature(int hour) {
    return signatureByHour.get(hour);
  }

  /// What is to be changed in an hour's digest after it was linked and before it is signed.
  void change(int hour, UnaryOperator<String> change) {
    changes.put(hour, change);
  }

  /// Deletes a digest.
  void remove(int hour) throws IOException {
    delete(plan.digestKey(hour));
    jsonByHour.set(hour, null);
  }

  /// Deletes a digest and the log files it lists.
  void removeWithLogs(int hour) throws IOException {
    for (String log : TamperScene.listedIn(json(hour))) {
      delete(log);
    }
    remove(hour);
  }

  private void delete(String key) throws IOException {
    scene.bucket.delete(key);
    touched.add(key);
  }

  /// Moves the objects of an hour to where its change has put them.
  ///
  /// @param moved a key's new place
  void move(int hour, UnaryOperator<String> moved) throws IOException {
    for (String log : TamperScene.listedIn(json(hour))) {
      StoredObject object = scene.object(log);
      scene.bucket.put(moved.apply(log), object.content().borrow(), object.metadata());
      touched.add(moved.apply(log));
      delete(log);
    }
    delete(plan.digestKey(hour));
  }

  /// Links, changes, signs and writes every digest that is left from an hour on.
  void signFrom(int first) throws IOException {
    int before = first - 1;
    while (before >= 0 && jsonByHour.get(before) == null) {
      before--;
    }
    for (int hour = first; hour < jsonByHour.size(); hour++) {
      String json = jsonByHour.get(hour);
      if (json == null) {
        continue;
      }
      String linked =
          before < 0
              ? DigestText.withoutPrevious(json)
              : DigestText.linked(json, json(before), signatureByHour.get(before));
      String changed = changes.getOrDefault(hour, UnaryOperator.identity()).apply(linked);
      jsonByHour.set(hour, changed);
      signatureByHour.set(hour, write(changed, Map.of()));
      before = hour;
    }
  }

  /// Signs a digest of this chain's signer and writes it to where it says it lies.
  ///
  /// @param moreMetadata user metadata beside the signature
  /// @return its signature
  String write(String json, Map<String, String> moreMetadata) throws IOException {
    String signature = signer.sign(DigestText.signed(json));
    Map<String, String> metadata = new HashMap<>(moreMetadata);
    metadata.put("signature", signature);
    metadata.put("signature-algorithm", DigestFile.ALGORITHM);
    String place =
        scene.place(
            DigestText.field(json, "digestS3Bucket"), DigestText.field(json, "digestS3Object"));
    scene.bucket.put(place, TamperScene.compressed(json), metadata);
    touched.add(place);
    return signature;
  }

  /// The objects that were written, moved or deleted.
  List<String> touched(Collection<String> first) {
    Set<String> all = new LinkedHashSet<>(first);
    all.addAll(touched);
    return List.copyOf(all);
  }
}
