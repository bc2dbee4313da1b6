package io.trailseal.verifier.check;

import io.trailseal.verifier.S3Name;
import io.trailseal.verifier.Verdict;
import io.trailseal.verifier.Verdict.Obstacle;
import io.trailseal.verifier.trail.ObjectKind;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Objects of one place that no digest lists, up to a limit. For one thread.
final class Leftovers {
  /// Names held of each kind; about 30 MB. What is more is counted, and counts as a finding.
  static final int NAMES_MAX = 100_000;

  /// @param delivered the minute in its name
  record Log(S3Name name, Instant delivered, ObjectKind kind) {}

  /// @param day of the folder it lies in, where it lies in one
  record Stray(S3Name name, @Nullable LocalDate day) {}

  final List<Log> logs = new ArrayList<>();
  final List<Stray> strays = new ArrayList<>();
  long more;

  /// What to say of those whose names are not held.
  static Verdict more(S3Name folder, long count) {
    return new Verdict.Undecided(
        folder,
        Obstacle.OBJECT_OVER_LIMIT,
        "%,d more objects that no digest lists, and %,d names are the most that are held; narrow the time examined"
            .formatted(count, NAMES_MAX));
  }

  void log(S3Name name, Instant delivered, ObjectKind kind) {
    if (logs.size() < NAMES_MAX) {
      logs.add(new Log(name, delivered, kind));
    } else {
      more++;
    }
  }

  void stray(S3Name name, @Nullable LocalDate day) {
    if (strays.size() < NAMES_MAX) {
      strays.add(new Stray(name, day));
    } else {
      more++;
    }
  }
}
