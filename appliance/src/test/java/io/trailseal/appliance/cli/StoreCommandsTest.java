package io.trailseal.appliance.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.trailseal.verifier.Sha256;
import io.trailseal.verifier.proof.Proof;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/// The commands one after another on one store, as a person would type them.
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
final class StoreCommandsTest {
  @TempDir static Path folder;

  private static Path home = Path.of("");

  @BeforeAll
  static void importASample() {
    home = folder.resolve("home");
    Ran sample =
        Ran.in(
            home,
            ("sample --out bucket --accounts 1 --regions 1 --hours 4 --events-per-hour 60"
                    + " --tamper log-modified")
                .split(" ", -1));
    assertThat(sample.exit()).as(sample.all()).isEqualTo(ExitCode.FINE);
    assertThat(sample.out()).contains("log-modified: ");
    assertThat(home).doesNotExist();

    Ran ran = Ran.in(home, "import", "bucket", "--keys", "bucket/public-keys", "--format", "json");
    assertThat(ran.exit()).as(ran.all()).isEqualTo(ExitCode.EVIDENCE_BAD);
    assertThat(ran.out())
        .hasLineCount(1)
        .containsPattern(
            "^\\{\"objects\":\\d+,\"events\":\\d{3},\"duplicates\":0,\"quarantined\":0,"
                + "\"bytes\":\\d+,\"seconds\":[\\d.E-]+,\"eventsPerSecond\":\\d+,")
        .contains("\"digests\":{\"intact\":4}", "\"altered\":1");
  }

  private static Ran run(String... arguments) {
    return Ran.in(home, arguments);
  }

  @Test
  @Order(1)
  void aSampleIsNotWrittenOverSomethingElse() {
    Ran again = run("sample", "--out", "bucket");
    assertThat(again.exit()).isEqualTo(ExitCode.USAGE);
    assertThat(again.err()).contains("must be empty", "nothing was written");
  }

  @Test
  @Order(2)
  void anImportWithoutKeysSaysHowToTrustThemAndTrustingThemLaterHelps() {
    Path without = folder.resolve("without");
    Ran ran = Ran.in(without, "import", "bucket");
    assertThat(ran.exit()).as(ran.all()).isEqualTo(ExitCode.COULD_NOT_TELL);
    assertThat(ran.out()).contains("trailseal keys trust").containsPattern("digests +4 could not");

    Ran trust = Ran.in(without, "keys", "trust", "bucket/public-keys", "--yes");
    assertThat(trust.exit()).as(trust.all()).isEqualTo(ExitCode.FINE);
    assertThat(trust.out()).contains("us-east-1", "trusted from now on: 1 key");
    Ran verdicts = Ran.in(without, "verdicts");
    assertThat(verdicts.exit()).as(verdicts.all()).isEqualTo(ExitCode.EVIDENCE_BAD);
    assertThat(verdicts.out()).containsPattern("digests +4 intact").containsPattern("altered +s3");
  }

  @Test
  @Order(3)
  void importingTheSameAgainChangesNothingAndSaysSo() {
    Ran ran = run("import", "bucket");
    assertThat(ran.out()).contains("nothing new: every object was here already");
    assertThat(ran.out()).containsPattern("events +0\n");
    assertThat(run("import", "bucket", "--format", "json").out()).contains("\"nothingNew\":true");
  }

  @Test
  @Order(3)
  void aSearchGivesEventsWithVerdictsAndTheEvidence() {
    Ran ran = run("search", "eventName:StopLogging");
    assertThat(ran.exit()).as(ran.all()).isEqualTo(ExitCode.FINE);
    assertThat(ran.out())
        .contains("TIME", "VERDICT", "StopLogging", "altered")
        .containsPattern("searched [\\d,]+ events of 2026-03-0\\d .* 1 altered");
    Ran narrow = Ran.onTerminal(home, 80, "search", "eventName:StopLogging");
    assertThat(narrow.out().lines().filter(line -> line.contains("altered ")))
        .allMatch(line -> line.length() <= 80);
  }

