package io.trailseal.verifier.check;

import io.trailseal.verifier.S3Name;
import io.trailseal.verifier.Sha256;
import io.trailseal.verifier.Verdict;
import io.trailseal.verifier.Verdict.Obstacle;
import io.trailseal.verifier.trail.ContentHash;
import io.trailseal.verifier.trail.Defect;
import io.trailseal.verifier.trail.ObjectReading;
import java.util.List;
import java.util.Optional;

/// Holds log files against the digest that lists them. The digest must be `intact` itself; if it is
/// not, nothing follows from what it lists.
public final class LogCheck {
  private LogCheck() {}

  /// @param log where the log file was found
  /// @param listed the hash the digest lists for it
  /// @param actual SHA-256 of its inflated content
  /// @param digest the digest that lists it
  /// @return `intact` or `altered`
  public static Verdict check(S3Name log, Sha256 listed, Sha256 actual, S3Name digest) {
    return listed.equals(actual)
        ? new Verdict.Intact(log, actual, digest.toString())
        : new Verdict.Altered(log, listed.hex(), actual.hex(), Optional.of(digest));
  }

  /// The same for an object that was only hashed.
  ///
  /// @return `intact` or `altered`; `could not tell` where a limit of ours kept it from being read
  public static Verdict check(S3Name log, Sha256 listed, ContentHash content, S3Name digest) {
    return check(
        log, listed, content.inflated(), content.defect().map(List::of).orElse(List.of()), digest);
  }

  /// The same for an object as it was read, whole or not.
  ///
  /// @return `intact` or `altered`; `could not tell` where a limit of ours kept it from being read
  public static Verdict check(S3Name log, Sha256 listed, ObjectReading reading, S3Name digest) {
    return check(log, listed, reading.inflated(), reading.defects(), digest);
  }

  private static Verdict check(
      S3Name log, Sha256 listed, Optional<Sha256> inflated, List<Defect> defects, S3Name digest) {
    if (inflated.isPresent()) {
      return check(log, listed, inflated.get(), digest);
    }
    Optional<Defect> overLimit = defects.stream().filter(Defect::isOverLimit).findFirst();
    if (overLimit.isPresent()) {
      return new Verdict.Undecided(log, Obstacle.OBJECT_OVER_LIMIT, overLimit.get().reason());
    }
    return new Verdict.Altered(
        log,
        listed.hex(),
        defects.isEmpty() ? "content that does not inflate" : defects.getFirst().reason(),
        Optional.of(digest));
  }
}
