package io.trailseal.indexer.ingest;

import io.trailseal.verifier.S3Name;
import java.io.IOException;
import java.nio.file.FileSystemException;

/// The store could not be written, so an import ended before its time. What was acknowledged before
/// is durable, and nothing is half there.
public final class ImportStoppedException extends IOException {
  private static final long serialVersionUID = 1;

  private final long objects;

  ImportStoppedException(String source, long objects, IOException cause) {
    super(
        ("import of %s stopped after %,d objects, the store could not be written: %s; what was"
                + " taken in is safe; make room on the store's disk or repair it, then run the same"
                + " import again, it goes on from there")
            .formatted(source, objects, reason(cause)),
        cause);
    this.objects = objects;
  }

  /// What it means, without the path that the JDK repeats.
  private static String reason(IOException e) {
    String said =
        e instanceof FileSystemException f && f.getReason() != null
            ? f.getReason()
            : e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
    return S3Name.printable(said);
  }

  /// How many objects had been taken in, duplicates among them.
  public long objects() {
    return objects;
  }
}
