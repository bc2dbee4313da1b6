package io.trailseal.indexer.proof;

/// An event's proof would be over a limit of `io.trailseal.verifier.proof.Proof`. The message says
/// which.
public final class ProofTooLargeException extends Exception {
  private static final long serialVersionUID = 1L;

  ProofTooLargeException(String message) {
    super(message);
  }
}
