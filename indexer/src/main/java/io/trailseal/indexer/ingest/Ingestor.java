package io.trailseal.indexer.ingest;

import io.trailseal.indexer.ledger.Appended;
import io.trailseal.indexer.ledger.Ledger;
import io.trailseal.indexer.ledger.LedgerEntry;
import io.trailseal.indexer.ledger.Recorded;
import io.trailseal.indexer.vault.Vault;
import io.trailseal.indexer.vault.VaultRef;
import io.trailseal.verifier.Payload;
import io.trailseal.verifier.Sha256;
import io.trailseal.verifier.trail.ObjectReading;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import org.jspecify.annotations.Nullable;

/// Takes objects from a source into the record. The order in which an object becomes durable is in
/// [#write(Batch)]; everything else here is about doing it at speed.
///
/// Three batches are under way at a time: one is read from the source, one is examined, one is
/// written. Threads: any number of drains may run at the same time; the ledger serialises them.
public final class Ingestor {
  private static final Sha256 OF_NOTHING = Sha256.of(new byte[0]);

  private final Vault vault;
  private final Ledger ledger;
  private final Runnable wakeFollowers;

  public Ingestor(Vault vault, Ledger ledger, Runnable wakeFollowers) {
    this.vault = vault;
    this.ledger = ledger;
    this.wakeFollowers = wakeFollowers;
  }

  /// A batch whose new objects are being examined.
  private record Batch(List<Arrival> arrivals, List<Delivery> deliveries) {}

  /// One object of a batch: here already, or being examined.
  private record Arrival(
      Delivery delivery, Optional<Recorded> known, Optional<Future<ObjectReading>> examined) {}

  /// An object to be entered, with what the examination told.
  private record Newcomer(Delivery delivery, ObjectReading reading) {}

  /// Takes in everything the source has, and returns once it is durable and acknowledged.
  ///
  /// Interrupting the caller stops after the batch that is being written. The writing itself is
  /// done by a thread of its own that nobody interrupts, because an interrupt closes the files
  /// under vault and ledger.
  ///
  /// @throws ImportStoppedException if vault or ledger cannot be written
  /// @throws IOException if the source cannot go on or cannot be told; what it handed out before is
  ///   taken in
  void drain(ObjectSource source, Tally tally) throws IOException, InterruptedException {
    BatchReader reader = new BatchReader(source);
    FutureTask<@Nullable Void> writing =
        new FutureTask<>(
            () -> {
              try (Examiners examiners = new Examiners()) {
                writeAll(reader, examiners, source, tally);
              }
              return null;
            });
    Thread writer = new Thread(writing, "ingest-writer");
    writer.setDaemon(true);
    writer.start();
    try {
      writing.get();
    } catch (ExecutionException e) {
      throw unwrapped(e);
    } finally {
      // In this order: the writer stops when it sees that the reader has.
      reader.stop();
      Threads.joinUninterruptibly(writer);
    }
  }

  private static IOException unwrapped(ExecutionException e) {
    return switch (e.getCause()) {
      case IOException cause -> cause;
      case RuntimeException cause -> throw cause;
      case Error cause -> throw cause;
      case null, default -> new IOException(e);
    };
  }

  private void writeAll(BatchReader reader, Examiners examiners, ObjectSource source, Tally tally)
      throws IOException, InterruptedException {
    Batch examined = null;
    while (true) {
      // With nothing to wait for, what was examined is written at once rather than when the next
      // batch comes: a queue may be silent for hours.
      List<Delivery> deliveries = examined == null ? reader.take() : reader.takeIfReady();
      if (reader.isStopped()) {
        return;
      }
      Batch next = deliveries == null ? null : examine(deliveries, examiners, source, tally);
      if (examined != null) {
        write(examined, source, tally);
      } else if (next == null) {
        reader.throwIfFailed();
        return;
      }
      examined = next;
    }
  }

  /// Sorts out what is here already, byte for byte under the same name, and has the rest examined.
  private Batch examine(
      List<Delivery> deliveries, Examiners examiners, ObjectSource source, Tally tally)
      throws IOException {
    List<Arrival> arrivals = new ArrayList<>(deliveries.size());
    for (Delivery delivery : deliveries) {
      Optional<Recorded> known;
      try {
        known = find(delivery);
      } catch (IOException e) {
        throw new ImportStoppedException(source.description(), tally.objects(), e);
      }
      arrivals.add(
          new Arrival(
              delivery,
              known,
              known.isPresent() ? Optional.empty() : Optional.of(examiners.examine(delivery))));
    }
    return new Batch(arrivals, deliveries);
  }

