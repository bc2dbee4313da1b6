package io.trailseal.verifier.cli;

/// Ends a command with a sentence for a person and an exit code for a script.
public final class StopException extends Exception {
  private static final long serialVersionUID = 1L;

  private final int exitCode;
  private final String advice;

  /// @param exitCode one of [Exit]
  /// @param message what was required and what was found; may quote hostile text
  /// @param advice what to do now; empty where the message says it
  public StopException(int exitCode, String message, String advice) {
    super(message, null, false, false);
    this.exitCode = exitCode;
    this.advice = advice;
  }

  /// The command line is wrong.
  public static StopException usage(String message) {
    return new StopException(Exit.USAGE, message, "");
  }

  public int exitCode() {
    return exitCode;
  }

  public String advice() {
    return advice;
  }

  /// What to say.
  public String message() {
    return String.valueOf(getMessage());
  }
}
