package io.trailseal.indexer.custody;

import static org.assertj.core.api.Assertions.assertThat;

import io.trailseal.indexer.ledger.LedgerEntry.ObjectParked;
import io.trailseal.indexer.ledger.LedgerEntry.ParkReason;
import io.trailseal.verifier.S3Name;
import io.trailseal.verifier.Verdict;
import io.trailseal.verifier.Verdict.Missing.Ground;
import io.trailseal.verifier.Verdict.Obstacle;
import io.trailseal.verifier.check.Report;
import io.trailseal.verifier.check.WalkOptions;
import io.trailseal.verifier.check.WalkProgress;
import io.trailseal.verifier.synthetic.SampleSettings;
import io.trailseal.verifier.synthetic.StoredObject;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Goal: what S3 has and does not give us is not called missing, whatever asks for it, and is
/// judged like anything else when it comes.
final class ParkedObjectsTest {
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

  private Map<String, StoredObject> remove(List<String> keys) throws IOException {
    var removed = new HashMap<String, StoredObject>();
    for (String key : keys) {
      removed.put(key, archive.bucket.get(key).orElseThrow());
      archive.bucket.delete(key);
    }
    return removed;
  }

  private void bring(Map<String, StoredObject> objects) throws IOException {
    for (Map.Entry<String, StoredObject> each : objects.entrySet()) {
      archive.receive(each.getKey(), each.getValue().content(), each.getValue().metadata());
    }
    archive.follow();
  }

  private void park(String key, ParkReason reason) throws IOException {
    park(key, "v1", reason);
  }

  private void park(String key, String versionId, ParkReason reason) throws IOException {
    archive.ledger.appendArrivals(
        List.of(
            new ObjectParked(
                new S3Name(Archive.SETTINGS.bucket(), key),
                Optional.of(versionId),
                reason,
                "what S3 said",
                "queue one")));
  }

  private void conclude() throws IOException {
    archive.follow();
    archive.custody.concludeAbsences(Archive.EVERYTHING);
  }

  private void takeInTheRest() throws Exception {
    archive.trustKeys();
    archive.receive(archive.everything());
    conclude();
  }

  private void requireObstacle(String key, Obstacle obstacle) throws IOException {
    assertThat(archive.open(key))
        .isEqualTo(
            new Verdict.Undecided(
                new S3Name(Archive.SETTINGS.bucket(), key), obstacle, "what S3 said"));
  }

  private long findings() throws IOException {
    return archive.open().values().stream().filter(Verdict::isFinding).count();
  }

  @ParameterizedTest
  @EnumSource
  void aListedLogFileIsMissingOnlyWhereS3SaysSo(ParkReason reason) throws Exception {
    String log = archive.logs().get(3);
    Map<String, StoredObject> removed = remove(List.of(log));
    park(log, reason);
    takeInTheRest();
    if (reason.obstacle().isPresent()) {
      requireObstacle(log, reason.obstacle().get());
      assertThat(findings()).isZero();
      assertThat(archive.ledger.verdictCounts().absent()).isEqualTo(Map.of("could not tell", 1L));
    } else {
      assertThat(archive.open(log)).isInstanceOf(Verdict.Missing.class);
    }
    bring(removed);
    assertThat(archive.open()).isEmpty();
    assertThat(archive.verdict(log)).isInstanceOf(Verdict.Intact.class);
    conclude();
    assertThat(archive.open()).isEmpty();
  }

  @Test
  void anAlteredOneIsFoundOutWhenItComes() throws Exception {
    String log = archive.logs().get(3);
    StoredObject other = archive.bucket.get(archive.logs().get(4)).orElseThrow();
    remove(List.of(log));
    park(log, ParkReason.ARCHIVED);
    takeInTheRest();
    archive.receive(log, other.content(), other.metadata());
    archive.follow();
    assertThat(archive.verdict(log)).isInstanceOf(Verdict.Altered.class);
  }

