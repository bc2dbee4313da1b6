package io.trailseal.appliance.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Goal: what the store keeps is read again on request and by itself, and nothing that became of it
/// goes unnoticed.
final class VerifyStoreTest {
  @TempDir Path folder;

  private Path home = Path.of("");

  @BeforeEach
  void importASample() {
    home = folder.resolve("home");
    run("sample --out bucket --accounts 1 --regions 1 --hours 3 --events-per-hour 40");
    Ran ran = run("import bucket --keys bucket/public-keys");
    assertThat(ran.exit()).as(ran.all()).isEqualTo(ExitCode.FINE);
  }

  private Ran run(String line) {
    return Ran.in(home, line.split(" ", -1));
  }

  @Test
  void anIntactStoreIsProvenInEveryFormAndStatusRemembersIt() throws IOException {
    assertThat(run("status").out()).contains("never again since it came in");
    assertThat(run("status --format json").out()).contains("\"verified\":null");

    Ran text = run("verify --store");
    assertThat(text.exit()).as(text.all()).isEqualTo(ExitCode.FINE);
    assertThat(text.out())
        .startsWith("PROVEN")
        .contains("the store, as of entry ")
        .contains("the ledger says what they say");
    assertThat(run("verify --store --format json").out()).contains("\"outcome\" : \"proven\"");
    assertThat(run("verify --store --format junit").out()).contains("<testsuites");
    assertThat(run("verify --store --format html").out()).contains("<html");
    Ran filed = run("verify --store --format json --output report.json");
    assertThat(filed.out()).isEmpty();
    assertThat(filed.err()).contains("PROVEN");
    assertThat(folder.resolve("report.json")).isNotEmptyFile();

    Path kept = home.resolve("reports/verify-20261120T120000Z.json");
    assertThat(run("status").out())
        .contains("2026-11-20T12:00:00Z, proven: everything")
        .contains(kept.toString());
    assertThat(run("status --format json").out())
        .contains(
            "\"verified\":{\"at\":\"2026-11-20T12:00:00Z\",\"outcome\":\"proven\",\"findings\":0,");

    Files.delete(kept);
    Ran part = run("verify --store --from 2026-03-02T01:00:00Z");
    assertThat(part.exit()).as(part.all()).isEqualTo(ExitCode.FINE);
    assertThat(kept).as("a part is not the store").doesNotExist();
    Ran elsewhere = run("verify --store --account 999999999999");
    assertThat(elsewhere.exit()).as(elsewhere.all()).isEqualTo(ExitCode.COULD_NOT_TELL);
    assertThat(run("fsck").exit()).isEqualTo(ExitCode.FINE);
  }

  @Test
  void whatMakesNoSenseOfAStoreIsRefused() {
    for (String line :
        List.of(
            "verify",
            "verify --store bucket",
            "verify --store --keys bucket/public-keys",
            "verify --store --bucket b",
            "verify --store --map-bucket a=b",
            "verify --store --seen-before report.json")) {
      Ran ran = run(line);
      assertThat(ran.exit()).as(line + ran.all()).isEqualTo(ExitCode.USAGE);
      assertThat(ran.err()).as(line).contains("--store");
    }
    Ran nowhere = Ran.in(folder.resolve("mistyped"), "verify", "--store");
    assertThat(nowhere.exit()).isEqualTo(ExitCode.INPUT_MISSING);
    assertThat(folder.resolve("mistyped")).doesNotExist();
    assertThat(run("fsck").exit()).isEqualTo(ExitCode.FINE);
  }

