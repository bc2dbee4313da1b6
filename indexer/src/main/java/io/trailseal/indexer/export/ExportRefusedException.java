package io.trailseal.indexer.export;

/// An export that cannot be made as it was asked for. The message says why and what to do; nothing
/// was written over.
public final class ExportRefusedException extends Exception {
  private static final long serialVersionUID = 1;

  public ExportRefusedException(String message) {
    super(message, null, false, false);
  }
}
