package io.trailseal.indexer.vault;

import io.trailseal.verifier.Payload;
import java.io.Closeable;
import java.io.IOException;
import java.util.List;

/// The bytes exactly as AWS delivered them. The one door to this package.
public interface Vault extends Closeable {

  /// Appends the payloads in order and returns once all of them are on disk (one fsync for the
  /// batch). Bytes that no ledger entry will ever name are harmless.
  ///
  /// @throws IOException if anything could not be written; then none of the batch counts as kept
  List<VaultRef> append(List<Payload> payloads) throws IOException;

  /// Reads one object back and checks its hash.
  ///
  /// @throws VaultDamagedException if the bytes are not there or do not hash to `ref.hash()`
  byte[] read(VaultRef ref) throws IOException;

  /// Bytes on disk, all packs together.
  long bytes() throws IOException;

  @Override
  void close() throws IOException;
}
