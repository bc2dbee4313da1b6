package io.trailseal.api.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class PemFileTest {
  private static final Instant NOW = Instant.parse("2026-03-10T12:00:00Z");

  @TempDir Path folder;
  private TlsOptions.Files one;
  private TlsOptions.Files other;

  @BeforeEach
  void make() throws IOException {
    one = made("one", "logs.example", "192.0.2.7");
    other = made("other");
  }

  private TlsOptions.Files made(String name, String... names) throws IOException {
    return SelfSigned.keptIn(new TlsOptions.SelfSigned(folder.resolve(name), List.of(names)), NOW);
  }

  @Test
  void whatWeMakeIsForItsNamesAndOnlyItsOwnerReadsTheKey() throws IOException {
    KeyAndChain read = KeyAndChain.read(one.certificate(), one.key());
    assertThat(read.names())
        .containsExactlyInAnyOrder(
            "localhost", "127.0.0.1", "0:0:0:0:0:0:0:1", "logs.example", "192.0.2.7");
    assertThat(read.fingerprint()).matches("[0-9A-F]{2}(:[0-9A-F]{2}){31}");
    assertThat(read.own().getNotAfter().toInstant()).isAfter(NOW.plus(Duration.ofDays(800)));
    assertThat(Files.getPosixFilePermissions(one.key()))
        .isEqualTo(PosixFilePermissions.fromString("rw-------"));
    assertThat(Files.getPosixFilePermissions(folder.resolve("one")))
        .isEqualTo(PosixFilePermissions.fromString("rwx------"));
  }

  @Test
  void itIsKeptUntilItEndsOrIsForAnotherName() throws IOException {
    String before = KeyAndChain.read(one.certificate(), one.key()).fingerprint();
    made("one", "LOGS.example");
    assertThat(KeyAndChain.read(one.certificate(), one.key()).fingerprint()).isEqualTo(before);
    made("one", "more.example");
    String after = KeyAndChain.read(one.certificate(), one.key()).fingerprint();
    assertThat(after).isNotEqualTo(before);
    SelfSigned.keptIn(
        new TlsOptions.SelfSigned(folder.resolve("one"), List.of()),
        NOW.plus(Duration.ofDays(800)));
    assertThat(KeyAndChain.read(one.certificate(), one.key()).fingerprint()).isNotEqualTo(after);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "ENCRYPTED PRIVATE KEY | is encrypted",
        "RSA PRIVATE KEY       | openssl pkcs8 -topk8",
        "EC PRIVATE KEY        | openssl pkcs8 -topk8",
        "PUBLIC KEY            | has none",
      })
  void aKeyInAnotherFormIsRefusedWithWhatToDo(String label, String said) throws IOException {
    Path key = folder.resolve("key");
    Files.writeString(key, Files.readString(one.key()).replace("PRIVATE KEY", label));
    assertThatThrownBy(() -> KeyAndChain.read(one.certificate(), key))
        .isInstanceOf(IOException.class)
        .hasMessageContaining(said);
  }

  @Test
  void whatDoesNotBelongTogetherOrIsDamagedIsRefused() throws IOException {
    assertThatThrownBy(() -> KeyAndChain.read(one.certificate(), other.key()))
        .hasMessageContaining("is not the key of");
    Path both = folder.resolve("both");
    Files.writeString(both, Files.readString(one.key()) + Files.readString(other.key()));
    assertThatThrownBy(() -> KeyAndChain.read(one.certificate(), both))
        .hasMessageContaining("several");
    assertThatThrownBy(() -> KeyAndChain.read(one.key(), one.key()))
        .hasMessageContaining("must hold a certificate");
    String pem = Files.readString(one.certificate());
    Path damaged = folder.resolve("damaged");
    Files.writeString(damaged, pem.substring(0, 60) + pem.substring(90));
    assertThatThrownBy(() -> KeyAndChain.read(damaged, one.key()))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("cannot be read");
    assertThatThrownBy(() -> KeyAndChain.read(folder.resolve("none"), one.key()))
        .hasMessageContaining("is not there");
  }
}
