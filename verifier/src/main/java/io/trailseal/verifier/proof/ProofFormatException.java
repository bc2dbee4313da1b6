package io.trailseal.verifier.proof;

import io.trailseal.verifier.S3Name;

/// Bytes that should be a proof are not one.
public final class ProofFormatException extends Exception {
  private static final long serialVersionUID = 1L;

  /// Characters; what was found is quoted, and it is hostile text of any length.
  private static final int FOUND_LENGTH_MAX = 300;

  /// @param subject which part of the document: `digest, signature`, `link 3`, `byte 17`
  /// @param required what it should be
  /// @param found what it is; hostile text, made printable here
  ProofFormatException(String subject, String required, String found) {
    super(
        "%s: required %s, found %s"
            .formatted(subject, required, S3Name.excerpt(found, FOUND_LENGTH_MAX)));
  }
}
