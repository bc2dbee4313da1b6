package io.trailseal.indexer.ledger;

import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/// How the evidence stands: objects by current verdict.
///
/// @param logFiles log files received, by the word of their current verdict
/// @param digests digests received, by the word of their current verdict
/// @param absent objects that a verified digest names and that are not here, by word (`missing`)
public record VerdictCounts(
    Map<String, Long> logFiles, Map<String, Long> digests, Map<String, Long> absent) {
  public VerdictCounts {
    logFiles = Collections.unmodifiableMap(new TreeMap<>(logFiles));
    digests = Collections.unmodifiableMap(new TreeMap<>(digests));
    absent = Collections.unmodifiableMap(new TreeMap<>(absent));
  }
}
