package io.trailseal.appliance.cli;

import io.trailseal.indexer.Store;
import io.trailseal.indexer.access.Account;
import io.trailseal.indexer.access.AccountException;
import io.trailseal.indexer.access.Names;
import io.trailseal.indexer.access.Role;
import java.io.IOException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import picocli.CommandLine;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// Who may use the appliance.
@CommandLine.Command(
    name = "user",
    header = "Set up who may use the appliance.",
    description = {
      "Whoever may open the store on the machine itself may do this, with the appliance running or"
          + " not. What is changed is in the access record."
    })
final class UserCommands extends Group {
  private static final String NAME = "The user's name: letters a-z, digits and . _ @ + -";

  UserCommands(CommandContext context) {
    super(context);
  }

  /// What a user may do.
  static final class Rights {
    @Option(
        names = "--role",
        paramLabel = "ROLE",
        split = ",",
        required = true,
        description = {
          "analyst (searches, exports), auditor (that, and proofs, reports, the access record),"
              + " operator (settings, jobs, accounts); several with commas."
        })
    List<String> roles = List.of();

    @Option(
        names = "--accounts",
        paramLabel = "ACCOUNT",
        split = ",",
        description = "Only events of these AWS accounts; standard is all of them.")
    List<String> accounts = List.of();

    Set<Role> roles() throws AccountException {
      return Names.roles(roles);
    }

    Optional<Set<String>> accounts() {
      return UserCommands.restriction(accounts);
    }
  }

  /// Makes a user.
  @CommandLine.Command(
      name = "add",
      header = "Add a user, and ask for their password.",
      footer = {
        "",
        "trailseal user add alice --role operator,auditor",
        "trailseal user add ci --role analyst --no-password"
      })
  static final class Add extends Command {
    @Mixin PasswordEntry password = new PasswordEntry();
    @Mixin Rights rights = new Rights();

    @Parameters(paramLabel = "NAME", description = NAME)
    String name = "";

    @Option(names = "--no-password", description = "For programs, which have tokens.")
    boolean withoutPassword;

    Add(CommandContext context) {
      super(context);
    }

    @Override
    ExitCode run() throws Exception {
      String wanted = Names.user(name);
      Set<Role> roles = rights.roles();
      if (!withoutPassword) {
        password.read(context, wanted);
      }
      return StoreAccess.run(
          context,
          StoreAccess.Stay.BEGIN,
          store -> {
            Optional<String> hash =
                withoutPassword ? Optional.empty() : Optional.of(password.hash(context, wanted));
            Account made =
                store.accounts().add(wanted, hash, roles, rights.accounts(), context.caller());
            terminal.line(
                "%s can use the appliance: %s"
                    .formatted(made.name(), Names.rights(made.roles(), made.accounts())));
            return ExitCode.FINE;
          });
    }
  }

  /// Sets a password anew.
  @CommandLine.Command(
      name = "reset",
      header = "Set another password, and end the user's sessions.",
      description = "Also ends the wait after sign-ins that failed. Tokens stay as they are.",
      footer = {"", "trailseal user reset alice"})
  static final class Reset extends Command {
    @Mixin PasswordEntry password = new PasswordEntry();

    @Parameters(paramLabel = "NAME", description = NAME)
    String name = "";

    Reset(CommandContext context) {
      super(context);
    }

    @Override
    ExitCode run() throws Exception {
      String wanted = Names.user(name);
      password.read(context, wanted);
      return StoreAccess.run(
          context,
          StoreAccess.Stay.SHORT,
          store -> {
            String hash = password.hash(context, wanted);
            Account changed = store.accounts().resetPassword(wanted, hash, context.caller());
            terminal.line(
                "%s has another password, and their sessions have ended".formatted(changed.name()));
            return ExitCode.FINE;
          });
    }
  }

