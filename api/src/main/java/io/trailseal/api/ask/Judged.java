package io.trailseal.api.ask;

import io.trailseal.indexer.query.ProofWords;
import io.trailseal.verifier.Verdict;
import java.util.Optional;

/// A verdict for showing, also where there is none yet.
///
/// @param word as [Verdict#word()], or [#NOT_YET]
/// @param sentence why
/// @param kind of news: good, bad, or none
public record Judged(String word, String sentence, Kind kind) {
  /// The word where custody has not come to the object yet.
  public static final String NOT_YET = ProofWords.NOT_YET;

  /// Pages show each kind with a shape of its own.
  public enum Kind {
    PROVEN,
    FINDING,
    UNKNOWN
  }

  public static Judged of(Optional<Verdict> verdict) {
    return verdict
        .map(Judged::of)
        .orElseGet(() -> new Judged(NOT_YET, "its log file waits to be examined", Kind.UNKNOWN));
  }

  public static Judged of(Verdict verdict) {
    Kind kind =
        switch (verdict) {
          case Verdict.Intact _ -> Kind.PROVEN;
          case Verdict.Altered _ -> Kind.FINDING;
          case Verdict.Missing _ -> Kind.FINDING;
          case Verdict.Unlisted _ -> Kind.FINDING;
          case Verdict.Injected _ -> Kind.FINDING;
          case Verdict.Overdue _ -> Kind.FINDING;
          case Verdict.Gap gap -> gap.isFinding() ? Kind.FINDING : Kind.UNKNOWN;
          case Verdict.OutOfPlace _ -> Kind.FINDING;
          case Verdict.LinkBroken _ -> Kind.FINDING;
          case Verdict.Undecided _ -> Kind.UNKNOWN;
        };
    return new Judged(verdict.word(), verdict.sentence(), kind);
  }
}
