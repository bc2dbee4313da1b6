package io.trailseal.verifier.source;

import java.io.Closeable;
import java.io.IOException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Files one after the other: a folder's, an archive's, or some given by name. For one thread.
///
/// First [#survey()], then [#next()] until it gives nothing.
interface Shelf extends Closeable {

  /// For a person, printable: `zip /data/a.zip`.
  String description();

  /// The name under which trouble with the whole is entered: the last part of its path.
  String name();

  /// Looks everything through without handing anything out.
  Survey survey() throws IOException;

  /// The next file, or null after the last. Its bytes must be read before the next call.
  ///
  /// @throws BrokenShelfException if what follows cannot be found any more
  @Nullable Item next() throws IOException;

  /// What a survey tells.
  record Survey(long objects, long bytes, DigestSample digests) {}

  /// One file.
  interface Item {
    EntryName name();

    /// What somebody says about its length.
    long bytesExpected();

    /// Never throws for trouble with this one file.
    Content read();

    /// The file of user metadata that lies beside it.
    Optional<Beside> beside();
  }

  /// A file `NAME.metadata.json` beside the file `NAME`.
  record Beside(EntryName name, Content content) {}
}
