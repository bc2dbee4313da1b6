package io.trailseal.verifier.key;

import io.trailseal.verifier.S3Name;

/// A file that should be an answer of ListPublicKeys is not one.
public final class KeyFormatException extends Exception {
  private static final long serialVersionUID = 1L;

  private final String subject;

  /// @param subject which part of the file: `the file`, `key 3`
  /// @param required what it should be
  /// @param found what it is; hostile text, made printable here
  KeyFormatException(String subject, String required, String found) {
    super("%s: required %s, found %s".formatted(subject, required, S3Name.excerpt(found, 200)));
    this.subject = subject;
  }

  /// Which part of the file is meant.
  public String subject() {
    return subject;
  }
}
