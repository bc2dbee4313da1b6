package io.trailseal.indexer.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import io.trailseal.indexer.ledger.Ledger;
import io.trailseal.indexer.ledger.LedgerEntry.ObjectReceived;
import io.trailseal.indexer.ledger.LedgerPosition;
import io.trailseal.indexer.ledger.Ledgers;
import io.trailseal.indexer.ledger.Recorded;
import io.trailseal.indexer.vault.Vault;
import io.trailseal.indexer.vault.VaultRef;
import io.trailseal.indexer.vault.Vaults;
import io.trailseal.verifier.S3Name;
import io.trailseal.verifier.Sha256;
import io.trailseal.verifier.trail.Defect;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;

/// The two rooms an import writes to, real and on disk.
final class Rooms implements AutoCloseable {
  final Vault vault;
  final Ledger ledger;
  final AtomicLong wakes = new AtomicLong();

  private Rooms(Vault vault, Ledger ledger) {
    this.vault = vault;
    this.ledger = ledger;
  }

  static Rooms open(Path home) throws IOException {
    AtomicLong seconds = new AtomicLong();
    return new Rooms(
        Vaults.open(home.resolve("vault")),
        Ledgers.open(
            home.resolve("ledger"), () -> Instant.EPOCH.plusSeconds(seconds.getAndIncrement())));
  }

  ImportSummary take(Path... paths) throws IOException, InterruptedException {
    return importer().run(List.of(paths), Optional.empty(), (_, _, _, _, _) -> {});
  }

  Importer importer() {
    return new Importer(vault, ledger, wakes::incrementAndGet);
  }

  Ingestor ingestor() {
    return new Ingestor(vault, ledger, wakes::incrementAndGet);
  }

  /// Every object entry, in order of arrival.
  List<ObjectReceived> objects() throws IOException {
    List<ObjectReceived> objects = new ArrayList<>();
    LedgerPosition at = LedgerPosition.START;
    for (List<Recorded> page = ledger.read(at, 1000);
        !page.isEmpty();
        page = ledger.read(at, 1000)) {
      for (Recorded recorded : page) {
        if (recorded.entry() instanceof ObjectReceived object) {
          objects.add(object);
        }
      }
      at = page.getLast().position();
    }
    return objects;
  }

  /// What matters of an entry, whatever the way it came.
  record Gist(Sha256 delivered, long bytes, int events, Map<String, String> metadata) {}

  Map<String, Gist> gists() throws IOException {
    Map<String, Gist> gists = new TreeMap<>();
    for (ObjectReceived object : objects()) {
      Gist gist =
          new Gist(
              object.delivered(),
              object.deliveredBytes(),
              object.reading().events(),
              object.userMetadata());
      assertThat(gists.put(object.name().toString(), gist)).as("twice: %s", object).isNull();
    }
    return gists;
  }

  ObjectReceived named(String key) throws IOException {
    return objects().stream()
        .filter(object -> object.name().key().equals(key))
        .findFirst()
        .orElseThrow(() -> new AssertionError(S3Name.printable(key) + " did not come in"));
  }

  String reasons(String key) throws IOException {
    return String.join("; ", named(key).defects().stream().map(Defect::reason).toList());
  }

  /// The house is whole: the ledger agrees with itself, every object's bytes are in the vault, and
  /// none came in twice.
  void check() throws IOException {
    List<String> faults = new ArrayList<>();
    ledger.check((at, what) -> faults.add(at + ": " + what));
    assertThat(faults).isEmpty();
    Set<List<Object>> seen = new HashSet<>();
    for (ObjectReceived object : objects()) {
      assertThat(seen.add(List.of(object.name(), object.delivered(), object.userMetadata())))
          .as("%s came in once", object.name())
          .isTrue();
      if (object.kept().isPresent()) {
        VaultRef ref = object.kept().get();
        assertThat(Sha256.of(vault.read(ref))).isEqualTo(object.delivered());
        assertThat((long) ref.length()).isEqualTo(object.deliveredBytes());
      } else {
        assertThat(object.isQuarantined()).isTrue();
      }
    }
  }

  @Override
  public void close() throws IOException {
    try (vault;
        ledger) {
      check();
    }
  }
}
