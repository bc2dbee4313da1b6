package io.trailseal.appliance.cli;

import java.util.stream.Collectors;

/// A command that only has commands in it, such as `keys`.
abstract class Group extends Command {

  Group(CommandContext context) {
    super(context);
  }

  @Override
  final ExitCode run() {
    throw wrongUsage(
        "%s needs to know what: %s"
            .formatted(
                spec.qualifiedName(),
                spec.subcommands().keySet().stream().sorted().collect(Collectors.joining(", "))));
  }
}
