package io.trailseal.appliance.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.trailseal.indexer.Store;
import io.trailseal.indexer.ledger.Appended;
import io.trailseal.indexer.ledger.LedgerEntry.Arrived;
import io.trailseal.indexer.ledger.LedgerEntry.BucketCompared;
import io.trailseal.indexer.ledger.LedgerEntry.BucketCompared.Purpose;
import io.trailseal.indexer.ledger.LedgerEntry.MessageKept;
import io.trailseal.indexer.ledger.LedgerEntry.MessageKind;
import io.trailseal.indexer.ledger.LedgerEntry.ObjectParked;
import io.trailseal.indexer.ledger.LedgerEntry.ObjectRemoved;
import io.trailseal.indexer.ledger.LedgerEntry.ParkReason;
import io.trailseal.indexer.vault.VaultRef;
import io.trailseal.verifier.Payload;
import io.trailseal.verifier.S3Name;
import io.trailseal.verifier.S3Prefix;
import io.trailseal.verifier.Sha256;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What happened on the way in, told from the ledger of a stopped store.
final class IntakeCommandTest {
  private static final String BODY = "{\"x\":\"\u001b[31mred\"}\nsecond line";
  private static final String QUEUE = "https://sqs.eu-west-1.amazonaws.com/111122223333/trail";

  @TempDir static Path folder;
  private static Path home = Path.of("");
  private static long message;

  @BeforeAll
  static void thingsHappened() throws Exception {
    home = folder.resolve("home");
    Files.createDirectories(home);
    try (Store store = Store.open(home, "a test", Ran.NOON)) {
      VaultRef body =
          store
              .vault()
              .append(List.of(Payload.copyOf(BODY.getBytes(StandardCharsets.UTF_8))))
              .getFirst();
      List<Arrived> arrived = new ArrayList<>();
      arrived.add(
          new MessageKept(QUEUE, "id-1", body, MessageKind.UNKNOWN, "nobody knows what it is"));
      for (int i = 0; i < 3; i++) {
        arrived.add(
            new ObjectParked(
                new S3Name("trail", "AWSLogs/evil\u001b[2J" + i),
                Optional.of("v" + i),
                ParkReason.ACCESS_DENIED,
                "allow s3:GetObjectVersion",
                "queue " + QUEUE));
      }
      arrived.add(
          new ObjectRemoved(
              new S3Name("trail", "AWSLogs/gone.json.gz"),
              Optional.of("v9"),
              true,
              Optional.of(Instant.parse("2026-11-20T11:00:00Z")),
              Optional.of("111122223333"),
              "queue " + QUEUE));
      arrived.add(
          new BucketCompared(
              new S3Prefix("trail", "AWSLogs/"),
              Purpose.RECONCILIATION,
              Optional.of(LocalDate.of(2026, 11, 18)),
              Optional.of(LocalDate.of(2026, 11, 20)),
              1_234,
              2,
              1,
              Sha256.of(new byte[0]),
              "reconciliation of s3://trail/AWSLogs/"));
      List<Appended> appended = store.ledger().appendArrivals(arrived);
      message = appended.getFirst().position().value();
      store.wake();
      store.awaitCaughtUp();
    }
  }

  @Test
  void everythingIsListedWithWhereItIsWrittenDown() {
    Ran ran = Ran.in(home, "intake");
    assertThat(ran.exit()).as(ran.all()).isEqualTo(ExitCode.COULD_NOT_TELL);
    assertThat(ran.out())
        .contains(
            "intake      off",
            "3 objects parked, 1 message set aside, 1 removed in the bucket, 0 overwritten, 2 found"
                + " only by listing",
            "s3://trail/AWSLogs/evil\\u001b[2J0 (version v0)",
            "access denied: allow s3:GetObjectVersion",
            "message id-1 of " + QUEUE,
            "trailseal intake message " + message,
            "delete marker (version v9) at 2026-11-20T11:00:00Z by 111122223333",
            "reconciliation of s3://trail/AWSLogs/, delivered from 2026-11-18 to 2026-11-20",
            "1,234 objects listed, 2 of them found only so, 1 parked")
        .doesNotContain("\u001b");
  }

  @Test
  void aListIsCutWhereItWasAskedToBe() {
    Ran ran = Ran.in(home, "intake", "--limit", "1");
    assertThat(ran.out()).contains("evil\\u001b[2J0", "… and 2 more: --limit 3");
    assertThat(ran.out()).doesNotContain("evil\\u001b[2J1");
    assertThat(Ran.in(home, "intake", "--limit", "0").exit()).isEqualTo(ExitCode.USAGE);
  }

  @Test
  void theSameAsJson() {
    Ran ran = Ran.in(home, "intake", "--format", "json");
    assertThat(ran.exit()).as(ran.all()).isEqualTo(ExitCode.COULD_NOT_TELL);
    assertThat(ran.out())
        .hasLineCount(1)
        .contains(
            "\"state\":\"off\"",
            "\"parked\":3,\"removed\":1,\"overwritten\":0",
            "\"reason\":\"access denied\"",
            "\"marker\":true",
            "\"purpose\":\"reconciliation\"")
        .doesNotContain("\u001b");
    Ran status = Ran.in(home, "status");
    assertThat(status.out()).contains("intake      off", "3 objects parked");
    assertThat(Ran.in(home, "status", "--format", "json").out())
        .contains("\"intake\":{\"state\":\"off\"");
  }

  @Test
  void aMessageIsEscapedOnATerminalAndWholeInAFile() throws Exception {
    String position = Long.toString(message);
    Ran shown = Ran.onTerminal(home, 100, "intake", "message", position);
    assertThat(shown.exit()).as(shown.all()).isEqualTo(ExitCode.FINE);
    assertThat(shown.out()).isEqualTo("{\"x\":\"\\u001b[31mred\"}\nsecond line\n");
    assertThat(Ran.in(home, "intake", "message", position).out()).isEqualTo(BODY);

    Ran written = Ran.in(home, "intake", "message", position, "--output", "body.json");
    assertThat(written.exit()).as(written.all()).isEqualTo(ExitCode.FINE);
    assertThat(folder.resolve("body.json")).hasContent(BODY);
    Ran again = Ran.in(home, "intake", "message", position, "--output", "body.json");
    assertThat(again.exit()).isEqualTo(ExitCode.INPUT_OUTPUT);
    assertThat(again.err()).contains("something is in the way");

    Ran none = Ran.in(home, "intake", "message", Long.toString(message + 1));
    assertThat(none.exit()).isEqualTo(ExitCode.INPUT_MISSING);
    assertThat(none.err()).contains("is no message that was kept");
    assertThat(Ran.in(home, "intake", "message", "0").exit()).isEqualTo(ExitCode.USAGE);
  }

  @Test
  void theHouseIsWhole() {
    Ran ran = Ran.in(home, "fsck");
    assertThat(ran.exit()).as(ran.all()).isEqualTo(ExitCode.FINE);
  }
}
