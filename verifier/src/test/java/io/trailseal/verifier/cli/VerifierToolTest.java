package io.trailseal.verifier.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.trailseal.verifier.synthetic.FolderBucket;
import io.trailseal.verifier.synthetic.SampleSettings;
import io.trailseal.verifier.synthetic.SyntheticTrail;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class VerifierToolTest {
  private static final InstantSource NOON =
      InstantSource.fixed(Instant.parse("2026-11-20T12:00:00Z"));

  @TempDir static Path folder;

  private record Ran(int exit, String out, String err) {}

  private static Ran run(String... arguments) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    int exit =
        new VerifierTool(
                out, new PrintStream(err, true, StandardCharsets.UTF_8), false, 100, folder, NOON)
            .run(List.of(arguments));
    return new Ran(
        exit, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
  }

  @BeforeAll
  static void writeSamples() throws IOException {
    for (String name : new String[] {"clean", "bad"}) {
      new SyntheticTrail(
              new SampleSettings(
                  1,
                  1,
                  4,
                  60,
                  Optional.empty(),
                  1,
                  SampleSettings.DEFAULTS.start(),
                  SampleSettings.DEFAULTS.bucket(),
                  ""))
          .writeTo(FolderBucket.at(folder.resolve(name)));
    }
    Files.delete(logFile());
    Files.createDirectory(folder.resolve("empty"));
  }

  private static Path logFile() throws IOException {
    try (Stream<Path> all = Files.walk(folder.resolve("bad"))) {
      return all.filter(file -> file.toString().matches(".*/CloudTrail/.*\\.json\\.gz"))
          .sorted()
          .findFirst()
          .orElseThrow();
    }
  }

  @Test
  void aCleanArchiveIsProven() {
    Ran ran = run("verify", "clean", "--keys", "clean/public-keys");
    assertThat(ran.exit()).as("%s", ran).isEqualTo(Exit.FINE);
    assertThat(ran.out()).startsWith("PROVEN: ");
    assertThat(ran.err()).isEmpty();
  }

  @Test
  void aLogFileThatIsGoneIsAFindingUnlessSomebodyAskedOtherwise() {
    Ran ran = run("verify", "bad", "--keys=bad/public-keys");
    assertThat(ran.exit()).as("%s", ran).isEqualTo(Exit.FINDINGS);
    assertThat(ran.out()).startsWith("FINDINGS: ").contains("error: MISSING (1)");
    for (String list : List.of("missing", "altered,missing", "error", "note", "any", "warning")) {
      assertThat(run("verify", "bad", "--keys", "bad/public-keys", "--fail-on", list).exit())
          .as(list)
          .isEqualTo(Exit.FINDINGS);
    }
    for (String list : List.of("none", "altered", "could-not-tell", "link-broken,gap")) {
      assertThat(run("verify", "bad", "--keys", "bad/public-keys", "--fail-on", list).exit())
          .as(list)
          .isEqualTo(Exit.FINE);
    }
  }

  @Test
  void withoutKeysNothingIsToldAndThoseInTheArchiveAreNotUsed() {
    Ran ran = run("verify", "clean");
    assertThat(ran.exit()).as("%s", ran).isEqualTo(Exit.COULD_NOT_TELL);
    assertThat(ran.out())
        .startsWith("COULD NOT TELL: ")
        .contains("no public keys were given", "public-keys/us-east-1.json", "--keys");
  }

  @Test
  void nothingExaminedIsNeverFine() {
    for (String list : List.of("any", "none", "altered")) {
      Ran ran = run("verify", "empty", "--keys", "clean/public-keys", "--fail-on", list);
      assertThat(ran.exit()).as("%s", ran).isEqualTo(Exit.COULD_NOT_TELL);
      assertThat(ran.out()).startsWith("NOTHING EXAMINED: ");
    }
    Ran elsewhere =
        run("verify", "clean", "--keys", "clean/public-keys", "--account", "999999999999");
    assertThat(elsewhere.exit()).as("%s", elsewhere).isEqualTo(Exit.COULD_NOT_TELL);
  }

  @Test
  void aReportGoesToAFileAndAnEarlierOneIsHeldAgainst() throws IOException {
    Ran first =
        run(
            "verify",
            "clean",
            "--keys",
            "clean/public-keys",
            "--format",
            "json",
            "--output",
            "r.json");
    assertThat(first.exit()).as("%s", first).isEqualTo(Exit.FINE);
    assertThat(first.out()).isEmpty();
    assertThat(first.err()).startsWith("trailseal-verifier: PROVEN: ");
    assertThat(Files.readString(folder.resolve("r.json"))).contains("\"outcome\" : \"proven\"");
    try (Stream<Path> left = Files.list(folder)) {
      assertThat(left.filter(file -> file.toString().endsWith(".tmp"))).isEmpty();
    }
    Ran again = run("verify", "clean", "--keys", "clean/public-keys", "--seen-before", "r.json");
    assertThat(again.exit()).as("%s", again).isEqualTo(Exit.FINE);
    Ran gone = run("verify", "empty", "--keys", "clean/public-keys", "--seen-before", "r.json");
    assertThat(gone.exit()).as("%s", gone).isEqualTo(Exit.FINDINGS);
    assertThat(gone.out()).contains("it was here when this archive was examined before");
  }

  @Test
  void whatIsOverdueIsToldFromTheClockOnlyOnRequest() {
    Ran now = run("verify", "clean", "--keys", "clean/public-keys", "--as-of", "now");
    assertThat(now.exit()).as("%s", now).isEqualTo(Exit.FINDINGS);
    assertThat(now.out()).contains("OVERDUE", "what was due by 2026-11-20T12:00:00Z");
  }

  @Test
  void timesWithoutOffsetAreUtcAndTheReportSaysSo() {
    Ran ran =
        run(
            "verify",
            "clean",
            "--keys",
            "clean/public-keys",
            "--from",
            "2020-01-01",
            "--to",
            "2040-01-01T00:00");
    assertThat(ran.out().replaceAll("\\s+", " "))
        .contains("--from 2020-01-01 is without offset and was read as UTC: 2020-01-01T00:00:00Z")
        .contains("--to 2040-01-01T00:00 is without offset");
    assertThat(run("verify", "clean", "--from", "2020-01-01T02:00+02:00").out())
        .contains("from 2020-01-01T00:00:00Z")
        .doesNotContain("without offset");
  }

  @Test
  void wrongArgumentsNameTheNearestAndDoNothing() {
    for (List<String> wrong :
        List.of(
            List.of("", "a command is missing"),
            List.of("verfy x", "did you mean verify?"),
            List.of("--versoin", "did you mean --version?"),
            List.of("verify", "what to verify is missing"),
            List.of("verify clean bad", "one source at a time"),
            List.of("verify clean --form text", "did you mean --from?"),
            List.of("verify clean --frmat text", "did you mean --format?"),
            List.of("verify clean --format jsn", "did you mean json?"),
            List.of("verify clean --keys", "must be followed by a value"),
            List.of("verify clean --from=", "must be followed by a value"),
            List.of("verify clean --from yesterday", "2026-03-01T12:00:00Z"),
            List.of("verify clean --from 2026-02-30", "must be a time"),
            List.of("verify clean --from 2026-03-02 --to 2026-03-01T00:00Z", "end must be after"),
            List.of("verify clean --from 2026-03-01 --from 2026-03-02", "may be given once"),
            List.of("verify clean --account 12", "12 digits"),
            List.of("verify clean --map-bucket a", "ORIGINAL=COPY"),
            List.of("verify clean --fail-on alterd", "did you mean altered?"),
            List.of("verify clean --fail-on none,gap", "must stand alone"),
            List.of("verify clean --fail-on intact", "--fail-on takes"),
            List.of("verify clean --bucket ../x", "--bucket"),
            List.of("verify clean --verbose=yes", "takes no value"),
            List.of("verify s3://bucket", "not buckets"))) {
      String line = wrong.get(0);
      Ran ran = line.isEmpty() ? run() : run(line.split(" ", -1));
      assertThat(ran.exit()).as("%s: %s", line, ran).isEqualTo(Exit.USAGE);
      assertThat(ran.err()).as(line).contains(wrong.get(1), "nothing was done");
      assertThat(ran.out()).as(line).isEmpty();
    }
    assertThat(run("\u001b[2J").err()).contains("\\u001b[2J").doesNotContain("\u001b");
  }

  @Test
  void whatIsNotThereOrNotWhatItShouldBeIsNamed() throws IOException {
    Files.writeString(folder.resolve("no-keys.json"), "{\"PublicKeyList\": 1}");
    Files.writeString(folder.resolve("no-report.json"), "{}");
    assertThat(run("verify", "nowhere").exit()).isEqualTo(Exit.INPUT_MISSING);
    assertThat(run("verify", "nowhere").err()).contains("there is no file or folder");
    assertThat(run("verify", "clean", "--keys", "nowhere").exit()).isEqualTo(Exit.INPUT_MISSING);
    assertThat(run("verify", "clean", "--keys", "empty").exit()).isEqualTo(Exit.INPUT_BAD);
    assertThat(run("verify", "clean", "--keys", "no-keys.json").exit()).isEqualTo(Exit.INPUT_BAD);
    assertThat(run("verify", "clean", "--seen-before", "nowhere").exit())
        .isEqualTo(Exit.INPUT_MISSING);
    assertThat(run("verify", "clean", "--seen-before", "no-report.json").exit())
        .isEqualTo(Exit.INPUT_BAD);
    Ran noFolder = run("verify", "clean", "--output", "nowhere/report");
    assertThat(noFolder.exit()).isEqualTo(Exit.INPUT_OUTPUT);
    assertThat(noFolder.err()).contains("cannot be written to");
  }

  @Test
  void aFullDiskIsSaidAndNeverLooksLikeAVerdict() {
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    OutputStream full =
        new OutputStream() {
          @Override
          public void write(int b) throws IOException {
            throw new IOException("No space left on device");
          }
        };
    int exit =
        new VerifierTool(
                full, new PrintStream(err, true, StandardCharsets.UTF_8), false, 100, folder, NOON)
            .run(List.of("verify", "clean", "--keys", "clean/public-keys"));
    assertThat(exit).isEqualTo(Exit.INPUT_OUTPUT);
    assertThat(err.toString(StandardCharsets.UTF_8)).contains("No space left on device");
  }

  @Test
  void helpNamesEveryOption() {
    Ran help = run("--help");
    assertThat(help.exit()).isEqualTo(Exit.FINE);
    assertThat(help.out()).contains(VerifyPlan.WITH_VALUE).contains(VerifyPlan.VERBOSE);
    assertThat(run("verify", "--help").out()).isEqualTo(help.out());
    assertThat(help.out().lines()).allMatch(line -> line.length() <= 100);
    assertThat(run("--print-schema").out()).contains("2020-12");
    assertThat(run("--version").out()).startsWith("trailseal-verifier ").hasLineCount(1);
  }
}
