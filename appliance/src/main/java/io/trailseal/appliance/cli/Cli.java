package io.trailseal.appliance.cli;

import io.trailseal.indexer.export.ExportForm;
import io.trailseal.indexer.ledger.AccessAction;
import io.trailseal.verifier.S3Name;
import io.trailseal.verifier.report.Format;
import java.io.PrintStream;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Help;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;

/// The one door to this package: a command line in, an exit code out.
public final class Cli {
  private Cli() {}

  /// Runs one command and says what went wrong, if anything did. Never throws.
  public static ExitCode run(CommandContext context) {
    Terminal terminal = context.terminal();
    ExitCode code;
    try {
      code = dispatch(context);
    } catch (ParameterException e) {
      code = Usage.explain(e, terminal);
    } catch (Exception | StackOverflowError | OutOfMemoryError e) {
      code = Troubles.explain(e, context);
    }
    terminal.out().flush();
    terminal.err().flush();
    return code;
  }

  private static ExitCode dispatch(CommandContext context) throws Exception {
    CommandLine root = tree(context);
    ParseResult parsed = root.parseArgs(context.arguments().toArray(new String[0]));
    List<CommandLine> chosen = parsed.asCommandLineList();
    CommandLine last = chosen.getLast();
    PrintStream out = context.terminal().out();
    if (last.isUsageHelpRequested()) {
      last.usage(out, colors(context.terminal()));
      return ExitCode.FINE;
    }
    if (root.isVersionHelpRequested()) {
      root.printVersionHelp(out);
      return ExitCode.FINE;
    }
    context.name(last.getCommandSpec().qualifiedName());
    if (!(last.getCommand() instanceof Command command)) {
      throw new IllegalStateException(last.getCommandName() + " is no command of ours");
    }
    return command.run();
  }

  /// Every command, in the order in which help lists them.
  static CommandLine tree(CommandContext context) {
    CommandLine root =
        new CommandLine(new TrailsealCommand(context))
            .addSubcommand(new DemoCommand(context))
            .addSubcommand(new SampleCommand(context))
            .addSubcommand(new ImportCommand(context))
            .addSubcommand(new BackfillCommand(context))
            .addSubcommand(new VerifyCommand(context))
            .addSubcommand(new SearchCommand(context))
            .addSubcommand(new ExportCommand(context))
            .addSubcommand(new EventCommands.Show(context))
            .addSubcommand(new EventCommands.WriteProof(context))
            .addSubcommand(
                new CommandLine(new AccessCommand(context))
                    .addSubcommand(new AccessExportCommand(context)))
            .addSubcommand(new ServeCommand(context))
            .addSubcommand(
                new CommandLine(new UserCommands(context))
                    .addSubcommand(new UserCommands.Add(context))
                    .addSubcommand(new UserCommands.ListUsers(context))
                    .addSubcommand(new UserCommands.SetRights(context))
                    .addSubcommand(new UserCommands.Reset(context))
                    .addSubcommand(new UserCommands.Disable(context))
                    .addSubcommand(new UserCommands.Enable(context)))
            .addSubcommand(
                new CommandLine(new TokenCommands(context))
                    .addSubcommand(new TokenCommands.Create(context))
                    .addSubcommand(new TokenCommands.ListTokens(context))
                    .addSubcommand(new TokenCommands.Revoke(context)))
            .addSubcommand(new VerdictsCommand(context))
            .addSubcommand(new QuarantineCommand(context))
            .addSubcommand(
                new CommandLine(new IntakeCommand(context))
                    .addSubcommand(new IntakeMessageCommand(context)))
            .addSubcommand(
                new CommandLine(new KeysCommands(context))
                    .addSubcommand(new KeysListCommand(context))
                    .addSubcommand(new KeysTrustCommand(context))
                    .addSubcommand(new KeysExportCommand(context)))
            .addSubcommand(
                new CommandLine(new VaultCommands(context))
                    .addSubcommand(new VaultCommands.Cat(context)))
            .addSubcommand(new StatusCommand(context))
            .addSubcommand(new FsckCommand(context))
            .addSubcommand(
                new CommandLine(new RebuildCommands(context))
                    .addSubcommand(new RebuildCommands.RebuildSearch(context)))
            .addSubcommand(
                new CommandLine(new RetentionCommands(context))
                    .addSubcommand(new RetentionCommands.RetainSearch(context)))
            .addSubcommand(new SettingsCommand(context))
            .addSubcommand(new CompletionCommand(context))
            .addSubcommand(new HelpCommand(context))
            .addSubcommand(
                new CommandLine(new BenchCommands(context))
                    .addSubcommand(new BenchIngestCommand(context))
                    .addSubcommand(new BenchSearchCommand(context))
                    .addSubcommand(new BenchWorstCommand(context))
                    .addSubcommand(new BenchUsersCommand(context)))
            .addSubcommand(new RehearseCommand(context));
    root.registerConverter(Formats.Report.class, new Choice<>(Formats.Report.values()))
        .registerConverter(Format.class, new Choice<>(Format.values()))
        .registerConverter(ExportForm.class, new Choice<>(ExportForm.values()))
        .registerConverter(Formats.Events.class, new Choice<>(Formats.Events.values()))
        .registerConverter(AccessAction.class, new Choice<>(AccessAction.values()))
        .registerConverter(
            CompletionCommand.Shell.class, new Choice<>(CompletionCommand.Shell.values()))
        .setUsageHelpAutoWidth(false)
        .setUsageHelpWidth(Math.clamp(context.terminal().columns(), 60, 120))
        .setAbbreviatedOptionsAllowed(false);
    return root;
  }

  static Help.ColorScheme colors(Terminal terminal) {
    return Help.defaultColorScheme(terminal.outIsTerminal() ? Help.Ansi.ON : Help.Ansi.OFF);
  }

  /// What was typed, for a person, in one short line.
  static String typed(List<String> arguments) {
    String line = S3Name.printable(String.join(" ", arguments));
    return line.length() <= TYPED_LENGTH_MAX ? line : line.substring(0, TYPED_LENGTH_MAX) + "…";
  }

  private static final int TYPED_LENGTH_MAX = 200;
}
