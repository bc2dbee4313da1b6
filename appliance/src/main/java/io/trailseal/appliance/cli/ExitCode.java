package io.trailseal.appliance.cli;

import java.util.Locale;

/// What a command's exit status says. Scripts match on these: numbers are never reused.
///
/// From 64 on they are those of BSD's `sysexits.h`.
public enum ExitCode {
  FINE(0, "done, and the evidence is fine as far as the command looked"),
  EVIDENCE_BAD(
      1, "evidence is bad: altered, missing, injected …; or the house is not whole (fsck)"),
  COULD_NOT_TELL(2, "nothing is known to be bad, and not everything could be vouched for"),
  USAGE(64, "the command line is wrong; nothing was done"),
  INPUT_BAD(65, "a file that was given does not hold what it should, for instance keys"),
  INPUT_MISSING(66, "a file, object, event or bucket that was named is not there"),
  UNAVAILABLE(
      69, "the store is owned by another process, the port is taken, or AWS does not answer"),
  INTERNAL(70, "a fault in Trailseal; the log says more"),
  INPUT_OUTPUT(74, "something could not be read or written: disk full, no permission"),
  SETTINGS_BAD(78, "the settings are wrong; nothing was done"),
  INTERRUPTED(130, "stopped by Ctrl-C");

  private final int code;
  private final String meaning;

  ExitCode(int code, String meaning) {
    this.code = code;
    this.meaning = meaning;
  }

  public int code() {
    return code;
  }

  /// One line for a person.
  public String meaning() {
    return meaning;
  }

  /// For JSON: `could not tell`.
  public String word() {
    return name().toLowerCase(Locale.ROOT).replace('_', ' ');
  }
}
