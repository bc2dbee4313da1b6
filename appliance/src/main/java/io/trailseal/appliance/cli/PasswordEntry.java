package io.trailseal.appliance.cli;

import io.trailseal.api.auth.Passwords;
import java.io.ByteArrayOutputStream;
import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import picocli.CommandLine.Option;

/// How a command comes by a password: from a person who does not see it while typing, or from the
/// standard input; never from its arguments, which everybody on the machine can read.
final class PasswordEntry {
  private static final int LINE_BYTES_MAX = 4 * 1024;

  @Option(
      names = "--password-stdin",
      description = "Read the password from standard input, one line, instead of asking for it.")
  boolean fromInput;

  /// Gets the password in the process that has the person, which is not the one that has the store
  /// where the appliance runs. To be called first; [#hash] then takes it wherever the store is.
  void read(CommandContext context, String name) throws Failure, IOException {
    if (context.ownersStore().isPresent()) {
      return;
    }
    String password = fromInput ? line() : asked(context, name);
    Optional<String> objection = Passwords.objection(name, password);
    if (objection.isPresent()) {
      throw new Failure(ExitCode.INPUT_BAD, objection.get(), "");
    }
    context.willAnswer(password);
  }

  private static String line() throws IOException {
    // Not closed: it is the process's.
    InputStream in = new FileInputStream(FileDescriptor.in);
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    int next = in.read();
    while (next >= 0 && next != '\n' && line.size() < LINE_BYTES_MAX) {
      line.write(next);
      next = in.read();
    }
    String text = line.toString(StandardCharsets.UTF_8);
    return text.endsWith("\r") ? text.substring(0, text.length() - 1) : text;
  }

  private static String asked(CommandContext context, String name) throws Failure, IOException {
    if (context.terminal().person().isEmpty()) {
      throw new Failure(
          ExitCode.INPUT_MISSING,
          "a password is needed, and there is no terminal to ask at",
          "give it as a line of standard input with --password-stdin");
    }
    String password = context.askSecretly("Password for %s: ".formatted(name));
    if (!password.equals(context.askSecretly("The same again: "))) {
      throw new Failure(ExitCode.INPUT_BAD, "the two passwords are not the same", "");
    }
    return password;
  }

  /// A hash of the password that [#read] got.
  String hash(CommandContext context, String name) throws Failure, IOException {
    String password = context.ask("password");
    Optional<String> objection = Passwords.objection(name, password);
    if (objection.isPresent()) {
      throw new Failure(ExitCode.INPUT_BAD, objection.get(), "");
    }
    return Passwords.hash(password);
  }
}
