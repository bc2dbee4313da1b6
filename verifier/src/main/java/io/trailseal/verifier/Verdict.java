package io.trailseal.verifier;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// What we can honestly say about one object after examining it.
///
/// "Nobody tampered with this" and "we could not tell" must never reach an auditor as the same
/// word, so every caller has to handle [Undecided] by name: switches over a verdict have no
/// `default`.
public sealed interface Verdict {

  /// Every word there is, the best first.
  List<String> WORDS =
      List.of(
          "intact",
          "altered",
          "missing",
          "unlisted",
          "injected",
          "out of place",
          "link broken",
          "overdue",
          "gap",
          "could not tell");

  /// The object this is about. It need not exist: see [Missing], [Overdue] and [Gap].
  S3Name subject();

  /// The word for this verdict: lower case, one to three words, the same in every answer, page,
  /// error and document.
  default String word() {
    return switch (this) {
      case Intact _ -> "intact";
      case Altered _ -> "altered";
      case Missing _ -> "missing";
      case Unlisted _ -> "unlisted";
      case Injected _ -> "injected";
      case OutOfPlace _ -> "out of place";
      case LinkBroken _ -> "link broken";
      case Overdue _ -> "overdue";
      case Gap _ -> "gap";
      case Undecided _ -> "could not tell";
    };
  }

  /// True where the evidence is bad or not complete, false where it is good or nothing could be
  /// said. A [Gap] of no length is no finding: it only says that a chain began anew.
  default boolean isFinding() {
    return switch (this) {
      case Altered _, Missing _, Unlisted _, Injected _, OutOfPlace _, LinkBroken _, Overdue _ ->
          true;
      case Gap gap -> !gap.isEmpty();
      case Intact _, Undecided _ -> false;
    };
  }

  default Severity severity() {
    return switch (this) {
      case Intact _ -> Severity.NONE;
      case Altered _, Missing _, Injected _, OutOfPlace _, LinkBroken _ -> Severity.ERROR;
      case Unlisted _, Overdue _, Undecided _ -> Severity.WARNING;
      case Gap gap ->
          gap.isEmpty() ? Severity.NOTE : gap.logFiles() > 0 ? Severity.ERROR : Severity.WARNING;
    };
  }

  /// What should have been found, in a few words for a person; empty where nothing was expected.
  default String expected() {
    return switch (this) {
      case Intact(_, var hash, _) -> hash.hex();
      case Altered altered -> altered.required();
      case Missing _, Overdue _ -> "this object";
      case Unlisted _ -> "a digest that covers its delivery time";
      case Injected(var subject, _) ->
          isDigest(subject)
              ? "no such object, or a digest that is linked to it"
              : "no such object, or a digest that lists it";
      case OutOfPlace(_, var claimed) -> "this content at " + claimed;
      case LinkBroken broken -> broken.required();
      case Gap(_, _, _, var from, var to, _, _) -> "digests from %s to %s".formatted(from, to);
      case Undecided _ -> "";
    };
  }

  /// What was found, in a few words for a person.
  default String actual() {
    return switch (this) {
      case Intact(_, var hash, _) -> hash.hex();
      case Altered altered -> altered.found();
      case Missing _, Overdue _ -> "nothing";
      case Unlisted _ -> "no digest for that time";
      case Injected(var subject, _) ->
          isDigest(subject)
              ? "an object that no digest is linked to"
              : "an object that no digest lists";
      case OutOfPlace(var subject, _) -> "it at " + subject;
      case LinkBroken broken -> broken.found();
      case Gap gap ->
          gap.logFiles() == 0
              ? "none, and no log files"
              : "none, and %,d log file%s"
                  .formatted(gap.logFiles(), gap.logFiles() == 1 ? "" : "s");
      case Undecided(_, var obstacle, _) -> obstacle.sentence();
    };
  }

  /// The digest this verdict rests on, where it is another object.
  default Optional<S3Name> saidBy() {
    return switch (this) {
      case Altered(_, _, _, var namedBy) -> namedBy;
      case Missing(_, _, var namedBy) -> namedBy;
      case Unlisted(_, var lookedIn) -> Optional.of(lookedIn);
      case Injected(_, var lookedIn) -> Optional.of(lookedIn);
      case LinkBroken(_, var previous, _, _) -> Optional.of(previous);
      case Overdue(_, var after, _) -> Optional.of(after);
      case Gap(_, var before, var after, _, _, _, _) -> after.or(() -> before);
      case Intact _, OutOfPlace _, Undecided _ -> Optional.empty();
    };
  }

