package io.trailseal.appliance.cli;

import io.trailseal.indexer.query.Nearest;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Parameters;

/// Help for a command, or on a topic.
@CommandLine.Command(
    name = "help",
    header = "Show help for a command, or the table of exit codes.",
    description = "trailseal help import is the same as trailseal import --help.")
final class HelpCommand extends Command {
  private static final String EXIT_CODES = "exit-codes";

  HelpCommand(CommandContext context) {
    super(context);
  }

  @Parameters(
      arity = "0..*",
      paramLabel = "COMMAND",
      description = "A command, or exit-codes; nothing for the list of commands.")
  List<String> words = new ArrayList<>();

  @Override
  ExitCode run() {
    if (words.equals(List.of(EXIT_CODES))) {
      for (ExitCode code : ExitCode.values()) {
        terminal.line("%3d  %s".formatted(code.code(), code.meaning()));
      }
      return ExitCode.FINE;
    }
    CommandLine at = spec.commandLine().getParent();
    for (String word : words) {
      CommandLine next = at.getSubcommands().get(word);
      if (next == null) {
        List<String> known = new ArrayList<>(at.getSubcommands().keySet());
        known.add(EXIT_CODES);
        throw wrongUsage(
            "there is no command or topic '%s'%s"
                .formatted(
                    word,
                    Nearest.to(word, known)
                        .map(nearest -> "; did you mean " + nearest + "?")
                        .orElse("")));
      }
      at = next;
    }
    at.usage(terminal.out(), Cli.colors(terminal));
    return ExitCode.FINE;
  }
}
