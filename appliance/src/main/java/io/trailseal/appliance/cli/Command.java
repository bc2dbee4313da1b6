package io.trailseal.appliance.cli;

import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/// One command, run once: picocli fills its fields, then [#run()].
abstract class Command {
  final CommandContext context;
  final Terminal terminal;

  @Spec CommandSpec spec = CommandSpec.create();

  Command(CommandContext context) {
    this.context = context;
    this.terminal = context.terminal();
  }

  /// Does it.
  ///
  /// @throws Exception whatever stops it; [Troubles] turns it into a message and an exit code
  abstract ExitCode run() throws Exception;

  /// For what picocli cannot know to be wrong.
  final ParameterException wrongUsage(String message) {
    return new ParameterException(spec.commandLine(), message);
  }
}
