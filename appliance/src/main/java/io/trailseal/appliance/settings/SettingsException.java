package io.trailseal.appliance.settings;

import java.util.List;

/// The settings are wrong.
public final class SettingsException extends Exception {
  private static final long serialVersionUID = 1;

  // Exceptions are serializable by an accident of history; nobody serializes this one.
  private final transient List<String> problems;

  SettingsException(List<String> problems) {
    super(String.join("; ", problems), null, false, false);
    this.problems = List.copyOf(problems);
  }

  /// Everything that is wrong, one sentence each.
  public List<String> problems() {
    return problems;
  }
}
