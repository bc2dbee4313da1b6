package io.trailseal.indexer.aws.drill;

import java.io.IOException;
import java.util.Arrays;

/// What a stand-in's process runs: the program it is given, for as long as standard input is open.
final class StandInMain {
  private StandInMain() {}

  /// @param arguments the class whose `main` is run, and what it is given
  public static void main(String[] arguments) throws ReflectiveOperationException {
    ignoreInterrupts();
    Thread.ofPlatform().daemon().name("until-parent-ends").start(StandInMain::awaitParentsEnd);
    String[] rest = Arrays.copyOfRange(arguments, 1, arguments.length);
    Class.forName(arguments[0]).getMethod("main", String[].class).invoke(null, (Object) rest);
  }

  /// Ctrl-C in a terminal goes to every process there; ours comes to its end in good order, and
  /// needs its queue and its bucket for that. Not referred to directly: the compiler warns of it,
  /// and there is nothing else.
  private static void ignoreInterrupts() throws ReflectiveOperationException {
    Class<?> signal = Class.forName("sun.misc.Signal");
    Class<?> handler = Class.forName("sun.misc.SignalHandler");
    signal
        .getMethod("handle", signal, handler)
        .invoke(
            null,
            signal.getConstructor(String.class).newInstance("INT"),
            handler.getField("SIG_IGN").get(null));
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
