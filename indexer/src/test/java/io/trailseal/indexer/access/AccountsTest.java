package io.trailseal.indexer.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.trailseal.indexer.Store;
import io.trailseal.indexer.access.AccountException.Reason;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class AccountsTest {
  private static final String HASH = "$argon2id$not-really";

  @TempDir Path folder;
  private Instant now = Instant.parse("2026-03-10T12:00:00Z");
  private final InstantSource clock = () -> now;
  private Store store;

  @BeforeEach
  void open() throws IOException {
    store = Store.open(folder, "a test", clock);
  }

  @AfterEach
  void close() throws IOException {
    assertThat(store.fsck().check()).isEmpty();
    store.close();
  }

  private void restart() throws IOException {
    store.close();
    open();
  }

  private Accounts accounts() {
    return store.accounts();
  }

  private Account alice() throws Exception {
    return accounts()
        .add(
            "Alice",
            Optional.of(HASH),
            Set.of(Role.ANALYST, Role.OPERATOR),
            Optional.empty(),
            Caller.machine("a test"));
  }

  private Issued token(Set<Role> roles, Optional<Instant> expiresAt) throws Exception {
    return accounts()
        .credentials()
        .issue(false, "alice", "ci", roles, Optional.empty(), expiresAt, Caller.machine("a test"));
  }

  @Test
  void whoIsThereIsThereAfterARestart() throws Exception {
    assertThat(accounts().isEmpty()).isTrue();
    Account alice = alice();
    assertThat(alice.name()).isEqualTo("alice");
    Issued token = token(Set.of(Role.ANALYST), Optional.empty());
    Issued key =
        accounts()
            .credentials()
            .issue(
                true,
                "alice",
                "",
                Set.of(Role.ANALYST),
                Optional.of(Set.of("111122223333")),
                Optional.empty(),
                Caller.machine("a test"));
    restart();
    assertThat(accounts().users()).containsExactly(alice);
    assertThat(accounts().passwordHash("alice")).contains(HASH);
    assertThat(accounts().credentials().all())
        .containsExactlyInAnyOrder(token.credential(), key.credential());
    Caller caller = accounts().credentials().token(token.secret(), "192.0.2.1").orElseThrow();
    assertThat(caller)
        .isEqualTo(
            new Caller(
                Caller.Kind.TOKEN,
                "alice",
                Optional.of(token.credential().id()),
                Set.of(Role.ANALYST),
                Optional.empty(),
                "192.0.2.1"));
    AccessKey opened =
        accounts().credentials().accessKey(key.credential().id(), "192.0.2.1").orElseThrow();
    assertThat(opened.secret()).isEqualTo(key.secret());
    // Whoever knows its id alone has not used it.
    String id = key.credential().id();
    assertThat(accounts().credentials().find(id).orElseThrow().lastUsedAt()).isEmpty();
    accounts().credentials().used(opened.caller());
    assertThat(accounts().credentials().find(id).orElseThrow().lastUsedAt()).contains(now);
    assertThat(opened.caller().accounts()).contains(Set.of("111122223333"));
  }

  @Test
  void noSecretLiesInTheStore() throws Exception {
    alice();
    Issued token = token(Set.of(Role.ANALYST), Optional.empty());
    Issued key =
        accounts()
            .credentials()
            .issue(
                true,
                "alice",
                "",
                Set.of(Role.ANALYST),
                Optional.empty(),
                Optional.empty(),
                Caller.machine("a test"));
    assertThat(token + "" + key + token.credential()).doesNotContain(token.secret(), key.secret());
    assertThat(
            PosixFilePermissions.toString(
                Files.getPosixFilePermissions(folder.resolve("access-keys.key"))))
        .isEqualTo("rw-------");
    restart();
    List<Path> files;
    try (Stream<Path> all = Files.walk(folder)) {
      files = all.filter(Files::isRegularFile).toList();
    }
    assertThat(files).anyMatch(file -> file.toString().endsWith(".mv.db"));
    for (Path file : files) {
      assertThat(new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1))
          .as(file.toString())
          .doesNotContain(token.secret(), key.secret());
    }
  }

  @Test
  void aTokenNeverGrantsMoreThanItsOwnerHas() throws Exception {
    alice();
    Issued token = token(Set.of(Role.ANALYST, Role.OPERATOR), Optional.empty());
    assertThatThrownBy(() -> token(Set.of(Role.AUDITOR), Optional.empty()))
        .hasMessage(
            "a token can have roles its owner has: alice has analyst, operator, not auditor");
    Caller machine = Caller.machine("root");
    accounts()
        .setRights(
            "alice",
            Set.of(Role.ANALYST, Role.AUDITOR),
            Optional.of(Set.of("111122223333")),
            machine);
    Caller caller = accounts().credentials().token(token.secret(), "x").orElseThrow();
    assertThat(caller.roles()).containsExactly(Role.ANALYST);
    assertThat(caller.accounts()).contains(Set.of("111122223333"));
    accounts().setRights("alice", Set.of(Role.AUDITOR), Optional.empty(), machine);
    assertThat(accounts().credentials().token(token.secret(), "x")).isEmpty();
    accounts().setRights("alice", Set.of(Role.ANALYST), Optional.empty(), machine);
    assertThat(accounts().credentials().token(token.secret(), "x")).isPresent();
    accounts().setDisabled("alice", true, machine);
    assertThat(accounts().credentials().token(token.secret(), "x")).isEmpty();
    assertThat(accounts().passwordHash("alice")).isEmpty();
  }

  @Test
  void whatWasTakenBackOrIsTooOldIsNotAccepted() throws Exception {
    alice();
    Issued revoked = token(Set.of(Role.ANALYST), Optional.empty());
    Issued brief = token(Set.of(Role.ANALYST), Optional.of(now.plusSeconds(60)));
    assertThat(accounts().credentials().token(revoked.secret(), "x")).isPresent();
    accounts().credentials().revoke(revoked.credential().id(), Caller.machine("a test"));
    assertThat(accounts().credentials().token(revoked.secret(), "x")).isEmpty();
    restart();
    assertThat(accounts().credentials().token(revoked.secret(), "x")).isEmpty();
    assertThat(accounts().credentials().find(revoked.credential().id()).orElseThrow().revokedAt())
        .isPresent();
    now = now.plusSeconds(59);
    assertThat(accounts().credentials().token(brief.secret(), "x")).isPresent();
    now = now.plusSeconds(1);
    assertThat(accounts().credentials().token(brief.secret(), "x")).isEmpty();
  }

  @Test
  void whatIsNoTokenIsNotAccepted() throws Exception {
    alice();
    Issued token = token(Set.of(Role.ANALYST), Optional.empty());
    String secret = token.secret();
    assertThat(secret).matches("tseal_[0-9A-Za-z]{10}_[0-9A-Za-z]{49}");
    char last = secret.charAt(secret.length() - 1);
    for (String wrong :
        List.of(
            "",
            "tseal_",
            secret + "0",
            secret.substring(0, secret.length() - 1) + (last == '0' ? '1' : '0'),
            secret.replace("tseal_", "TSEAL_"),
            token.credential().id(),
            Secrets.token())) {
      assertThat(accounts().credentials().token(wrong, "x")).as(wrong).isEmpty();
    }
    assertThat(accounts().credentials().accessKey(token.credential().id(), "x")).isEmpty();
  }

  @Test
  void whenItWasLastUsedIsWritten() throws Exception {
    alice();
    Issued token = token(Set.of(Role.ANALYST), Optional.empty());
    assertThat(accounts().credentials().token(token.secret(), "x")).isPresent();
    restart();
    assertThat(accounts().credentials().find(token.credential().id()).orElseThrow().lastUsedAt())
        .contains(now);
  }

  @Test
  void namesAreBounded() throws Exception {
    alice();
    for (String wrong : List.of("", "a b", "-a", "a\nb", "<b>", "x".repeat(65), "ä")) {
      assertThatThrownBy(
              () ->
                  accounts()
                      .add(
                          wrong,
                          Optional.empty(),
                          Set.of(Role.ANALYST),
                          Optional.empty(),
                          Caller.machine("a test")))
          .as(wrong)
          .isInstanceOf(AccountException.class)
          .hasMessageContaining("a user's name must be");
    }
    assertThatThrownBy(
            () ->
                accounts()
                    .add(
                        "ALICE",
                        Optional.empty(),
                        Set.of(Role.ANALYST),
                        Optional.empty(),
                        Caller.machine("a test")))
        .hasMessage("there is a user alice already");
    assertThatThrownBy(
            () ->
                accounts()
                    .add(
                        "b",
                        Optional.empty(),
                        Set.of(Role.ANALYST),
                        Optional.of(Set.of("1")),
                        Caller.machine("a test")))
        .hasMessageContaining("twelve digits");
  }

  @Test
  void theLastOperatorStaysUnlessTheMachineSaysSo() throws Exception {
    Caller alice = alice().caller("192.0.2.1");
    assertThatThrownBy(() -> accounts().setDisabled("alice", true, alice))
        .isInstanceOfSatisfying(
            AccountException.class, e -> assertThat(e.reason()).isEqualTo(Reason.LAST_OPERATOR));
    assertThatThrownBy(
            () -> accounts().setRights("alice", Set.of(Role.ANALYST), Optional.empty(), alice))
        .hasMessageContaining("last operator");
    accounts().setDisabled("alice", true, Caller.machine("root"));
    assertThat(accounts().user("alice").orElseThrow().disabled()).isTrue();
  }

  @Test
  void sessionsEndAtAResetAndWhenDisabled() throws Exception {
    long first = alice().generation();
    assertThat(accounts().signedIn("alice", first, "192.0.2.1").orElseThrow().generation())
        .isEqualTo(first);
    long second = accounts().resetPassword("alice", "other", Caller.machine("a test")).generation();
    assertThat(second).isGreaterThan(first);
    // Looked at before the password was set anew, done after.
    now = now.plusSeconds(1);
    assertThat(accounts().signedIn("alice", first, "192.0.2.1")).isEmpty();
    assertThat(accounts().user("alice").orElseThrow().lastUsedAt()).contains(now.minusSeconds(1));
    assertThat(accounts().setDisabled("alice", true, Caller.machine("root")).generation())
        .isGreaterThan(second);
  }

  @Test
  void whoGuessesWaitsLongerAndLongerAndNeverForEver() throws Exception {
    alice();
    for (String name : List.of("alice", "nobody")) {
      for (int i = 1; i < Guesses.FREE; i++) {
        accounts().signInFailed(name);
        assertThat(accounts().lockedUntil(name)).as(name).isEmpty();
      }
      accounts().signInFailed(name);
      assertThat(accounts().lockedUntil(name)).as(name).contains(now.plusSeconds(1));
      accounts().signInFailed(name);
      assertThat(accounts().lockedUntil(name)).as(name).contains(now.plusSeconds(2));
      for (int i = 0; i < 12; i++) {
        accounts().signInFailed(name);
      }
      assertThat(accounts().lockedUntil(name)).as(name).contains(now.plus(Guesses.WAIT_MAX));
    }
    restart();
    assertThat(accounts().lockedUntil("alice")).isPresent();
    now = now.plus(Guesses.WAIT_MAX).plus(Duration.ofMillis(1));
    assertThat(accounts().lockedUntil("alice")).isEmpty();
    accounts().signInFailed("alice");
    assertThat(accounts().lockedUntil("alice")).isPresent();
    long generation = accounts().user("alice").orElseThrow().generation();
    now = now.plus(Guesses.WAIT_MAX).plus(Duration.ofMillis(1));
    assertThat(accounts().signedIn("alice", generation, "192.0.2.1")).isPresent();
    accounts().signInFailed("alice");
    assertThat(accounts().lockedUntil("alice")).isEmpty();
  }

  /// Else what is answered would tell, after an hour, which of two names somebody has.
  @Test
  void guessesAreForgottenAlikeForNamesThatSomebodyHasAndOthers() throws Exception {
    alice();
    for (String name : List.of("alice", "nobody")) {
      for (int i = 1; i < Guesses.FREE; i++) {
        accounts().signInFailed(name);
      }
    }
    now = now.plus(Guesses.MEMORY).plusMillis(1);
    for (String name : List.of("alice", "nobody")) {
      for (int i = 1; i < Guesses.FREE; i++) {
        accounts().signInFailed(name);
        assertThat(accounts().lockedUntil(name)).as(name).isEmpty();
        assertThat(accounts().user(name).flatMap(Account::lockedUntil)).isEmpty();
      }
      accounts().signInFailed(name);
      assertThat(accounts().lockedUntil(name)).as(name).contains(now.plusSeconds(1));
    }
  }

  @Test
  void aRestrictedOperatorIsNotTheOneWhoIsLeft() throws Exception {
    Caller alice = alice().caller("192.0.2.1");
    accounts()
        .add(
            "bob",
            Optional.of(HASH),
            Set.of(Role.OPERATOR),
            Optional.of(Set.of("111122223333")),
            Caller.machine("a test"));
    assertThatThrownBy(() -> accounts().setDisabled("alice", true, alice))
        .hasMessageContaining("last operator");
    assertThatThrownBy(
            () ->
                accounts()
                    .setRights(
                        "alice", Set.of(Role.OPERATOR), Optional.of(Set.of("111122223333")), alice))
        .hasMessageContaining("last operator");
  }

  @Test
  void ofManyWhoOpenTheSetupLinkAtOnceOneIsTheFirstUser() throws Exception {
    String old = accounts().offerSetup();
    String word = accounts().offerSetup();
    assertThat(accounts().canSetUp(old)).isFalse();
    List<Callable<Boolean>> tries = new ArrayList<>();
    for (int i = 0; i < 16; i++) {
      String name = "user" + i;
      tries.add(
          () -> {
            try {
              accounts().setUp(word, name, HASH, "192.0.2.1");
              return true;
            } catch (AccountException _) {
              return false; // Somebody else was first, which is what is counted.
            }
          });
    }
    try (ExecutorService threads = Executors.newFixedThreadPool(16)) {
      int made = 0;
      for (var each : threads.invokeAll(tries)) {
        made += each.get() ? 1 : 0;
      }
      assertThat(made).isEqualTo(1);
    }
    assertThat(accounts().users()).hasSize(1);
    assertThat(accounts().users().getFirst().roles()).isEqualTo(Accounts.FIRST_ROLES);
    assertThat(accounts().canSetUp(accounts().offerSetup())).isFalse();
  }

  @Test
  void aSetupLinkIsGoodForADay() throws Exception {
    String word = accounts().offerSetup();
    now = now.plus(SetupLink.LIFE);
    assertThat(accounts().canSetUp(word)).isFalse();
    assertThatThrownBy(() -> accounts().setUp(word, "alice", HASH, "192.0.2.1"))
        .hasMessageContaining("was used, or is too old");
  }

  @Test
  void withoutItsKeyFileAnAccessKeySaysWhatToDo() throws Exception {
    alice();
    Issued key =
        accounts()
            .credentials()
            .issue(
                true,
                "alice",
                "",
                Set.of(Role.ANALYST),
                Optional.empty(),
                Optional.empty(),
                Caller.machine("a test"));
    Files.write(folder.resolve("access-keys.key"), new byte[32]);
    assertThatThrownBy(() -> accounts().credentials().accessKey(key.credential().id(), "x"))
        .hasMessageContaining("does not open");
    Files.delete(folder.resolve("access-keys.key"));
    assertThatThrownBy(() -> accounts().credentials().accessKey(key.credential().id(), "x"))
        .hasMessageContaining("is gone");
  }
}
