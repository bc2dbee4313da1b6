package io.trailseal.appliance.cli;

import io.trailseal.api.error.Problem;
import io.trailseal.api.error.ProblemException;
import io.trailseal.appliance.settings.SettingsException;
import io.trailseal.indexer.access.AccountException;
import io.trailseal.verifier.S3Name;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.util.concurrent.CancellationException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Turns whatever stopped a command into a message for a person and an exit code for a script.
final class Troubles {
  private static final Logger LOG = LoggerFactory.getLogger(Troubles.class);

  private Troubles() {}

  static ExitCode explain(Throwable trouble, CommandContext context) {
    return switch (trouble) {
      case Failure failure ->
          say(context, failure.exitCode(), String.valueOf(failure.getMessage()), failure.remedy());
      case AccountException account ->
          say(
              context,
              switch (account.reason()) {
                case INVALID -> ExitCode.USAGE;
                case UNKNOWN -> ExitCode.INPUT_MISSING;
                case TAKEN, LAST_OPERATOR -> ExitCode.INPUT_BAD;
              },
              String.valueOf(account.getMessage()),
              "");
      case ProblemException problem -> say(context, problem.problem());
      case SettingsException wrong -> {
        wrong.problems().forEach(one -> context.terminal().remark("trailseal: " + one));
        yield say(
            context, ExitCode.SETTINGS_BAD, "nothing was started", "see trailseal settings --help");
      }
      case CancellationException _, InterruptedException _ -> {
        context.terminal().remark("trailseal: stopped");
        yield ExitCode.INTERRUPTED;
      }
      case IOException e -> {
        log("input or output failed", e, context);
        yield say(
            context,
            e instanceof NoSuchFileException ? ExitCode.INPUT_MISSING : ExitCode.INPUT_OUTPUT,
            describe(e),
            "");
      }
      case InvalidPathException e ->
          say(context, ExitCode.USAGE, "not a path: " + e.getInput(), "");
      case OutOfMemoryError e -> {
        log("out of memory", e, context);
        yield say(
            context,
            ExitCode.INTERNAL,
            "there was not enough memory",
            "give it more, for instance TRAILSEAL_JAVA_OPTIONS=-Xmx2g");
      }
      default -> {
        boolean logged = log("a fault in Trailseal", trouble, context);
        yield say(
            context,
            ExitCode.INTERNAL,
            "a fault in Trailseal itself: " + trouble.getClass().getSimpleName(),
            logged
                ? "please report it with what %s says about it".formatted(context.home().logFile())
                : "");
      }
    };
  }

  /// What the JDK's exceptions about files leave out: what it is about.
  static String describe(IOException e) {
    String message = e.getMessage();
    return switch (e) {
      case NoSuchFileException _ -> "there is no file or folder " + message;
      case FileAlreadyExistsException _ -> "something is in the way at " + message;
      case AccessDeniedException _ -> "no permission for " + message;
      case FileSystemException _ -> String.valueOf(message);
      default -> message == null ? e.getClass().getSimpleName() : message;
    };
  }

  private static ExitCode say(CommandContext context, Problem problem) {
    ExitCode code =
        switch (problem.code().blame()) {
          case CALLER ->
              switch (problem.code().status()) {
                case 404 -> ExitCode.INPUT_MISSING;
                default -> ExitCode.USAGE;
              };
          case WAIT -> ExitCode.UNAVAILABLE;
          case OPERATOR -> ExitCode.INTERNAL;
        };
    return say(context, code, problem.detail(), problem.remedy());
  }

  private static ExitCode say(
      CommandContext context, ExitCode code, String message, String remedy) {
    context.terminal().remark("trailseal: " + message);
    if (!remedy.isEmpty()) {
      context.terminal().remark("  " + remedy);
    }
    return code;
  }

  private static boolean log(String what, Throwable trouble, CommandContext context) {
    try {
      context.home().create();
      context.openLog();
      LOG.error("{}, in {}", what, S3Name.printable(context.name()), trouble);
      return true;
    } catch (IOException e) {
      context.terminal().remark("trailseal: the log cannot be written either: " + describe(e));
      return false;
    }
  }
}
