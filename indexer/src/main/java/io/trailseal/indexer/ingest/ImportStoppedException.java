package io.trailseal.indexer.ingest;

import java.io.IOException;

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
            .formatted(source, objects, Content.reason(cause)),
        cause);
    this.objects = objects;
  }

  /// How many objects had been taken in, duplicates among them.
  public long objects() {
    return objects;
  }
}
