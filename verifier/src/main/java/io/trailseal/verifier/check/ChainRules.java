package io.trailseal.verifier.check;

import io.trailseal.verifier.S3Name;
import io.trailseal.verifier.Verdict;
import io.trailseal.verifier.Verdict.Missing.Ground;
import io.trailseal.verifier.check.ChainNode.Signed;
import io.trailseal.verifier.check.ChainNode.Unusable;
import io.trailseal.verifier.digest.DigestFile.BackLink;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/// What two digests that follow each other in a standard chain say about what lies between them:
/// `aws cloudtrail validate-logs` follows the pointers and compares nothing. Pure functions.
public final class ChainRules {
  private ChainRules() {}

  /// Everything that is wrong between two digests, or in between, as verdicts about the newer one
  /// or about what is absent. A gap comes without its log files counted, and one without length
  /// where a chain began anew and lost nothing.
  ///
  /// @param older the digest before, the nearest there is
  /// @param newer the digest after
  /// @param isElsewhere whether a digest that `newer` names as the one before it is here though not
  ///   in this chain's folder
  public static List<Verdict> between(
      ChainNode older, ChainNode newer, Predicate<S3Name> isElsewhere) {
    return switch (newer) {
      case Unusable unusable ->
          // All that is known of it is its name, and that it covers the hour before.
          run(
              older.endTime(),
              unusable.endTime().minus(Cadence.HOUR),
              unusable.name(),
              Optional.empty());
      case Signed signed when signed.previous().isEmpty() -> restart(older, signed);
      case Signed signed -> linked(older, signed, signed.previous().get(), isElsewhere);
    };
  }

  private static List<Verdict> linked(
      ChainNode older, Signed newer, BackLink link, Predicate<S3Name> isElsewhere) {
    if (!link.name().equals(older.name())) {
      if (isElsewhere.test(link.name())) {
        return List.of();
      }
      List<Verdict> missing =
          run(older.endTime(), newer.startTime(), newer.name(), Optional.of(link.name()));
      return missing.isEmpty()
          ? List.of(
              new Verdict.LinkBroken(
                  newer.name(), older.name(), link.name().toString(), older.name().toString()))
          : missing;
    }
    if (!(older instanceof Signed before)) {
      return List.of();
    }
    Optional<Verdict> broken =
        DigestCheck.checkLink(
            newer.name(), link, before.name(), before.hash(), before.signatureHex());
    if (broken.isPresent()) {
      return List.of(broken.get());
    }
    return contiguous(before, newer, false);
  }

  private static List<Verdict> restart(ChainNode older, Signed newer) {
    return switch (older) {
      case Signed before -> contiguous(before, newer, true);
      case Unusable unusable ->
          Duration.between(unusable.endTime(), newer.startTime()).compareTo(Cadence.HALF) < 0
              ? List.of()
              : List.of(gap(unusable, newer, unusable.endTime(), true));
    };
  }

  /// Times: a digest starts where the one before it ends.
  private static List<Verdict> contiguous(Signed older, Signed newer, boolean restart) {
    if (newer.startTime().isBefore(older.endTime())) {
      return List.of(
          new Verdict.LinkBroken(
              newer.name(),
              older.name(),
              "a start at or after the end of the one before, " + older.endTime(),
              "a start at " + newer.startTime()));
    }
    if (!restart && newer.startTime().equals(older.endTime())) {
      return List.of();
    }
    return List.of(gap(older, newer, older.endTime(), restart));
  }

  private static Verdict gap(ChainNode older, Signed newer, Instant from, boolean restart) {
    return new Verdict.Gap(
        Cadence.named(older.name(), from.plus(Cadence.HOUR)),
        Optional.of(older.name()),
        Optional.of(newer.name()),
        from,
        newer.startTime(),
        restart,
        0);
  }

  /// Every digest missing between two, the newest first.
  ///
  /// @param from end of the older
  /// @param to start of the newer
  /// @param newer the digest after the run
  /// @param named the newest of the run, where the digest after it names it
  public static List<Verdict> run(Instant from, Instant to, S3Name newer, Optional<S3Name> named) {
    List<Verdict> missing = new ArrayList<>();
    for (Instant end : Cadence.between(from, to)) {
      boolean first = missing.isEmpty() && named.isPresent();
      missing.add(
          new Verdict.Missing(
              first ? named.get() : Cadence.named(named.orElse(newer), end),
              first ? Ground.NAMED : Ground.CADENCE,
              Optional.of(newer)));
    }
    return missing;
  }
}
