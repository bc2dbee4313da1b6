package io.trailseal.indexer.search;

import io.trailseal.indexer.follow.Follower;
import io.trailseal.indexer.ledger.Ledger;
import java.io.Closeable;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/// Which events match? The one door to this package.
///
/// Threads: questions from any thread, while one thread follows.
public interface Search extends Follower, Closeable {

  SearchAnswer search(SearchRequest request) throws IOException, UnanswerableException;

  /// What [#search(SearchRequest)] makes of the same question; its cursor does not matter.
  Explanation explain(SearchRequest request) throws IOException, UnanswerableException;

  /// Begins to walk all events that match, in order of time. Counts them first.
  EventWalk walk(WalkRequest request) throws IOException, UnanswerableException;

  /// The event with this id; empty where there is none.
  Optional<EventHit> event(EventId id) throws IOException;

  /// The ids of the events that carry this CloudTrail eventID, at most `countMax`.
  List<EventId> withEventID(String eventID, int countMax) throws IOException;

  /// Paths of leaves seen so far, sorted, at most `countMax`.
  List<String> knownPaths(int countMax) throws IOException;

  /// The fields whose path, or a part of it, begins with `prefix`, case aside, at most `countMax`:
  /// first those whose path itself does, and of these the most frequent. Fewer where looking takes
  /// too long.
  List<FieldInfo> fields(String prefix, int countMax) throws IOException;

  /// Values of a field that begin with `prefix`, case aside, at most `countMax`.
  FieldInfo.Suggestions values(String path, String prefix, int countMax) throws IOException;

  /// How whole the index is, what it keeps, and making it anew.
  Upkeep upkeep();

  /// Holds the index against the ledger: the position, and for each object entry the number of
  /// events. Each thing wrong is one sentence.
  void check(Ledger.FaultSink faults) throws IOException;

  /// How long what came in since this process began was on its way.
  Lag lag();

  /// Bytes on disk.
  long bytes() throws IOException;

  @Override
  void close() throws IOException;
}
