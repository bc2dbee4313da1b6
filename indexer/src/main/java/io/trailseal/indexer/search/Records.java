package io.trailseal.indexer.search;

import io.trailseal.indexer.search.Originals.Cut;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/// Reads the records of an answer.
final class Records {
  /// Raw bytes in one answer; a page ends early where its records are large.
  static final long ANSWER_BYTES_MAX = 64L << 20;

  private final Originals originals;

  /// Of this answer.
  private final List<String> hints;

  private long nanos;

  Records(Originals originals, List<String> hints) {
    this.originals = originals;
    this.hints = hints;
  }

  /// How a whole answer's time divides into finding and what was spent here.
  SearchAnswer.Took took(long wholeNanos) {
    return new SearchAnswer.Took(
        TimeUnit.NANOSECONDS.toMicros(wholeNanos - nanos), TimeUnit.NANOSECONDS.toMicros(nanos));
  }

  static List<Pointer> withinAnswer(List<Pointer> pointers) {
    long bytes = 0;
    for (int i = 0; i < pointers.size(); i++) {
      bytes += pointers.get(i).length();
      if (bytes > ANSWER_BYTES_MAX && i > 0) {
        return pointers.subList(0, i);
      }
    }
    return pointers;
  }

  /// Those that can be read, here or in another log file that has the same event; for the others
  /// there is a hint, so that it does not look as if they did not match.
  List<EventHit> hits(List<Pointer> pointers, Others others, Snapshot snapshot) throws IOException {
    long start = System.nanoTime();
    try {
      return read(pointers, others, snapshot);
    } finally {
      nanos += System.nanoTime() - start;
    }
  }

  private List<EventHit> read(List<Pointer> pointers, Others others, Snapshot snapshot)
      throws IOException {
    List<EventHit> hits = new ArrayList<>();
    List<Cut> cuts = originals.cut(pointers);
    List<Cut> lost = new ArrayList<>();
    for (int i = 0; i < cuts.size(); i++) {
      if (cuts.get(i) instanceof Cut.Whole(var hit)) {
        hits.add(others.with(hit, pointers.get(i), snapshot));
        continue;
      }
      Optional<EventHit> sound = others.elsewhere(pointers.get(i), snapshot);
      sound.ifPresent(hits::add);
      if (sound.isEmpty()) {
        lost.add(cuts.get(i));
      }
    }
    hintAtLost(lost);
    return hits;
  }

  private void hintAtLost(List<Cut> cuts) {
    Map<Cut.Lost, Integer> lost = new LinkedHashMap<>();
    for (Cut cut : cuts) {
      if (cut instanceof Cut.Lost it) {
        lost.merge(it, 1, Integer::sum);
      }
    }
    lost.forEach(
        (from, count) ->
            hints.add(
                "%,d matching events are not shown, because their log file (ledger entry %s) is"
                        .formatted(count, from.object())
                    + " damaged: "
                    + from.why()));
  }

  List<Aggregated.Example> examples(List<Pointer> pointers) throws IOException {
    long start = System.nanoTime();
    List<Cut> cuts = originals.cut(withinAnswer(pointers));
    nanos += System.nanoTime() - start;
    hintAtLost(cuts);
    List<Aggregated.Example> examples = new ArrayList<>();
    for (Cut cut : cuts) {
      if (cut instanceof Cut.Whole(var hit)) {
        examples.add(new Aggregated.Example(hit.id(), hit.summary()));
      }
    }
    return examples;
  }
}
