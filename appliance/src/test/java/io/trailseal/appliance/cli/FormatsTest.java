package io.trailseal.appliance.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.trailseal.verifier.S3Name;
import io.trailseal.verifier.Sha256;
import io.trailseal.verifier.Verdict;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

final class FormatsTest {

  private static List<String> print(Table table, int columns) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    Terminal terminal = Terminal.over(out, out, true, true, columns);
    table.print(terminal, columns);
    terminal.out().flush();
    return out.toString(StandardCharsets.UTF_8).lines().toList();
  }

  @Test
  void aTableFitsTheScreenAndCutsTheWidestFirst() {
    Table table = new Table(List.of("TIME", "WHO", "VERDICT"), List.of(0, 2));
    table.row("2026-03-02T00:00:00Z", "x".repeat(200), "could not tell");
    table.row("2026-03-02T00:00:01Z", "bob", "intact");
    assertThat(print(table, 60))
        .containsExactly(
            "TIME                  WHO                     VERDICT",
            "2026-03-02T00:00:00Z  " + "x".repeat(21) + "…  could not tell",
            "2026-03-02T00:00:01Z  bob                     intact")
        .allMatch(line -> line.length() <= 60);
    assertThat(print(table, 1000).get(1)).contains("x".repeat(200));
  }

  @Test
  void aTableKeepsWhatMustNotBeCutWhereNothingFits() {
    Table table = new Table(List.of("TIME", "VERDICT"), List.of(0, 1));
    table.row("2026-03-02T00:00:00Z", "could not tell");
    assertThat(print(table, 10).get(1)).contains("2026-03-02T00:00:00Z", "could not tell");
  }

  @Test
  void evidenceCannotWriteToTheTerminal() {
    Table table = new Table(List.of("WHO"), List.of());
    table.row("a\u001b[2Jb\nc\u202ed");
    assertThat(print(table, 100).get(1)).isEqualTo("a\\u001b[2Jb\\u000ac\\u202ed");
  }

  @Test
  void theCaretStandsUnderWhatIsWrong() {
    assertThat(SearchCommand.pointAt("a AND )b", 6)).containsExactly("  a AND )b", "        ^");
    assertThat(SearchCommand.pointAt("a\n)", 2)).containsExactly("  a\\u000a)", "         ^");
    assertThat(SearchCommand.pointAt("", 0)).containsExactly("  ", "  ^");
    List<String> cut = SearchCommand.pointAt("x".repeat(500) + ")" + "y".repeat(500), 500);
    assertThat(cut.getFirst()).hasSizeLessThan(130).contains("x)y");
    assertThat(cut.getLast().indexOf('^')).isEqualTo(cut.getFirst().indexOf(')'));
  }

  @Test
  void progressIsABarOnATerminalAndNothingElsewhereForWhatIsQuick() {
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    Terminal screen = Terminal.over(err, err, true, true, 80);
    try (ProgressLine line = new ProgressLine(screen)) {
      line.show(0.5, "10 objects \u001b " + "x".repeat(100));
    }
    String drawn = err.toString(StandardCharsets.UTF_8);
    assertThat(drawn)
        .startsWith("\r[############            ]  50%  ")
        .containsPattern(" left {2}10 objects \\\\u001b x")
        .endsWith("\r\u001b[K");
    assertThat(drawn.indexOf('\u001b') - 1).isLessThan(80);

    ByteArrayOutputStream file = new ByteArrayOutputStream();
    try (ProgressLine line = new ProgressLine(Terminal.over(file, file, false, false, 60))) {
      line.show(0.5, "10 objects");
    }
    assertThat(file.size()).isZero();
  }

  @Test
  void figuresReadAsPeopleWriteThem() {
    assertThat(Figures.counted(1, "event")).isEqualTo("1 event");
    assertThat(Figures.counted(60_012, "event")).isEqualTo("60,012 events");
    assertThat(Figures.bytes(999)).isEqualTo("999 B");
    assertThat(Figures.bytes(1_500_000)).isEqualTo("1.5 MB");
    assertThat(Figures.duration(Duration.ofMillis(400))).isEqualTo("0.4 s");
    assertThat(Figures.duration(Duration.ofSeconds(185))).isEqualTo("3:05 min");
    assertThat(Figures.duration(Duration.ofHours(2))).isEqualTo("2:00 h");
  }

  @Test
  void standingUsesTheWordsOfVerdicts() {
    S3Name any = new S3Name("bucket", "key");
    assertThat(new Verdict.Intact(any, Sha256.of(new byte[0]), "x").word())
        .isEqualTo(Standing.INTACT);
    assertThat(new Verdict.Undecided(any, Verdict.Obstacle.NO_DIGEST_YET, "").word())
        .isEqualTo(Standing.COULD_NOT_TELL);
  }

  @Test
  void anUndecidedVerdictNeverExitsAsSuccess() {
    assertThat(new Standing(0, 0).exitCode(0)).isEqualTo(ExitCode.FINE);
    assertThat(new Standing(0, 1).exitCode(0)).isEqualTo(ExitCode.COULD_NOT_TELL);
    assertThat(new Standing(0, 0).exitCode(1)).isEqualTo(ExitCode.COULD_NOT_TELL);
    assertThat(new Standing(1, 1).exitCode(1)).isEqualTo(ExitCode.EVIDENCE_BAD);
  }

  @Test
  void aCommandToCopyIsSafeInAShell() {
    assertThat(DemoReport.quote("eventName:x")).isEqualTo("eventName:x");
    assertThat(DemoReport.quote("a b")).isEqualTo("'a b'");
    assertThat(DemoReport.quote("it's")).isEqualTo("'it'\\''s'");
    assertThat(DemoReport.quote("$(rm)")).isEqualTo("'$(rm)'");
  }
}
