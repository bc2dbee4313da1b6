package io.trailseal.indexer.search;

import java.util.Arrays;
import java.util.List;
import org.apache.lucene.util.BytesRef;
import org.apache.lucene.util.automaton.Automata;
import org.apache.lucene.util.automaton.ByteRunAutomaton;
import org.apache.lucene.util.automaton.CompiledAutomaton;
import org.jspecify.annotations.Nullable;

/// Words one after another, looked for in a value. For one thread.
final class WordSequence {
  private final List<Word> words;
  private final FoldedBytes folded = new FoldedBytes();

  WordSequence(List<Word> words) {
    this.words = List.copyOf(words);
  }

  /// One word, or what it must be like.
  ///
  /// @param literal folded; null where there is a pattern
  /// @param pattern null where there is a literal; where neither is, no word is like it
  record Word(@Nullable BytesRef literal, @Nullable ByteRunAutomaton pattern) {
    /// One word, or any that the query's automaton accepts.
    static Word of(CompiledAutomaton compiled) {
      return switch (compiled.type) {
        case NONE -> new Word(null, null);
        case ALL -> new Word(null, new ByteRunAutomaton(Automata.makeAnyBinary(), true));
        case SINGLE -> new Word(compiled.term, null);
        case NORMAL -> new Word(null, compiled.runAutomaton);
      };
    }

    boolean is(byte[] bytes, int start, int end) {
      if (literal == null) {
        return pattern != null && pattern.run(bytes, start, end - start);
      }
      return Arrays.equals(
          literal.bytes, literal.offset, literal.offset + literal.length, bytes, start, end);
    }
  }

  List<Word> words() {
    return words;
  }

  /// The same for another thread.
  WordSequence copy() {
    return new WordSequence(words);
  }

  boolean isIn(BytesRef value) {
    folded.clear();
    folded.append(value.utf8ToString(), true);
    for (int first = 0; first + words.size() <= folded.words(); first++) {
      int matching = 0;
      while (matching < words.size()
          && words
              .get(matching)
              .is(
                  folded.array(),
                  folded.wordStart(first + matching),
                  folded.wordEnd(first + matching))) {
        matching++;
      }
      if (matching == words.size()) {
        return true;
      }
    }
    return false;
  }
}
