package io.trailseal.verifier.digest;

import io.trailseal.verifier.S3Name;

/// Bytes that should be a digest file are not one.
public final class DigestFormatException extends Exception {
  private static final long serialVersionUID = 1L;

  private final String subject;

  /// @param subject which part of the file: `digestEndTime`, `log file 3`, `byte 17`
  /// @param required what it should be
  /// @param found what it is; hostile text, made printable here
  DigestFormatException(String subject, String required, String found) {
    super("%s: required %s, found %s".formatted(subject, required, S3Name.excerpt(found, 200)));
    this.subject = subject;
  }

  /// Which part of the file is meant.
  public String subject() {
    return subject;
  }
}
