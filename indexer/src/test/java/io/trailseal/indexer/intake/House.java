package io.trailseal.indexer.intake;

import static org.assertj.core.api.Assertions.assertThat;

import io.trailseal.indexer.custody.Custody;
import io.trailseal.indexer.follow.FollowLoop;
import io.trailseal.indexer.follow.Follower;
import io.trailseal.indexer.fsck.Fsck;
import io.trailseal.indexer.ledger.Ledger;
import io.trailseal.indexer.ledger.LedgerEntry;
import io.trailseal.indexer.ledger.LedgerEntry.ObjectReceived;
import io.trailseal.indexer.ledger.LedgerPosition;
import io.trailseal.indexer.ledger.Ledgers;
import io.trailseal.indexer.ledger.Recorded;
import io.trailseal.indexer.search.Search;
import io.trailseal.indexer.search.Searches;
import io.trailseal.indexer.vault.Vault;
import io.trailseal.indexer.vault.Vaults;
import io.trailseal.verifier.S3Name;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.UnaryOperator;

/// A store's rooms, real and on disk, which a test may reach one by one. It ends with [Fsck].
final class House implements AutoCloseable {
  final Path home;
  final Vault vault;
  final Ledger ledger;
  final Search search;
  final Custody custody;
  final FollowLoop follow;

  private House(Path home, UnaryOperator<Follower> index) throws IOException {
    this.home = home;
    this.vault = Vaults.open(home.resolve("vault"));
    this.ledger = Ledgers.open(home.resolve("ledger"), InstantSource.system());
    this.search = Searches.open(home.resolve("search"), vault, ledger, InstantSource.system());
    this.custody = new Custody(ledger, vault);
    this.follow = new FollowLoop(ledger, List.of(custody, index.apply(search)));
    follow.start();
  }

  static House open(Path home) throws IOException {
    return open(home, search -> search);
  }

  /// @param index around what follows the ledger into the index
  static House open(Path home, UnaryOperator<Follower> index) throws IOException {
    return new House(home, index);
  }

  List<Recorded> entries() throws IOException {
    List<Recorded> entries = new ArrayList<>();
    LedgerPosition at = LedgerPosition.START;
    for (List<Recorded> page = ledger.read(at, 1_000);
        !page.isEmpty();
        page = ledger.read(at, 1_000)) {
      entries.addAll(page);
      at = page.getLast().position();
    }
    return entries;
  }

  <E extends LedgerEntry> List<E> entries(Class<E> kind) throws IOException {
    return entries().stream()
        .map(Recorded::entry)
        .filter(kind::isInstance)
        .map(kind::cast)
        .toList();
  }

  /// How many object entries each name has.
  Map<S3Name, Integer> received() throws IOException {
    Map<S3Name, Integer> times = new TreeMap<>();
    for (ObjectReceived object : entries(ObjectReceived.class)) {
      times.merge(object.name(), 1, Integer::sum);
    }
    return times;
  }

  /// Waits for the followers, and has the whole house checked.
  void check() throws IOException {
    try {
      follow.awaitCaughtUp();
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted while the followers catch up");
    }
    assertThat(new Fsck(ledger, vault, search).check()).isEmpty();
  }

  @Override
  public void close() throws IOException {
    try (vault;
        ledger;
        search;
        follow) {
      check();
    }
  }
}