  private Optional<Recorded> find(Delivery delivery) throws IOException {
    Sha256 delivered = delivery.payload().map(Payload::hash).orElse(OF_NOTHING);
    for (Recorded recorded : ledger.objectsNamed(delivery.name())) {
      if (recorded.entry() instanceof LedgerEntry.ObjectReceived object
          && object.delivered().equals(delivered)
          && object.userMetadata().equals(delivery.userMetadata())) {
        return Optional.of(recorded);
      }
    }
    return Optional.empty();
  }

  private void write(Batch batch, ObjectSource source, Tally tally)
      throws IOException, InterruptedException {
    List<Newcomer> newcomers = new ArrayList<>();
    for (Arrival arrival : batch.arrivals()) {
      if (arrival.examined().isPresent()) {
        newcomers.add(new Newcomer(arrival.delivery(), await(arrival.examined().get())));
      }
    }
    List<LedgerEntry.ObjectReceived> entries;
    List<Appended> appended;
    try {
      // Bytes before ledger. If we stop here the bytes have no owner, which is harmless: nothing
      // names them, and the source hands the objects out again. Bytes of objects that are here
      // already were left out, so that taking the same thing in twice does not grow the vault.
      List<Optional<VaultRef>> kept = keep(newcomers);

      // From here on the objects are part of the record. If this fails we do not know whether the
      // entries were written, so the objects stay unacknowledged and come again: an append finds
      // what is there.
      entries = entries(newcomers, kept, source.description());
      appended = entries.isEmpty() ? List.of() : ledger.appendObjects(entries);
    } catch (IOException e) {
      throw new ImportStoppedException(source.description(), tally.objects(), e);
    }

    // Only now may the source forget them.
    source.acknowledge(batch.deliveries());
    count(batch, entries, appended, tally);

    // Only a hint. Custody and search each advance by reading the ledger from where they stand; one
    // that misses this hint catches up at its next look. That is also how they recover and how they
    // are rebuilt, so there is no second path to get wrong.
    wakeFollowers.run();
  }

  private List<Optional<VaultRef>> keep(List<Newcomer> newcomers) throws IOException {
    List<Payload> payloads = new ArrayList<>(newcomers.size());
    newcomers.forEach(newcomer -> newcomer.delivery().payload().ifPresent(payloads::add));
    List<VaultRef> refs = payloads.isEmpty() ? List.of() : vault.append(payloads);
    List<Optional<VaultRef>> kept = new ArrayList<>(newcomers.size());
    int next = 0;
    for (Newcomer newcomer : newcomers) {
      kept.add(
          newcomer.delivery().payload().isPresent()
              ? Optional.of(refs.get(next++))
              : Optional.empty());
    }
    return kept;
  }

  private static List<LedgerEntry.ObjectReceived> entries(
      List<Newcomer> newcomers, List<Optional<VaultRef>> kept, String source) {
    List<LedgerEntry.ObjectReceived> entries = new ArrayList<>(newcomers.size());
    for (int i = 0; i < newcomers.size(); i++) {
      Delivery delivery = newcomers.get(i).delivery();
      entries.add(
          new LedgerEntry.ObjectReceived(
              delivery.name(),
              delivery.deliveredBytes(),
              kept.get(i),
              newcomers.get(i).reading(),
              delivery.userMetadata(),
              source));
    }
    return entries;
  }

  private static void count(
      Batch batch, List<LedgerEntry.ObjectReceived> entries, List<Appended> appended, Tally tally) {
    int next = 0;
    for (Arrival arrival : batch.arrivals()) {
      if (arrival.known().isPresent()
          && arrival.known().get().entry() instanceof LedgerEntry.ObjectReceived object) {
        tally.add(arrival.known().get().position(), object, false);
      } else {
        tally.add(appended.get(next).position(), entries.get(next), appended.get(next).isNew());
        next++;
      }
    }
    tally.report(false);
  }

  private static ObjectReading await(Future<ObjectReading> examined)
      throws IOException, InterruptedException {
    try {
      return examined.get();
    } catch (ExecutionException e) {
      throw unwrapped(e);
    }
  }
}