  /// One sentence for a person who was not there: what was required, what was found.
  default String sentence() {
    return switch (this) {
      case Intact(_, var hash, var provenBy) ->
          "its content hashes to %s, which is what CloudTrail signed (%s)"
              .formatted(hash.hex(), provenBy);
      case Altered(_, var expected, var actual, var namedBy) ->
          "it is not as CloudTrail wrote it: required %s%s, found %s"
              .formatted(
                  expected, namedBy.map(name -> " (so says " + name + ")").orElse(""), actual);
      case Missing missing -> missing.ground().sentence(missing);
      case Unlisted(_, var lookedIn) ->
          "no digest covers its delivery time, which lies in the gap beside %s: nothing proves that CloudTrail wrote it"
              .formatted(lookedIn);
      case Injected(var subject, var lookedIn) when isDigest(subject) ->
          "CloudTrail's digests of that time are here, each linked to the next, and it is none of them (%s is the nearest): it was put here by somebody else"
              .formatted(lookedIn);
      case Injected(_, var lookedIn) ->
          "CloudTrail's digests of its delivery time are here, and none of them lists it (looked in %s): it was put here by somebody else or given another name, or a backfill digest that listed it is gone"
              .formatted(lookedIn);
      case OutOfPlace(_, var claimed) ->
          "its content belongs at %s; here it says nothing about this name".formatted(claimed);
      case LinkBroken(_, var previous, var expected, var actual) ->
          "its link to the digest before it, %s, does not fit: required %s, found %s"
              .formatted(previous, expected, actual);
      case Overdue(_, var after, var dueBy) ->
          "CloudTrail writes a digest every hour, and the one after %s, due by %s, is not here: delivery has stopped, or the newest digests were deleted"
              .formatted(after, dueBy);
      case Gap gap -> gap.describe();
      case Undecided(_, var obstacle, var detail) ->
          detail.isEmpty() ? obstacle.sentence() : obstacle.sentence() + ": " + detail;
    };
  }

  private static boolean isDigest(S3Name name) {
    return name.key().contains("/CloudTrail-Digest/");
  }

  /// The bytes match what CloudTrail signed.
  ///
  /// @param hash SHA-256 of the inflated content
  /// @param provenBy for a log file the digest that lists it; for a digest its own signature's key,
  ///   as `key <fingerprint>`, and which digest remembers the signature where it came without
  record Intact(S3Name subject, Sha256 hash, String provenBy) implements Verdict {}

  /// The bytes differ from what a verified digest says they are, or a digest's signature does not
  /// fit its bytes.
  ///
  /// @param required what should have been found, as text for a person
  /// @param found what was found, as text for a person
  /// @param namedBy the digest that says what was expected, where another object does
  record Altered(S3Name subject, String required, String found, Optional<S3Name> namedBy)
      implements Verdict {
    public Altered {
      if (required.equals(found)) {
        throw new IllegalArgumentException("not altered: both are " + found);
      }
    }
  }

  /// It must be there, and everything was looked through without finding it.
  ///
  /// @param ground why it must be there
  /// @param namedBy the digest that says so, where one does
  record Missing(S3Name subject, Ground ground, Optional<S3Name> namedBy) implements Verdict {
    /// A verified digest names it.
    public Missing(S3Name subject, S3Name namedBy) {
      this(subject, Ground.NAMED, Optional.of(namedBy));
    }

    /// Why an object must be there.
    public enum Ground {
      /// A verified digest names it.
      NAMED,
      /// It lies in a run of missing digests, of which only the newest is named: CloudTrail writes
      /// one every hour, so its name is known to the second where the chain did not begin anew.
      CADENCE,
      /// It was here when the archive was examined before.
      SEEN_BEFORE;

      String sentence(Missing missing) {
        String by = missing.namedBy.map(S3Name::toString).orElse("a digest");
        return switch (this) {
          case NAMED -> "%s, which CloudTrail signed, names it, and it is not here".formatted(by);
          case CADENCE ->
              "CloudTrail writes a digest every hour; this one, in the hours before %s, is not here"
                  .formatted(by);
          case SEEN_BEFORE -> "it was here when this archive was examined before, and is not now";
        };
      }
    }
  }

