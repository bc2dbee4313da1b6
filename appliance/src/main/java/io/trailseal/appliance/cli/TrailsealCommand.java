package io.trailseal.appliance.cli;

import java.nio.file.Path;
import picocli.CommandLine;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;

/// The word before all others.
@CommandLine.Command(
    name = "trailseal",
    header = "Keeps AWS CloudTrail logs, proves them with AWS's own signatures, and answers.",
    synopsisHeading = "%nUsage: ",
    optionListHeading = "%nOptions:%n",
    commandListHeading = "%nCommands:%n",
    footer = {
      "",
      "Try it without an AWS account: trailseal demo",
      "What exit codes mean: trailseal help exit-codes"
    },
    versionProvider = Version.class)
final class TrailsealCommand extends Command {

  TrailsealCommand(CommandContext context) {
    super(context);
  }

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      scope = ScopeType.INHERIT,
      description = "Show this help and exit.")
  boolean help;

  @Option(
      names = {"-V", "--version"},
      versionHelp = true,
      description = "Print the version and exit.")
  boolean version;

  @Option(
      names = "--home",
      paramLabel = "DIR",
      scope = ScopeType.INHERIT,
      description = {
        "Folder of the store. Also the environment variable TRAILSEAL_HOME; otherwise"
            + " trailseal in XDG_DATA_HOME or ~/.local/share."
      })
  void home(Path typed) {
    context.chooseHome(typed);
  }

  @Override
  ExitCode run() {
    spec.commandLine().usage(terminal.out());
    return ExitCode.USAGE;
  }
}
