package io.trailseal.indexer.fsck;

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
    if (!(recorded.entry() instanceof ObjectReceived object)) {
      return;
    }
    LedgerPosition at = recorded.position();
    if (object.kept().isEmpty()) {
      if (object.defects().isEmpty()) {
        faults.add(
            new Fault.LedgerNotWhole(
                at, "the object's bytes were not kept, and the entry does not say why"));
      }
      return;
    }
    VaultRef kept = object.kept().get();
    byte[] bytes;
    try {
      bytes = vault.read(kept);
    } catch (VaultDamagedException e) {
      faults.addAt(
          kept.pack(),
          kept.offset(),
          new Fault.BytesMissing(at, kept.hash(), String.valueOf(e.getMessage())));
      return;
    }
    compare(at, object, bytes.length, reader.read(object.name().key(), bytes, new Unheard()));
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
