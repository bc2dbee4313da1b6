package io.trailseal.indexer.vault;

import io.trailseal.verifier.Payload;
import java.io.Closeable;
import java.io.IOException;
import java.util.List;

/// The bytes exactly as AWS delivered them. The one door to this package.
///
/// Threads: every method may be called from any thread, also from one that is interrupted.
public interface Vault extends Closeable {
  /// Bytes of one object, at most: what `ingest` takes from a source. Everything that handles an
  /// object in memory relies on it.
  int OBJECT_BYTES_MAX = 64 * 1024 * 1024;

  /// Appends the payloads in order and returns once all of them are on disk (one fsync for the
  /// batch). Bytes that no ledger entry will ever name are harmless.
  ///
  /// @throws IOException if anything could not be written; then none of the batch counts as kept,
  ///   and the vault can be used as before
  /// @throws IllegalArgumentException if a payload is longer than [#OBJECT_BYTES_MAX]
  List<VaultRef> append(List<Payload> payloads) throws IOException;

  /// Reads one object back and checks its hash.
  ///
  /// @throws VaultDamagedException if the bytes are not there or do not hash to `ref.hash()`
  byte[] read(VaultRef ref) throws IOException;

  /// Walks through every pack, reading everything once. Memory is bounded whatever the packs hold.
  /// Objects appended meanwhile may or may not be looked at.
  VaultScan scan(DamageSink damage) throws IOException;

  /// Bytes on disk, all packs together.
  long bytes() throws IOException;

  @Override
  void close() throws IOException;

  /// Receives what [#scan(DamageSink)] finds wrong.
  interface DamageSink {
    /// @param offset byte offset in the pack
    /// @param what for a person: what should be, what is
    void damaged(long pack, long offset, String what);

    /// A bad stretch that may be what an unfinished append left behind. It is damage after all if
    /// somebody was told that something at this offset or after it in this pack is kept.
    default void leftover(long pack, long offset, String what) {}
  }
}