  @Test
  @Order(3)
  void aQueryIsExplained() {
    Ran table = run("search", "eventName=Stop*", "who:*a*", "--explain", "--limit", "1");
    assertThat(table.exit()).as(table.all()).isEqualTo(ExitCode.FINE);
    assertThat(table.out())
        .contains("asked: eventName:Stop* AND who:*a*", "all of these", "searched: ", "slow: ")
        .containsPattern("eventName is as a whole like the pattern; \\d+ events?");
    Ran csv = run("search", "eventName=Stop*", "--explain", "--format", "csv");
    assertThat(csv.err()).contains("asked: eventName:Stop*");
    assertThat(run("search", "--explain", "--format", "json").out())
        .contains("\"explanation\":{\"query\":\"*\"");
    assertThat(run("search", "eventName:Stop*").out()).doesNotContain("asked: ");
  }

  @Test
  @Order(3)
  void anEmptyAnswerSaysOverWhichEvidenceItIsEmpty() {
    Ran ran = run("search", "eventName:NobodyDidThis");
    assertThat(ran.exit()).isEqualTo(ExitCode.FINE);
    assertThat(ran.out()).contains("no event matches", "searched ", "1 altered");
  }

  @Test
  @Order(3)
  void everyFormatHasTheSameEvents() {
    Ran json = run("search", "eventName:StopLogging", "--format", "json");
    assertThat(json.out())
        .startsWith("{\"total\":1,\"events\":[{\"id\":")
        .contains("\"evidence\":{");
    Ran ndjson = run("search", "eventName:StopLogging", "--format", "ndjson");
    assertThat(ndjson.out())
        .hasLineCount(1)
        .contains("\"eventName\":\"StopLogging\"", "\"word\":\"altered\"");
    assertThat(ndjson.err()).contains("searched ");
    Ran csv = run("search", "eventName:StopLogging", "--format", "CSV");
    List<String> lines = csv.out().lines().toList();
    assertThat(lines).hasSize(2);
    assertThat(lines.getFirst()).startsWith("\"eventTime\",\"eventName\"");
    assertThat(lines.getLast()).contains("\"StopLogging\"", "\"altered\"");
    assertThat(csv.err()).contains("searched ");
  }

  @Test
  @Order(3)
  void aSearchSortsAndCountsAsAsked() {
    Ran ran =
        run(
            "search",
            "--limit",
            "0",
            "--sort",
            "eventName:asc",
            "--aggregate",
            "terms(eventName,2,cardinality(userIdentity.arn),newest(1)),histogram(eventTime,1h)");
    assertThat(ran.exit()).as(ran.all()).isEqualTo(ExitCode.FINE);
    assertThat(ran.out())
        .containsPattern("(?m)^eventName +EVENTS$")
        .containsPattern("(?m)^  different userIdentity.arn: +$")
        .containsPattern("(?m)^\\(all other values\\) +\\d+$")
        .containsPattern("(?m)^2026-03-0\\dT\\d\\d:00:00Z +\\d+$")
        .containsPattern("(?m)^0 of \\d+ events");
    Ran sorted = run("search", "--sort", "eventName:desc", "--limit", "2", "--format", "csv");
    assertThat(sorted.err()).contains("further ones: --cursor ");
    Ran wrong = run("search", "--aggregate", "terms(eventName");
    assertThat(wrong.exit()).isNotEqualTo(ExitCode.FINE);
    assertThat(wrong.err()).contains("aggregate: expected ) at the end of terms");
  }

  @Test
  @Order(3)
  void anEventAndItsProofCanBeTakenAway() throws Exception {
    String hit = run("search", "proof:intact", "--limit", "1", "--format", "ndjson").out();
    String id = hit.substring(hit.indexOf("\"id\":\"") + 6, hit.indexOf("\",\"raw\""));
    assertThat(run("event", id).out()).startsWith("{\"id\":\"" + id).contains("\"event\":{");
    Ran shown = run("proof", id);
    assertThat(shown.exit()).as(shown.err()).isEqualTo(ExitCode.FINE);
    Proof proof = Proof.parse(shown.out().getBytes(StandardCharsets.UTF_8));
    assertThat(proof.made().eventId()).isEqualTo(id);
    Path file = folder.resolve("proof-of-" + id + ".json");
    Ran written = run("proof", id, "--output", file.toString());
    assertThat(written.exit()).isEqualTo(ExitCode.FINE);
    assertThat(written.err()).contains("its verdict is 'intact'");
    assertThat(Proof.parse(Files.readAllBytes(file)).event()).isEqualTo(proof.event());
    assertThat(run("proof", id, "--output", file.toString()).exit())
        .isEqualTo(ExitCode.INPUT_OUTPUT);
    assertThat(run("proof", "999999-1").exit()).isEqualTo(ExitCode.INPUT_MISSING);
  }

