package io.trailseal.indexer.search;

import io.trailseal.indexer.query.Query.Test;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.index.TermsEnum;
import org.apache.lucene.util.BytesRef;
import org.apache.lucene.util.automaton.Automaton;
import org.apache.lucene.util.automaton.ByteRunAutomaton;

/// A pattern as it is held against the values of a column, which are as written. Immutable.
final class ValuePattern {
  /// What a leaf without a value is indexed as; columns have no such values.
  private static final List<String> WITHOUT_VALUE = List.of("null", "", "{}", "[]");

  private final Automaton automaton;
  private final ByteRunAutomaton folded;
  private final boolean lastPartToo;
  private final List<String> withoutValue = new ArrayList<>();

  /// @param lastPartToo whether the last part of a value may match instead of the whole
  private ValuePattern(Automaton automaton, boolean lastPartToo) {
    this.automaton = automaton;
    this.folded = new ByteRunAutomaton(automaton, true);
    this.lastPartToo = lastPartToo;
    for (String value : WITHOUT_VALUE) {
      if (matches(new BytesRef(value))) {
        withoutValue.add(value);
      }
    }
  }

  static ValuePattern of(Test test, boolean lastPartToo) throws UnanswerableException {
    return new ValuePattern(
        Patterns.bytes(Patterns.value(test), Patterns.written(test)), lastPartToo);
  }

  /// Over the bytes of folded values; deterministic.
  Automaton automaton() {
    return automaton;
  }

  boolean isLastPartToo() {
    return lastPartToo;
  }

  /// Whether an event of the segment may match by something that its column does not hold: a value
  /// that is none, or one of those that [EventDocument] marks.
  boolean mayMatchOutsideOf(FirstClass field, LeafReaderContext leaf) throws IOException {
    TermsEnum terms = Snapshot.terms(leaf, Fields.LEAF);
    if (terms == null) {
      return false;
    }
    if (terms.seekExact(new BytesRef(Terms.prefix(field.path(), Fields.NOT_IN_COLUMN)))) {
      return true;
    }
    for (String value : withoutValue) {
      if (terms.seekExact(Terms.leaf(field.path(), value))) {
        return true;
      }
    }
    return false;
  }

  boolean matches(BytesRef value) {
    int end = value.offset + value.length;
    if (hasOnlyAscii(value)) {
      return matches(value.bytes, value.offset, end);
    }
    byte[] bytes = FoldedBytes.fold(value.utf8ToString()).getBytes(StandardCharsets.UTF_8);
    return matches(bytes, 0, bytes.length);
  }

  private static boolean hasOnlyAscii(BytesRef value) {
    int all = 0;
    for (int i = value.offset; i < value.offset + value.length; i++) {
      all |= value.bytes[i];
    }
    return all >= 0;
  }

  private boolean matches(byte[] bytes, int from, int end) {
    if (run(bytes, from, end)) {
      return true;
    }
    if (!lastPartToo) {
      return false;
    }
    int start = end;
    while (start > from && bytes[start - 1] != '/' && bytes[start - 1] != ':') {
      start--;
    }
    return start > from && run(bytes, start, end);
  }

  private boolean run(byte[] bytes, int from, int end) {
    int state = 0;
    for (int i = from; i < end; i++) {
      int b = bytes[i];
      state = folded.step(state, b >= 'A' && b <= 'Z' ? b + ('a' - 'A') : b & 0xff);
      if (state < 0) {
        return false;
      }
    }
    return folded.isAccept(state);
  }
}
