package io.trailseal.appliance.cli;

import java.util.Locale;
import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Parameters;

/// Prints a script that completes our commands in a shell.
@CommandLine.Command(
    name = "completion",
    header = "Print a script that completes commands and options in your shell.",
    footer = {
      "",
      "bash: source <(trailseal completion bash)",
      "zsh:  source <(trailseal completion zsh)"
    })
final class CompletionCommand extends Command {

  CompletionCommand(CommandContext context) {
    super(context);
  }

  enum Shell {
    BASH,
    ZSH;

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  @Parameters(paramLabel = "SHELL", description = "${COMPLETION-CANDIDATES}.")
  Shell shell = Shell.BASH;

  @Override
  ExitCode run() {
    // zsh reads bash's completions once this is loaded; picocli's script is written for both.
    if (shell == Shell.ZSH) {
      terminal.out().print("autoload -U +X compinit && compinit\n");
      terminal.out().print("autoload -U +X bashcompinit && bashcompinit\n");
    }
    CommandLine root = spec.root().commandLine();
    terminal.out().print(AutoComplete.bash("trailseal", root));
    return ExitCode.FINE;
  }
}
