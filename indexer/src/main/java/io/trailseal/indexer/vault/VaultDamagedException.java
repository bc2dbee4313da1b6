package io.trailseal.indexer.vault;

import java.io.IOException;

/// The vault does not give back the bytes that were put in.
public final class VaultDamagedException extends IOException {
  private static final long serialVersionUID = 1;

  public VaultDamagedException(VaultRef ref, String found) {
    super(
        "vault pack %d at %d should hold %d bytes with SHA-256 %s: %s"
            .formatted(ref.pack(), ref.offset(), ref.length(), ref.hash().hex(), found));
  }
}
