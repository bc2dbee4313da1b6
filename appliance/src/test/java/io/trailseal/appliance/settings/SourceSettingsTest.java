package io.trailseal.appliance.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.trailseal.indexer.aws.AwsProxy;
import io.trailseal.indexer.aws.AwsRole;
import io.trailseal.indexer.aws.AwsSources.QueueAt;
import io.trailseal.verifier.S3Prefix;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class SourceSettingsTest {
  private static final String QUEUE = "https://sqs.eu-central-1.amazonaws.com/111122223333/logs";

  @TempDir Path folder;

  @Test
  void aSourceIsNamedByTheOperatorAndReadWhole() throws Exception {
    Settings settings =
        read(
            """
            intake.log-archive.bucket=amzn-log-archive
            intake.log-archive.prefix=o-a1b2c3d4e5
            intake.log-archive.queue-url=%s
            intake.log-archive.region=eu-central-1
            intake.log-archive.profile=audit
            intake.log-archive.role-arn=arn:aws:iam::111122223333:role/Trailseal
            intake.log-archive.external-id=sesame-42
            intake.log-archive.endpoint-url=http://127.0.0.1:9000
            intake.log-archive.proxy=http://who:p%%40ss+word@proxy.example:3128
            """
                .formatted(QUEUE));
    SourceSettings source = settings.intake().getFirst();
    assertThat(settings.intake()).hasSize(1);
    assertThat(source.name()).isEqualTo("log-archive");
    assertThat(source.bucket().orElseThrow().root())
        .isEqualTo(new S3Prefix("amzn-log-archive", "o-a1b2c3d4e5/"));
    assertThat(source.queue().map(QueueAt::url)).contains(QUEUE);
    URI endpoint = URI.create("http://127.0.0.1:9000");
    assertThat(source.access().endpoint()).contains(endpoint);
    assertThat(source.access().region()).contains("eu-central-1");
    assertThat(source.access().profile()).contains("audit");
    assertThat(source.access().role())
        .contains(
            new AwsRole(
                "arn:aws:iam::111122223333:role/Trailseal",
                Optional.of("sesame-42"),
                Optional.of(endpoint)));
    assertThat(source.access().proxy())
        .contains(
            new AwsProxy("proxy.example", 3128, Optional.of("who"), Optional.of("p@ss+word")));
    assertThat(settings.toString()).doesNotContain("sesame", "p@ss");
  }

  @Test
  void theEnvironmentNamesSourcesInCapitalsAndWins() throws Exception {
    Settings settings =
        read(
            "intake.log-archive.bucket=from-the-file\nintake.log-archive.region=eu-west-1\n",
            Map.of(
                "TRAILSEAL_INTAKE_LOG_ARCHIVE_BUCKET",
                "from-the-environment",
                "TRAILSEAL_INTAKE_B2_QUEUE_URL",
                QUEUE));
    assertThat(settings.intake())
        .extracting(SourceSettings::name)
        .containsExactly("b2", "log-archive");
    assertThat(settings.intake().get(0).bucket()).isEmpty();
    SourceSettings archive = settings.intake().get(1);
    assertThat(archive.bucket().orElseThrow().root().bucket()).isEqualTo("from-the-environment");
    assertThat(archive.queue()).isEmpty();
    assertThat(archive.access().region()).contains("eu-west-1");
    assertThat(settings.lines())
        .anyMatch(
            line ->
                line.key().equals("intake.log-archive.bucket")
                    && line.source()
                        .equals("environment variable TRAILSEAL_INTAKE_LOG_ARCHIVE_BUCKET"));
  }

  @Test
  void everyNameIsTheSameBothWays() {
    for (String name : List.of("a", "log-archive", "b2", "a-1-b", "queue", "x-role-arn")) {
      for (SourceSetting setting : SourceSetting.values()) {
        SourceKey key = new SourceKey(name, setting);
        assertThat(SourceKey.of(key.key())).contains(key);
        assertThat(SourceKey.ofVariable(key.variable())).contains(key);
      }
    }
    for (String wrong : List.of("A", "1a", "-a", "a-", "a--b", "a_b", "a.b", "", "a".repeat(41))) {
      assertThat(SourceKey.of("intake." + wrong + ".bucket")).as(wrong).isEmpty();
    }
    for (String wrong : List.of("", "_A", "A_", "A__B", "a", "A-B", "1A")) {
      assertThat(SourceKey.ofVariable("TRAILSEAL_INTAKE_" + wrong + "_BUCKET")).as(wrong).isEmpty();
    }
  }

  @Test
  void secretsAreShownAsSet() throws Exception {
    Settings settings =
        read(
            """
            intake.a.bucket=abc
            intake.a.role-arn=arn:aws:iam::111122223333:role/R
            intake.a.external-id=sesame-42
            intake.a.proxy=http://who:secret@proxy.example:3128
            """);
    assertThat(settings.lines())
        .anyMatch(l -> l.key().equals("intake.a.external-id") && l.value().equals("(set)"))
        .anyMatch(
            l ->
                l.key().equals("intake.a.proxy")
                    && l.value().equals("http://(set)@proxy.example:3128"))
        .noneMatch(l -> l.toString().contains("sesame") || l.value().contains("secret"))
        .noneMatch(l -> l.value().contains("who"));
  }

  @Test
  void everythingWrongIsSaidAtOnceAndNoSecretIsRepeated() throws Exception {
    List<String> problems =
        problems(
            """
            intake.a.bucket=not a bucket
            intake.a.queue-url=sqs.eu-west-1.amazonaws.com/1/q
            intake.a.region=Frankfurt
            intake.a.profile=[x]
            intake.a.role-arn=Trailseal
            intake.a.external-id=s!ecret
            intake.a.endpoint-url=ftp://x
            intake.a.proxy=https://who:secret@proxy.example
            intake.a.buket=b
            intake.B.bucket=b
            """);
    assertThat(problems).hasSize(10);
    for (SourceSetting setting : SourceSetting.values()) {
      if (setting != SourceSetting.PREFIX) {
        assertThat(problems)
            .as(setting.key())
            .anyMatch(
                p ->
                    p.startsWith("intake.a." + setting.key() + " (")
                        && p.contains("settings.properties"));
      }
    }
    assertThat(problems)
        .noneMatch(p -> p.contains("s!ecret") || p.contains("secret@"))
        .anyMatch(p -> p.contains("is 'Frankfurt'"))
        .anyMatch(p -> p.contains("no setting intake.a.buket; did you mean intake.a.bucket?"))
        .anyMatch(p -> p.contains("no setting intake.B.bucket"));
    assertThat(problems("", Map.of("TRAILSEAL_INTAKE_A_QUEUE_URI", "x")))
        .singleElement()
        .asString()
        .contains("did you mean TRAILSEAL_INTAKE_A_QUEUE_URL?");
  }

  @Test
  void sourcesFitTogether() throws Exception {
    assertThat(problems("intake.a.queue-url=" + QUEUE))
        .singleElement()
        .asString()
        .contains("no source has a bucket");
    assertThat(problems("intake.a.region=eu-west-1"))
        .singleElement()
        .asString()
        .contains("must have a bucket or a queue", "intake.a.bucket");
    assertThat(problems("intake.a.prefix=p\nintake.a.external-id=id\nintake.a.queue-url=" + QUEUE))
        .hasSize(2)
        .allMatch(p -> p.contains("says nothing without"));
    for (String prefix : List.of("", "p", "p/", "p/q")) {
      assertThat(
              problems(
                  "intake.a.bucket=abc\nintake.a.prefix=p\nintake.b.bucket=abc\nintake.b.prefix="
                      + prefix))
          .as(prefix)
          .singleElement()
          .asString()
          .contains("the same objects twice", "intake.a.bucket", "intake.b.bucket");
    }
    assertThat(
            read("intake.a.bucket=abc\nintake.a.prefix=p\nintake.b.bucket=abc\nintake.b.prefix=pq")
                .intake())
        .hasSize(2);
    assertThat(
            problems(
                "intake.a.bucket=abc\nintake.a.queue-url=%s\nintake.b.queue-url=%s"
                    .formatted(QUEUE, QUEUE)))
        .singleElement()
        .asString()
        .contains("the same queue");
    StringBuilder many = new StringBuilder();
    for (int i = 0; i < 51; i++) {
      many.append("intake.a%d.bucket=abc%d%n".formatted(i, i));
    }
    assertThat(problems(many.toString())).singleElement().asString().contains("at most 50");
  }

  private Settings read(String file) throws IOException, SettingsException {
    return read(file, Map.of());
  }

  private Settings read(String content, Map<String, String> environment)
      throws IOException, SettingsException {
    Path file = folder.resolve("settings.properties");
    Files.writeString(file, content);
    return Settings.read(file, environment);
  }

  private List<String> problems(String content) {
    return problems(content, Map.of());
  }

  private List<String> problems(String content, Map<String, String> environment) {
    return catchThrowableOfType(SettingsException.class, () -> read(content, environment))
        .problems();
  }
}
