package io.trailseal.verifier;

import java.util.Optional;

/// What we can honestly say about one object after examining it.
///
/// "Nobody tampered with this" and "we could not tell" must never reach an auditor as the same
/// word, so every caller has to handle [Undecided] by name: switches over a verdict have no
/// `default`.
public sealed interface Verdict {

  /// The object this is about. It need not exist: see [Missing].
  S3Name subject();

  /// The word for this verdict: lower case, one to three words, the same in every answer, page,
  /// error and document.
  default String word() {
    return switch (this) {
      case Intact _ -> "intact";
      case Altered _ -> "altered";
      case Missing _ -> "missing";
      case Unlisted _ -> "unlisted";
      case OutOfPlace _ -> "out of place";
      case LinkBroken _ -> "link broken";
      case Undecided _ -> "could not tell";
    };
  }

  /// True where the evidence is bad, false where it is good or nothing could be said.
  default boolean isFinding() {
    return switch (this) {
      case Altered _, Missing _, Unlisted _, OutOfPlace _, LinkBroken _ -> true;
      case Intact _, Undecided _ -> false;
    };
  }

  /// One sentence for a person who was not there: what was required, what was found.
  default String sentence() {
    return switch (this) {
      case Intact(_, var hash, var provenBy) ->
          "the content hashes to %s, as %s says".formatted(hash.hex(), provenBy);
      case Altered(_, var expected, var actual, var namedBy) ->
          "expected %s%s, found %s"
              .formatted(expected, namedBy.map(name -> " (says " + name + ")").orElse(""), actual);
      case Missing(_, var namedBy) -> "it is named by %s and was not found".formatted(namedBy);
      case Unlisted(_, var lookedIn) ->
          "no digest lists it, although %s covers its delivery time".formatted(lookedIn);
      case OutOfPlace(_, var claimed) ->
          "it says of itself that CloudTrail put it at %s".formatted(claimed);
      case LinkBroken(_, var previous, var expected, var actual) ->
          "its link to the digest before it, %s, should be %s and is %s"
              .formatted(previous, expected, actual);
      case Undecided(_, var obstacle, var detail) ->
          detail.isEmpty() ? obstacle.sentence() : obstacle.sentence() + ": " + detail;
    };
  }

  /// The bytes match what CloudTrail signed.
  ///
  /// @param hash SHA-256 of the inflated content
  /// @param provenBy for a log file the digest that lists it; for a digest its own signature's key,
  ///   as `key <fingerprint>`
  record Intact(S3Name subject, Sha256 hash, String provenBy) implements Verdict {}

  /// The bytes differ from what a verified digest says they are, or a digest's signature does not
  /// fit its bytes.
  ///
  /// @param expected what should have been found, as text for a person
  /// @param actual what was found, as text for a person
  /// @param namedBy the digest that says what was expected, where another object does
  record Altered(S3Name subject, String expected, String actual, Optional<S3Name> namedBy)
      implements Verdict {
    public Altered {
      if (expected.equals(actual)) {
        throw new IllegalArgumentException("not altered: both are " + actual);
      }
    }
  }

  /// A verified digest names the object, and everything was looked through without finding it.
  record Missing(S3Name subject, S3Name namedBy) implements Verdict {}

  /// A log file that no digest lists, although verified digests cover the time it was delivered: an
  /// injected file, or one that was renamed.
  ///
  /// @param lookedIn the digest that should have listed it
  record Unlisted(S3Name subject, S3Name lookedIn) implements Verdict {}

  /// A digest found at another name than the one it was signed for.
  record OutOfPlace(S3Name subject, S3Name claimed) implements Verdict {}

  /// A digest whose back-link does not fit the digest before it.
  record LinkBroken(S3Name subject, S3Name previous, String expected, String actual)
      implements Verdict {}

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
    OBJECT_NOT_READABLE("it could not be read");

    private final String sentence;

    Obstacle(String sentence) {
      this.sentence = sentence;
    }

    public String sentence() {
      return sentence;
    }
  }
}
