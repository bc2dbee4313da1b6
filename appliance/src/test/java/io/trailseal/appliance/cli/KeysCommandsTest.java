package io.trailseal.appliance.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.trailseal.verifier.key.PublishedKey;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Trusting keys: only what a person confirmed, all of it or nothing.
final class KeysCommandsTest {
  /// Two different texts of one MD5 (Wang and others, 2004).
  private static final byte[] TWIN =
      Base64.getDecoder()
          .decode(
              "0THdAsXm7sRpPZoGmK/5XC/KtYcSRn6rQARYPrj7f4lVrTQGCfSzAoPkiIMlcUFaCFEl6PfNyZ/ZHb3ygDc8"
                  + "W9iCPjFWNI9brm2s1DbJGcbdU+K0h9oD/QI5YwbSSM2g6Z8zQg9XfujOVLZwgKgNHsaYIby2qIOT"
                  + "lvllK2/3KnA=");

  private static final byte[] OTHER_TWIN =
      Base64.getDecoder()
          .decode(
              "0THdAsXm7sRpPZoGmK/5XC/KtQcSRn6rQARYPrj7f4lVrTQGCfSzAoPkiIMl8UFaCFEl6PfNyZ/ZHb1ygDc8"
                  + "W9iCPjFWNI9brm2s1DbJGcbdU+I0h9oD/QI5YwbSSM2g6Z8zQg9XfujOVLZwgCgNHsaYIby2qIOT"
                  + "lvllq2/3KnA=");

  private static final byte[] FIRST = {0x30, 1};
  private static final byte[] SECOND = {0x30, 2};

  @TempDir Path folder;
  private Path home = Path.of("");

  @BeforeEach
  void chooseHome() {
    home = folder.resolve("home");
  }

  @AfterEach
  void theStoreIsWhole() {
    if (Files.exists(home)) {
      Ran fsck = Ran.in(home, "fsck");
      assertThat(fsck.exit()).as(fsck.all()).isEqualTo(ExitCode.FINE);
    }
  }

  private static String fingerprint(byte[] der) {
    return PublishedKey.fingerprintOf(der);
  }

  /// Writes `NAME.json` with these keys, valid in 2026 up to the end of the month `untilMonth`.
  private void write(String name, int untilMonth, byte[]... keys) throws IOException {
    List<String> list =
        Arrays.stream(keys)
            .map(
                der ->
                    """
                    {"Value":"%s","Fingerprint":"%s","ValidityStartTime":"2026-01-01T00:00:00Z",
                     "ValidityEndTime":"2026-%02d-28T00:00:00Z"}"""
                        .formatted(
                            Base64.getEncoder().encodeToString(der), fingerprint(der), untilMonth))
            .toList();
    Files.writeString(
        folder.resolve(name + ".json"),
        "{\"PublicKeyList\":[%s]}".formatted(String.join(",", list)));
  }

  private Ran run(String line) {
    return Ran.in(home, line.split(" ", -1));
  }

  private String ring() {
    return run("keys list --format json").out();
  }

  private void refused(Ran ran, String... words) {
    assertThat(ran.exit()).as(ran.all()).isEqualTo(ExitCode.INPUT_BAD);
    assertThat(ran.err()).contains(words).contains("nothing was trusted");
    if (Files.exists(home.resolve("ledger"))) {
      assertThat(ring()).isEqualTo("{\"keys\":[]}\n");
    }
  }

  @Test
  void aPersonAtATerminalIsShownTheFingerprintsAndAsked() throws IOException {
    write("eu-west-1", 6, FIRST);
    write("us-gov-east-1", 6, SECOND);
    String[] trust = {"keys", "trust", "eu-west-1.json", "us-gov-east-1.json"};
    for (String answer : List.of("", "n", "yep", fingerprint(FIRST))) {
      Ran no = Ran.answering(home, answer, trust);
      refused(no, "key " + fingerprint(FIRST) + " of eu-west-1", "and 1 more");
    }
    Ran yes = Ran.answering(home, " Y ", trust);
    assertThat(yes.exit()).as(yes.all()).isEqualTo(ExitCode.FINE);
    assertThat(yes.err()).contains("[y/N]");
    assertThat(yes.out())
        .contains(fingerprint(FIRST) + "  eu-west-1", fingerprint(SECOND) + "  us-gov-east-1")
        .contains("2026-01-01T00:00:00Z", "2026-06-28T00:00:00Z", "trusted from now on: 2 keys");
    assertThat(ring())
        .contains("\"decision\":\"CONFIRMED\"", "\"at\":\"2026-11-20T12:00:00Z\"")
        .contains("\"by\":\"" + System.getProperty("user.name") + "\"")
        .contains("\"file\":\"" + folder.resolve("eu-west-1.json") + "\"");

    // Nothing is left to ask.
    Ran again = Ran.answering(home, "n", trust);
    assertThat(again.exit()).as(again.all()).isEqualTo(ExitCode.FINE);
    assertThat(again.out()).contains("2 keys in these files, each trusted already");
    assertThat(again.err()).doesNotContain("[y/N]");
  }

