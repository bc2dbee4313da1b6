package io.trailseal.verifier.key;

import io.trailseal.verifier.S3Name;

/// A file that should be an answer of ListPublicKeys is not one.
public final class KeyFormatException extends Exception {
  private static final long serialVersionUID = 1L;

  /// Characters; what was found is quoted, and it is hostile text of any length.
  private static final int FOUND_LENGTH_MAX = 500;

  private final String subject;

  /// @param subject which part of the file: `the file`, `key 3`
  /// @param required what it should be
  /// @param found what it is; hostile text, made printable here
  KeyFormatException(String subject, String required, String found) {
    super(
        "%s: required %s, found %s"
            .formatted(subject, required, S3Name.excerpt(found, FOUND_LENGTH_MAX)));
    this.subject = subject;
  }

  /// Which part of the file is meant.
  public String subject() {
    return subject;
  }
}
