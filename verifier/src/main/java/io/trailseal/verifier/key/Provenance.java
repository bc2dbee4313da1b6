package io.trailseal.verifier.key;

import java.time.Instant;
import java.util.Optional;

/// How a key came to be trusted: from which call or file, on what ground, by whom.
///
/// @param origin where its bytes came from
/// @param decision on what ground it was trusted; empty where only [Origin.Told] is known
/// @param by the user of the machine who decided; empty where only [Origin.Told] is known
public record Provenance(Origin origin, Optional<Decision> decision, Optional<String> by) {
  public Provenance {
    boolean told = origin instanceof Origin.Told;
    if (told != decision.isEmpty() || told != by.isEmpty()) {
      throw new IllegalArgumentException(
          "a call or file is trusted by somebody, on some ground; a mere text says both itself");
    }
  }

  /// A key that `by` trusted on the ground `decision`.
  public static Provenance of(Origin origin, Decision decision, String by) {
    return new Provenance(origin, Optional.of(decision), Optional.of(by));
  }

  /// All that is known is a text, as ledgers before this record have it.
  public static Provenance told(String text) {
    return new Provenance(new Origin.Told(text), Optional.empty(), Optional.empty());
  }

  /// Where a key's bytes came from.
  public sealed interface Origin {

    /// CloudTrail itself: ListPublicKeys, called in the key's region.
    ///
    /// @param from start of the time that was asked for
    /// @param to end of that time
    record ApiCall(Instant from, Instant to) implements Origin {}

    /// A file with what ListPublicKeys returns.
    ///
    /// @param path as an absolute path of the machine it was read on
    record File(String path) implements Origin {}

    /// A sentence for a person.
    record Told(String text) implements Origin {}
  }

  /// On what ground a key was trusted. The names are written to ledgers and key ring files.
  public enum Decision {
    CONFIRMED("after looking at its fingerprint"),
    FINGERPRINT_GIVEN("by giving its fingerprint"),
    NOT_COMPARED("with --yes, whatever its fingerprint"),
    IMPORT("with import --keys"),
    SAMPLE("as a sample's own key"),
    LISTED("because CloudTrail itself listed it");

    private final String words;

    Decision(String words) {
      this.words = words;
    }

    /// The end of a sentence that begins "trusted by somebody".
    public String words() {
      return words;
    }
  }

  /// For a person, in one line. Quotes paths: whoever prints it escapes it.
  public String sentence() {
    String from =
        switch (origin) {
          case Origin.ApiCall(var start, var end) ->
              "ListPublicKeys for %s to %s".formatted(start, end);
          case Origin.File(var path) -> "file " + path;
          case Origin.Told(var text) -> text;
        };
    return decision.isPresent() && by.isPresent()
        ? "%s, trusted by %s %s".formatted(from, by.get(), decision.get().words())
        : from;
  }
}
