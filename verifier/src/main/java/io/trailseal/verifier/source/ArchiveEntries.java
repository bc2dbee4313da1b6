package io.trailseal.verifier.source;

import java.io.Closeable;
import java.io.IOException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The entries of an archive, one after the other, in the order they lie in it.
interface ArchiveEntries extends Closeable {

  /// The next entry, or null after the last.
  ///
  /// @throws BrokenShelfException if the archive's structure cannot be followed
  @Nullable Entry next() throws IOException;

  /// One entry. Its bytes must be read before the next one is asked for.
  interface Entry {
    byte[] rawName();

    boolean isFolder();

    /// Why this entry has no bytes that could be taken: a link, a device, encrypted.
    Optional<String> refusal();

    long bytesExpected();

    /// By what an [EntryReader] finds it again.
    long where();

    /// @throws BrokenShelfException if the archive ends inside this entry
    Content read(int bytesMax) throws IOException;
  }
}
