package io.trailseal.appliance.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.trailseal.api.ServerOptions;
import io.trailseal.api.connection.Network;
import io.trailseal.api.tls.TlsOptions;
import io.trailseal.appliance.lifecycle.LogFile;
import io.trailseal.appliance.settings.Settings.Setting;
import io.trailseal.indexer.intake.IntakeLimits;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class SettingsTest {
  @TempDir Path folder;

  @Test
  void theEnvironmentWinsOverTheFileAndTheFileOverTheStandard()
      throws IOException, SettingsException {
    Path file = folder.resolve("settings.properties");
    Files.writeString(file, "# mine\nhttp.port = 9000\nhttp.host=localhost\n");
    Settings settings = Settings.read(file, Map.of("TRAILSEAL_HTTP_HOST", "::1", "PATH", "/bin"));
    assertThat(settings.httpPort()).isEqualTo(9000);
    assertThat(settings.httpHost()).isEqualTo("::1");
    assertThat(settings.origins())
        .containsEntry(Setting.HTTP_PORT, file.toString())
        .containsEntry(Setting.HTTP_HOST, "environment variable TRAILSEAL_HTTP_HOST");

    Settings none = Settings.read(folder.resolve("absent"), Map.of());
    assertThat(none.httpHost()).isEqualTo("127.0.0.1");
    assertThat(none.httpPort()).isEqualTo(8480);
  }

  @Test
  void everythingWrongIsSaidAtOnceWithTheNearestName() throws IOException {
    Path file = folder.resolve("settings.properties");
    Files.writeString(file, "http.prot=1\nhttp.port=99999\nhttp.host=a b\n");
    assertThat(problems(file, Map.of("TRAILSEAL_HTTP_POTR", "1", "TRAILSEAL_HOME", "/x")))
        .hasSize(4)
        .anyMatch(p -> p.contains("no setting http.prot; did you mean http.port?"))
        .anyMatch(p -> p.contains("TRAILSEAL_HTTP_POTR; did you mean TRAILSEAL_HTTP_PORT?"))
        .anyMatch(p -> p.contains("0 to 65535, is '99999'"))
        .anyMatch(p -> p.contains("'a b'"));
  }

  @Test
  void aFileThatIsNoneIsAProblemNotACrash() throws IOException {
    Path file = folder.resolve("settings.properties");
    Files.write(file, new byte[] {(byte) 0xff, (byte) 0xfe, 0});
    assertThat(problems(file, Map.of())).singleElement().asString().contains("must be UTF-8");
    Files.writeString(file, "http.port=\\uZZZZ");
    assertThat(problems(file, Map.of())).singleElement().asString().contains("properties file");
    Files.writeString(file, "#".repeat(100_000));
    assertThat(problems(file, Map.of())).singleElement().asString().contains("at most");
  }

  @Test
  void howOftenIsANumberWithAUnitOrOff() throws IOException, SettingsException {
    Path file = folder.resolve("settings.properties");
    Map<String, Duration> right =
        Map.of(
            "90m", Duration.ofMinutes(90),
            "24h", Duration.ofHours(24),
            "7d", Duration.ofDays(7),
            "off", Duration.ZERO,
            "0", Duration.ZERO);
    for (Map.Entry<String, Duration> each : right.entrySet()) {
      Files.writeString(file, "verify.every=" + each.getKey());
      Settings settings = Settings.read(file, Map.of());
      assertThat(settings.verifyEvery()).isEqualTo(each.getValue());
      Files.writeString(file, "verify.every=" + settings.value(Setting.VERIFY_EVERY));
      assertThat(Settings.read(file, Map.of()).verifyEvery()).isEqualTo(each.getValue());
    }
    assertThat(Settings.read(folder.resolve("absent"), Map.of()).value(Setting.VERIFY_EVERY))
        .isEqualTo(Setting.VERIFY_EVERY.standard());
    for (String wrong : List.of("", "24", "-1h", "1s", "0h", "99999d", "1 h", "never")) {
      Files.writeString(file, "verify.every=" + wrong);
      assertThat(problems(file, Map.of()))
          .as(wrong)
          .singleElement()
          .asString()
          .contains("verify.every", "24h", "or off");
    }
  }

  @Test
  void theStandardsAreTheLimitsOfIntake() throws IOException, SettingsException {
    Settings none = Settings.read(folder.resolve("absent"), Map.of());
    assertThat(none.limits(1L << 40)).isEqualTo(IntakeLimits.STANDARD);
    for (Setting setting : Setting.values()) {
      assertThat(none.value(setting)).as(setting.key()).isEqualTo(setting.standard());
    }
    assertThat(none.intake()).isEmpty();
  }

  @Test
  void roomOnTheDiskIsBytesOrAShare() throws IOException, SettingsException {
    Path file = folder.resolve("settings.properties");
    long disk = 100L * 1024 * 1024 * 1024;
    Map<String, Long> right =
        Map.of(
            "0",
            0L,
            "5%",
            disk / 20,
            "512m",
            512L << 20,
            "3G",
            3L << 30,
            "2T",
            2L << 40,
            "1000",
            1000L);
    for (Map.Entry<String, Long> each : right.entrySet()) {
      Settings settings =
          Settings.read(file, Map.of("TRAILSEAL_INTAKE_DISK_FREE_MIN", each.getKey()));
      assertThat(settings.limits(disk).diskFreeBytesMin())
          .as(each.getKey())
          .isEqualTo(each.getValue());
      assertThat(settings.value(Setting.DISK_FREE_MIN)).isEqualToIgnoringCase(each.getKey());
    }
    for (String wrong : List.of("", "5 %", "100%", "-1", "1.5G", "G", "1P", "9".repeat(16))) {
      assertThat(problems(file, Map.of("TRAILSEAL_INTAKE_DISK_FREE_MIN", wrong)))
          .as(wrong)
          .singleElement()
          .asString()
          .contains("intake.disk-free-min", "2G", "99%");
    }
  }

  @Test
  void theOtherBoundsOfIntakeAreNumbers() throws IOException, SettingsException {
    Path file = folder.resolve("settings.properties");
    Files.writeString(
        file,
        "intake.reconcile-every=off\nintake.reconcile-days=7\nintake.reads-max=64\nlog.format=json\n");
    Settings settings = Settings.read(file, Map.of());
    IntakeLimits limits = settings.limits(0);
    assertThat(limits.reconcileEvery()).isZero();
    assertThat(limits.reconcileDays()).isEqualTo(7);
    assertThat(limits.readsMax()).isEqualTo(64);
    assertThat(settings.logFormat()).isEqualTo(LogFile.Format.JSON);
    assertThat(Settings.logFormat(file, Map.of("TRAILSEAL_LOG_FORMAT", "text")))
        .isEqualTo(LogFile.Format.TEXT);
    Files.writeString(
        file,
        "intake.reconcile-every=1\nintake.reconcile-days=0\nintake.reads-max=257\nlog.format=xml\n");
    assertThat(problems(file, Map.of()))
        .hasSize(4)
        .anyMatch(p -> p.contains("intake.reads-max") && p.contains("from 1 to 256, is '257'"))
        .anyMatch(p -> p.contains("log.format") && p.contains("text or json, is 'xml'"));
    assertThat(Settings.logFormat(file, Map.of())).isEqualTo(LogFile.Format.TEXT);
  }

  @Test
  void anAddressThatOthersReachNeedsTlsOrAProxyThatSpeaksIt()
      throws IOException, SettingsException {
    Path file = folder.resolve("settings.properties");
    for (String enough :
        List.of(
            "http.host=192.0.2.7\nhttp.tls=self-signed",
            "http.host=0.0.0.0\nhttp.tls=files\nhttp.tls-certificate=a.pem\nhttp.tls-key=/b.pem",
            "http.host=logs.example\nhttp.proxy-trusted=10.0.0.0/8, 192.0.2.9")) {
      Files.writeString(file, enough);
      HttpSettings http = Settings.read(file, Map.of()).http();
      assertThat(http.options(folder, Optional.empty(), 0).host()).isEqualTo(http.host());
    }
    Files.writeString(file, "http.host=192.0.2.7");
    assertThat(problems(file, Map.of()))
        .singleElement()
        .asString()
        .contains("http.tls=self-signed", "http.proxy-trusted", "192.0.2.7");
    Files.delete(file);
    assertThat(Settings.read(file, Map.of()).http().reachable("192.0.2.7")).isPresent();
    assertThat(Settings.read(file, Map.of()).http().reachable("localhost")).isEmpty();
  }

  @Test
  void whatBelongsTogetherIsSetTogether() throws IOException {
    Path file = folder.resolve("settings.properties");
    Map<String, String> wrong =
        Map.of(
            "http.tls=files", "go together",
            "http.tls=files\nhttp.tls-key=a", "go together",
            "http.tls=self-signed\nhttp.tls-key=a\nhttp.tls-certificate=b", "go together",
            "http.tls-client-ca=ca.pem", "without TLS",
            "http.proxy-user-header=X-User", "http.proxy-trusted",
            "http.proxy-trusted=10.0.0.1/8", "must begin with the first address",
            "http.proxy-trusted=0.0.0.0/0", "anybody would be believed",
            "http.names=a b", "host names",
            "http.tls=on", "must be off or self-signed or files");
    wrong.forEach(
        (line, said) -> {
          try {
            Files.writeString(file, line);
          } catch (IOException e) {
            throw new UncheckedIOException(e);
          }
          assertThat(problems(file, Map.of())).as(line).singleElement().asString().contains(said);
        });
  }

  @Test
  void howTheServerIsReachedIsWhatWasSet() throws IOException, SettingsException {
    Path file = folder.resolve("settings.properties");
    Files.writeString(
        file,
        """
        http.host=0.0.0.0
        http.names=Logs.example, trailseal.corp.example
        http.tls=self-signed
        http.tls-client-ca=ca.pem
        http.tls-client-certificates=wanted
        http.proxy-trusted=10.1.0.0/16
        http.proxy-user-header=X-Remote-User
        http.connections-max=100
        http.requests-per-second=7
        """);
    ServerOptions options =
        Settings.read(file, Map.of()).http().options(folder, Optional.empty(), 443);
    assertThat(options.names()).containsExactlyInAnyOrder("logs.example", "trailseal.corp.example");
    assertThat(options.tls())
        .contains(
            new TlsOptions(
                new TlsOptions.SelfSigned(
                    folder.resolve("tls"), List.of("Logs.example", "trailseal.corp.example")),
                Optional.of(new TlsOptions.Clients(folder.resolve("ca.pem"), false))));
    assertThat(options.proxies().proxies()).containsExactly(Network.parse("10.1.0.0/16"));
    assertThat(options.proxies().userHeader()).contains("X-Remote-User");
    assertThat(options.limits().connectionsMax()).isEqualTo(100);
    assertThat(options.limits().requestsPerSecond()).isEqualTo(7);
    assertThat(options.port()).isEqualTo(443);
  }

  @Test
  void aKeyThatIsThereTwiceIsAProblem() throws IOException {
    Path file = folder.resolve("settings.properties");
    Files.writeString(file, "http.port=1\nhttp.port=2\n");
    assertThat(problems(file, Map.of()))
        .singleElement()
        .asString()
        .contains("http.port is set twice");
  }

  private static List<String> problems(Path file, Map<String, String> environment) {
    return catchThrowableOfType(SettingsException.class, () -> Settings.read(file, environment))
        .problems();
  }
}
