package io.trailseal.verifier.key;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/// The keys that are believed to be CloudTrail's, by fingerprint. Immutable.
public final class KeyRing {
  private final Map<String, PublishedKey> byFingerprint;

  private KeyRing(Map<String, PublishedKey> byFingerprint) {
    this.byFingerprint = byFingerprint;
  }

  /// The same key listed twice with different times counts as valid from the earlier start to the
  /// later end.
  ///
  /// @throws KeyCollisionException if one fingerprint stands for two different keys
  public static KeyRing of(Collection<PublishedKey> keys) {
    Map<String, PublishedKey> byFingerprint = new LinkedHashMap<>();
    for (PublishedKey key : keys) {
      byFingerprint.merge(nameOf(key), key, PublishedKey::widenedBy);
    }
    return new KeyRing(Map.copyOf(byFingerprint));
  }

  /// The ring as it was learned, oldest first. Where one fingerprint stands for two different keys,
  /// the one learned first stays: a later one must not take its place, and must not keep the others
  /// from being used either. Nothing adds such a key; `fsck` finds it where something else did.
  public static KeyRing ofLearned(Collection<LearnedKey> learned) {
    Map<String, PublishedKey> byFingerprint = new LinkedHashMap<>();
    for (LearnedKey each : learned) {
      byFingerprint.merge(
          nameOf(each.key()),
          each.key(),
          (first, later) -> first.isSameKey(later) ? first.widenedBy(later) : first);
    }
    return new KeyRing(Map.copyOf(byFingerprint));
  }

  private static String nameOf(PublishedKey key) {
    return key.fingerprint().toLowerCase(Locale.ROOT);
  }

  /// @param fingerprint of either case
  public Optional<PublishedKey> find(String fingerprint) {
    return Optional.ofNullable(byFingerprint.get(fingerprint.toLowerCase(Locale.ROOT)));
  }

  public int size() {
    return byFingerprint.size();
  }
}
