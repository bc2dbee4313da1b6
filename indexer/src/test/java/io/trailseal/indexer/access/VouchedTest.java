package io.trailseal.indexer.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.trailseal.indexer.Store;
import io.trailseal.indexer.ledger.AccessDetail;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class VouchedTest {
  private static final String ISSUER = "https://idp.example/realms/x";
  private static final Caller MACHINE = Caller.machine("root");

  @TempDir Path folder;
  private Instant now = Instant.parse("2026-03-10T12:00:00Z");
  private Store store;

  @BeforeEach
  void open() throws IOException {
    store = Store.open(folder, "a test", () -> now);
  }

  @AfterEach
  void close() throws IOException {
    assertThat(store.fsck().check()).isEmpty();
    store.close();
  }

  private Account came(String subject, String name, Role... roles) throws Exception {
    return store
        .accounts()
        .vouched()
        .came(ISSUER, subject, name, Set.of(roles), Optional.empty(), "here");
  }

  @Test
  void somebodyIsTheSameWheneverTheyCome() throws Exception {
    Account first = came("1", "Anna", Role.ANALYST);
    assertThat(first.name()).matches("anna~[0-9a-f]{16}");
    assertThat(first.hasPassword()).isFalse();
    now = now.plus(Duration.ofDays(1));
    store.close();
    open();
    // Married, moved, and given another name: still the same.
    Account again =
        store
            .accounts()
            .vouched()
            .came(
                ISSUER,
                "1",
                "anna.b@example.com",
                Set.of(Role.AUDITOR),
                Optional.of(Set.of("111122223333")),
                "here");
    assertThat(again.name()).isEqualTo(first.name());
    assertThat(again.roles()).containsExactly(Role.AUDITOR);
    assertThat(again.accounts()).contains(Set.of("111122223333"));
    assertThat(again.createdAt()).isEqualTo(first.createdAt());
    assertThat(again.lastUsedAt()).contains(now);
    assertThat(store.accounts().users()).containsExactly(again);
    came("1", "anna", Role.AUDITOR);
    assertThat(deeds())
        .containsExactly(
            "ACCOUNT_CHANGED added: analyst, as the groups say that %s names of 1"
                .formatted(ISSUER),
            "SIGNED_IN ",
            "ACCOUNT_CHANGED may from now on: auditor in 111122223333, as the groups say that %s names of 1"
                .formatted(ISSUER),
            "SIGNED_IN ",
            "ACCOUNT_CHANGED may from now on: auditor, as the groups say that %s names of 1"
                .formatted(ISSUER),
            "SIGNED_IN ");
  }

  @Test
  void whoIsTheSameAsBeforeOnlySignsIn() throws Exception {
    came("1", "anna", Role.ANALYST);
    came("1", "anna", Role.ANALYST);
    assertThat(deeds().subList(1, 3)).containsExactly("SIGNED_IN ", "SIGNED_IN ");
  }

  @Test
  void tokensOutliveTheLastSignInByABoundOnly() throws Exception {
    Account anna = came("1", "anna", Role.ANALYST);
    Credentials credentials = store.accounts().credentials();
    String token =
        credentials
            .issue(
                false,
                anna.name(),
                "ci",
                Set.of(Role.ANALYST),
                Optional.empty(),
                Optional.empty(),
                MACHINE)
            .secret();
    now = now.plus(Credentials.VOUCHED_MAX).minusMillis(1);
    assertThat(credentials.token(token, "here")).isPresent();
    now = now.plusMillis(1);
    assertThat(credentials.token(token, "here")).isEmpty();
    came("1", "anna", Role.ANALYST);
    assertThat(credentials.token(token, "here")).isPresent();
  }

  /// What is on record, the first first.
  private List<String> deeds() throws IOException {
    return store
        .accessRecord()
        .find(AccessQuestion.ALL, Optional.empty(), 1000)
        .entries()
        .reversed()
        .stream()
        .map(
            entry -> entry.accessed().action() + " " + entry.detail(AccessDetail.CHANGE).orElse(""))
        .toList();
  }

  @Test
  void nobodyIsTakenForSomebodyElse() throws Exception {
    Account local =
        store
            .accounts()
            .add(
                "anna",
                Optional.of("$argon2id$not-really"),
                Set.of(Role.OPERATOR),
                Optional.empty(),
                Caller.machine("a test"));
    Account one = came("1", "anna", Role.ANALYST);
    Account other = came("2", "anna", Role.ANALYST);
    Account elsewhere =
        store
            .accounts()
            .vouched()
            .came(
                "https://other.example",
                "1",
                "anna",
                Set.of(Role.ANALYST),
                Optional.empty(),
                "here");
    assertThat(List.of(local.name(), one.name(), other.name(), elsewhere.name()))
        .doesNotHaveDuplicates();
    assertThat(store.accounts().user("anna").orElseThrow().roles()).containsExactly(Role.OPERATOR);
    // Nobody can be given such a name, and nobody of such a name a password or other rights.
    assertThatThrownBy(
            () ->
                store
                    .accounts()
                    .add(
                        one.name().replace('a', 'b'),
                        Optional.empty(),
                        Set.of(Role.ANALYST),
                        Optional.empty(),
                        Caller.machine("a test")))
        .isInstanceOf(AccountException.class);
    assertThatThrownBy(
            () ->
                store
                    .accounts()
                    .resetPassword(one.name(), "$argon2id$not-really", Caller.machine("a test")))
        .isInstanceOf(AccountException.class)
        .hasMessageContaining("identity provider");
    assertThatThrownBy(
            () ->
                store
                    .accounts()
                    .setRights(one.name(), Set.of(Role.OPERATOR), Optional.empty(), MACHINE))
        .isInstanceOf(AccountException.class)
        .hasMessageContaining("identity provider");
    assertThat(store.accounts().passwordHash(one.name())).isEmpty();
  }

  @Test
  void whoIsDisabledStaysSo() throws Exception {
    Account anna = came("1", "anna", Role.ANALYST);
    Issued token =
        store
            .accounts()
            .credentials()
            .issue(
                false,
                anna.name(),
                "ci",
                Set.of(Role.ANALYST),
                Optional.empty(),
                Optional.empty(),
                Caller.machine("a test"));
    assertThat(store.accounts().credentials().token(token.secret(), "here")).isPresent();
    Account disabled = store.accounts().setDisabled(anna.name(), true, MACHINE);
    assertThat(disabled.generation()).isGreaterThan(anna.generation());
    assertThat(came("1", "anna", Role.AUDITOR)).isEqualTo(disabled);
    assertThat(store.accounts().credentials().token(token.secret(), "here")).isEmpty();
    store.accounts().setDisabled(anna.name(), false, MACHINE);
    assertThat(came("1", "anna", Role.AUDITOR).roles()).containsExactly(Role.AUDITOR);
  }

  @Test
  void whoComesInVainHasNothingLeft() throws Exception {
    assertThat(store.accounts().vouched().cameInVain(ISSUER, "1", "here")).isEmpty();
    assertThat(store.accounts().users()).isEmpty();
    Account anna = came("1", "anna", Role.ANALYST);
    Issued token =
        store
            .accounts()
            .credentials()
            .issue(
                false,
                anna.name(),
                "ci",
                Set.of(Role.ANALYST),
                Optional.empty(),
                Optional.empty(),
                Caller.machine("a test"));
    Account after = store.accounts().vouched().cameInVain(ISSUER, "1", "here").orElseThrow();
    assertThat(deeds().subList(3, 5))
        .containsExactly(
            "ACCOUNT_CHANGED sessions ended: in no group any more that has a role",
            "TOKEN_REVOKED ");
    assertThat(after.generation()).as("sessions end").isGreaterThan(anna.generation());
    assertThat(store.accounts().credentials().token(token.secret(), "here")).isEmpty();
  }

  @Test
  void namesHoldWhatNamesCanHold() {
    assertThat(Names.vouched(ISSUER, "1", "  Änna <script>\u0000"))
        .matches("nna-script-~[0-9a-f]{16}");
    assertThat(Names.vouched(ISSUER, "1", "")).matches("user~[0-9a-f]{16}");
    assertThat(Names.vouched(ISSUER, "1", "..~~..")).matches("user~[0-9a-f]{16}");
    assertThat(Names.vouched(ISSUER, "1", "x".repeat(5000))).hasSize(64);
    assertThat(Names.isVouched(Names.vouched(ISSUER, "1", "x".repeat(5000)))).isTrue();
    // Which of the two a character belongs to makes a difference.
    assertThat(Names.vouchedEnding("https://a", "b"))
        .isNotEqualTo(Names.vouchedEnding("https://ab", ""));
  }

  @Test
  void whomSomebodyElseVouchesForIsNotTheLastOperator() throws Exception {
    Account local =
        store
            .accounts()
            .add(
                "olga",
                Optional.of("$argon2id$not-really"),
                Set.of(Role.OPERATOR),
                Optional.empty(),
                Caller.machine("a test"));
    came("1", "anna", Role.OPERATOR);
    assertThatThrownBy(() -> store.accounts().setDisabled(local.name(), true, local.caller("here")))
        .isInstanceOf(AccountException.class)
        .hasMessageContaining("last operator");
  }
}
