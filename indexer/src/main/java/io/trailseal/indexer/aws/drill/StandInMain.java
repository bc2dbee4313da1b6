package io.trailseal.indexer.aws.drill;

import java.io.IOException;
import java.util.Arrays;

/// What a stand-in's process runs: the program it is given, for as long as standard input is open.
final class StandInMain {
  private StandInMain() {}

  /// @param arguments the class whose `main` is run, and what it is given
  public static void main(String[] arguments) throws ReflectiveOperationException {
    Thread.ofPlatform().daemon().name("until-parent-ends").start(StandInMain::awaitParentsEnd);
    String[] rest = Arrays.copyOfRange(arguments, 1, arguments.length);
    Class.forName(arguments[0]).getMethod("main", String[].class).invoke(null, (Object) rest);
  }

  private static void awaitParentsEnd() {
    try {
      while (System.in.read() >= 0) {
        // Nothing is ever said here.
      }
    } catch (IOException _) {
      // An end too.
    }
    // Not exit: the program's own way to end could wait for somebody, and it keeps nothing.
    Runtime.getRuntime().halt(0);
  }
}
