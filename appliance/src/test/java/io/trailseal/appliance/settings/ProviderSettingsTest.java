package io.trailseal.appliance.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.trailseal.api.oidc.OidcSettings;
import io.trailseal.appliance.settings.Settings.Setting;
import io.trailseal.indexer.access.Role;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ProviderSettingsTest {
  private static final String LEAST =
      """
      oidc.issuer=https://idp.example/realms/x
      oidc.client-id=trailseal
      oidc.roles=sec = auditor; ops = operator
      """;

  @TempDir Path folder;

  private Settings read(String text) throws IOException, SettingsException {
    return Settings.read(Files.writeString(folder.resolve("settings.properties"), text), Map.of());
  }

  private List<String> problems(String text) {
    return catchThrowableOfType(SettingsException.class, () -> read(text)).problems();
  }

  private Path secret(String text, String permissions) throws IOException {
    Path file = Files.writeString(folder.resolve("secret"), text);
    return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(permissions));
  }

  @Test
  void aFewLinesAreEnough() throws Exception {
    assertThat(read("").provider()).isEmpty();
    OidcSettings set = read(LEAST).provider().orElseThrow();
    assertThat(set.issuer()).isEqualTo(URI.create("https://idp.example/realms/x"));
    assertThat(set.name()).isEqualTo("idp.example");
    assertThat(set.clientSecret()).isEmpty();
    assertThat(set.groupsClaim()).isEqualTo("groups");
    assertThat(set.scopes()).containsExactly("openid", "profile", "email");
    assertThat(set.roles().grant(List.of("sec")).orElseThrow().roles())
        .containsExactly(Role.AUDITOR);
  }

  @Test
  void everythingCanBeSetAndTheSecretIsShownToNobody() throws Exception {
    Settings settings =
        read(
            LEAST
                + "oidc.client-secret-file=%s\n".formatted(secret("  hush-hush\n", "rw-r-----"))
                + "oidc.name=Our directory\noidc.groups-claim=realm_access.roles\n"
                + "oidc.scopes=openid groups\noidc.public-url=https://trailseal.example:8443\n");
    OidcSettings set = settings.provider().orElseThrow();
    assertThat(set.clientSecret()).isEqualTo(Optional.of("hush-hush"));
    assertThat(set.publicUrl()).contains(URI.create("https://trailseal.example:8443"));
    assertThat(settings.value(Setting.OIDC_NAME)).isEqualTo("Our directory");
    assertThat(settings.value(Setting.OIDC_CLIENT_SECRET_FILE)).isEqualTo("set");
    assertThat(settings.value(Setting.OIDC_ROLES)).isEqualTo("sec = auditor; ops = operator");
    assertThat(settings.toString() + settings.lines()).doesNotContain("hush-hush");
  }

  @Test
  void whatIsWrongIsSaid() throws Exception {
    assertThat(problems("oidc.client-id=x\noidc.scopes=openid"))
        .hasSize(2)
        .allMatch(problem -> problem.contains("oidc.issuer is not"));
    assertThat(problems("oidc.issuer=https://idp.example"))
        .containsExactly(
            "oidc.client-id must be set where oidc.issuer is",
            "oidc.roles must be set where oidc.issuer is");
    assertThat(problems(LEAST.replace("https", "http")))
        .singleElement()
        .asString()
        .contains("oidc.issuer", "https://HOST/PATH");
    assertThat(problems(LEAST.replace("= auditor", "= root")))
        .singleElement()
        .asString()
        .contains("oidc.roles", "analyst, auditor or operator", "'root'");
    assertThat(problems(LEAST + "oidc.scopes=profile\noidc.public-url=http://x.example/"))
        .hasSize(2)
        .anyMatch(problem -> problem.contains("openid among them"))
        .anyMatch(problem -> problem.contains("https://HOST[:PORT]"));
    String secretFile = LEAST + "oidc.client-secret-file=" + folder.resolve("secret");
    assertThat(problems(secretFile)).singleElement().asString().contains("can be read");
    Path file = secret("hush-hush", "rw-r--r--");
    assertThat(problems(secretFile))
        .singleElement()
        .asString()
        .contains("chmod 600", file.toString())
        .doesNotContain("hush");
    secret(" \n", "rw-------");
    assertThat(problems(secretFile)).singleElement().asString().contains("a secret in it");
    secret("x".repeat(5000), "rw-------");
    assertThat(problems(secretFile)).singleElement().asString().contains("at most");
  }
}
