package io.trailseal.verifier.digest;

import io.trailseal.verifier.S3Name;

/// Bytes that should be a digest file are not one.
public final class DigestFormatException extends Exception {
  private static final long serialVersionUID = 1L;

  /// Characters; what was found is quoted, and it is hostile text of any length.
  private static final int FOUND_LENGTH_MAX = 500;

  private final String subject;

  /// @param subject which part of the file: `digestEndTime`, `log file 3`, `byte 17`
  /// @param required what it should be
  /// @param found what it is; hostile text, made printable here
  DigestFormatException(String subject, String required, String found) {
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
