package io.trailseal.verifier.cli;

/// Exit codes of this tool. The appliance's commands use the same numbers.
public final class Exit {
  /// Proven, or nothing that `--fail-on` names.
  public static final int FINE = 0;

  /// There are findings.
  public static final int FINDINGS = 1;

  /// Nothing is known to be bad, and not everything could be vouched for, or there was nothing.
  public static final int COULD_NOT_TELL = 2;

  /// The command line is wrong; nothing was done.
  public static final int USAGE = 64;

  /// A file that was given does not hold what it should.
  public static final int INPUT_BAD = 65;

  /// A file that was named is not there.
  public static final int INPUT_MISSING = 66;

  /// A fault of this program, or not enough memory.
  public static final int INTERNAL = 70;

  /// Something could not be read or written.
  public static final int INPUT_OUTPUT = 74;

  /// Stopped by Ctrl-C.
  public static final int INTERRUPTED = 130;

  private Exit() {}
}
