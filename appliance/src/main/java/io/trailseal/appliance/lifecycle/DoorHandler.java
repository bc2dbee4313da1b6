package io.trailseal.appliance.lifecycle;

import java.io.OutputStream;

/// Runs a command that came in through the door.
@FunctionalInterface
public interface DoorHandler {

  /// Called on a thread of its own, several at a time.
  ///
  /// @param visitor who asks for it
  /// @param out goes to the client's standard output
  /// @param err to its standard error
  /// @param cancellation cancelled when the client goes away
  /// @return the exit code
  int run(
      DoorRequest request,
      DoorVisitor visitor,
      OutputStream out,
      OutputStream err,
      Cancellation cancellation);
}
