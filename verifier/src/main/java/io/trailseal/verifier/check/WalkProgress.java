package io.trailseal.verifier.check;

/// Is told how far a [Walk] is. By several threads.
@FunctionalInterface
public interface WalkProgress {
  WalkProgress SILENT = (places, placesDone, objects, bytes) -> {};

  /// @param places how many accounts × regions there are, 0 while they are looked for
  /// @param placesDone how many of them are done
  /// @param objects how many objects were read so far
  /// @param bytes their bytes
  void at(int places, int placesDone, long objects, long bytes);
}
