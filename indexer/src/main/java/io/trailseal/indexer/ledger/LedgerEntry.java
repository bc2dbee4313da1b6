package io.trailseal.indexer.ledger;

import io.trailseal.indexer.vault.VaultRef;
import io.trailseal.verifier.S3Name;
import io.trailseal.verifier.Sha256;
import io.trailseal.verifier.Verdict;
import io.trailseal.verifier.key.Provenance;
import io.trailseal.verifier.key.PublishedKey;
import io.trailseal.verifier.trail.Defect;
import io.trailseal.verifier.trail.ObjectKind;
import io.trailseal.verifier.trail.ObjectReading;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// One thing that happened: we received an object, reached a verdict, or learned a key. Entries are
/// only ever appended.
public sealed interface LedgerEntry {

  /// An object came in.
  ///
  /// @param name where the source says it is in S3
  /// @param deliveredBytes length as delivered
  /// @param kept where its bytes lie; empty only where it was over the size limit or could not be
  ///   read at all, and then `defects` says so
  /// @param reading what its bytes told when it came in; for an object that was never read, kind
  ///   UNRECOGNIZED and the hash of nothing
  /// @param userMetadata S3 user metadata without the `x-amz-meta-` prefix, keys in lower case,
  ///   among it a digest's `signature`
  /// @param source where it came from, for a person: `folder /data/bucket`, `zip /data/a.zip`
  record ObjectReceived(
      S3Name name,
      long deliveredBytes,
      Optional<VaultRef> kept,
      ObjectReading reading,
      Map<String, String> userMetadata,
      String source)
      implements LedgerEntry {
    public ObjectReceived {
      // Sorted, because the entry's bytes are hashed and must not depend on a map's whim.
      userMetadata = Collections.unmodifiableMap(new TreeMap<>(userMetadata));
    }

    public ObjectKind kind() {
      return reading.kind();
    }

    public Sha256 delivered() {
      return reading.delivered();
    }

    public List<Defect> defects() {
      return reading.defects();
    }

    /// Set aside for a person to look at: something is wrong with its bytes. What could be read of
    /// it is searchable all the same.
    public boolean isQuarantined() {
      return !reading.defects().isEmpty();
    }
  }

  /// `custody` concluded something. The newest verdict about an object is the current one.
  ///
  /// @param object the entry of the object it is about; empty for an object that is not there
  record VerdictReached(Verdict verdict, Optional<LedgerPosition> object) implements LedgerEntry {}

  /// A public key entered the key ring, or one that is in it was learned with other validity.
  ///
  /// @param key as it was learned now; its validity in the ring is that of all learnings together
  /// @param region the AWS region whose digests it signs
  /// @param provenance how it was learned; when, is the time of the entry
  record KeyLearned(PublishedKey key, String region, Provenance provenance)
      implements LedgerEntry {}
}
