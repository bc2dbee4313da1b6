package io.trailseal.appliance.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.trailseal.indexer.Store;
import io.trailseal.indexer.access.Account;
import io.trailseal.indexer.access.Caller;
import io.trailseal.indexer.access.Credential;
import io.trailseal.indexer.access.Role;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Accounts on the machine itself, with nobody else at the store.
final class UserCommandsTest {
  private static final String PASSWORD = "correct horse battery";

  @TempDir Path folder;

  private Path home() {
    return folder.resolve("home");
  }

  private Ran run(String... arguments) {
    Ran ran = Ran.answering(home(), PASSWORD, arguments);
    assertThat(ran.out() + ran.err()).doesNotContain(PASSWORD, "argon2");
    return ran;
  }

  @AfterEach
  void theStoreIsWhole() {
    if (Files.exists(home().resolve("ledger"))) {
      assertThat(Ran.in(home(), "fsck").exit()).isEqualTo(ExitCode.FINE);
    }
  }

  @Test
  void usersComeAndGo() throws Exception {
    assertThat(run("user", "add", "Alice", "--role", "operator,auditor").out())
        .isEqualTo("alice can use the appliance: auditor, operator\n");
    assertThat(run("user", "add", "bob", "--role", "analyst", "--accounts", "111122223333").out())
        .isEqualTo("bob can use the appliance: analyst in 111122223333\n");
    assertThat(run("user", "disable", "alice").out()).isEqualTo("alice is disabled\n");
    assertThat(run("user", "list").out())
        .containsPattern("alice +auditor, operator +disabled +never")
        .containsPattern("bob +analyst in 111122223333 +never");
    assertThat(run("user", "enable", "alice").out()).isEqualTo("alice is enabled\n");
    assertThat(run("user", "reset", "alice").out()).contains("has another password");
    assertThat(run("user", "rights", "bob", "--role", "auditor").out()).isEqualTo("bob: auditor\n");
    try (Store store = Store.open(home(), "a test", Ran.NOON)) {
      Account bob = store.accounts().user("bob").orElseThrow();
      assertThat(bob.roles()).isEqualTo(Set.of(Role.AUDITOR));
      assertThat(bob.accounts()).isEmpty();
    }
  }

  @Test
  void whatCannotBeIsRefusedAndSaysWhy() {
    assertThat(run("user", "add", "a b", "--role", "analyst").exit()).isEqualTo(ExitCode.USAGE);
    assertThat(run("user", "add", "a", "--role", "king").err()).contains("a role must be");
    Ran weak = Ran.answering(home(), "short", "user", "add", "a", "--role", "analyst");
    assertThat(weak.exit()).isEqualTo(ExitCode.INPUT_BAD);
    assertThat(weak.err()).contains("must have 12 to 256 characters");
    Ran nobody = Ran.in(home(), "user", "add", "a", "--role", "analyst");
    assertThat(nobody.exit()).isEqualTo(ExitCode.INPUT_MISSING);
    assertThat(nobody.err()).contains("--password-stdin");
    assertThat(run("user", "list").exit()).isEqualTo(ExitCode.INPUT_MISSING);
    run("user", "add", "a", "--role", "analyst", "--no-password");
    assertThat(run("user", "disable", "b").exit()).isEqualTo(ExitCode.INPUT_MISSING);
    assertThat(run("token", "create", "b").exit()).isEqualTo(ExitCode.INPUT_MISSING);
    assertThat(run("token", "create", "a", "--role", "auditor").err())
        .contains("a token can have roles its owner has");
    assertThat(run("token", "create", "a", "--expires", "soon").exit()).isEqualTo(ExitCode.USAGE);
    assertThat(run("token", "revoke", "nothing").exit()).isEqualTo(ExitCode.INPUT_MISSING);
  }

  @Test
  void aTokenIsAllThatIsPrintedAndIsNotPrintedAgain() throws Exception {
    run("user", "add", "ci", "--role", "analyst", "--no-password");
    Ran made = run("token", "create", "ci", "--for", "nightly", "--expires", "30d");
    assertThat(made.out()).matches("tseal_\\w{10}_\\w{49}\n");
    assertThat(made.err()).contains("not shown again", "ends 2026-12-20T12:00:00Z");
    String token = made.out().strip();
    Ran key = run("token", "create", "ci", "--aws", "--expires", "never");
    assertThat(key.out())
        .matches("AWS_ACCESS_KEY_ID=TSEAL[A-Z2-7]{15}\nAWS_SECRET_ACCESS_KEY=\\w{40}\n");
    String id = token.substring(6, 16);
    assertThat(run("token", "list").out())
        .contains(id, "nightly", "aws")
        .doesNotContain(token.substring(17));
    try (Store store = Store.open(home(), "a test", Ran.NOON)) {
      Optional<Caller> caller = store.accounts().credentials().token(token, "x");
      assertThat(caller.map(Caller::roles)).contains(Set.of(Role.ANALYST));
    }
    assertThat(run("token", "revoke", id).out()).isEqualTo(id + " of ci is revoked\n");
    try (Store store = Store.open(home(), "a test", Ran.NOON)) {
      assertThat(store.accounts().credentials().token(token, "x")).isEmpty();
      assertThat(store.accounts().credentials().all()).hasSize(2);
      assertThat(store.accounts().credentials().find(id).flatMap(Credential::lastUsedAt))
          .isPresent();
    }
  }

  @Test
  void theFirstUserIsMadeFromAFileThatIsThenGone() throws Exception {
    Files.createDirectories(home());
    Path file = folder.resolve("first");
    Files.writeString(file, "root\n" + PASSWORD + "\n");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
    Files.writeString(home().resolve("settings.properties"), "accounts.setup-file=" + file);
    try (Child serve = Child.start(folder, "serve", "--port", "0", "--home", home().toString())) {
      assertThat(serve.exit()).isEqualTo(ExitCode.INPUT_BAD.code());
      assertThat(serve.err()).contains("only its owner may read").doesNotContain(PASSWORD);
    }
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
    try (Child serve = Child.start(folder, "serve", "--port", "0", "--home", home().toString())) {
      serve.awaitOut("trailseal serves");
      assertThat(serve.out()).contains("root was made from ").doesNotContain("/setup/", PASSWORD);
      assertThat(file).doesNotExist();
      assertThat(run("user", "list").out()).containsPattern("root +auditor, operator");
      assertThat(serve.stopsOnInterrupt()).isTrue();
    }
  }
}
