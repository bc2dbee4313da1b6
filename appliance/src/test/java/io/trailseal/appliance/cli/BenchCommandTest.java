package io.trailseal.appliance.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class BenchCommandTest {
  private static final Path SHARED = Path.of(System.getProperty("trailseal.shared"));

  @TempDir Path folder;

  private Ran run(String... arguments) {
    return Ran.in(folder.resolve("home"), arguments);
  }

  private void isWhole(Path kept) {
    Ran fsck = Ran.in(kept.resolve("home"), "fsck");
    assertThat(fsck.exit()).as(fsck.all()).isEqualTo(ExitCode.FINE);
  }

  @Test
  void takesASampleInAndMeasures() throws Exception {
    Path kept = folder.resolve("kept");
    Ran ran =
        run("bench", "ingest", "--events", "800", "--keep", kept.toString(), "--format", "json");
    assertThat(ran.exit()).as(ran.all()).isEqualTo(ExitCode.FINE);
    assertThat(ran.out())
        .contains("\"name\":\"import\"", "\"name\":\"index alone\"", "\"leaf\":{\"terms\":");
    isWhole(kept);
    assertThat(folder.resolve("home")).doesNotExist();

    Ran again =
        run("bench", "ingest", "--events", "800", "--keep", kept.toString(), "--index-only");
    assertThat(again.exit()).as(again.all()).isEqualTo(ExitCode.FINE);
    assertThat(again.out())
        .contains("index alone", "search .tim", "bytes an event before compression")
        .doesNotContain("import ");
    isWhole(kept);
  }

  @Test
  void asksEveryKindOfQuestion() throws Exception {
    Path kept = folder.resolve("kept");
    String[] words = {
      "bench", "search", "--events", "900", "--times", "2", "--keep", kept.toString()
    };
    Ran ran = run(words);
    assertThat(ran.exit()).as(ran.all()).isEqualTo(ExitCode.FINE);
    assertThat(ran.out())
        .contains("CIDR /16", "phrase, newest 50", "histogram(eventTime,auto) over all")
        // What is refused says so behind the name of its kind.
        .doesNotContain("newest 50: ", "over all: ", "count: ");
    Ran again = run(words);
    assertThat(again.exit()).as(again.all()).isEqualTo(ExitCode.FINE);
    assertThat(again.err()).doesNotContain("writing");
    isWhole(kept);
  }

  @Test
  void noQuestionIsTheDeathOfIt() throws Exception {
    Path kept = folder.resolve("kept");
    String events = System.getProperty("trailseal.worst.events", "2000");
    Ran ran = run("bench", "worst", "--events", events, "--keep", kept.toString());
    assertThat(ran.exit()).as(ran.all()).isEqualTo(ExitCode.FINE);
    assertThat(ran.out())
        .contains("none broken")
        .doesNotContain("BROKEN", "Exception", "org.apache");
    isWhole(kept);
  }

  @Test
  void manyUsersAreServedWhileEventsComeIn() throws Exception {
    Path kept = folder.resolve("kept");
    Ran ran =
        run(
            "bench",
            "users",
            "--events",
            "1000",
            "--users",
            "8",
            "--hostile",
            "3",
            "--seconds",
            "1",
            "--keep",
            kept.toString());
    // How fast it was is looked at by a person.
    assertThat(ran.exit()).as(ran.all()).isEqualTo(ExitCode.FINE);
    assertThat(ran.out()).contains("cheap 200=", "intake beside them keeps");
    isWhole(kept);
  }

  @Test
  void multipliesRealRecords() throws Exception {
    Path records = SHARED.resolve("data/events.ndjson.gz");
    Path kept = folder.resolve("kept");
    Ran ran =
        run(
            "bench",
            "ingest",
            "--events",
            "2300",
            "--from",
            records.toString(),
            "--keep",
            kept.toString());
    assertThat(ran.exit()).as(ran.all()).isEqualTo(ExitCode.FINE);
    assertThat(ran.out()).contains("2,300 events in 3 objects", "the index has 2,300 documents");
    isWhole(kept);
  }

  @Test
  void leavesFoldersAloneThatAreNotItsOwn() throws Exception {
    Path mine = Files.createDirectories(folder.resolve("mine"));
    Files.writeString(mine.resolve("thesis"), "years of work");
    Ran ran = run("bench", "ingest", "--events", "10", "--keep", mine.toString());
    assertThat(ran.exit()).isNotEqualTo(ExitCode.FINE);
    assertThat(ran.err()).contains("must be empty or of an earlier bench");
    assertThat(mine.resolve("thesis")).hasContent("years of work");
  }
}
