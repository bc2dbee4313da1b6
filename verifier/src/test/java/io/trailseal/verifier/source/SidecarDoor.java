package io.trailseal.verifier.source;

import java.util.Map;
import java.util.Optional;

/// Lets tests elsewhere read user metadata that lies in a file.
public final class SidecarDoor {
  /// What came of it: the metadata, or the message it was refused with.
  public record Parsed(Map<String, String> metadata, Optional<String> refusal) {}

  private SidecarDoor() {}

  public static Parsed parse(byte[] json) {
    try {
      return new Parsed(Sidecar.parse(json), Optional.empty());
    } catch (Sidecar.NotUserMetadataException e) {
      return new Parsed(Map.of(), Optional.of(String.valueOf(e.getMessage())));
    }
  }
}
