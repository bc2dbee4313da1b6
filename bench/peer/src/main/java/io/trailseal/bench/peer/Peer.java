package io.trailseal.bench.peer;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;

/// An engine to compare with, open on an empty folder.
public interface Peer extends AutoCloseable {
  /// As a table has it, with the version.
  String name();

  /// Takes all log files below `objects` in, so that every event is found.
  ///
  /// @return events
  long ingest(Path objects) throws Exception;

  /// Bytes on disk.
  long bytes() throws Exception;

  /// Asks, and reads all of the answer.
  ///
  /// @param question a line of `questions.ndjson`
  /// @param records whether the hits' records are read, or only which they are
  /// @return how many events match
  /// @throws UnsupportedOperationException for what this engine is not asked
  long ask(JsonNode question, boolean records) throws Exception;

  @Override
  void close() throws Exception;
}