  @Test
  void whatIsParkedAfterItWasCalledMissingIsNotAnyMoreAndBack() throws Exception {
    String log = archive.logs().get(3);
    String digest = archive.digests().get(3);
    Map<String, StoredObject> removed = remove(List.of(log, digest));
    takeInTheRest();
    assertThat(archive.open(digest)).isInstanceOf(Verdict.Missing.class);
    boolean listedElsewhere = archive.open().get(log) instanceof Verdict.Missing;
    park(digest, ParkReason.KEY_DENIED);
    park(log, ParkReason.ACCESS_DENIED);
    conclude();
    requireObstacle(digest, Obstacle.ACCESS_DENIED);
    if (listedElsewhere) {
      requireObstacle(log, Obstacle.ACCESS_DENIED);
    }
    assertThat(findings()).isZero();

    park(digest, ParkReason.NOT_THERE);
    park(log, ParkReason.NOT_THERE);
    conclude();
    assertThat(archive.open(digest)).isInstanceOf(Verdict.Missing.class);
    assertThat(archive.open().get(log) instanceof Verdict.Missing).isEqualTo(listedElsewhere);

    bring(removed);
    conclude();
    assertThat(archive.open()).isEmpty();
  }

  @Test
  void aVersionThatIsGoneDoesNotTakeAwayTheOneThatIsThere() throws Exception {
    String log = archive.logs().get(3);
    remove(List.of(log));
    park(log, "v1", ParkReason.ARCHIVED);
    park(log, "v2", ParkReason.NOT_THERE);
    takeInTheRest();
    requireObstacle(log, Obstacle.ARCHIVED);
  }

  /// Three digests are not here: the middle one is only asked for by the hours around it.
  @Test
  void aDigestThatOnlyTheHoursAskForIsNotMissingWhereItIsParked() throws Exception {
    List<String> run = List.copyOf(archive.digests().subList(1, 4));
    Map<String, StoredObject> removed = remove(run);
    park(run.get(1), ParkReason.ARCHIVED);
    takeInTheRest();
    requireObstacle(run.get(1), Obstacle.ARCHIVED);
    assertThat(((Verdict.Missing) archive.open(run.get(2))).ground()).isEqualTo(Ground.NAMED);
    assertThat(((Verdict.Missing) archive.open(run.get(0))).ground()).isEqualTo(Ground.CADENCE);

    park(run.get(1), ParkReason.NOT_THERE);
    conclude();
    assertThat(((Verdict.Missing) archive.open(run.get(1))).ground()).isEqualTo(Ground.CADENCE);
    bring(removed);
    conclude();
    assertThat(archive.open()).isEmpty();
  }

  @Test
  void aParkedDigestAtTheEndOfAChainIsNotOverdue() throws Exception {
    archive.close();
    archive =
        new Archive(
            folder.resolve("two chains"),
            new SampleSettings(
                2,
                1,
                6,
                5,
                Optional.empty(),
                5,
                Instant.parse("2026-03-02T00:00:00Z"),
                "logs",
                ""));
    List<String> digests = archive.digests();
    List<String> last = List.copyOf(digests.subList(digests.size() - 3, digests.size()));
    Map<String, StoredObject> removed = remove(last);
    takeInTheRest();
    assertThat(archive.open(last.getFirst())).isInstanceOf(Verdict.Overdue.class);

    park(last.getFirst(), ParkReason.ARCHIVED);
    conclude();
    requireObstacle(last.getFirst(), Obstacle.ARCHIVED);
    assertThat(findings()).isZero();
    bring(removed);
    conclude();
    assertThat(archive.open()).isEmpty();
  }

  @Test
  void aWalkOverTheStoreSaysTheSame() throws Exception {
    String log = archive.logs().get(3);
    String digest = archive.digests().get(3);
    remove(List.of(log, digest));
    park(log, ParkReason.ARCHIVED);
    park(digest, ParkReason.KEY_DENIED);
    takeInTheRest();
    Reverification walk = archive.custody.reverify(WalkOptions.STANDARD, 1, WalkProgress.SILENT);
    assertThat(walk.agrees()).isTrue();
    assertThat(walk.report().outcome()).isEqualTo(Report.Outcome.COULD_NOT_TELL);
  }
}
