package io.trailseal.appliance.cli;

import io.trailseal.indexer.Store;
import io.trailseal.indexer.access.Account;
import io.trailseal.indexer.access.AccountException;
import io.trailseal.indexer.access.Credential;
import io.trailseal.indexer.access.Issued;
import io.trailseal.indexer.access.Names;
import io.trailseal.indexer.access.Role;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// What programs show instead of a password.
@CommandLine.Command(
    name = "token",
    header = "Make, list and revoke what programs show instead of a password.",
    description = {
      "A token goes into the header Authorization: Bearer. With --aws it is an access key for the AWS"
          + " command line with --endpoint-url."
    })
final class TokenCommands extends Group {

  TokenCommands(CommandContext context) {
    super(context);
  }

  /// Makes one.
  @CommandLine.Command(
      name = "create",
      header = "Make a token, and show it this once.",
      description =
          "With it one may do what its user may, or less where --role or --accounts say so.",
      footer = {
        "",
        "trailseal token create ci --role analyst --for 'nightly report' --expires 30d",
        "trailseal token create alice --aws"
      })
  static final class Create extends Command {
    private static final Pattern DAYS = Pattern.compile("([1-9]\\d{0,3})d");
    private static final String NEVER = "never";

    @Parameters(paramLabel = "USER", description = "Whose it is.")
    String user = "";

    @Option(
        names = "--role",
        paramLabel = "ROLE",
        split = ",",
        description = "At most these of the user's roles; standard is all of them.")
    List<String> roles = List.of();

    @Option(
        names = "--accounts",
        paramLabel = "ACCOUNT",
        split = ",",
        description = "Only events of these AWS accounts; standard is those the user sees.")
    List<String> accounts = List.of();

    @Option(names = "--for", paramLabel = "TEXT", description = "What it is for.")
    String label = "";

    @Option(
        names = "--expires",
        paramLabel = "DAYS",
        description =
            "After how many days it is no longer accepted: 30d, or never; standard is"
                + " ${DEFAULT-VALUE}.")
    String expires = "90d";

    @Option(names = "--aws", description = "An AWS-style access key instead of a token.")
    boolean aws;

    Create(CommandContext context) {
      super(context);
    }

    @Override
    ExitCode run() throws Exception {
      Optional<Instant> end = end();
      return StoreAccess.run(context, StoreAccess.Stay.SHORT, store -> create(store, end));
    }

    private Optional<Instant> end() {
      if (expires.equals(NEVER)) {
        return Optional.empty();
      }
      Matcher days = DAYS.matcher(expires);
      if (!days.matches()) {
        throw wrongUsage(
            "--expires must be days such as 30d, or never, was '%s'".formatted(expires));
      }
      return Optional.of(
          context.clock().instant().plus(Duration.ofDays(Integer.parseInt(days.group(1)))));
    }

    private ExitCode create(Store store, Optional<Instant> end)
        throws IOException, AccountException {
      Optional<Account> owner = store.accounts().user(Names.user(user));
      Set<Role> granted =
          !roles.isEmpty()
              ? Names.roles(roles)
              : owner.map(Account::roles).orElse(Set.of(Role.ANALYST));
      Issued issued =
          store
              .accounts()
              .credentials()
              .issue(
                  aws,
                  user,
                  label,
                  granted,
                  UserCommands.restriction(accounts),
                  end,
                  context.caller());
      Credential made = issued.credential();
      if (aws) {
        terminal.line("AWS_ACCESS_KEY_ID=" + made.id());
        terminal.line("AWS_SECRET_ACCESS_KEY=" + issued.secret());
      } else {
        terminal.line(issued.secret());
      }
      terminal.remark(
          "keep it now, it is not shown again; %s, %s, revoke it with: trailseal token revoke %s"
              .formatted(
                  Names.rights(made.roles(), made.accounts()),
                  made.expiresAt()
                      .map(at -> "ends " + UserCommands.time(at))
                      .orElse("does not end by itself"),
                  made.id()));
      return ExitCode.FINE;
    }
  }

  /// Takes one back.
  @CommandLine.Command(
      name = "revoke",
      header = "Accept a token or access key no longer.",
      footer = {"", "trailseal token revoke 3fA9xQ0bLm"})
  static final class Revoke extends Command {
    @Parameters(paramLabel = "ID", description = "Its public part, as token list shows it.")
    String id = "";

    Revoke(CommandContext context) {
      super(context);
    }

    @Override
    ExitCode run() throws Exception {
      return StoreAccess.run(
          context,
          StoreAccess.Stay.SHORT,
          store -> {
            Credential revoked = store.accounts().credentials().revoke(id, context.caller());
            terminal.line("%s of %s is revoked".formatted(revoked.id(), revoked.owner()));
            return ExitCode.FINE;
          });
    }
  }

  /// Lists them.
  @CommandLine.Command(
      name = "list",
      header = "List tokens and access keys, never their secrets.",
      footer = {"", "trailseal token list"})
  static final class ListTokens extends Command {
    ListTokens(CommandContext context) {
      super(context);
    }

    @Override
    ExitCode run() throws Exception {
      return StoreAccess.run(context, StoreAccess.Stay.SHORT, this::list);
    }

    private ExitCode list(Store store) throws IOException {
      List<Credential> all = store.accounts().credentials().all();
      if (all.isEmpty()) {
        terminal.line("none; make one with trailseal token create USER");
        return ExitCode.FINE;
      }
      Table table =
          new Table(
              List.of("ID", "KIND", "USER", "FOR", "MAY", "ENDS", "LAST USED"),
              List.of(0, 1, 5, 6));
      for (Credential each : all) {
        table.row(
            each.id(),
            each.accessKey() ? "aws" : "token",
            each.owner(),
            each.label(),
            Names.rights(each.roles(), each.accounts()),
            each.revokedAt().isPresent()
                ? "revoked"
                : each.expiresAt().map(UserCommands::time).orElse("never"),
            each.lastUsedAt().map(UserCommands::time).orElse("never"));
      }
      table.print(terminal, SearchOutput.width(terminal));
      return ExitCode.FINE;
    }
  }
}
