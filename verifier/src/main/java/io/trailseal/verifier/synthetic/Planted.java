package io.trailseal.verifier.synthetic;

import java.util.List;

/// A tampering done, so that whoever looks for it can be told whether they found it.
///
/// @param tampering what was done
/// @param keys the objects concerned: changed, gone or new
/// @param sentence what was done to them, for a person
public record Planted(Tampering tampering, List<String> keys, String sentence) {
  public Planted {
    keys = List.copyOf(keys);
  }
}
