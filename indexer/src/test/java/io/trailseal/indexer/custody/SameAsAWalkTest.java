package io.trailseal.indexer.custody;

import static org.assertj.core.api.Assertions.assertThat;

import io.trailseal.indexer.Store;
import io.trailseal.indexer.ingest.ImportSummary;
import io.trailseal.indexer.ledger.LedgerEntry.KeyLearned;
import io.trailseal.indexer.ledger.LedgerEntry.VerdictReached;
import io.trailseal.verifier.Verdict;
import io.trailseal.verifier.check.Archive;
import io.trailseal.verifier.check.Report;
import io.trailseal.verifier.check.Walk;
import io.trailseal.verifier.check.WalkOptions;
import io.trailseal.verifier.check.WalkProgress;
import io.trailseal.verifier.key.KeyFile;
import io.trailseal.verifier.key.KeyRing;
import io.trailseal.verifier.key.Provenance;
import io.trailseal.verifier.key.PublishedKey;
import io.trailseal.verifier.source.LocalArchives;
import io.trailseal.verifier.synthetic.FolderBucket;
import io.trailseal.verifier.synthetic.SampleSettings;
import io.trailseal.verifier.synthetic.SyntheticTrail;
import io.trailseal.verifier.synthetic.Tampering;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Goal: the same verdict for the same evidence, whether a folder is walked over or taken in.
final class SameAsAWalkTest {
  private static final Instant START = Instant.parse("2026-03-02T00:00:00Z");
  private static final SampleSettings SETTINGS =
      new SampleSettings(1, 2, 24, 20, Optional.empty(), 7, START, "logs", "");

  /// Where the two say different things: the words of a walk and of custody, and why.
  private record Difference(List<String> words, String reason) {}

  private static final Map<Tampering, Difference> KNOWN =
      Map.of(
          Tampering.DIGEST_HEAD_DELETED,
          new Difference(
              List.of("missing, not nothing", "missing, not could not tell"),
              "a store may not have been given a chain from its start; a bucket has it whole"),
          Tampering.RESTART_NO_GAP,
          new Difference(
              List.of("gap, not nothing"),
              "a report notes that a chain began anew; the ledger has verdicts about evidence only"),
          Tampering.LIST_POISON,
          new Difference(
              List.of("injected, not altered"),
              "custody judges a digest object when it comes in, by itself and its successors"),
          Tampering.DIGEST_INJECTED_MIDDLE,
          new Difference(
              List.of("injected, not altered"), "as for LIST_POISON; it is a finding either way"));

  @TempDir Path folder;

  @ParameterizedTest
  @EnumSource
  void everyTampering(Tampering tampering) throws Exception {
    FolderBucket bucket = FolderBucket.at(folder.resolve("bucket"));
    new SyntheticTrail(SETTINGS).writeTo(bucket);
    tampering.apply(bucket, SETTINGS, 0);
    List<PublishedKey> keys = new ArrayList<>();
    for (String file : bucket.keys("public-keys/")) {
      keys.addAll(KeyFile.parse(bucket.get(file).orElseThrow().content().toByteArray()));
    }
    Map<String, String> walked = new TreeMap<>();
    try (Archive archive = LocalArchives.open(folder.resolve("bucket"), Optional.empty())) {
      Report report =
          Walk.run(archive, KeyRing.of(keys), WalkOptions.STANDARD, WalkProgress.SILENT);
      report.findings().forEach(finding -> add(walked, finding));
    }
    Map<String, String> takenIn = takeIn(keys);
    Map<String, String> differences = new TreeMap<>();
    var subjects = new TreeSet<>(walked.keySet());
    subjects.addAll(takenIn.keySet());
    for (String subject : subjects) {
      String one = walked.getOrDefault(subject, "nothing");
      String other = takenIn.getOrDefault(subject, "nothing");
      if (!one.equals(other)) {
        differences.put(subject, one + ", not " + other);
      }
    }
    Difference known = KNOWN.getOrDefault(tampering, new Difference(List.of(), "the same"));
    assertThat(differences.values())
        .as("%s: %s; %s", tampering, known.reason, differences)
        .containsExactlyElementsOf(known.words);
  }

  private static void add(Map<String, String> words, Verdict verdict) {
    words.merge(verdict.subject().toString(), verdict.word(), (one, other) -> one + " " + other);
  }

  private Map<String, String> takeIn(List<PublishedKey> keys) throws Exception {
    Map<String, String> words = new TreeMap<>();
    try (Store store = Store.open(folder.resolve("home"), "this test", () -> START)) {
      for (PublishedKey key : keys) {
        store
            .custody()
            .trustKeys(
                List.of(new KeyLearned(key, "us-east-1", Provenance.told("made by this test"))));
      }
      ImportSummary summary =
          store
              .importer()
              .run(List.of(folder.resolve("bucket")), Optional.empty(), (_, _, _, _, _) -> {});
      store.awaitCaughtUp();
      store.custody().concludeAbsences(summary.walked());
      store.wake();
      store.awaitCaughtUp();
      store
          .ledger()
          .forEachOpenVerdict(
              store.ledger().head(),
              recorded -> {
                if (recorded.entry() instanceof VerdictReached(var verdict, _)) {
                  add(words, verdict);
                }
              });
      assertThat(store.fsck().check()).isEmpty();
    }
    return words;
  }
}
