package io.trailseal.indexer.search;

import io.trailseal.indexer.query.Query.Test;
import io.trailseal.indexer.query.WhoFields;
import java.util.ArrayList;
import java.util.List;
import org.apache.lucene.search.Query;
import org.apache.lucene.util.automaton.Automata;
import org.apache.lucene.util.automaton.Automaton;
import org.apache.lucene.util.automaton.Operations;

/// Queries for whoever did something: any of the identity fields, by their whole value or its last
/// part.
final class WhoQueries {
  private WhoQueries() {}

  static Query who(Test test) throws UnanswerableException {
    Automaton value = Patterns.value(test);
    List<Query> any = new ArrayList<>();
    for (String path : WhoFields.PATHS) {
      any.add(Patterns.leaf(path, wholeOrLastPart(value), Patterns.written(test)));
    }
    return Translator.anyOf(any);
  }

  private static Automaton wholeOrLastPart(Automaton value) {
    Automaton sign = Operations.union(List.of(Automata.makeChar('/'), Automata.makeChar(':')));
    Automaton other = Operations.minus(Automata.makeAnyChar(), sign, Patterns.WORK_MAX);
    Automaton lastPart = Operations.intersection(value, Operations.repeat(other));
    return Operations.union(
        List.of(value, Operations.concatenate(List.of(Automata.makeAnyString(), sign, lastPart))));
  }
}
