package io.trailseal.api;

import static org.assertj.core.api.Assertions.assertThat;

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
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What happened on the way in, on the evidence page and as JSON.
final class IntakePageTest {
  private static final int PARKED_COUNT = 60;

  @TempDir Path folder;

  private static List<Arrived> arrivals(VaultRef body) {
    String source = "queue https://sqs.eu-west-1.amazonaws.com/111122223333/trail";
    List<Arrived> arrived = new ArrayList<>();
    for (int i = 0; i < PARKED_COUNT; i++) {
      arrived.add(
          new ObjectParked(
              new S3Name(
                  Rig.BUCKET,
                  "AWSLogs/111122223333/CloudTrail/eu-west-1/2026/03/09/"
                      + "111122223333_CloudTrail_eu-west-1_20260309T1205Z_%016d.json.gz"
                          .formatted(i)),
              Optional.empty(),
              ParkReason.ACCESS_DENIED,
              "S3 refuses to give it; allow s3:GetObject",
              source));
    }
    arrived.add(
        new MessageKept(
            "trail", "id<script>", body, MessageKind.UNKNOWN, "no message that we know"));
    arrived.add(
        new ObjectRemoved(
            new S3Name(Rig.BUCKET, "AWSLogs/<img src=x>\u202e.gz"),
            Optional.of("v" + "9".repeat(60)),
            true,
            Optional.of(Instant.parse("2026-03-10T11:00:00Z")),
            Optional.of("\"><script>"),
            source));
    arrived.add(
        new BucketCompared(
            new S3Prefix(Rig.BUCKET, "AWSLogs/"),
            Purpose.RECONCILIATION,
            Optional.of(LocalDate.of(2026, 3, 8)),
            Optional.of(LocalDate.of(2026, 3, 10)),
            1_234,
            2,
            1,
            Sha256.of(new byte[0]),
            "reconciliation of s3://" + Rig.BUCKET + "/AWSLogs/"));
    return arrived;
  }

  @Test
  void aStoreThatNeverHadASourceDoesNotSpeakOfIntake() throws Exception {
    try (Rig rig = Rig.open(folder)) {
      rig.deliver(Rig.event("2026-03-10T11:59:30Z", "GetObject", "one", ""));
      assertThat(rig.page("/evidence")).doesNotContain("id=\"intake\"");
      Json json = rig.json("/api/v1/intake");
      assertThat(json.text("state")).isEqualTo("off");
      assertThat(json.list("parked")).isEmpty();
    }
  }

  @Test
  void whatHappenedOnTheWayInIsShownAndFitsEveryScreen() throws Exception {
    try (Rig rig = Rig.open(folder)) {
      rig.deliver(Rig.event("2026-03-10T11:59:30Z", "GetObject", "one", ""));
      VaultRef body =
          rig.store()
              .vault()
              .append(List.of(Payload.copyOf("{}".getBytes(StandardCharsets.UTF_8))))
              .getFirst();
      var _ = rig.store().ledger().appendArrivals(arrivals(body));
      rig.store().wake();
      rig.store().awaitCaughtUp();
      rig.store().showIntake(() -> Optional.of(Intakes.troubled(Rig.NOW.minusSeconds(90))));

      Json json = rig.json("/api/v1/intake?limit=7");
      assertThat(json.text("state")).isEqualTo("running");
      assertThat(json.number("counts", "parked")).isEqualTo(PARKED_COUNT);
      assertThat(json.list("parked")).hasSize(7);
      assertThat(json.text("parked", 0, "reason")).isEqualTo("access denied");
      assertThat(json.text("removed", 0, "by")).isEqualTo("\"><script>");
      assertThat(json.text("queues", 0, "name")).isEqualTo(Intakes.HOSTILE);
      assertThat(json.number("comparisons", 0, "found")).isEqualTo(2);
      assertThat(json.number("lag", "sinceEvent", "count")).isEqualTo(1);

      try (Browser browser = Browser.start(Files.createDirectory(folder.resolve("profile")))) {
        rig.signIn(browser, "/evidence");
        for (int width : List.of(1280, 390)) {
          browser.resize(width, 900);
          browser.open(rig.url() + "/evidence");
          assertThat(browser.evaluate("return String(document.body.scrollWidth <= innerWidth + 1)"))
              .as("%d pixels", width)
              .isEqualTo("true");
        }
        assertThat(browser.texts("section[aria-labelledby=intake] h3"))
            .containsExactly(
                "Parked",
                "Messages set aside",
                "Removed in the bucket",
                "Comparisons with the bucket");
        assertThat(browser.texts("section[aria-labelledby=intake] p").getFirst())
            .isEqualTo("Intake is running.");
        assertThat(browser.texts("section[aria-labelledby=intake] .reservation"))
            .anyMatch(text -> text.contains("access denied: allow sqs:ReceiveMessage"))
            .anyMatch(text -> text.contains("/api/v1/intake?limit=10000"));
        assertThat(browser.texts("ul[aria-labelledby=intake-parked] li")).hasSize(20);
        assertThat(browser.texts("a[href='#intake-removed']"))
            .containsExactly("removals and delete markers");
        assertThat(browser.texts("a[href='#intake-overwritten']")).isEmpty();
        assertThat(browser.texts("section[aria-labelledby=intake] code"))
            .contains("s3://" + Rig.BUCKET + "/AWSLogs/<img src=x>\\u202e.gz");
        assertThat(browser.console()).isEmpty();
      }
      assertThat(rig.store().fsck().check()).isEmpty();
    }
  }
}
