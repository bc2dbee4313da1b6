package io.trailseal.indexer.ingest;

import io.trailseal.indexer.ledger.Appended;
import io.trailseal.indexer.ledger.Ledger;
import io.trailseal.indexer.ledger.Ledger.NamedVersion;
import io.trailseal.indexer.ledger.LedgerEntry;
import io.trailseal.indexer.ledger.LedgerEntry.ObjectReceived;
import io.trailseal.indexer.ledger.Recorded;
import io.trailseal.indexer.vault.Vault;
import io.trailseal.indexer.vault.VaultRef;
import io.trailseal.verifier.Payload;
import io.trailseal.verifier.Sha256;
import io.trailseal.verifier.trail.ObjectReading;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Iterator;
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

  /// One delivery of a batch.
  ///
  /// @param known the entry of the same thing, where it is here already
  /// @param examined of an object that is not, what its bytes tell
  private record Arrival(
      Delivery delivery, Optional<Recorded> known, Optional<Future<ObjectReading>> examined) {}

  /// What of a batch is to be entered, and which arrival each entry is of.
  private record Newcomers(List<Arrival> arrivals, List<LedgerEntry.Arrived> entries) {}

  /// As [#drain(ObjectSource, Tally)], for one source by itself.
  ///
  /// @return how it went, once the source has no more
  public ImportSummary drain(ObjectSource source, ImportProgress progress)
      throws IOException, InterruptedException {
    Tally tally = new Tally(progress);
    drain(source, tally);
    tally.report(true);
    return tally.summary();
  }

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
      try {
        arrivals.add(arrival(delivery, examiners));
      } catch (IOException e) {
        throw new ImportStoppedException(source.description(), tally.objects(), e);
      }
    }
    return new Batch(arrivals, deliveries);
  }

  private Arrival arrival(Delivery delivery, Examiners examiners) throws IOException {
    return switch (delivery) {
      case Delivery.Found found -> {
        Optional<Recorded> known = find(found);
        yield new Arrival(
            found,
            known,
            known.isPresent() ? Optional.empty() : Optional.of(examiners.examine(found)));
      }
      // A message that nobody understands comes again and again; its body is kept once.
      case Delivery.Told told ->
          new Arrival(
              told,
              ledger.keptMessage(told.queue(), told.id()).filter(each -> isSame(each, told)),
              Optional.empty());
      default -> new Arrival(delivery, Optional.empty(), Optional.empty());
    };
  }

  private static boolean isSame(Recorded recorded, Delivery.Told told) {
    return recorded.entry() instanceof LedgerEntry.MessageKept kept
        && kept.body().hash().equals(told.body().hash());
  }

  private Optional<Recorded> find(Delivery.Found found) throws IOException {
    Sha256 delivered = found.payload().map(Payload::hash).orElse(OF_NOTHING);
    for (Recorded recorded : ledger.objectsNamed(found.name())) {
      if (recorded.entry() instanceof ObjectReceived object
          && object.delivered().equals(delivered)
          && object.userMetadata().equals(found.userMetadata())) {
        return Optional.of(recorded);
      }
    }
    return Optional.empty();
  }

  private void write(Batch batch, ObjectSource source, Tally tally)
      throws IOException, InterruptedException {
    Newcomers newcomers;
    List<Appended> appended;
    try {
      // Bytes before ledger. If we stop here the bytes have no owner, which is harmless: nothing
      // names them, and the source hands the objects out again. Bytes of objects that are here
      // already were left out, so that taking the same thing in twice does not grow the vault.
      Iterator<VaultRef> kept = keep(batch).iterator();

      // From here on the objects are part of the record. If this fails we do not know whether the
      // entries were written, so the objects stay unacknowledged and come again: an append finds
      // what is there.
      newcomers = newcomers(batch, kept, source.description());
      appended =
          newcomers.entries().isEmpty() ? List.of() : ledger.appendArrivals(newcomers.entries());
    } catch (IOException e) {
      throw new ImportStoppedException(source.description(), tally.objects(), e);
    }

    // Only now may the source forget them.
    source.acknowledge(batch.deliveries());
    count(batch, newcomers, appended, tally);

    // Only a hint. Custody and search each advance by reading the ledger from where they stand; one
    // that misses this hint catches up at its next look. That is also how they recover and how they
    // are rebuilt, so there is no second path to get wrong.
    wakeFollowers.run();
  }

  /// The bytes that are not here yet, in the order of their arrivals.
  private List<VaultRef> keep(Batch batch) throws IOException {
    List<Payload> payloads = new ArrayList<>(batch.arrivals().size());
    for (Arrival arrival : batch.arrivals()) {
      if (arrival.known().isEmpty()) {
        bytes(arrival.delivery()).ifPresent(payloads::add);
      }
    }
    return payloads.isEmpty() ? List.of() : vault.append(payloads);
  }

  private static Optional<Payload> bytes(Delivery delivery) {
    return switch (delivery) {
      case Delivery.Found found -> found.payload();
      case Delivery.Told told -> Optional.of(told.body());
      default -> Optional.empty();
    };
  }

  private Newcomers newcomers(Batch batch, Iterator<VaultRef> kept, String source)
      throws IOException, InterruptedException {
    Newcomers newcomers = new Newcomers(new ArrayList<>(), new ArrayList<>());
    for (Arrival arrival : batch.arrivals()) {
      Optional<VaultRef> bytes =
          arrival.known().isEmpty() && bytes(arrival.delivery()).isPresent()
              ? Optional.of(kept.next())
              : Optional.empty();
      Optional<LedgerEntry.Arrived> entry =
          switch (arrival.delivery()) {
            case Delivery.Found found -> object(found, arrival, bytes, source);
            case Delivery.Told told ->
                bytes.map(
                    ref ->
                        new LedgerEntry.MessageKept(
                            told.queue(), told.id(), ref, told.kind(), told.detail()));
            case Delivery.Parked(_, var parked) -> Optional.of(parked);
            case Delivery.Removed(_, var removed) -> Optional.of(removed);
            case Delivery.Listed(_, var compared) -> Optional.of(compared);
          };
      entry.ifPresent(
          each -> {
            newcomers.arrivals().add(arrival);
            newcomers.entries().add(each);
          });
    }
    return newcomers;
  }

  /// The entry of an object; of one that is here only where this version of it is new or was
  /// parked, and then with the bytes that are here.
  private Optional<LedgerEntry.Arrived> object(
      Delivery.Found found, Arrival arrival, Optional<VaultRef> bytes, String source)
      throws IOException, InterruptedException {
    if (arrival.examined().isPresent()) {
      return Optional.of(
          new ObjectReceived(
              found.name(),
              found.deliveredBytes(),
              bytes,
              await(arrival.examined().get()),
              found.userMetadata(),
              found.version(),
              source));
    }
    if (found.version().isUnknown()
        || (ledger.holds(List.of(new NamedVersion(found.name(), found.version()))).getFirst()
            && ledger.parkedNamed(found.name()).isEmpty())
        || !(arrival.known().orElseThrow().entry() instanceof ObjectReceived known)) {
      return Optional.empty();
    }
    return Optional.of(
        new ObjectReceived(
            known.name(),
            known.deliveredBytes(),
            known.kept(),
            known.reading(),
            known.userMetadata(),
            found.version(),
            source));
  }

  private static void count(
      Batch batch, Newcomers newcomers, List<Appended> appended, Tally tally) {
    for (Arrival arrival : batch.arrivals()) {
      if (arrival.known().isPresent()
          && arrival.known().get().entry() instanceof ObjectReceived object) {
        tally.add(arrival.known().get().position(), object, false);
      }
    }
    for (int i = 0; i < appended.size(); i++) {
      if (newcomers.arrivals().get(i).known().isEmpty()
          && newcomers.entries().get(i) instanceof ObjectReceived object) {
        tally.add(appended.get(i).position(), object, appended.get(i).isNew());
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
