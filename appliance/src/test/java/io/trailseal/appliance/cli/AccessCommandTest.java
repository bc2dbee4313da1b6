package io.trailseal.appliance.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class AccessCommandTest {
  @TempDir Path folder;

  private Path home() throws Exception {
    Path home = folder.resolve("home");
    Ran sample =
        Ran.in(
            home,
            "sample --out bucket --accounts 1 --regions 1 --hours 2 --events-per-hour 20"
                .split(" ", -1));
    assertThat(sample.exit()).as(sample.all()).isEqualTo(ExitCode.FINE);
    assertThat(Ran.in(home, "import", "bucket").out()).contains("the evidence in this store");
    return home;
  }

  @Test
  void whatIsTypedOnTheMachineIsOnRecordToo() throws Exception {
    Path home = home();
    String escape = "eventName:\u001b[2Jx";
    Ran found = Ran.in(home, "search", "--limit", "1", "--format", "ndjson");
    String id = found.out().replaceFirst(".*?\"id\":\"([0-9-]+)\".*", "$1").strip();
    Ran hostile = Ran.in(home, "search", escape);
    assertThat(hostile.exit()).as(hostile.all()).isEqualTo(ExitCode.FINE);
    assertThat(Ran.in(home, "event", id).exit()).isEqualTo(ExitCode.FINE);
    assertThat(Ran.in(home, "proof", id).exit()).isEqualTo(ExitCode.FINE);
    assertThat(Ran.in(home, "export", "--out", "all.ndjson").exit()).isEqualTo(ExitCode.FINE);
    assertThat(Ran.in(home, "export", "--limit", "1", "--out", "-").exit())
        .isEqualTo(ExitCode.FINE);
    assertThat(Ran.in(home, "quarantine").exit()).isEqualTo(ExitCode.FINE);

    Ran json = Ran.in(home, "access", "--format", "ndjson");
    assertThat(json.exit()).as(json.all()).isEqualTo(ExitCode.FINE);
    List<String> did =
        json.out()
            .lines()
            .map(
                line ->
                    line.replaceFirst(".*\"action\":\"(.*?)\",\"outcome\":\"(.*?)\".*", "$1 $2"))
            .toList();
    assertThat(did)
        .containsExactly(
            "REPORT DONE",
            "EXPORT DONE",
            "EXPORT BEGUN",
            "EXPORT DONE",
            "EXPORT BEGUN",
            "PROOF DONE",
            "EVENT_VIEWED DONE",
            "QUERY DONE",
            "QUERY DONE");
    assertThat(json.out().lines()).allMatch(line -> line.contains("\"kind\":\"MACHINE\""));

    Ran table = Ran.onTerminal(home, 200, "access", "--action", "query", "--text", "2jx");
    assertThat(table.out())
        .as(table.all())
        .contains("query", "done", "on the machine", "\\u001b[2Jx", "1 entry")
        .doesNotContain("\u001b[2J");
    Ran csv = Ran.in(home, "access", "--who", "nobody", "--format", "csv");
    assertThat(csv.out()).as(csv.all()).hasLineCount(1).startsWith("\"recordedAt\",\"who\"");
    Ran one = Ran.in(home, "access", "--limit", "1");
    assertThat(one.out()).as(one.all()).contains("older ones: --cursor ");
    for (String wrong : List.of("--limit 0", "--action DANCED", "--cursor x", "--from yesterday")) {
      Ran ran = Ran.in(home, ("access " + wrong).split(" ", -1));
      assertThat(ran.exit()).as(ran.all()).isEqualTo(ExitCode.USAGE);
    }

    Ran export = Ran.in(home, "access", "export", "--action", "EXPORT", "--out", "access.ndjson");
    assertThat(export.exit()).as(export.all()).isEqualTo(ExitCode.FINE);
    // This very export is begun, and its beginning is not in it.
    assertThat(export.err()).contains("4 entries of the access record in");
    Path script = Path.of("docs", "check-access.sh").toAbsolutePath();
    Process check =
        new ProcessBuilder("sh", script.toString(), "access.ndjson")
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .start();
    assertThat(new String(check.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip())
        .isEqualTo("4 leaves, 0 wrong");
    assertThat(check.waitFor(1, TimeUnit.MINUTES)).isTrue();
    assertThat(Ran.in(home, "access", "export", "--out", "access.ndjson").exit())
        .isNotEqualTo(ExitCode.FINE);
    assertThat(Files.readAllLines(folder.resolve("access.ndjson"))).hasSize(6);
    Ran fsck = Ran.in(home, "fsck");
    assertThat(fsck.exit()).as(fsck.all()).isEqualTo(ExitCode.FINE);
  }
}
