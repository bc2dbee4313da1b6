package io.trailseal.appliance.cli;

import picocli.CommandLine;

/// Commands that measure the product on this machine. Not in the main help: they are for whoever
/// works on it, and for whoever doubts the figures.
@CommandLine.Command(
    name = "bench",
    hidden = true,
    header = "Measure what this machine makes of it, on made-up data.")
final class BenchCommands extends Group {

  BenchCommands(CommandContext context) {
    super(context);
  }
}
