package io.trailseal.indexer.search;

import java.io.IOException;
import java.util.List;
import java.util.Optional;

/// What one may ask of the index, for one [Audience]: what it does not see is not there, whatever
/// is asked.
///
/// Threads: any.
public interface Questions {

  SearchAnswer search(SearchRequest request) throws IOException, UnanswerableException;

  /// What [#search(SearchRequest)] makes of the same question; its cursor does not matter. How much
  /// the parts of a question find is only told to who sees all events.
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
}
