package io.trailseal.indexer.fsck;

import io.trailseal.indexer.ledger.LedgerPosition;
import io.trailseal.verifier.Sha256;

/// One thing `fsck` found wrong with our own records.
public sealed interface Fault {
  /// The ledger entry concerned; [LedgerPosition#START] where it is none in particular.
  LedgerPosition at();

  /// For a person: what should be, what is.
  default String sentence() {
    return switch (this) {
      case BytesMissing(_, var hash, var found) ->
          "the vault does not have the bytes %s: %s".formatted(hash.hex(), found);
      case ReadingDiffers(_, var what, var recorded, var found) ->
          "%s is recorded as %s, the bytes say %s".formatted(what, recorded, found);
      case VaultDamaged(_, var pack, var offset, var what) ->
          "vault pack %d is damaged at %d: %s".formatted(pack, offset, what);
      case LedgerNotWhole(_, var what) -> what;
      case IndexDiffers(_, var what) -> what;
      case FurtherFaults(_, var count) -> "%,d more faults are not listed".formatted(count);
    };
  }

  /// The vault cannot give back the bytes an entry names.
  record BytesMissing(LedgerPosition at, Sha256 hash, String found) implements Fault {}

  /// The bytes say something else than the entry recorded when they came in.
  record ReadingDiffers(LedgerPosition at, String what, String recorded, String found)
      implements Fault {}

  /// The vault is damaged where no entry names an object, or in more than the object.
  record VaultDamaged(LedgerPosition at, long pack, long offset, String what) implements Fault {}

  /// The ledger contradicts itself.
  record LedgerNotWhole(LedgerPosition at, String what) implements Fault {}

  /// The index does not say what the ledger says; `rebuild search` makes it anew.
  record IndexDiffers(LedgerPosition at, String what) implements Fault {}

  /// There is more that is wrong than anybody will read. Always the last.
  record FurtherFaults(LedgerPosition at, long count) implements Fault {}
}
