package io.trailseal.appliance.cli;

/// Ends a command with a message for a person.
final class Failure extends Exception {
  private static final long serialVersionUID = 1;

  private final ExitCode exitCode;
  private final String remedy;

  /// @param message subject, what was required, what was found
  /// @param remedy what to do now; empty where the message says it
  Failure(ExitCode exitCode, String message, String remedy) {
    super(message, null, false, false);
    this.exitCode = exitCode;
    this.remedy = remedy;
  }

  ExitCode exitCode() {
    return exitCode;
  }

  String remedy() {
    return remedy;
  }
}
