package io.trailseal.verifier.report;

import io.trailseal.verifier.S3Name;

/// A file that should be an earlier report in JSON is not one.
public final class ReportFormatException extends Exception {
  private static final long serialVersionUID = 1L;

  /// Characters; what was found is quoted, and it is hostile text of any length.
  private static final int FOUND_LENGTH_MAX = 200;

  /// @param subject which part of the file: `the file`, `chain 3`
  /// @param required what it should be
  /// @param found what it is; hostile text, made printable here
  ReportFormatException(String subject, String required, String found) {
    super(
        "%s: required %s, found %s"
            .formatted(subject, required, S3Name.excerpt(found, FOUND_LENGTH_MAX)));
  }
}
