package io.trailseal.indexer.search;

import io.trailseal.indexer.query.Regex;
import io.trailseal.indexer.query.Regex.Range;
import java.util.ArrayList;
import java.util.List;
import org.apache.lucene.util.automaton.Automata;
import org.apache.lucene.util.automaton.Automaton;
import org.apache.lucene.util.automaton.Operations;

/// Turns regular expressions into automata over folded text. [Regex] bounds how deep and large they
/// are.
final class RegexAutomata {
  /// Wider ranges are not folded one character after another: they hold both cases of what is in
  /// them anyway.
  private static final int FOLDED_RANGE_MAX = 2_000;

  private RegexAutomata() {}

  /// Not yet deterministic.
  static Automaton of(Regex regex) {
    return switch (regex) {
      case Regex.One(var codePoint) -> Automata.makeChar(fold(codePoint));
      case Regex.Any _ -> Automata.makeAnyChar();
      case Regex.OneOf(var ranges, var negated) -> oneOf(ranges, negated);
      case Regex.Sequence(var parts) ->
          parts.isEmpty() ? Automata.makeEmptyString() : Operations.concatenate(all(parts));
      case Regex.Choice(var parts) -> Operations.union(all(parts));
      case Regex.Repeat(var part, var min, var max) -> repeat(of(part), min, max);
    };
  }

  private static Automaton repeat(Automaton part, int min, int max) {
    if (max == Regex.UNBOUNDED) {
      return min == 0 ? Operations.repeat(part) : Operations.repeat(part, min);
    }
    return max == 0 ? Automata.makeEmptyString() : Operations.repeat(part, min, max);
  }

  private static List<Automaton> all(List<Regex> parts) {
    List<Automaton> all = new ArrayList<>();
    parts.forEach(part -> all.add(of(part)));
    return all;
  }

  private static Automaton oneOf(List<Range> ranges, boolean negated) {
    List<Automaton> any = new ArrayList<>();
    for (Range range : ranges) {
      any.add(Automata.makeCharRange(range.first(), range.last()));
      if (range.last() - range.first() <= FOLDED_RANGE_MAX) {
        for (int c = range.first(); c <= range.last(); c++) {
          if (fold(c) != c) {
            any.add(Automata.makeChar(fold(c)));
          }
        }
      }
    }
    Automaton one = Operations.union(any);
    return negated ? Operations.minus(Automata.makeAnyChar(), one, Patterns.WORK_MAX) : one;
  }

  private static int fold(int codePoint) {
    boolean lone = codePoint <= 0xffff && Character.isSurrogate((char) codePoint);
    return lone ? 0xfffd : FoldedBytes.foldCodePoint(codePoint);
  }
}
