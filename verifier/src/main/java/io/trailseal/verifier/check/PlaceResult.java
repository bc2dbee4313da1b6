package io.trailseal.verifier.check;

import io.trailseal.verifier.S3Name;
import io.trailseal.verifier.check.ChainNode.Signed;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// What walking one place gave.
///
/// @param newest the newest digest of each standard chain, intact or not
/// @param crossings digests that name one in another place as the one before them
/// @param newestLog the latest delivery of a log file that no digest lists
/// @param troubles what could not be listed of it
/// @param seen chains of [WalkOptions#seenBefore()] that were here
record PlaceResult(
    Place place,
    Tally tally,
    List<Report.Chain> chains,
    Map<String, ChainNode> newest,
    List<Crossing> crossings,
    Optional<Instant> newestLog,
    List<String> seen,
    long listed,
    long others,
    Troubles troubles) {

  /// A chain that goes on in another place.
  ///
  /// @param from the digest here
  /// @param to the digest before it, as it says
  record Crossing(String chain, Signed from, S3Name to) {}
}
