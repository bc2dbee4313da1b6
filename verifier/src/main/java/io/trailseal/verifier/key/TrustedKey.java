package io.trailseal.verifier.key;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/// One key of one region with everything that was learned about it.
///
/// @param key with the validity that all learnings together give
/// @param learned at least one, oldest first
public record TrustedKey(PublishedKey key, String region, List<LearnedKey> learned) {
  public TrustedKey {
    learned = List.copyOf(learned);
    if (learned.isEmpty()) {
      throw new IllegalArgumentException("nobody learned the key " + key.fingerprint());
    }
  }

  /// How it was learned, each time, for a person in one line.
  public String provenance() {
    return learned.stream()
        .map(each -> each.provenance().sentence())
        .distinct()
        .collect(Collectors.joining("; "));
  }

  private record Name(String fingerprint, String region) {}

  /// The learnings gathered by key and region, in the order of the first of each. Where two
  /// different keys have one fingerprint, the one learned first counts and the other is left out.
  public static List<TrustedKey> gather(List<LearnedKey> learned) {
    KeyRing ring = KeyRing.ofLearned(learned);
    Map<Name, List<LearnedKey>> byName = new LinkedHashMap<>();
    for (LearnedKey each : learned) {
      if (ring.find(each.key().fingerprint()).filter(each.key()::isSameKey).isPresent()) {
        byName
            .computeIfAbsent(
                new Name(each.key().fingerprint(), each.region()), _ -> new ArrayList<>())
            .add(each);
      }
    }
    return byName.entrySet().stream()
        .map(
            entry ->
                new TrustedKey(
                    entry.getValue().stream()
                        .map(LearnedKey::key)
                        .reduce(PublishedKey::widenedBy)
                        .orElseThrow(),
                    entry.getKey().region(),
                    entry.getValue()))
        .toList();
  }
}
