package io.trailseal.appliance.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.trailseal.appliance.lifecycle.Home;
import io.trailseal.verifier.synthetic.Tampering;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The demo as a newcomer meets it.
final class DemoTest {
  @TempDir Path folder;

  @Test
  void findsWhatWasPlantedAnswersItsQuestionsAndStopsAndStartsAgain() throws Exception {
    Path home = folder.resolve("home");
    try (Child demo = Child.start(folder, "demo", "--port", "0", "--home", home.toString())) {
      demo.awaitOut("ready after");
      String out = demo.out();
      assertThat(out).doesNotContain("NOT FOUND");
      for (Tampering tampering : Tampering.DEMO) {
        assertThat(out)
            .containsPattern(
                Pattern.quote("\n  " + tampering.kebabName())
                    + ": .*\n    (altered|missing|injected|link broken|out of place) +s3://");
      }
      List<String> urls =
          Pattern.compile("http://127\\.0\\.0\\.1:\\d+/\\?q=\\S+")
              .matcher(out)
              .results()
              .map(MatchResult::group)
              .toList();
      assertThat(urls).hasSize(6);
      try (HttpClient client = HttpClient.newHttpClient()) {
        for (String url : urls) {
          HttpResponse<String> page =
              client.send(
                  HttpRequest.newBuilder(URI.create(url.replace("/?q=", "/api/v1/events?q=")))
                      .build(),
                  HttpResponse.BodyHandlers.ofString());
          assertThat(page.statusCode()).as(url).isEqualTo(200);
          assertThat(page.body()).as(url).doesNotStartWith("{\"total\":0,");
        }
      }
      for (DemoReport.Question question : DemoReport.QUESTIONS) {
        assertThat(out).contains(question.words(), "search " + DemoReport.quote(question.query()));
        Ran asked = Ran.in(home.resolve("demo"), "search", question.query());
        assertThat(asked.out()).as(asked.all()).contains("VERDICT", "searched 60,");
      }
      Ran second = Ran.in(home, "demo", "--fresh");
      assertThat(second.exit()).isEqualTo(ExitCode.UNAVAILABLE);
      assertThat(second.err()).contains("a demo is running: trailseal demo (process ");

      assertThat(demo.stopsOnInterrupt()).isTrue();
      assertThat(demo.err()).doesNotContain("Exception").endsWith("trailseal: stopped\n");
    }
    assertThat(home.resolve("ledger")).as("the user's own store").doesNotExist();
    assertThat(Ran.in(home.resolve("demo"), "fsck").exit()).isEqualTo(ExitCode.FINE);

    try (Child again = Child.start(folder, "demo", "--port", "0", "--home", home.toString())) {
      again.awaitOut("ready after");
      assertThat(again.err()).isEmpty();
      assertThat(again.out()).contains("log-modified").doesNotContain("NOT FOUND");
      assertThat(again.stopsOnInterrupt()).isTrue();
    }
  }

  @Test
  void aFolderThatIsNotADemosIsLeftAlone() throws Exception {
    Path home = folder.resolve("home");
    Path mine = Files.createDirectories(home.resolve("demo"));
    Files.writeString(mine.resolve("thesis.txt"), "years of work");
    Ran ran = Ran.in(home, "demo", "--fresh", "--port", "0");
    assertThat(ran.exit()).isEqualTo(ExitCode.USAGE);
    assertThat(ran.err()).contains("is not a demo's folder", "nothing was deleted");
    assertThat(mine.resolve("thesis.txt")).hasContent("years of work");
  }

  @Test
  void startingOverDeletesOnlyWhatIsInTheDemosFolder() throws Exception {
    Path home = folder.resolve("home");
    Path demo = Files.createDirectories(home.resolve("demo"));
    Files.writeString(home.resolve("mine.txt"), "mine");
    Path outside = Files.createDirectories(folder.resolve("outside"));
    Files.writeString(outside.resolve("theirs.txt"), "theirs");
    Files.writeString(demo.resolve("this-is-a-demo"), "1\n");
    Files.createSymbolicLink(demo.resolve("link"), outside);
    Files.writeString(Files.createDirectories(demo.resolve("vault")).resolve("old.pack"), "old");

    new DemoFolder(new Home(demo)).prepare(true);

    assertThat(home.resolve("mine.txt")).hasContent("mine");
    assertThat(outside.resolve("theirs.txt")).hasContent("theirs");
    try (Stream<Path> left = Files.list(demo)) {
      assertThat(left.map(file -> file.getFileName().toString()))
          .containsExactlyInAnyOrder("this-is-a-demo", "owner");
    }
  }
}
