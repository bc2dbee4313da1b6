package io.trailseal.verifier.source;

import io.trailseal.verifier.check.Fetched;
import io.trailseal.verifier.check.ListingException;
import java.io.Closeable;

/// What lies somewhere, by its path there: parts joined by `/`.
///
/// Threads: every method is called by several threads at once.
interface Tree extends Closeable {
  /// For a person, printable: `folder /data/bucket`.
  String description();

  /// Lists what lies directly in a folder.
  ///
  /// @param folder empty or ending with `/`
  /// @throws ListingException if it cannot be listed to its end; what was told before stands
  void list(String folder, Sink sink) throws ListingException;

  /// Reads one file with its sidecar. Never throws: what keeps it from being read is the answer.
  Fetched read(String path);

  /// Is told what is listed.
  interface Sink {
    /// @param path ends with `/`
    void folder(String path);

    /// @param bytes -1 where that is not known
    void file(String path, long bytes);
  }
}
