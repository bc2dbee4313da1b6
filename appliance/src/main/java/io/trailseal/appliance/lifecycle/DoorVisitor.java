package io.trailseal.appliance.lifecycle;

import java.io.IOException;

/// Who stands at the other end of the door.
public interface DoorVisitor {

  /// The user whose process it is, as the kernel says.
  String user();

  /// Has the person at the other end answer a question, and waits for it. Only where the request
  /// says that there is one.
  ///
  /// @return one line without its end; empty where the person typed nothing, or went away
  String ask(String question) throws IOException, InterruptedException;
}
