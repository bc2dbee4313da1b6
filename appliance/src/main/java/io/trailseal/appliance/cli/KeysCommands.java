package io.trailseal.appliance.cli;

import picocli.CommandLine;

/// Commands on the key ring.
@CommandLine.Command(
    name = "keys",
    header = "Show, add or write out the public keys whose signatures count as CloudTrail's.")
final class KeysCommands extends Group {

  KeysCommands(CommandContext context) {
    super(context);
  }
}
