package io.trailseal.appliance.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// `verify SOURCE`: what a person asks of an archive beside or without a store.
final class VerifyCommandTest {
  private static final String SAMPLE =
      "sample --accounts 1 --regions 1 --hours 3 --events-per-hour 40 --out ";

  @TempDir static Path folder;

  private static Path home = Path.of("");

  @BeforeAll
  static void writeSamples() {
    home = folder.resolve("home");
    assertThat(run(SAMPLE + "clean").exit()).isEqualTo(ExitCode.FINE);
    assertThat(run(SAMPLE + "bad --tamper log-deleted").exit()).isEqualTo(ExitCode.FINE);
  }

  private static Ran run(String line) {
    return Ran.in(home, line.split(" ", -1));
  }

  private static Ran expect(ExitCode code, String line) {
    Ran ran = run(line);
    assertThat(ran.exit()).as("%s: %s", line, ran.all()).isEqualTo(code);
    return ran;
  }

  /// As it reads on an endless line.
  private static String flat(String text) {
    return text.replaceAll("\\s+", " ");
  }

  @Test
  void everyFormatSaysBothWays() {
    for (String[] format :
        new String[][] {
          {"text", "PROVEN: ", "FINDINGS: "},
          {"json", "\"outcome\" : \"proven\"", "\"outcome\" : \"findings\""},
          {"junit", "failures=\"0\"", "failures=\"1\""},
          {"html", "PROVEN", "FINDINGS"}
        }) {
      assertThat(
              expect(ExitCode.FINE, "verify clean --keys clean/public-keys --format " + format[0])
                  .out())
          .contains(format[1]);
      assertThat(
              expect(
                      ExitCode.EVIDENCE_BAD,
                      "verify bad --keys bad/public-keys --format " + format[0])
                  .out())
          .contains(format[2]);
    }
    assertThat(home).as("nothing is taken in").doesNotExist();
  }

  @Test
  void whatFailsIsForTheCallerToSay() {
    for (String list : List.of("missing", "error", "any", "altered,missing")) {
      expect(ExitCode.EVIDENCE_BAD, "verify bad --keys bad/public-keys --fail-on " + list);
    }
    for (String list : List.of("none", "altered", "could-not-tell")) {
      expect(ExitCode.FINE, "verify bad --keys bad/public-keys --fail-on " + list);
    }
  }

  @Test
  void aReportGoesToAFileAndComesBackAsWhatWasSeenBefore() throws IOException {
    Ran filed =
        expect(
            ExitCode.FINE,
            "verify clean --keys clean/public-keys --format json --output seen.json");
    assertThat(filed.out()).isEmpty();
    assertThat(filed.err()).contains("PROVEN: ");
    expect(ExitCode.FINE, "verify clean --keys clean/public-keys --seen-before seen.json");

    expect(ExitCode.FINE, SAMPLE + "shorter");
    Path digest;
    try (Stream<Path> all = Files.walk(folder.resolve("shorter"))) {
      digest =
          all.filter(file -> file.toString().matches(".*/CloudTrail-Digest/.*\\.json\\.gz"))
              .max(Path::compareTo)
              .orElseThrow();
    }
    Files.delete(digest);
    Ran gone =
        expect(
            ExitCode.EVIDENCE_BAD,
            "verify shorter --keys clean/public-keys --seen-before seen.json");
    assertThat(flat(gone.out()))
        .contains("MISSING")
        .contains("it was here when this archive was examined before")
        .contains(digest.getFileName().toString());
  }

  @Test
  void aCopyIsToldHowToSayThatItIsOne() {
    Ran copy = expect(ExitCode.EVIDENCE_BAD, "verify clean --bucket copy --keys clean/public-keys");
    assertThat(flat(copy.out()))
        .contains("OUT OF PLACE (35)")
        .contains("with --map-bucket trailseal-sample-logs=copy");
    Ran declared =
        expect(
            ExitCode.FINE,
            "verify clean --bucket copy --keys clean/public-keys"
                + " --map-bucket trailseal-sample-logs=copy");
    assertThat(declared.out()).startsWith("PROVEN").doesNotContain("--map-bucket");
  }

  @Test
  void withoutKeysTheStoresCountAndTheReportSaysSo() {
    Path own = folder.resolve("own");
    Ran none = Ran.in(own, "verify", "clean");
    assertThat(none.exit()).as(none.all()).isEqualTo(ExitCode.COULD_NOT_TELL);
    assertThat(flat(none.out())).contains("no public keys were given");
    assertThat(own).doesNotExist();

    assertThat(Ran.in(own, "keys", "trust", "clean/public-keys", "--yes").exit())
        .isEqualTo(ExitCode.FINE);
    Ran trusted = Ran.in(own, "verify", "clean");
    assertThat(trusted.exit()).as(trusted.all()).isEqualTo(ExitCode.FINE);
    assertThat(flat(trusted.out()))
        .contains("no --keys were given: the 1 public key that the store in " + own + " trusts");
    // A key that is named counts alone: a sample of another seed was signed by another.
    assertThat(Ran.in(own, (SAMPLE + "other --seed 9").split(" ", -1)).exit())
        .isEqualTo(ExitCode.FINE);
    Ran named = Ran.in(own, "verify", "clean", "--keys", "other/public-keys");
    assertThat(named.exit()).as(named.all()).isEqualTo(ExitCode.COULD_NOT_TELL);
    assertThat(named.out()).doesNotContain("no --keys were given");
    assertThat(Ran.in(own, "status", "--format", "json").out())
        .as("nothing was taken in")
        .contains("\"events\":0");
  }

  @Test
  void wrongArgumentsAreAnsweredWithWhatWasMeant() {
    for (List<String> wrong :
        List.of(
            List.of("verfy clean", "verify"),
            List.of("verify clean --key x", "--keys"),
            List.of("verify clean --format jsn", "json"),
            List.of("verify clean --fail-on alterd", "did you mean altered?"),
            List.of("verify clean --from yesterday", "2026-03-01T12:00:00Z"),
            List.of("verify clean --account 12", "12 digits"),
            List.of("verify clean --map-bucket a", "ORIGINAL=COPY"),
            List.of("verify", "what to verify is missing"))) {
      Ran ran = expect(ExitCode.USAGE, wrong.get(0));
      assertThat(ran.err()).as(wrong.get(0)).contains(wrong.get(1));
      assertThat(ran.out()).isEmpty();
    }
    assertThat(expect(ExitCode.INPUT_MISSING, "verify nowhere").err()).contains("there is no file");
    expect(ExitCode.INPUT_MISSING, "verify clean --keys nowhere");
    expect(ExitCode.INPUT_BAD, "verify clean --seen-before clean/public-keys/us-east-1.json");
    expect(ExitCode.INPUT_OUTPUT, "verify clean --output nowhere/report.txt");
  }
}
