package io.trailseal.appliance.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// `serve` with sources and without, in a process of its own.
final class ServeIntakeTest {
  @TempDir Path folder;

  @Test
  void sourcesThatCannotBeReachedDoNotKeepItFromServing() throws Exception {
    Path home = folder.resolve("home");
    String nobody = "http://127.0.0.1:" + portOfNobody();
    Files.createDirectories(home);
    Files.writeString(
        home.resolve("settings.properties"),
        """
        log.format=json
        intake.disk-free-min=0
        intake.archive.bucket=amzn-log-archive
        intake.archive.prefix=o-a1b2c3d4e5
        intake.archive.region=eu-central-1
        intake.archive.endpoint-url=%s
        intake.archive.queue-url=%s/111122223333/logs
        """
            .formatted(nobody, nobody));
    try (Child serve =
        serve(
            home,
            Map.of(
                "TRAILSEAL_INTAKE_OTHER_BUCKET",
                "amzn-other",
                "TRAILSEAL_INTAKE_OTHER_ENDPOINT_URL",
                nobody))) {
      assertThat(serve.out())
          .contains(
              "takes in archive: s3://amzn-log-archive/o-a1b2c3d4e5/, announced by "
                  + nobody
                  + "/111122223333/logs",
              "takes in other: s3://amzn-other/, by listing it");
      assertThat(Ran.in(home, "status", "--format", "json").out()).contains("\"running\":true");
      assertThat(serve.stopsOnInterrupt()).isTrue();
      // Not given up on after the time to stop in.
      assertThat(serve.err()).endsWith("trailseal: stopped\n").doesNotContain("in the middle");
    }
    assertThat(Ran.in(home, "fsck").exit()).isEqualTo(ExitCode.FINE);
    if (Files.exists(home.resolve("trailseal.log"))) {
      assertThat(Files.readAllLines(home.resolve("trailseal.log")))
          .allMatch(l -> l.startsWith("{\""));
    }
  }

  @Test
  void badSettingsStopItWithAllThatIsWrong() throws Exception {
    Path home = folder.resolve("home");
    Files.createDirectories(home);
    Files.writeString(
        home.resolve("settings.properties"),
        "intake.a.bucket=not a bucket\nintake.a.quue-url=x\nintake.b.prefix=p\n");
    Ran ran = Ran.in(home, "serve", "--port", "0");
    assertThat(ran.exit()).as(ran.all()).isEqualTo(ExitCode.SETTINGS_BAD);
    assertThat(ran.err())
        .contains(
            "intake.a.bucket (",
            "did you mean intake.a.queue-url?",
            "intake.b.prefix (",
            "the source b (",
            "nothing was started");
    assertThat(home.resolve("ledger")).doesNotExist();
  }

  @Test
  void withoutSourcesNothingOfAmazonsIsLoaded() throws Exception {
    Path classes = folder.resolve("classes.txt");
    try (Child serve =
        serve(
            folder.resolve("home"),
            Map.of("JDK_JAVA_OPTIONS", "-Xlog:class+load=info:file=" + classes))) {
      assertThat(serve.out()).doesNotContain("takes in");
      assertThat(serve.stopsOnInterrupt()).isTrue();
    }
    assertThat(Files.readString(classes))
        .contains("io.trailseal.appliance.cli.ServeCommand")
        .doesNotContain("software.amazon.awssdk");
  }

  private Child serve(Path home, Map<String, String> more)
      throws IOException, InterruptedException {
    Map<String, String> variables = new HashMap<>(more);
    variables.put("AWS_ACCESS_KEY_ID", "AKIAIOSFODNN7EXAMPLE");
    variables.put("AWS_SECRET_ACCESS_KEY", "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY");
    variables.put("AWS_EC2_METADATA_DISABLED", "true");
    Child child = Child.start(folder, variables, "serve", "--port", "0", "--home", home.toString());
    child.awaitOut("trailseal serves");
    return child;
  }

  private static int portOfNobody() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }
}
