package io.trailseal.verifier.trail;

import io.trailseal.verifier.Sha256;
import java.util.List;
import java.util.Optional;

/// What reading one object's bytes told.
///
/// @param delivered SHA-256 of the bytes as delivered
/// @param inflated SHA-256 of the inflated content, where inflating came to an orderly end; this is
///   the hash a digest lists
/// @param inflatedBytes how many bytes inflated, also where it broke off
/// @param events how many events were announced to the sink and ended
/// @param defects what is wrong, the first [#DEFECTS_MAX]; empty means the object is sound
public record ObjectReading(
    ObjectKind kind,
    Sha256 delivered,
    Optional<Sha256> inflated,
    long inflatedBytes,
    int events,
    List<Defect> defects) {
  /// A file of a million broken records needs no million reasons.
  public static final int DEFECTS_MAX = 10;

  public ObjectReading {
    defects = List.copyOf(defects);
  }
}
