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
  /// @throws IllegalArgumentException if one fingerprint stands for two different keys
  public static KeyRing of(Collection<PublishedKey> keys) {
    Map<String, PublishedKey> byFingerprint = new LinkedHashMap<>();
    for (PublishedKey key : keys) {
      byFingerprint.merge(key.fingerprint().toLowerCase(Locale.ROOT), key, KeyRing::join);
    }
    return new KeyRing(Map.copyOf(byFingerprint));
  }

  private static PublishedKey join(PublishedKey one, PublishedKey other) {
    if (!one.der().equals(other.der())) {
      throw new IllegalArgumentException(
          "two different keys have the fingerprint " + one.fingerprint());
    }
    return new PublishedKey(
        one.fingerprint(),
        one.der(),
        one.validFrom().isBefore(other.validFrom()) ? one.validFrom() : other.validFrom(),
        one.validTo().isAfter(other.validTo()) ? one.validTo() : other.validTo());
  }

  /// @param fingerprint of either case
  public Optional<PublishedKey> find(String fingerprint) {
    return Optional.ofNullable(byFingerprint.get(fingerprint.toLowerCase(Locale.ROOT)));
  }

  public int size() {
    return byFingerprint.size();
  }
}