  @Test
  void withoutATerminalEachNewKeyNeedsItsFingerprint() throws IOException {
    write("eu-west-1", 6, FIRST, SECOND);
    String first = fingerprint(FIRST);
    String spelled = first.toUpperCase(Locale.ROOT).replaceAll("(..)(?=.)", "$1:");
    refused(run("keys trust eu-west-1.json"), first, "--fingerprint HEX", "--yes");
    refused(
        run("keys trust eu-west-1.json --fingerprint " + spelled), "key " + fingerprint(SECOND));
    refused(
        run(
            "keys trust eu-west-1.json --fingerprint "
                + first
                + " --fingerprint "
                + "0".repeat(32)),
        "no key in these files has the fingerprint " + "0".repeat(32));
    for (String wrong :
        List.of("--fingerprint " + first.substring(0, 8), "--yes --fingerprint " + first)) {
      assertThat(run("keys trust eu-west-1.json " + wrong).exit()).isEqualTo(ExitCode.USAGE);
    }

    Ran both =
        run(
            "keys trust eu-west-1.json --fingerprint %s --fingerprint %s"
                .formatted(spelled, fingerprint(SECOND)));
    assertThat(both.exit()).as(both.all()).isEqualTo(ExitCode.FINE);
    assertThat(ring()).contains("\"decision\":\"FINGERPRINT_GIVEN\"");
  }

  @Test
  void yesTrustsWhatIsThereAndIsRememberedAsThat() throws IOException {
    write("eu-west-1", 6, FIRST);
    assertThat(run("keys trust eu-west-1.json --yes").exit()).isEqualTo(ExitCode.FINE);
    assertThat(ring()).contains("\"decision\":\"NOT_COMPARED\"");
    assertThat(run("keys list").out()).contains("LEARNED AT", fingerprint(FIRST), "eu-west-1.json");
  }

  @Test
  void aKeyListedWithLaterTimesIsConfirmedAgainAndValidOverBoth() throws IOException {
    write("eu-west-1", 6, FIRST);
    run("keys trust eu-west-1.json --yes");
    write("eu-west-1", 9, FIRST);
    Ran unconfirmed = run("keys trust eu-west-1.json");
    assertThat(unconfirmed.exit()).isEqualTo(ExitCode.INPUT_BAD);
    assertThat(unconfirmed.out()).contains("valid longer");
    assertThat(run("keys trust eu-west-1.json --yes").exit()).isEqualTo(ExitCode.FINE);
    write("eu-west-1", 6, SECOND); // AWS no longer lists the first; it stays.
    assertThat(run("keys trust eu-west-1.json --yes").exit()).isEqualTo(ExitCode.FINE);
    assertThat(run("keys list").out())
        .hasLineCount(4)
        .contains(fingerprint(FIRST), "2026-09-28T00:00:00Z", fingerprint(SECOND));
  }

  @Test
  void aRingThatWasWrittenOutIsTrustedElsewhereWithEachKeysRegion() throws IOException {
    write("eu-west-1", 6, FIRST);
    write("us-east-1", 6, SECOND);
    run("keys trust eu-west-1.json us-east-1.json --yes");
    Ran exported = run("keys export");
    assertThat(exported.exit()).as(exported.all()).isEqualTo(ExitCode.FINE);
    Files.writeString(folder.resolve("ring.json"), exported.out(), StandardCharsets.UTF_8);
    assertThat(run("keys export --region us-east-1").out())
        .contains(fingerprint(SECOND))
        .doesNotContain(fingerprint(FIRST));
    assertThat(run("keys export --region eu-west-3").exit()).isEqualTo(ExitCode.INPUT_MISSING);
    assertThat(run("keys export --region Europe").exit()).isEqualTo(ExitCode.USAGE);

    Path other = folder.resolve("other");
    Ran trusted = Ran.in(other, "keys", "trust", "ring.json", "--yes");
    assertThat(trusted.exit()).as(trusted.all()).isEqualTo(ExitCode.FINE);
    assertThat(Ran.in(other, "keys", "list").out())
        .contains(fingerprint(FIRST) + "  eu-west-1", fingerprint(SECOND) + "  us-east-1");
    Ran contradicting =
        Ran.in(folder.resolve("third"), "keys", "trust", "ring.json", "--region", "eu-west-1");
    assertThat(contradicting.exit()).as(contradicting.all()).isEqualTo(ExitCode.INPUT_BAD);
    assertThat(contradicting.err()).contains("is of us-east-1", "eu-west-1; nothing was trusted");
  }

  @Test
  void filesThatHoldNoKeyOrTwoOfOneFingerprintAreRefused() throws IOException {
    write("eu-west-1", 6);
    refused(run("keys trust eu-west-1.json --yes"), "eu-west-1.json holds no key");
    refused(run("import . --keys eu-west-1.json"), "eu-west-1.json holds no key");

    write("eu-west-1", 6, TWIN, OTHER_TWIN);
    refused(
        run("keys trust eu-west-1.json --yes"),
        "two different keys in these files",
        fingerprint(TWIN));

    write("eu-west-1", 6, TWIN);
    write("us-east-1", 9, OTHER_TWIN, FIRST);
    assertThat(run("keys trust eu-west-1.json --yes").exit()).isEqualTo(ExitCode.FINE);
    for (String line :
        List.of("keys trust us-east-1.json --yes", "import eu-west-1.json --keys us-east-1.json")) {
      Ran ran = run(line);
      assertThat(ran.exit()).as(ran.all()).isEqualTo(ExitCode.INPUT_BAD);
      assertThat(ran.err())
          .contains("two different keys in these files and the key ring", "nothing was trusted");
    }
    assertThat(run("keys list").out()).hasLineCount(2).contains("2026-06-28T00:00:00Z");
  }

  @Test
  void anAnswerThatAwsHasNotFinishedIsTrustedWithARemark() throws IOException {
    write("eu-west-1", 6, FIRST);
    Path file = folder.resolve("eu-west-1.json");
    Files.writeString(
        file, Files.readString(file).replaceFirst("\\}$", ",\"NextToken\":\"more\"}"));
    Ran ran = run("keys trust eu-west-1.json --yes");
    assertThat(ran.exit()).as(ran.all()).isEqualTo(ExitCode.FINE);
    assertThat(ran.err()).contains("not all of AWS's answer");
  }
}
