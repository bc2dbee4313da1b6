package io.trailseal.verifier.source;

import io.trailseal.verifier.trail.Defect;
import java.io.IOException;

/// An archive whose structure cannot be followed any further.
final class BrokenShelfException extends IOException {
  private static final long serialVersionUID = 1;

  private final long offset;

  /// @param offset where in the archive (for a compressed tar: in the tar inside)
  BrokenShelfException(long offset, String reason) {
    super(reason);
    this.offset = offset;
  }

  Defect defect() {
    return new Defect(offset, String.valueOf(getMessage()));
  }
}
