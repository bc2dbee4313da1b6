package io.trailseal.indexer.ingest;

/// Told how far an import is, from one thread at a time, several times a second at most.
public interface ImportProgress {

  /// @param objectsTotal objects there will be, or -1 while that is not known
  /// @param bytesTotal bytes there will be as delivered, or -1 while that is not known
  void at(long objects, long objectsTotal, long bytes, long bytesTotal, long events);
}
