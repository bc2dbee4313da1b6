package io.trailseal.appliance.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ExportCommandTest {
  @TempDir Path folder;

  private Path home() throws Exception {
    Path home = folder.resolve("home");
    Ran sample =
        Ran.in(
            home,
            "sample --out bucket --accounts 1 --regions 1 --hours 3 --events-per-hour 40"
                .split(" ", -1));
    assertThat(sample.exit()).as(sample.all()).isEqualTo(ExitCode.FINE);
    return home;
  }

  private static List<String> lines(Ran ran) {
    return ran.out().lines().toList();
  }

  @Test
  void everyEventIsWrittenAloneAndBesideARunningAppliance() throws Exception {
    Path home = home();
    Ran nothing = Ran.in(home, "export", "--out", "none.ndjson");
    assertThat(nothing.exit()).as(nothing.all()).isEqualTo(ExitCode.INPUT_MISSING);
    assertThat(Ran.in(home, "import", "bucket").out()).contains("the evidence in this store");

    Ran streamed = Ran.in(home, "export", "--out", "-");
    assertThat(streamed.exit()).as(streamed.all()).isEqualTo(ExitCode.FINE);
    List<String> lines = lines(streamed);
    assertThat(lines.getLast()).startsWith("{\"trailseal\":{\"complete\":true,");
    assertThat(lines).hasSizeGreaterThan(100);

    Ran file = Ran.in(home, "export", "--out", "all.ndjson");
    assertThat(file.exit()).as(file.all()).isEqualTo(ExitCode.FINE);
    assertThat(file.err()).contains(" match, as of ledger entry ", "all.ndjson.manifest.json");
    assertThat(Files.readAllLines(folder.resolve("all.ndjson")))
        .isEqualTo(lines.subList(0, lines.size() - 1));

    Ran again = Ran.in(home, "export", "--out", "all.ndjson");
    assertThat(again.exit()).as(again.all()).isEqualTo(ExitCode.USAGE);
    assertThat(again.err()).contains("all.ndjson is there already");
    Ran resumed = Ran.in(home, "export", "--out", "all.ndjson", "--resume");
    assertThat(resumed.exit()).as(resumed.all()).isEqualTo(ExitCode.FINE);
    assertThat(resumed.err()).contains("was complete already: ");

    try (Child serve = Child.start(folder, "serve", "--port", "0", "--home", home.toString())) {
      serve.awaitOut("trailseal serves");
      // Paths are the client's, and the owner writes.
      Ran through = Ran.in(home, "export", "--format", "records", "--gzip", "--out", "through");
      assertThat(through.exit()).as(through.all()).isEqualTo(ExitCode.FINE);
      assertThat(folder.resolve("through/000001.json.gz")).isNotEmptyFile();
      Ran csv =
          Ran.in(
              home,
              "export eventName:StopLogging --format csv --columns eventName,who,verdict --out -"
                  .split(" ", -1));
      assertThat(lines(csv)).as(csv.all()).hasSize(3);
      assertThat(lines(csv).get(0)).isEqualTo("\"eventName\",\"who\",\"verdict\"");
      assertThat(lines(csv).get(1)).startsWith("\"StopLogging\",\"arn:aws:");
      assertThat(serve.stopsOnInterrupt()).isTrue();
    }
  }

  @Test
  void whatDoesNotGoTogetherIsSaid() throws Exception {
    Path home = home();
    assertThat(Ran.in(home, "import", "bucket").out()).contains("the evidence in this store");
    for (String wrong :
        List.of(
            "export --out - --gzip",
            "export --out - --resume",
            "export --out - --format records",
            "export --out x --limit 0",
            "export --out x --columns a",
            "export --out x --format csv --columns a,,b",
            "export --out x --format csv --with-proof",
            "export --out x --format records --events-per-file 0",
            "export --out x --from yesterday",
            "export")) {
      Ran ran = Ran.in(home, wrong.split(" ", -1));
      assertThat(ran.exit()).as("%s: %s", wrong, ran.all()).isEqualTo(ExitCode.USAGE);
      assertThat(ran.err()).as(wrong).startsWith("trailseal: ");
    }
    Ran caret = Ran.in(home, "export", "a AND", "--out", "x");
    assertThat(caret.exit()).isEqualTo(ExitCode.USAGE);
    assertThat(caret.err()).contains("^");
    assertThat(folder.resolve("x")).doesNotExist();
    assertThat(folder.resolve("x.part")).doesNotExist();
    Ran screen = Ran.onTerminal(home, 80, "export", "--limit", "1", "--out", "-");
    assertThat(screen.out()).as(screen.all()).hasLineCount(2);
  }
}
