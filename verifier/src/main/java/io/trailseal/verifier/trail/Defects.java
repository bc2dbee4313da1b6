package io.trailseal.verifier.trail;

import java.util.ArrayList;
import java.util.List;

/// The defects of one object, up to the number that is kept.
final class Defects {
  private final List<Defect> found = new ArrayList<>();

  void add(Defect defect) {
    if (found.size() < ObjectReading.DEFECTS_MAX) {
      found.add(defect);
    }
  }

  void add(long offset, String reason) {
    add(new Defect(offset, reason));
  }

  /// Nothing more will be kept, so that texts need not be built.
  boolean isFull() {
    return found.size() >= ObjectReading.DEFECTS_MAX;
  }

  boolean isEmpty() {
    return found.isEmpty();
  }

  List<Defect> toList() {
    return List.copyOf(found);
  }
}