  @Test
  @Order(3)
  void aPageEndsWithWhereTheNextBegins() {
    Ran first = run("search", "--limit", "2");
    assertThat(first.out()).contains("older ones: --cursor ");
    String cursor = first.out().replaceAll("(?s).*--cursor (\\S+).*", "$1");
    Ran second = run("search", "--limit", "2", "--cursor", cursor);
    assertThat(second.exit()).as(second.all()).isEqualTo(ExitCode.FINE);
    assertThat(second.out()).isNotEqualTo(first.out());
  }

  @Test
  @Order(3)
  void aQueryThatCannotBeReadIsPointedAt() {
    Ran ran = run("search", "eventName:(a OR");
    assertThat(ran.exit()).isEqualTo(ExitCode.USAGE);
    assertThat(ran.out()).isEmpty();
    List<String> lines = ran.err().lines().toList();
    assertThat(lines.get(0)).startsWith("trailseal: the query cannot be read: expected ");
    assertThat(lines.get(1)).isEqualTo("  eventName:(a OR");
    assertThat(lines.get(2)).matches(" {2,17}\\^");
    assertThat(run("search", "--from", "yesterday").err()).contains("2026-03-02");
    assertThat(run("search", "--from", "yesterday").exit()).isEqualTo(ExitCode.USAGE);
  }

  @Test
  @Order(3)
  void theVaultGivesBackWhatWasDelivered() throws IOException {
    byte[] delivered;
    try (Stream<Path> files = Files.walk(folder.resolve("bucket"))) {
      delivered =
          Files.readAllBytes(
              files
                  .filter(file -> file.toString().contains("/CloudTrail/"))
                  .filter(Files::isRegularFile)
                  .min(Comparator.naturalOrder())
                  .orElseThrow());
    }
    Ran ran = run("vault", "cat", Sha256.of(delivered).hex());
    assertThat(ran.exit()).as(ran.err()).isEqualTo(ExitCode.FINE);
    assertThat(ran.bytes().toByteArray()).isEqualTo(delivered);
    assertThat(run("vault", "cat", "0".repeat(64)).exit()).isEqualTo(ExitCode.INPUT_MISSING);
  }

  @Test
  @Order(3)
  void keysSayHowTheyWereLearned() {
    assertThat(run("keys", "list").out()).contains("us-east-1.json", "2026-11-20T12:00:00Z");
    assertThat(run("keys", "list", "--format", "json").out())
        .startsWith("{\"keys\":[{")
        .contains("with import --keys", System.getProperty("user.name"));
  }

  @Test
  @Order(3)
  void keysThatAreNoneAreRefusedBeforeAnyIsTrusted() throws IOException {
    Path wrong = Files.writeString(folder.resolve("eu-west-1.json"), "{\"PublicKeyList\": 1}");
    Ran ran = run("keys", "trust", "bucket/public-keys", wrong.toString());
    assertThat(ran.exit()).isEqualTo(ExitCode.INPUT_BAD);
    assertThat(ran.err()).contains("eu-west-1.json is no answer of ListPublicKeys");
    Path nameless = Files.writeString(folder.resolve("keys.json"), "{}");
    assertThat(run("keys", "trust", nameless.toString()).err()).contains("--region");
  }

  @Test
  @Order(3)
  void statusSaysWhatIsHere() {
    assertThat(run("status").exit()).isEqualTo(ExitCode.FINE);
    assertThat(run("status").out()).contains(home.toString(), "1 trusted key", "on disk");
    assertThat(run("status", "--format", "json").out()).contains("\"running\":false");
  }

  @Test
  @Order(3)
  void verdictsListFindingsWithTheirReasons() {
    Ran ran = run("verdicts", "--findings");
    assertThat(ran.exit()).isEqualTo(ExitCode.EVIDENCE_BAD);
    assertThat(ran.out()).containsPattern("altered +s3://").contains("found ");
    Ran json = run("verdicts", "--findings", "--format", "json");
    assertThat(json.out()).contains("\"word\":\"altered\",\"finding\":true");
  }

