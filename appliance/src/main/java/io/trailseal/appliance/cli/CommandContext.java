package io.trailseal.appliance.cli;

import io.trailseal.appliance.lifecycle.Cancellation;
import io.trailseal.appliance.lifecycle.DoorRequest;
import io.trailseal.appliance.lifecycle.Home;
import io.trailseal.appliance.lifecycle.LogFile;
import io.trailseal.appliance.settings.Settings;
import io.trailseal.indexer.Store;
import io.trailseal.indexer.access.Caller;
import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// One run of one command: what was typed, where, and for whom.
///
/// Threads: the command's own.
public final class CommandContext {
  private final List<String> arguments;
  private final Terminal terminal;
  private final Path workingFolder;
  private final Map<String, String> environment;
  private final InstantSource clock;
  private final Cancellation cancellation;
  private final @Nullable Store ownersStore;
  private final String user;
  private Optional<String> prepared = Optional.empty();
  private @Nullable Home home;
  private String name = "trailseal";

  private CommandContext(
      List<String> arguments,
      Terminal terminal,
      Path workingFolder,
      Map<String, String> environment,
      InstantSource clock,
      Cancellation cancellation,
      @Nullable Store ownersStore,
      String user) {
    this.arguments = List.copyOf(arguments);
    this.terminal = terminal;
    this.workingFolder = workingFolder.toAbsolutePath();
    this.environment = Map.copyOf(environment);
    this.clock = clock;
    this.cancellation = cancellation;
    this.ownersStore = ownersStore;
    this.user = user;
  }

  /// A command typed by a person or a script in this process.
  public static CommandContext ofProcess(
      List<String> arguments,
      Terminal terminal,
      Path workingFolder,
      Map<String, String> environment,
      InstantSource clock,
      Cancellation cancellation) {
    return new CommandContext(
        arguments,
        terminal,
        workingFolder,
        environment,
        clock,
        cancellation,
        null,
        System.getProperty("user.name", "unknown"));
  }

  /// A command that came in through the door, to be run on this process's open store.
  ///
  /// @param itsUser whose command it is
  CommandContext throughTheDoor(
      DoorRequest request,
      String itsUser,
      Terminal itsTerminal,
      Store store,
      Cancellation itsCancellation) {
    CommandContext context =
        new CommandContext(
            request.arguments(),
            itsTerminal,
            request.workingFolder(),
            environment,
            clock,
            itsCancellation,
            store,
            itsUser);
    // The client has found the door in this home; whatever it calls it, it is this one.
    context.home = new Home(store.home().toAbsolutePath());
    return context;
  }

  List<String> arguments() {
    return arguments;
  }

  Terminal terminal() {
    return terminal;
  }

  Path workingFolder() {
    return workingFolder;
  }

  /// A path as it was typed, made absolute where it was typed.
  Path resolve(Path typed) {
    return workingFolder.resolve(typed).normalize();
  }

  Map<String, String> environment() {
    return environment;
  }

  InstantSource clock() {
    return clock;
  }

  Cancellation cancellation() {
    return cancellation;
  }

  /// The store of the process this runs in, where it came in through its door.
  Optional<Store> ownersStore() {
    return Optional.ofNullable(ownersStore);
  }

  Home home() {
    Home chosen = home;
    return chosen != null ? chosen : Home.fromEnvironment(environment, workingFolder);
  }

  /// From now on this process logs into the home, in the format that is set.
  void openLog() {
    LogFile.open(home(), Settings.logFormat(home().settingsFile(), environment));
  }

  /// The option `--home` was given.
  void chooseHome(Path typed) {
    if (ownersStore == null) {
      home = new Home(resolve(typed));
    }
  }

  /// The command's words without its arguments: `trailseal keys list`.
  String name() {
    return name;
  }

  void name(String qualifiedName) {
    name = qualifiedName;
  }

  /// Who runs this, for what the ledger remembers.
  String user() {
    return user;
  }

  /// Who runs this, for the access record.
  Caller caller() {
    return Caller.machine(user);
  }

  /// Asks the person at the terminal and waits, but not after the command was cancelled.
  ///
  /// @return one line without its end; empty where nothing was typed
  /// @throws java.util.NoSuchElementException if nobody is at the terminal; see [Terminal#person()]
  String ask(String question) throws IOException {
    return prepared.isPresent()
        ? prepared.get()
        : asked(question, (person, words) -> person.ask(words));
  }

  /// The same, without showing what is typed.
  String askSecretly(String question) throws IOException {
    return asked(question, (person, words) -> person.askSecretly(words));
  }

  /// Answers this to whatever is asked from here on: by this process, or by the one that has the
  /// store.
  void willAnswer(String answer) {
    prepared = Optional.of(answer);
  }

  /// Whether a question finds an answer.
  boolean canAnswer() {
    return prepared.isPresent() || terminal.person().isPresent();
  }

  private interface Way {
    String ask(Terminal.Person person, String question) throws Exception;
  }

  private String asked(String question, Way way) throws IOException {
    terminal.out().flush();
    try {
      return cancellation.await(
          "question", () -> way.ask(terminal.person().orElseThrow(), question));
    } catch (IOException | RuntimeException e) {
      throw e;
    } catch (Exception e) {
      throw new IOException("the question could not be asked", e);
    }
  }
}
