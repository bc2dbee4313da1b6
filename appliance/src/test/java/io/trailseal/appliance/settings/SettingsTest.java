package io.trailseal.appliance.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.trailseal.appliance.settings.Settings.Setting;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
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
    assertThat(settings.sources())
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

  private static List<String> problems(Path file, Map<String, String> environment) {
    return catchThrowableOfType(SettingsException.class, () -> Settings.read(file, environment))
        .problems();
  }
}
