package io.trailseal.verifier.check;

import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/// How to walk.
///
/// @param scope which part of the archive
/// @param asOf when what should be there by now is counted as overdue; where empty the archive's
///   own idea, and where it has none the end of the newest intact digest of the whole archive
/// @param seenBefore the newest digest of each chain, by [Report.Chain#name()], as an earlier
///   report had it: a chain that has lost it has lost its end, or is gone
/// @param mapping where copies are declared to come from
/// @param findingsMax how many findings are held in full; more are counted
public record WalkOptions(
    Scope scope,
    Optional<Instant> asOf,
    Map<String, Report.End> seenBefore,
    Mapping mapping,
    int findingsMax) {
  /// About 100 MB of findings.
  public static final int FINDINGS_MAX = 100_000;

  public static final WalkOptions STANDARD =
      new WalkOptions(Scope.EVERYTHING, Optional.empty(), Map.of(), Mapping.NONE, FINDINGS_MAX);

  public WalkOptions {
    seenBefore = Map.copyOf(seenBefore);
  }

  public WalkOptions with(Scope other) {
    return new WalkOptions(other, asOf, seenBefore, mapping, findingsMax);
  }

  public WalkOptions withMapping(Mapping other) {
    return new WalkOptions(scope, asOf, seenBefore, other, findingsMax);
  }

  public WalkOptions asOf(Instant time) {
    return new WalkOptions(scope, Optional.of(time), seenBefore, mapping, findingsMax);
  }

  public WalkOptions seenBefore(Map<String, Report.End> ends) {
    return new WalkOptions(scope, asOf, ends, mapping, findingsMax);
  }
}
