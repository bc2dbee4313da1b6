package io.trailseal.api.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class PasswordsTest {

  @Test
  void aHashIsOfOnePasswordAndHasItsParameters() {
    String hash = Passwords.hash("Zoë likes 7 horses");
    assertThat(hash)
        .startsWith("$argon2id$v=19$m=19456,t=2,p=1$")
        .isNotEqualTo(Passwords.hash("x"));
    assertThat(Passwords.isRight("Zoë likes 7 horses", Optional.of(hash))).isTrue();
    // The same on another keyboard: e and a combining diaeresis.
    assertThat(Passwords.isRight("Zoe\u0308 likes 7 horses", Optional.of(hash))).isTrue();
    assertThat(Passwords.isRight("Zoe likes 7 horses", Optional.of(hash))).isFalse();
    assertThat(Passwords.isRight("", Optional.of(hash))).isFalse();
  }

  /// Written by the reference implementation: `echo -n password | argon2 somesalt -id -t 2 -m 16 -p
  /// 1 -l 32`, as its own test has it.
  @Test
  void theReferenceImplementationsHashIsUnderstood() {
    String hash =
        "$argon2id$v=19$m=65536,t=2,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc";
    assertThat(Passwords.isRight("password", Optional.of(hash))).isTrue();
    assertThat(Passwords.isRight("Password", Optional.of(hash))).isFalse();
  }

  @Test
  void nobodysPasswordIsNeverRight() {
    assertThat(Passwords.isRight("", Optional.empty())).isFalse();
    assertThatThrownBy(() -> Passwords.isRight("a", Optional.of("plain")))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "short",
        "eleven char",
        "aaaabbbbccccdddd",
        "i am alice indeed",
        "Trailseal 2026!"
      })
  void whatIsTooEasyIsRefused(String password) {
    assertThat(Passwords.objection("alice", password)).isPresent();
  }

  @Test
  void lengthIsWhatCounts() {
    assertThat(Passwords.objection("alice", "quite a long one")).isEmpty();
    assertThat(Passwords.objection("alice", "ab cd ef gh ".repeat(22))).isPresent();
  }
}