  /// Sets what a user may do.
  @CommandLine.Command(
      name = "rights",
      header = "Set what a user may do from now on, sessions and tokens included.",
      footer = {"", "trailseal user rights bob --role analyst --accounts 111122223333"})
  static final class SetRights extends Command {
    @Mixin Rights rights = new Rights();

    @Parameters(paramLabel = "NAME", description = NAME)
    String name = "";

    SetRights(CommandContext context) {
      super(context);
    }

    @Override
    ExitCode run() throws Exception {
      return StoreAccess.run(
          context,
          StoreAccess.Stay.SHORT,
          store -> {
            Account changed =
                store
                    .accounts()
                    .setRights(name, rights.roles(), rights.accounts(), context.caller());
            terminal.line(
                "%s: %s"
                    .formatted(changed.name(), Names.rights(changed.roles(), changed.accounts())));
            return ExitCode.FINE;
          });
    }
  }

  /// Shuts a user out.
  @CommandLine.Command(
      name = "disable",
      header = "Accept nothing of a user any more: password, sessions, tokens.",
      footer = {"", "trailseal user disable bob"})
  static final class Disable extends Switch {
    Disable(CommandContext context) {
      super(context, true);
    }
  }

  /// Lets a user in again.
  @CommandLine.Command(
      name = "enable",
      header = "Accept a user again, with the password and tokens they had.",
      footer = {"", "trailseal user enable bob"})
  static final class Enable extends Switch {
    Enable(CommandContext context) {
      super(context, false);
    }
  }

  /// What the two have in common.
  abstract static class Switch extends Command {
    private final boolean disabled;

    @Parameters(paramLabel = "NAME", description = NAME)
    String name = "";

    Switch(CommandContext context, boolean disabled) {
      super(context);
      this.disabled = disabled;
    }

    @Override
    ExitCode run() throws Exception {
      return StoreAccess.run(
          context,
          StoreAccess.Stay.SHORT,
          store -> {
            Account changed = store.accounts().setDisabled(name, disabled, context.caller());
            terminal.line(
                "%s is %s".formatted(changed.name(), changed.disabled() ? "disabled" : "enabled"));
            return ExitCode.FINE;
          });
    }
  }

  /// Lists everybody.
  @CommandLine.Command(
      name = "list",
      header = "List who may use the appliance.",
      footer = {"", "trailseal user list"})
  static final class ListUsers extends Command {
    ListUsers(CommandContext context) {
      super(context);
    }

    @Override
    ExitCode run() throws Exception {
      return StoreAccess.run(context, StoreAccess.Stay.SHORT, this::list);
    }

    private ExitCode list(Store store) throws IOException {
      List<Account> users = store.accounts().users();
      if (users.isEmpty()) {
        terminal.line("nobody; add somebody with trailseal user add NAME --role operator,auditor");
        return ExitCode.FINE;
      }
      Table table = new Table(List.of("NAME", "MAY", "STATE", "LAST SIGNED IN"), List.of(0, 2, 3));
      for (Account user : users) {
        table.row(
            user.name(),
            Names.rights(user.roles(), user.accounts()),
            state(user),
            user.lastUsedAt().map(UserCommands::time).orElse("never"));
      }
      table.print(terminal, SearchOutput.width(terminal));
      return ExitCode.FINE;
    }

    private String state(Account user) {
      List<String> state = new ArrayList<>();
      if (user.disabled()) {
        state.add("disabled");
      }
      if (!user.hasPassword()) {
        state.add("no password");
      }
      user.lockedUntil()
          .filter(until -> until.isAfter(context.clock().instant()))
          .ifPresent(until -> state.add("waits until " + time(until)));
      return String.join(", ", state);
    }
  }

  /// Nothing typed is all of them.
  static Optional<Set<String>> restriction(List<String> typed) {
    return typed.isEmpty() ? Optional.empty() : Optional.of(Set.copyOf(typed));
  }

  static String time(Instant at) {
    return at.truncatedTo(ChronoUnit.SECONDS).toString();
  }
}
