package io.trailseal.appliance.lifecycle;

import java.nio.file.Path;
import java.util.List;

/// What a second process asks of the owner: the command as it was typed, and where.
///
/// @param workingFolder absolute; what relative paths in the arguments are relative to
/// @param outIsTerminal whether the output goes to a person's screen
/// @param errIsTerminal whether the errors do
/// @param answers whether there is a person who can be asked something
/// @param columns width of that screen, in characters
public record DoorRequest(
    List<String> arguments,
    Path workingFolder,
    boolean outIsTerminal,
    boolean errIsTerminal,
    boolean answers,
    int columns) {
  public DoorRequest {
    arguments = List.copyOf(arguments);
    if (!workingFolder.isAbsolute()) {
      throw new IllegalArgumentException(
          "the working folder must be absolute, was " + workingFolder);
    }
  }
}
