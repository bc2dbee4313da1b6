package io.trailseal.indexer.search;

import io.trailseal.indexer.ledger.Ledger;
import io.trailseal.indexer.ledger.LedgerEntry.ObjectReceived;
import io.trailseal.indexer.ledger.LedgerPosition;
import io.trailseal.indexer.ledger.Ledgers;
import io.trailseal.indexer.ledger.Recorded;
import io.trailseal.indexer.ledger.S3Version;
import io.trailseal.indexer.query.QueryParser;
import io.trailseal.indexer.query.QuerySyntaxException;
import io.trailseal.indexer.vault.Vault;
import io.trailseal.indexer.vault.VaultRef;
import io.trailseal.indexer.vault.Vaults;
import io.trailseal.verifier.Payload;
import io.trailseal.verifier.S3Name;
import io.trailseal.verifier.trail.EventSink;
import io.trailseal.verifier.trail.ObjectReader;
import io.trailseal.verifier.trail.ObjectReading;
import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.zip.GZIPOutputStream;
import org.apache.lucene.store.MMapDirectory;

/// A real vault, ledger and index in one folder, and short ways to fill and ask them.
final class Room implements Closeable {
  static final InstantSource CLOCK = InstantSource.fixed(Instant.parse("2026-11-21T00:00:00Z"));

  /// Long enough for the slowest machine; nothing waits so long where all is well.
  private static final long MENDED_SECONDS_MAX = 60;

  final Path home;
  final Vault vault;
  final Ledger ledger;
  final Search search;

  /// As who sees all events asks them.
  final Questions questions;

  private int objects;

  Room(Path home) throws IOException {
    this(home, Vaults.open(home.resolve("vault")));
  }

  /// @param vault over the packs of this home
  Room(Path home, Vault vault) throws IOException {
    this(home, vault, MMapDirectory::new);
  }

  /// @param disk what the index's months lie on
  Room(Path home, Vault vault, Month.Disk disk) throws IOException {
    this.home = home;
    this.vault = vault;
    this.ledger = Ledgers.open(home.resolve("ledger"), CLOCK);
    this.search = new LuceneSearch(home.resolve("search"), disk, vault, ledger, CLOCK);
    this.questions = search.shownTo(Audience.EVERYBODY);
    this.objects = (int) ledger.head().value();
  }

  /// What is on disk in a home where everything is settled.
  static Inventory inventory(Path home) throws IOException {
    IndexFolder folder = new IndexFolder(home.resolve("search"), MMapDirectory::new);
    return Inventory.open(folder, LedgerPosition.START);
  }

  /// Takes in a log file with these records.
  LedgerPosition put(String... records) throws IOException {
    return put(gzip("{\"Records\":[" + String.join(",\n", records) + "]}"));
  }

  LedgerPosition put(byte[] delivered) throws IOException {
    return put(delivered, S3Version.UNKNOWN);
  }

  LedgerPosition put(byte[] delivered, S3Version version) throws IOException {
    String key =
        "AWSLogs/111122223333/CloudTrail/us-east-1/2026/11/20/"
            + "111122223333_CloudTrail_us-east-1_20261120T0000Z_%016d.json.gz".formatted(objects++);
    ObjectReading reading = new ObjectReader().read(key, delivered, new Nobody());
    VaultRef kept = vault.append(List.of(Payload.copyOf(delivered))).getFirst();
    ObjectReceived entry =
        new ObjectReceived(
            new S3Name("trail", key),
            delivered.length,
            Optional.of(kept),
            reading,
            Map.of(),
            version,
            "test");
    return ledger.appendArrivals(List.of(entry)).getFirst().position();
  }

  static byte[] gzip(String text) throws IOException {
    var bytes = new ByteArrayOutputStream();
    try (var gzip = new GZIPOutputStream(bytes)) {
      gzip.write(text.getBytes(StandardCharsets.UTF_8));
    }
    return bytes.toByteArray();
  }

  /// Follows to the head from where the index durably stands, as the loop does.
  void follow(int batchSize) throws IOException {
    LedgerPosition position = search.position();
    List<Recorded> batch = ledger.read(position, batchSize);
    while (!batch.isEmpty()) {
      search.follow(batch);
      position = batch.getLast().position();
      batch = ledger.read(position, batchSize);
    }
  }

  void catchUp() throws IOException {
    follow(3);
    search.settle();
  }

  /// Waits until nothing is made anew or brought up any more.
  void awaitMended() throws InterruptedException {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(MENDED_SECONDS_MAX);
    while (!search.upkeep().state().rebuilds().isEmpty()) {
      if (System.nanoTime() > deadline) {
        throw new AssertionError("not mended: " + search.upkeep().state());
      }
      Thread.sleep(5);
    }
  }

  SearchAnswer ask(String query) throws IOException, QuerySyntaxException, UnanswerableException {
    return ask(query, 10_000, Optional.empty());
  }

  SearchAnswer ask(String query, int limit, Optional<String> cursor)
      throws IOException, QuerySyntaxException, UnanswerableException {
    return questions.search(
        new SearchRequest(
            QueryParser.parse(query), Optional.empty(), Optional.empty(), limit, cursor));
  }

  /// The eventIDs of the events that match, in the order of the answer.
  List<String> find(String query) throws IOException, QuerySyntaxException, UnanswerableException {
    SearchAnswer answer = ask(query);
    if (answer.total() != answer.hits().size()) {
      throw new AssertionError(answer.total() + " counted, " + answer.hits().size() + " shown");
    }
    return answer.hits().stream().map(hit -> hit.summary().eventID()).toList();
  }

  /// What `fsck` would say.
  List<String> faults() throws IOException {
    List<String> faults = new ArrayList<>();
    search.check((at, what) -> faults.add(at + ": " + what));
    return faults;
  }

  /// Closes without settling, as a crash would.
  @Override
  public void close() throws IOException {
    search.close();
    ledger.close();
    vault.close();
  }

  private static final class Nobody implements EventSink {
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
