package io.trailseal.appliance.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// One store, one owner: commands beside a running appliance, in processes of their own.
final class OneOwnerTest {
  @TempDir Path folder;

  private Path home = Path.of("");

  @BeforeEach
  void writeASample() {
    home = folder.resolve("home");
    Ran ran =
        Ran.in(
            home,
            "sample --out bucket --accounts 1 --regions 1 --hours 3 --events-per-hour 40"
                .split(" ", -1));
    assertThat(ran.exit()).as(ran.all()).isEqualTo(ExitCode.FINE);
  }

  private Child serve(Path itsHome) throws IOException, InterruptedException {
    Child child = Child.start(folder, "serve", "--port", "0", "--home", itsHome.toString());
    child.awaitOut("trailseal serves");
    return child;
  }

  @Test
  void commandsWorkBesideARunningApplianceAndASecondOneIsRefusedByName() throws Exception {
    try (Child serve = serve(home)) {
      // Paths are the client's: `bucket` is below its working folder, not the owner's.
      Ran imported = Ran.in(home, "import", "bucket", "--keys", "bucket/public-keys");
      assertThat(imported.out()).as(imported.all()).contains("the evidence in this store");
      Ran found = Ran.in(home, "search", "eventName:StopLogging", "--format", "csv");
      assertThat(found.exit()).as(found.all()).isEqualTo(ExitCode.FINE);
      assertThat(found.out()).hasLineCount(2);
      assertThat(found.err()).contains("searched ");
      assertThat(Ran.in(home, "status", "--format", "json").out()).contains("\"running\":true");
      assertThat(Ran.in(home, "vault", "cat", "0".repeat(64)).exit())
          .isEqualTo(ExitCode.INPUT_MISSING);
      assertThat(Ran.in(home, "search", "a AND").err()).contains("^");
      assertThat(Ran.in(home, "rebuild", "search").exit()).isEqualTo(ExitCode.FINE);
      assertThat(Ran.in(home, "fsck").exit()).isEqualTo(ExitCode.FINE);
      String url = serve.out().replaceAll("(?s).*(http://\\S+).*", "$1");
      assertThat(serve.out()).containsPattern(url + "/setup/\\w{43}\n");
      Ran added = Ran.in(home, "user", "add", "ci", "--role", "analyst", "--no-password");
      assertThat(added.exit()).as(added.all()).isEqualTo(ExitCode.FINE);
      String token = Ran.in(home, "token", "create", "ci", "--for", "a test").out().strip();
      assertThat(get(url + "/api/v1/events?q=eventName:StopLogging", token))
          .startsWith("{\"total\":1,");
      // A password goes to the owner without being an argument, and into no log.
      Ran alice =
          Ran.answering(
              home, "correct horse battery", "user", "add", "alice", "--role", "operator");
      assertThat(alice.exit()).as(alice.all()).isEqualTo(ExitCode.FINE);
      assertThat(alice.err()).contains("Password for alice: ", "The same again: ");
      assertThat(Files.readString(home.resolve("trailseal.log")))
          .contains("user add alice")
          .doesNotContain("correct horse", "argon2");
      String id = token.substring(6, 16);
      assertThat(Ran.in(home, "token", "revoke", id).exit()).isEqualTo(ExitCode.FINE);
      assertThat(get(url + "/api/v1/events", token)).contains("SIGN_IN_REQUIRED");
      assertThat(Ran.in(home, "user", "list").out()).contains("alice", "no password");

      String[] trust = {"keys", "trust", "eu-west-1.json"};
      Files.copy(
          folder.resolve("bucket/public-keys/us-east-1.json"), folder.resolve("eu-west-1.json"));
      Ran nobody = Ran.in(home, trust);
      assertThat(nobody.exit()).as(nobody.all()).isEqualTo(ExitCode.INPUT_BAD);
      assertThat(nobody.err()).contains("there is no terminal to ask at");
      Ran no = Ran.answering(home, "n", trust);
      assertThat(no.exit()).as(no.all()).isEqualTo(ExitCode.INPUT_BAD);
      assertThat(no.err()).contains("[y/N]", "was not confirmed");
      Ran yes = Ran.answering(home, "y", trust);
      assertThat(yes.exit()).as(yes.all()).isEqualTo(ExitCode.FINE);
      assertThat(Ran.in(home, "keys", "list", "--format", "json").out())
          .contains("\"decision\":\"CONFIRMED\"", "\"region\":\"eu-west-1\"");

      Ran second = Ran.in(home, "serve", "--port", "0");
      assertThat(second.exit()).isEqualTo(ExitCode.UNAVAILABLE);
      assertThat(second.err()).contains("is owned by trailseal serve (process ", "since ");

      assertThat(serve.stopsOnInterrupt()).isTrue();
      assertThat(serve.err()).isEqualTo("trailseal: stopped\n");
    }
    // It has closed in order: the next one opens the store itself.
    Ran after = Ran.in(home, "status", "--format", "json");
    assertThat(after.out()).as(after.all()).contains("\"running\":false");
  }

  @Test
  void aStoreWhoseOwnerWasKilledIsOpenedAgain() throws Exception {
    try (Child serve = serve(home)) {
      Ran.in(home, "import", "bucket");
      serve.kill();
    }
    assertThat(home.resolve("door/socket")).exists();
    Ran found = Ran.in(home, "search", "eventName:StopLogging", "--format", "csv");
    assertThat(found.out()).as(found.all()).hasLineCount(2);
    assertThat(Ran.in(home, "fsck").exit()).isEqualTo(ExitCode.FINE);
  }

  @Test
  void aTakenPortIsRefusedWithWhatToDo() throws Exception {
    try (Child first = serve(home)) {
      String port = first.out().replaceAll("(?s).*http://127.0.0.1:(\\d+).*", "$1");
      Ran second = Ran.in(folder.resolve("b"), "serve", "--port", port);
      assertThat(second.exit()).as(second.all()).isEqualTo(ExitCode.UNAVAILABLE);
      assertThat(second.err()).contains("port " + port, "--port");
    }
  }

  private static String get(String url, String token) throws IOException, InterruptedException {
    try (HttpClient client = HttpClient.newHttpClient()) {
      return client
          .send(
              HttpRequest.newBuilder(URI.create(url))
                  .header("Authorization", "Bearer " + token)
                  .build(),
              HttpResponse.BodyHandlers.ofString())
          .body();
    }
  }
}
