package io.trailseal.indexer.search;

import io.trailseal.indexer.query.Query.Test;
import io.trailseal.indexer.query.WhoFields;
import java.util.List;
import org.apache.lucene.search.AutomatonQuery;
import org.apache.lucene.search.Query;
import org.apache.lucene.util.automaton.Automata;
import org.apache.lucene.util.automaton.Automaton;
import org.apache.lucene.util.automaton.Operations;
import org.apache.lucene.util.automaton.TooComplexToDeterminizeException;

/// Queries for whoever did something: any of the identity fields, by their whole value or its last
/// part.
final class WhoQueries {
  private static final List<FirstClass> FIELDS =
      WhoFields.PATHS.stream().map(path -> FirstClass.at(path).orElseThrow()).toList();

  private WhoQueries() {}

  static Query who(Test test, boolean wantsAll) throws UnanswerableException {
    ValuePattern pattern = ValuePattern.of(test, true);
    return new ColumnPatternQuery(
        FIELDS, test, pattern, wantsAll, () -> walk(pattern.automaton(), test));
  }

  /// All terms of the identity fields that pass the test.
  static AutomatonQuery walk(Test test) throws UnanswerableException {
    return walk(ValuePattern.of(test, true).automaton(), test);
  }

  /// Made only where it is needed: it takes longer than many a question.
  private static AutomatonQuery walk(Automaton value, Test test) {
    // What begins with anything at all is no other for its last part.
    boolean isWholeEnough = test instanceof Test.Like(var pattern) && pattern.startsWith("*");
    return Patterns.leaf(
        WhoFields.PATHS, isWholeEnough ? value : wholeOrLastPart(value), Patterns.written(test));
  }

  /// @param value over bytes
  private static Automaton wholeOrLastPart(Automaton value) {
    Automaton sign = Operations.union(List.of(Automata.makeChar('/'), Automata.makeChar(':')));
    Automaton other =
        Operations.union(
            List.of(
                Automata.makeCharRange(0, '/' - 1),
                Automata.makeCharRange('/' + 1, ':' - 1),
                Automata.makeCharRange(':' + 1, 0xff)));
    Automaton lastPart = Operations.intersection(value, Operations.repeat(other));
    try {
      return Operations.determinize(
          Operations.union(
              List.of(
                  value,
                  Operations.concatenate(List.of(Automata.makeAnyBinary(), sign, lastPart)))),
          Patterns.WORK_MAX);
    } catch (TooComplexToDeterminizeException _) {
      throw new Budget.SpentException(
          "the pattern after who: is too complex; name one of the fields, like userIdentity.arn");
    }
  }
}