  /// A log file delivered at a time that no digest covers, although there are digests before and
  /// after: nothing can be proven of it.
  ///
  /// @param lookedIn the digest after the gap
  record Unlisted(S3Name subject, S3Name lookedIn) implements Verdict {}

  /// A log file that no digest lists, although verified digests cover the time it was delivered; or
  /// an object under a digest's name that none of the chain's digests is linked to.
  ///
  /// @param lookedIn the digest that should have listed it, or the nearest one
  record Injected(S3Name subject, S3Name lookedIn) implements Verdict {}

  /// An object found at another name than the one it was signed or listed for.
  record OutOfPlace(S3Name subject, S3Name claimed) implements Verdict {}

  /// A digest whose back-link does not fit the digest before it.
  record LinkBroken(S3Name subject, S3Name previous, String required, String found)
      implements Verdict {}

  /// The newest digest of a chain is older than it can be.
  ///
  /// @param subject the digest that should be there, named by the cadence
  /// @param after the newest one that is
  /// @param dueBy when it should have been there at the latest
  record Overdue(S3Name subject, S3Name after, Instant dueBy) implements Verdict {}

  /// A time without digests that no digest accounts for.
  ///
  /// @param subject the first digest that would fill it, named by the cadence; where there are no
  ///   digests at all, the folder they would be in
  /// @param before the digest before it
  /// @param after the digest after it
  /// @param from where it begins
  /// @param to where it ends; the same instant where a chain began anew without a gap
  /// @param restart whether the digest after it begins a chain anew, as CloudTrail's does after
  ///   logging or validation was switched off and on
  /// @param logFiles how many log files lie in it
  record Gap(
      S3Name subject,
      Optional<S3Name> before,
      Optional<S3Name> after,
      Instant from,
      Instant to,
      boolean restart,
      long logFiles)
      implements Verdict {
    public boolean isEmpty() {
      return !from.isBefore(to);
    }

    /// The same with its log files counted.
    public Gap withLogFiles(long count) {
      return new Gap(subject, before, after, from, to, restart, count);
    }

    String describe() {
      if (before.isEmpty() && after.isEmpty()) {
        return "%,d log file%s from %s to %s and not one digest: validation was never switched on, or the whole chain was deleted"
            .formatted(logFiles, logFiles == 1 ? "" : "s", from, to);
      }
      if (isEmpty()) {
        return "the chain begins anew at %s without losing any time: logging or validation was switched off and on"
            .formatted(to);
      }
      String why =
          restart
              ? "the chain begins anew after it: logging or validation was switched off in between, or digests were deleted and a new chain was begun to hide it"
              : "the digest after it is linked to the one before it: CloudTrail itself accounts for no digest in between";
      return "nothing is accounted for from %s to %s; %s%s"
          .formatted(
              from,
              to,
              why,
              logFiles == 0
                  ? ""
                  : "; and %,d log file%s in it, so something was logged"
                      .formatted(logFiles, logFiles == 1 ? " lies" : "s lie"));
    }
  }

  /// We could not reach a decision. This is not evidence of tampering, and not evidence against.
  ///
  /// @param detail facts for a person, empty where the obstacle says it all
  record Undecided(S3Name subject, Obstacle obstacle, String detail) implements Verdict {}

  /// Why no decision was possible.
  enum Obstacle {
    NO_DIGEST_YET("no verified digest that lists it is here"),
    SIGNING_KEY_UNKNOWN("the public key that signed it is not in the key ring"),
    SIGNING_KEY_NOT_IN_FORCE("its signature fits a key that was not in force at its time"),
    SIGNATURE_ABSENT("its signature, kept in S3 user metadata, did not come with it"),
    BEFORE_FIRST_DIGEST("it lies before the first digest held of its chain and was not taken in"),
    OBJECT_OVER_LIMIT("it is larger than the limit and was not read"),
    OBJECT_NOT_READABLE("it could not be read"),
    ARCHIVED("it lies in an archive tier of S3 and must be restored before it can be read"),
    ACCESS_DENIED("access to it was denied"),
    THROTTLED("S3 kept asking to slow down"),
    UNREACHABLE("the connection failed while it was read");

    private final String sentence;

    Obstacle(String sentence) {
      this.sentence = sentence;
    }

    public String sentence() {
      return sentence;
    }
  }
}
