package io.trailseal.verifier.trail;

import io.trailseal.verifier.Sha256;
import java.util.Optional;

/// What inflating an object gave, for whoever does not want to know what is in it.
///
/// @param inflated SHA-256 of the inflated content, where inflating came to an orderly end; this is
///   the hash a digest lists
/// @param bytes how many bytes inflated, also where it broke off
/// @param defect why there is no hash
public record ContentHash(Optional<Sha256> inflated, long bytes, Optional<Defect> defect) {}