  @Test
  @Order(4)
  void theHouseIsWholeAndItsIndexCanBeMadeAnew() {
    Ran whole = run("fsck");
    assertThat(whole.exit()).as(whole.all()).isEqualTo(ExitCode.FINE);
    assertThat(whole.out()).contains("the house is whole");
    String before = run("search", "--format", "csv").out();

    Ran rebuilt = run("rebuild", "search");
    assertThat(rebuilt.exit()).as(rebuilt.all()).isEqualTo(ExitCode.FINE);
    assertThat(rebuilt.out()).contains("the index is new");
    assertThat(rebuilt.err()).contains("of disk meanwhile");
    assertThat(run("search", "--format", "csv").out()).isEqualTo(before);
    Ran month = run("rebuild", "search", "--month", "2026-13");
    assertThat(month.exit()).isEqualTo(ExitCode.USAGE);
    assertThat(month.err()).contains("a month is written like 2026-11");
    Ran undated = run("rebuild", "search", "--month", "undated");
    assertThat(undated.out()).as(undated.all()).contains("the index of undated is new");
    assertThat(run("search", "--format", "csv").out()).isEqualTo(before);
    assertThat(run("status").out()).doesNotContain("rebuild");
    assertThat(run("fsck", "--format", "json").out()).startsWith("{\"whole\":true,");
  }

  @Test
  @Order(4)
  void oldMonthsAreDroppedFromTheIndexAndComeBack() {
    String before = run("search", "--format", "csv").out();
    Ran nothing = run("retention", "search", "--dry-run");
    assertThat(nothing.exit()).as(nothing.all()).isEqualTo(ExitCode.FINE);
    assertThat(nothing.out()).contains("0 months with 0 events", "nothing was done");
    Ran dry = run("retention", "search", "--months", "0", "--dry-run");
    assertThat(dry.exit()).as(dry.all()).isEqualTo(ExitCode.FINE);
    Ran wrong = run("retention", "search", "--months", "-1");
    assertThat(wrong.exit()).isEqualTo(ExitCode.USAGE);

    Ran kept = run("retention", "search", "--months", "1");
    assertThat(kept.exit()).as(kept.all()).isEqualTo(ExitCode.FINE);
    assertThat(kept.out())
        .contains("vault and ledger keep every byte", "the search index keeps events from ");
    assertThat(run("status").out()).contains("retention");
    assertThat(run("fsck", "--format", "json").out()).startsWith("{\"whole\":true,");

    Ran back = run("retention", "search", "--months", "0");
    assertThat(back.exit()).as(back.all()).isEqualTo(ExitCode.FINE);
    assertThat(back.out()).contains("are to be brought back", "the search index keeps everything");
    assertThat(run("search", "--format", "csv").out()).isEqualTo(before);
    assertThat(run("fsck", "--format", "json").out()).startsWith("{\"whole\":true,");
  }

  @Test
  @Order(5)
  void whatIsDamagedIsSetAsideAndNamed() throws IOException {
    Path damaged = Files.createDirectories(folder.resolve("damaged"));
    for (int i = 0; i < 25; i++) {
      Files.writeString(damaged.resolve("broken-%02d.json.gz".formatted(i)), "not gzip " + i);
    }
    Path other = folder.resolve("other");
    Ran ran = Ran.in(other, "import", "damaged");
    assertThat(ran.exit()).as(ran.all()).isEqualTo(ExitCode.COULD_NOT_TELL);
    assertThat(ran.out())
        .contains("broken-00.json.gz", "… and 5 more: trailseal quarantine")
        .doesNotContain("broken-24.json.gz");
    Ran list = Ran.in(other, "quarantine");
    assertThat(list.exit()).isEqualTo(ExitCode.COULD_NOT_TELL);
    assertThat(list.out()).contains("broken-24.json.gz", "25 objects in quarantine");
    Ran some = Ran.in(other, "quarantine", "--limit", "3", "--format", "json");
    assertThat(some.out()).startsWith("{\"total\":25,").contains("\"defects\":[{\"offset\":");
    assertThat(run("quarantine").exit()).isEqualTo(ExitCode.FINE);
  }

  @Test
  @Order(6)
  void whatStopsACommandIsOneLineForAPersonAndAStackTraceInTheLog() throws IOException {
    Path broken = folder.resolve("broken");
    Files.createDirectories(broken.resolve("ledger"));
    // A store whose vault is a file.
    Files.writeString(broken.resolve("vault"), "");
    Ran ran = Ran.in(broken, "status");
    assertThat(ran.exit()).isEqualTo(ExitCode.INPUT_OUTPUT);
    assertThat(ran.err())
        .startsWith("trailseal: ")
        .doesNotContain("\tat ")
        .doesNotContain("Exception:");
    assertThat(Files.readString(broken.resolve("trailseal.log"))).contains("\tat io.trailseal.");
  }
}
