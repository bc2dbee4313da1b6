package io.trailseal.indexer.search;

import io.trailseal.indexer.search.Originals.Cut;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Reads the records of an answer.
final class Records {
  /// Raw bytes in one answer; a page ends early where its records are large.
  static final long ANSWER_BYTES_MAX = 64L << 20;

  private final Originals originals;

  /// Of this answer.
  private final List<String> hints;

  Records(Originals originals, List<String> hints) {
    this.originals = originals;
    this.hints = hints;
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

  /// Those that can be read; for the others there is a hint, so that it does not look as if they
  /// did not match.
  List<EventHit> hits(List<Pointer> pointers) throws IOException {
    List<EventHit> hits = new ArrayList<>();
    Map<Cut.Lost, Integer> lost = new LinkedHashMap<>();
    for (Cut cut : originals.cut(pointers)) {
      switch (cut) {
        case Cut.Whole(var hit) -> hits.add(hit);
        case Cut.Lost it -> lost.merge(it, 1, Integer::sum);
      }
    }
    lost.forEach(
        (from, count) ->
            hints.add(
                "%,d matching events are not shown, because their log file (ledger entry %s) is"
                        .formatted(count, from.object())
                    + " damaged: "
                    + from.why()));
    return hits;
  }

  List<Aggregated.Example> examples(List<Pointer> pointers) throws IOException {
    return hits(withinAnswer(pointers)).stream()
        .map(hit -> new Aggregated.Example(hit.id(), hit.summary()))
        .toList();
  }
}
