package io.trailseal.indexer.fsck;

import io.trailseal.indexer.ledger.LedgerEntry.MessageKept;
import io.trailseal.indexer.ledger.LedgerEntry.ObjectReceived;
import io.trailseal.indexer.ledger.LedgerPosition;
import io.trailseal.indexer.ledger.Recorded;
import io.trailseal.indexer.vault.Vault;
import io.trailseal.indexer.vault.VaultDamagedException;
import io.trailseal.indexer.vault.VaultRef;
import io.trailseal.verifier.Sha256;
import io.trailseal.verifier.trail.Defect;
import io.trailseal.verifier.trail.EventSink;
import io.trailseal.verifier.trail.ObjectReader;
import io.trailseal.verifier.trail.ObjectReading;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/// Holds objects against what the ledger recorded of them. For one thread.
final class ObjectCheck {
  private final ObjectReader reader = new ObjectReader();
  private final Vault vault;
  private final FaultList faults;

  ObjectCheck(Vault vault, FaultList faults) {
    this.vault = vault;
    this.faults = faults;
  }

  void check(Recorded recorded) throws IOException {
    switch (recorded.entry()) {
      case ObjectReceived object -> object(recorded.position(), object);
      case MessageKept message -> bytes(recorded.position(), message.body());
      default -> {
        // Names no bytes.
      }
    }
  }

  private void object(LedgerPosition at, ObjectReceived object) throws IOException {
    if (object.kept().isEmpty()) {
      if (object.defects().isEmpty()) {
        faults.add(
            new Fault.LedgerNotWhole(
                at, "the object's bytes were not kept, and the entry does not say why"));
      }
      return;
    }
    Optional<byte[]> bytes = bytes(at, object.kept().get());
    if (bytes.isPresent()) {
      ObjectReading found = reader.read(object.name().key(), bytes.get(), new Unheard());
      compare(at, object, bytes.get().length, found);
    }
  }

  /// Reads bytes that an entry names and compares their hash.
  private Optional<byte[]> bytes(LedgerPosition at, VaultRef kept) throws IOException {
    try {
      return Optional.of(vault.read(kept));
    } catch (VaultDamagedException e) {
      faults.addAt(
          kept.pack(),
          kept.offset(),
          new Fault.BytesMissing(at, kept.hash(), String.valueOf(e.getMessage())));
      return Optional.empty();
    }
  }

  private void compare(LedgerPosition at, ObjectReceived object, int length, ObjectReading found) {
    ObjectReading recorded = object.reading();
    differs(at, "its length as delivered", object.deliveredBytes(), (long) length);
    differs(at, "its kind", recorded.kind(), found.kind());
    differs(
        at,
        "the hash of its content",
        recorded.inflated().map(Sha256::hex).orElse("none"),
        found.inflated().map(Sha256::hex).orElse("none"));
    differs(at, "the length of its content", recorded.inflatedBytes(), found.inflatedBytes());
    differs(at, "the number of its events", recorded.events(), found.events());
    if (!endsWith(recorded.defects(), found.defects())) {
      differs(at, "what is wrong with it", text(recorded.defects()), text(found.defects()));
    }
  }

  /// What the source found wrong on the way comes first and cannot be seen in the bytes.
  private static boolean endsWith(List<Defect> recorded, List<Defect> found) {
    int before = recorded.size() - found.size();
    return before >= 0 && recorded.subList(before, recorded.size()).equals(found);
  }

  private static String text(List<Defect> defects) {
    return defects.isEmpty() ? "nothing" : defects.stream().map(Defect::reason).toList().toString();
  }

  private void differs(LedgerPosition at, String what, Object recorded, Object found) {
    if (!recorded.equals(found)) {
      faults.add(new Fault.ReadingDiffers(at, what, recorded.toString(), found.toString()));
    }
  }

  /// The reader counts the events; what they say is not the question here.
  private static final class Unheard implements EventSink {
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
