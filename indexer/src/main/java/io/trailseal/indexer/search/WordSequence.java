package io.trailseal.indexer.search;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import org.apache.lucene.util.BytesRef;
import org.apache.lucene.util.automaton.Automata;
import org.apache.lucene.util.automaton.ByteRunAutomaton;
import org.apache.lucene.util.automaton.CompiledAutomaton;
import org.jspecify.annotations.Nullable;

/// Words one after another, looked for in a value. For one thread.
final class WordSequence {
  private final List<Word> words;
  private final @Nullable BytesRef longest;
  private final FoldedBytes folded = new FoldedBytes(256, 32);

  WordSequence(List<Word> words) {
    this.words = List.copyOf(words);
    this.longest =
        words.stream()
            .map(Word::literal)
            .filter(Objects::nonNull)
            .max(Comparator.comparingInt(word -> word.length))
            .orElse(null);
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

  /// Looks for the longest word as it stands, which is all that most values need.
  private boolean isSurelyNotIn(BytesRef value) {
    BytesRef wanted = longest;
    if (wanted == null) {
      return false;
    }
    int last = value.offset + value.length - wanted.length;
    for (int at = value.offset; at <= last; at++) {
      int i = 0;
      while (i < wanted.length && lower(value.bytes[at + i]) == wanted.bytes[wanted.offset + i]) {
        i++;
      }
      if (i == wanted.length) {
        return false;
      }
    }
    for (int at = value.offset; at < value.offset + value.length; at++) {
      if (value.bytes[at] < 0) {
        return false; // What is not ASCII may be folded to it.
      }
    }
    return true;
  }

  private static int lower(byte b) {
    return b >= 'A' && b <= 'Z' ? b + ('a' - 'A') : b;
  }

  /// The same for another thread.
  WordSequence copy() {
    return new WordSequence(words);
  }

  boolean isIn(BytesRef value) {
    if (isSurelyNotIn(value)) {
      return false;
    }
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