  @Test
  void aByteChangedInThePackIsFoundBecomesTheVerdictAndHeals() throws IOException {
    flipAByteOfALogFile();
    Ran found = run("verify --store");
    assertThat(found.exit()).as(found.all()).isEqualTo(ExitCode.EVIDENCE_BAD);
    assertThat(found.out())
        .contains("does not give back 1 of its objects", "COULD NOT TELL")
        .containsPattern("the ledger said intact, the\\s+stored bytes say could not tell");
    assertThat(run("verdicts --findings").exit()).isEqualTo(ExitCode.COULD_NOT_TELL);
    assertThat(run("status --format json").out())
        .contains("\"outcome\":\"could not tell\",\"findings\":1,");
    Ran again = run("verify --store");
    assertThat(again.exit()).as("known, and bad still").isEqualTo(ExitCode.EVIDENCE_BAD);
    assertThat(again.out()).contains("the ledger says what they say");
    assertThat(run("verify --store --fail-on none").exit()).isEqualTo(ExitCode.FINE);
    assertThat(run("fsck").exit()).isEqualTo(ExitCode.EVIDENCE_BAD);

    flipAByteOfALogFile();
    Ran healed = run("verify --store");
    assertThat(healed.exit()).as(healed.all()).isEqualTo(ExitCode.EVIDENCE_BAD);
    assertThat(healed.out())
        .containsPattern("the ledger said could not tell, the\\s+stored\\s+bytes\\s+say\\s+intact");
    assertThat(run("verify --store").exit()).isEqualTo(ExitCode.FINE);
    assertThat(run("verdicts").exit()).isEqualTo(ExitCode.FINE);
    assertThat(run("fsck").exit()).isEqualTo(ExitCode.FINE);
  }

  @Test
  void aRunningApplianceVerifiesByItselfAndThroughItsDoor() throws Exception {
    Files.writeString(home.resolve("settings.properties"), "verify.every=1m\n");
    try (Child serve = Child.start(folder, "serve", "--port", "0", "--home", home.toString())) {
      serve.awaitOut("trailseal serves");
      Path reports = home.resolve("reports");
      while (kept(reports).isEmpty()) {
        Thread.sleep(50);
      }
      assertThat(run("status --format json").out())
          .contains("\"running\":true")
          .contains("\"outcome\":\"proven\"")
          .contains(kept(reports).getFirst().toString());
      flipAByteOfALogFile();
      Ran found = run("verify --store --format json");
      assertThat(found.exit()).as(found.all()).isEqualTo(ExitCode.EVIDENCE_BAD);
      assertThat(found.out()).contains("does not give back 1 of");
      flipAByteOfALogFile();
      run("verify --store");
      assertThat(run("verify --store").exit()).isEqualTo(ExitCode.FINE);
      assertThat(serve.stopsOnInterrupt()).isTrue();
    }
    assertThat(Files.readString(home.resolve("trailseal.log")))
        .contains("re-verification begins", "re-verified everything stored: PROVEN");
    assertThat(run("fsck").exit()).isEqualTo(ExitCode.FINE);
  }

  private static List<Path> kept(Path reports) throws IOException {
    if (!Files.exists(reports)) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(reports)) {
      return files.filter(file -> file.toString().endsWith("Z.json")).toList();
    }
  }

  /// In the middle of the first log file of the bucket, where it lies in the vault.
  private void flipAByteOfALogFile() throws IOException {
    Path log;
    try (Stream<Path> files = Files.walk(folder.resolve("bucket"))) {
      log =
          files
              .filter(file -> file.toString().contains("/CloudTrail/"))
              .filter(file -> file.toString().endsWith(".json.gz"))
              .sorted()
              .findFirst()
              .orElseThrow();
    }
    Path pack;
    try (Stream<Path> files = Files.list(home.resolve("vault"))) {
      pack = files.filter(file -> file.toString().endsWith(".pack")).findFirst().orElseThrow();
    }
    // As text of one character a byte; the second half of the object is as it was in either case.
    byte[] object = Files.readAllBytes(log);
    byte[] bytes = Files.readAllBytes(pack);
    int half = object.length / 2;
    int at =
        new String(bytes, StandardCharsets.ISO_8859_1)
            .indexOf(
                new String(
                    object, half + 1, object.length - half - 1, StandardCharsets.ISO_8859_1));
    assertThat(at).isPositive();
    bytes[at - 1] ^= 1;
    Files.write(pack, bytes);
  }
}
