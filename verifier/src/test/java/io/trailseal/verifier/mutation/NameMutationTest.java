package io.trailseal.verifier.mutation;

import static org.assertj.core.api.Assertions.assertThat;

import io.trailseal.verifier.S3Name;
import io.trailseal.verifier.Verdict;
import io.trailseal.verifier.Verdict.Missing;
import io.trailseal.verifier.check.Report;
import io.trailseal.verifier.check.Report.Outcome;
import io.trailseal.verifier.synthetic.StoredObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// Whole objects renamed, deleted, copied and swapped.
///
/// There is one exception to `missing`, and only one: the newest digest. Nothing in a bucket names
/// it, so nobody who has the bucket alone can know of it; but then the log files of its hour are
/// *could not tell*, so that the archive is not proven either. What was seen before, or the time,
/// would tell: [io.trailseal.verifier.check.WalkOptions].
///
/// The oldest digest is a half exception: an archive may begin anywhere, so that its absence is
/// *could not tell*. It is `missing` where log files of its hour are left over.
///
/// A digest that was only given another name may be `out of place` instead of `missing`: that
/// verdict says where it belongs.
///
/// The key file has no name that matters: it is not part of the archive.
final class NameMutationTest {
  /// What each character of a name is changed to.
  private static final List<String> OTHERS = List.of("0", "Z", "z", "/", ".", "_", "-", "é");

  private final Specimen specimen = new Specimen();

  private static List<String> objects() {
    List<String> all = new ArrayList<>(Specimen.digests());
    all.addAll(Specimen.logs());
    return all;
  }

  private static boolean isNewestDigest(String key) {
    return key.equals(Specimen.digests().getLast());
  }

  private Report examine() throws InterruptedException {
    return specimen.examine().orElseThrow();
  }

  private static List<Verdict> about(Report report, String key) {
    S3Name name = Specimen.name(key);
    return report.findings().stream().filter(each -> each.subject().equals(name)).toList();
  }

  /// Whether an object under another name says that it belongs here.
  private static boolean isElsewhere(Report report, String key) {
    return report.findings().stream()
        .anyMatch(
            each ->
                each instanceof Verdict.OutOfPlace(_, var claimed)
                    && claimed.equals(Specimen.name(key)));
  }

  private static boolean isMissing(Report report, String key) {
    return about(report, key).stream().anyMatch(Missing.class::isInstance);
  }

  /// What follows from the absence of an object, wherever it went.
  private void assertAbsent(Report report, String key, String description) {
    if (!isNewestDigest(key)) {
      boolean elsewhere = Specimen.digests().contains(key) && isElsewhere(report, key);
      assertThat(isMissing(report, key) || elsewhere)
          .as("%s: %s", description, report.findings())
          .isTrue();
      assertThat(report.outcome()).as(description).isEqualTo(Outcome.FINDINGS);
      return;
    }
    assertThat(report.outcome())
        .as("%s: %s", description, report.findings())
        .isIn(Outcome.FINDINGS, Outcome.COULD_NOT_TELL);
    if (isElsewhere(report, key)) {
      // What CloudTrail signed is true wherever it lies, so its log files are proven.
      return;
    }
    assertThat(report.findings())
        .as(description)
        .anyMatch(
            each ->
                each instanceof Verdict.Undecided(var log, var why, _)
                    && why == Verdict.Obstacle.NO_DIGEST_YET
                    && Specimen.logs().contains(log.key()));
  }

  @Test
  void whatIsDeletedIsMissing() throws InterruptedException {
    for (String key : objects()) {
      specimen.delete(key);
      Report report = examine();
      specimen.restore(key);
      assertAbsent(report, key, "deleted " + key);
      assertThat(report.findings()).noneMatch(Verdict.OutOfPlace.class::isInstance);
    }
  }

  @Test
  void whatIsRenamedIsMissing() throws InterruptedException {
    int renamed = 0;
    for (String key : objects()) {
      StoredObject object = Specimen.original(key);
      for (int at = 0; at < key.length(); at++) {
        for (String other : OTHERS) {
          String name = key.substring(0, at) + other + key.substring(at + 1);
          if (name.equals(key)) {
            continue;
          }
          specimen.delete(key);
          specimen.put(name, object);
          Report report = examine();
          specimen.restore(name);
          specimen.restore(key);
          assertAbsent(report, key, "renamed to " + name);
          renamed++;
        }
      }
    }
    assertThat(renamed).isGreaterThan(5_000);
  }

  @Test
  void whatIsCopiedIsCalledWhatItIs() throws InterruptedException {
    for (String key : objects()) {
      boolean digest = Specimen.digests().contains(key);
      String copy =
          digest
              ? key.replaceFirst("\\d\\dZ\\.json\\.gz$", "59Z.json.gz")
              : key.replaceFirst("_[A-Za-z0-9]{16}\\.json\\.gz$", "_0000000000000000.json.gz");
      assertThat(copy).isNotEqualTo(key);
      specimen.put(copy, Specimen.original(key));
      Report report = examine();
      specimen.restore(copy);
      assertThat(report.findings()).as(copy).hasSize(1);
      assertThat(about(report, copy))
          .as("%s: %s", copy, report.findings())
          .singleElement()
          .isInstanceOf(digest ? Verdict.OutOfPlace.class : Verdict.Injected.class);
    }
  }

  @Test
  void whatIsSwappedIsFoundAtBothEnds() throws InterruptedException {
    List<String> keys = objects();
    for (int i = 0; i < keys.size(); i++) {
      for (int j = i + 1; j < keys.size(); j++) {
        String one = keys.get(i);
        String other = keys.get(j);
        specimen.put(one, Specimen.original(other));
        specimen.put(other, Specimen.original(one));
        Report report = examine();
        specimen.restore(one);
        specimen.restore(other);
        assertThat(about(report, one))
            .as("%s and %s: %s", one, other, report.findings())
            .anyMatch(NameMutationTest::isForeign);
        // Where a log file is swapped with the only digest that lists it, nobody is left to say.
        boolean withItsDigest = Specimen.lists(one, other);
        assertThat(about(report, other))
            .as("%s and %s: %s", one, other, report.findings())
            .anyMatch(each -> withItsDigest ? each instanceof Verdict.Undecided : isForeign(each));
      }
    }
  }

  private static boolean isForeign(Verdict verdict) {
    return verdict instanceof Verdict.Altered || verdict instanceof Verdict.OutOfPlace;
  }

  @Test
  void metadataThatIsSwappedWithoutTheContentIsAltered() throws InterruptedException {
    List<String> keys = Specimen.digests();
    for (int i = 1; i < keys.size(); i++) {
      Map<String, String> of = Specimen.original(keys.get(i - 1)).metadata();
      specimen.put(keys.get(i), Specimen.original(keys.get(i)).content().borrow(), of);
      Report report = examine();
      specimen.restore(keys.get(i));
      assertThat(about(report, keys.get(i)))
          .as("%s", report.findings())
          .hasOnlyElementsOfType(Verdict.Altered.class);
    }
  }
}
