package io.trailseal.verifier.synthetic;

/// Told while a sample is written, by several threads at once.
@FunctionalInterface
public interface Progress {
  Progress SILENT = (_, _) -> {};

  /// One more hour of one chain is written.
  ///
  /// @param events how many events it has
  /// @param objects how many log files and digests
  void wrote(long events, int objects);
}
