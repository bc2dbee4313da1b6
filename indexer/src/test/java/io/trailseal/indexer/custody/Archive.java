package io.trailseal.indexer.custody;

import io.trailseal.indexer.ledger.Ledger;
import io.trailseal.indexer.ledger.LedgerEntry.KeyLearned;
import io.trailseal.indexer.ledger.LedgerEntry.ObjectReceived;
import io.trailseal.indexer.ledger.LedgerEntry.VerdictReached;
import io.trailseal.indexer.ledger.LedgerPosition;
import io.trailseal.indexer.ledger.Ledgers;
import io.trailseal.indexer.ledger.Recorded;
import io.trailseal.indexer.vault.Vault;
import io.trailseal.indexer.vault.Vaults;
import io.trailseal.verifier.Payload;
import io.trailseal.verifier.S3Name;
import io.trailseal.verifier.S3Prefix;
import io.trailseal.verifier.Verdict;
import io.trailseal.verifier.key.KeyFile;
import io.trailseal.verifier.key.KeyFormatException;
import io.trailseal.verifier.key.Provenance;
import io.trailseal.verifier.key.PublishedKey;
import io.trailseal.verifier.synthetic.FolderBucket;
import io.trailseal.verifier.synthetic.SampleSettings;
import io.trailseal.verifier.synthetic.StoredObject;
import io.trailseal.verifier.synthetic.SyntheticTrail;
import io.trailseal.verifier.trail.EventSink;
import io.trailseal.verifier.trail.ObjectReader;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// A sample bucket beside a real vault and ledger, with custody at work on them.
final class Archive implements Closeable {
  static final SampleSettings SETTINGS =
      new SampleSettings(
          1, 1, 6, 30, Optional.empty(), 5, Instant.parse("2026-03-02T00:00:00Z"), "logs", "");
  static final List<S3Prefix> EVERYTHING = List.of(new S3Prefix(SETTINGS.bucket(), ""));
  private static final int BATCH_COUNT = 7;

  final FolderBucket bucket;
  final Vault vault;
  final Ledger ledger;
  Custody custody;

  /// What the ledger's clock says.
  volatile Instant now = Instant.parse("2026-03-03T00:00:00Z");

  Archive(Path folder) throws IOException {
    this(folder, SETTINGS);
  }

  Archive(Path folder, SampleSettings settings) throws IOException {
    bucket = FolderBucket.at(folder.resolve("bucket"));
    new SyntheticTrail(settings).writeTo(bucket);
    vault = Vaults.open(folder.resolve("vault"));
    ledger = Ledgers.open(folder.resolve("ledger"), () -> now);
    custody = new Custody(ledger, vault);
  }

  List<String> logs() throws IOException {
    return bucket.keys("").stream().filter(key -> key.contains("/CloudTrail/")).toList();
  }

  List<String> digests() throws IOException {
    return bucket.keys("").stream().filter(key -> key.contains("/CloudTrail-Digest/")).toList();
  }

  List<String> everything() throws IOException {
    var all = new ArrayList<String>(digests());
    all.addAll(logs());
    return all;
  }

  /// The keys that signed the sample.
  List<PublishedKey> keys() throws IOException, KeyFormatException {
    var keys = new ArrayList<PublishedKey>();
    for (String file : bucket.keys("public-keys/")) {
      keys.addAll(KeyFile.parse(bucket.get(file).orElseThrow().content().toByteArray()));
    }
    return keys;
  }

  void trust(PublishedKey key) throws IOException {
    custody.trustKeys(
        List.of(new KeyLearned(key, "us-east-1", Provenance.told("made by this test"))));
  }

  void trustKeys() throws IOException, KeyFormatException {
    for (PublishedKey key : keys()) {
      trust(key);
    }
  }

  void receive(List<String> keys) throws IOException {
    for (String key : keys) {
      StoredObject stored = bucket.get(key).orElseThrow();
      receive(key, stored.content(), stored.metadata());
    }
  }

  LedgerPosition receive(String key, Payload bytes, Map<String, String> metadata)
      throws IOException {
    var ref = vault.append(List.of(bytes)).getFirst();
    var reading = new ObjectReader().read(key, bytes.toByteArray(), new Ignored());
    return ledger
        .appendArrivals(
            List.of(
                new ObjectReceived(
                    new S3Name(SETTINGS.bucket(), key),
                    bytes.length(),
                    Optional.of(ref),
                    reading,
                    metadata,
                    "this test")))
        .getFirst()
        .position();
  }

  /// Lets custody read on to the head, in small batches.
  void follow() throws IOException {
    while (true) {
      List<Recorded> batch = ledger.read(custody.position(), BATCH_COUNT);
      if (batch.isEmpty()) {
        return;
      }
      custody.follow(batch);
    }
  }

  /// The word of the current verdict about each name: about the newest object under it, or about
  /// its absence.
  Map<String, String> words() throws IOException {
    var words = new TreeMap<String, String>();
    verdicts().forEach((key, verdict) -> words.put(key, verdict.word()));
    return words;
  }

  Map<String, Verdict> verdicts() throws IOException {
    var verdicts = new TreeMap<String, Verdict>();
    for (Recorded recorded : ledger.read(LedgerPosition.START, 10_000)) {
      if (recorded.entry() instanceof VerdictReached(var verdict, _)) {
        verdicts.put(verdict.subject().key(), verdict);
      }
    }
    return verdicts;
  }

  /// What is open now, by key: unlike the newest verdict about a name, gone when it is taken back.
  Map<String, Verdict> open() throws IOException {
    var open = new TreeMap<String, Verdict>();
    ledger.forEachOpenVerdict(
        ledger.head(),
        recorded -> {
          if (recorded.entry() instanceof VerdictReached(var verdict, _)) {
            open.put(verdict.subject().key(), verdict);
          }
        });
    return open;
  }

  Verdict open(String key) throws IOException {
    return Optional.ofNullable(open().get(key)).orElseThrow();
  }

  Verdict verdict(String key) throws IOException {
    return Optional.ofNullable(verdicts().get(key)).orElseThrow();
  }

  List<String> complaints() throws IOException {
    var complaints = new ArrayList<String>();
    ledger.check((at, what) -> complaints.add(at + " " + what));
    return complaints;
  }

  @Override
  public void close() throws IOException {
    try (ledger;
        vault) {
      if (!complaints().isEmpty()) {
        throw new AssertionError("the ledger is not whole: " + complaints());
      }
    }
  }

  private static final class Ignored implements EventSink {
    @Override
    public void beginEvent(int ordinal, long offset) {}

    @Override
    public void leaf(String path, LeafType type, String text) {}

    @Override
    public void endEvent(long endOffset) {}

    @Override
    public void abandonEvent() {}
  }
}
