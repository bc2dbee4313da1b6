package io.trailseal.verifier.source;

import java.io.Closeable;
import java.io.IOException;

/// Reads an archive's entries in any order.
///
/// Threads: any number.
interface EntryReader extends Closeable {
  /// @param where as the index has it
  /// @param bytesExpected as the index has it
  /// @throws IOException if it cannot be read, with a message for a person
  Content read(long where, long bytesExpected, int bytesMax) throws IOException;
}
