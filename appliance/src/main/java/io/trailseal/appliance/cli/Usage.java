package io.trailseal.appliance.cli;

import io.trailseal.indexer.query.Nearest;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/// Says what is wrong with a command line, and what was probably meant.
final class Usage {
  private Usage() {}

  static ExitCode explain(ParameterException e, Terminal terminal) {
    CommandLine where = e.getCommandLine();
    String name = where.getCommandSpec().qualifiedName();
    terminal.remark("trailseal: " + message(e, where));
    terminal.remark("  see %s --help; nothing was done".formatted(name));
    return ExitCode.USAGE;
  }

  private static String message(ParameterException e, CommandLine where) {
    if (e instanceof UnmatchedArgumentException unmatched && !unmatched.getUnmatched().isEmpty()) {
      String found = unmatched.getUnmatched().getFirst();
      CommandSpec spec = where.getCommandSpec();
      String name = spec.qualifiedName();
      if (found.startsWith("-") && found.length() > 1) {
        int equals = found.indexOf('=');
        String option = equals < 0 ? found : found.substring(0, equals);
        return "%s has no option %s%s"
            .formatted(name, option, meant(option, optionNames(spec), whereElse(option, where)));
      }
      if (!spec.subcommands().isEmpty()) {
        return "there is no command '%s %s'%s"
            .formatted(name, found, meant(found, spec.subcommands().keySet(), Optional.empty()));
      }
      return "%s takes no argument '%s' here".formatted(name, found);
    }
    String message = String.valueOf(e.getMessage());
    return message.isEmpty()
        ? "the command line is wrong"
        : Character.toLowerCase(message.charAt(0)) + message.substring(1);
  }

  private static List<String> optionNames(CommandSpec spec) {
    return new ArrayList<>(spec.optionsMap().keySet());
  }

  /// An option that exists, on another command.
  private static Optional<String> whereElse(String option, CommandLine where) {
    CommandLine root = where;
    while (root.getParent() != null) {
      root = root.getParent();
    }
    return commands(root)
        .filter(command -> command.getCommandSpec().optionsMap().containsKey(option))
        .map(command -> "; " + command.getCommandSpec().qualifiedName() + " has it")
        .findFirst();
  }

  private static Stream<CommandLine> commands(CommandLine from) {
    return Stream.concat(
        Stream.of(from), from.getSubcommands().values().stream().flatMap(Usage::commands));
  }

  private static String meant(
      String found, Collection<String> candidates, Optional<String> otherwise) {
    return Nearest.to(found, candidates)
        .map(nearest -> "; did you mean " + nearest + "?")
        .or(() -> otherwise)
        .orElse("");
  }
}
