package io.trailseal.indexer.custody;

import static org.assertj.core.api.Assertions.assertThat;

import io.trailseal.indexer.ledger.CustodyStep;
import io.trailseal.indexer.ledger.LedgerEntry.VerdictReached;
import io.trailseal.indexer.ledger.LedgerPosition;
import io.trailseal.verifier.S3Name;
import io.trailseal.verifier.Verdict;
import io.trailseal.verifier.Verdict.Obstacle;
import io.trailseal.verifier.check.Report;
import io.trailseal.verifier.check.Scope;
import io.trailseal.verifier.check.WalkOptions;
import io.trailseal.verifier.check.WalkProgress;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Goal: what the stored bytes say is what the ledger says, or it is told and becomes the verdict.
final class ReverificationTest {
  @TempDir Path folder;
  private Archive archive;

  @BeforeEach
  void makeArchive() throws IOException {
    archive = new Archive(folder);
  }

  @AfterEach
  void everyTestEndsWithAWholeLedger() throws IOException {
    archive.close();
  }

  private void takeInEverything() throws Exception {
    archive.trustKeys();
    archive.receive(archive.everything());
    archive.follow();
    archive.custody.concludeAbsences(Archive.EVERYTHING);
  }

  private Reverification reverify() throws Exception {
    return archive.custody.reverify(WalkOptions.STANDARD, 2, WalkProgress.SILENT);
  }

  @Test
  void anIntactStoreAgreesAndNothingIsWritten() throws Exception {
    takeInEverything();
    LedgerPosition head = archive.ledger.head();
    Reverification result = reverify();
    assertThat(result.agrees()).isTrue();
    assertThat(result.report().outcome()).isEqualTo(Report.Outcome.PROVEN);
    assertThat(result.report().read()).isEqualTo(archive.everything().size());
    assertThat(archive.ledger.head()).isEqualTo(head);
  }

  /// Custody and a walk have one set of rules: what they find of the same bucket is the same.
  @Test
  void aTamperedStoreAgreesToo() throws Exception {
    archive.bucket.delete(archive.logs().get(3));
    archive.bucket.delete(archive.digests().get(2));
    archive.bucket.put(
        archive.logs().get(1).replaceAll("_[A-Za-z0-9]{16}\\.", "_Injected00000000."),
        archive.bucket.get(archive.logs().getLast()).orElseThrow().content().toByteArray(),
        java.util.Map.of());
    takeInEverything();
    Reverification result = reverify();
    assertThat(result.differences()).isEmpty();
    assertThat(result.report().outcome()).isEqualTo(Report.Outcome.FINDINGS);
  }

  @Test
  void bytesDamagedInTheStoreAreTellingAndBecomeTheVerdictOnce() throws Exception {
    takeInEverything();
    var name = new S3Name(Archive.SETTINGS.bucket(), archive.logs().get(2));
    StoreArchiveTest.spoil(archive, folder, name);
    Reverification result = reverify();
    assertThat(result.differences()).hasSize(1);
    Reverification.Difference difference = result.differences().getFirst();
    assertThat(difference.damaged().orElseThrow()).contains("SHA-256");
    assertThat(difference.ledgerSays().orElseThrow()).isInstanceOf(Verdict.Intact.class);
    var now = (Verdict.Undecided) archive.open(name.key());
    assertThat(now.obstacle()).isEqualTo(Obstacle.OBJECT_NOT_READABLE);
    assertThat(now.detail()).contains("cannot give back");

    LedgerPosition head = archive.ledger.head();
    Reverification again = reverify();
    assertThat(again.differences()).isEmpty();
    assertThat(again.damaged()).isEqualTo(1);
    assertThat(again.agrees()).isFalse();
    assertThat(again.remarks()).anyMatch(remark -> remark.contains("does not give back 1 of"));
    assertThat(archive.ledger.head()).isEqualTo(head);
  }

  /// What a part of the store makes look unlisted is no verdict.
  @Test
  void aPartAloneChangesNoVerdictButOfDamage() throws Exception {
    takeInEverything();
    LedgerPosition head = archive.ledger.head();
    var part =
        WalkOptions.STANDARD.with(
            new Scope(
                Optional.of(Archive.SETTINGS.start().plus(Duration.ofMinutes(150))),
                Optional.empty(),
                Set.of(),
                Set.of(),
                Set.of("another-trail")));
    Reverification result = archive.custody.reverify(part, 1, WalkProgress.SILENT);
    assertThat(result.differences()).isEmpty();
    assertThat(archive.ledger.head()).isEqualTo(head);
  }

  @Test
  void aVerdictThatTheBytesDoNotBearOutIsPutRight() throws Exception {
    takeInEverything();
    var name = new S3Name(Archive.SETTINGS.bucket(), archive.logs().get(2));
    LedgerPosition at = archive.ledger.objectsNamed(name).getFirst().position();
    archive.ledger.record(
        new CustodyStep(
            List.of(),
            List.of(
                new VerdictReached(
                    new Verdict.Altered(name, "one", "another", Optional.empty()),
                    Optional.of(at))),
            archive.ledger.custodyPosition()));
    Reverification result = reverify();
    assertThat(result.differences()).hasSize(1);
    assertThat(archive.open()).isEmpty();
    assertThat(reverify().agrees()).isTrue();
  }
}
