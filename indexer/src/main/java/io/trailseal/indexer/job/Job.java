package io.trailseal.indexer.job;

import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;

/// One piece of long work, as it is at one moment.
///
/// @param id counts up; never used again
/// @param what is done, in a few words; may quote what was asked for
/// @param by who asked for it
/// @param endedAt empty while it is at work, and where nobody saw it end
/// @param part how much is done, from 0 to 1; empty where nobody knows
/// @param progress how far it is, for a person
/// @param outcome what came of it, for a person; empty while it is at work
public record Job(
    long id,
    Kind kind,
    String what,
    String by,
    State state,
    Instant startedAt,
    Optional<Instant> endedAt,
    OptionalDouble part,
    String progress,
    String outcome) {

  /// What there is to be done.
  public enum Kind {
    IMPORT,
    BACKFILL,
    VERIFY,
    REBUILD;

    /// For programs: `verify`.
    public String word() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /// How it stands.
  public enum State {
    RUNNING,
    /// Told to stop, and about to.
    STOPPING,
    DONE,
    FAILED,
    CANCELLED,
    /// The process ended meanwhile.
    INTERRUPTED;

    /// For programs: `done`.
    public String word() {
      return name().toLowerCase(Locale.ROOT);
    }

    boolean isAtWork() {
      return this == RUNNING || this == STOPPING;
    }
  }

  /// Whether it has not ended.
  public boolean isAtWork() {
    return state.isAtWork();
  }

  Job at(OptionalDouble newPart, String newProgress) {
    return new Job(id, kind, what, by, state, startedAt, endedAt, newPart, newProgress, outcome);
  }

  Job with(State other) {
    return new Job(id, kind, what, by, other, startedAt, endedAt, part, progress, outcome);
  }

  Job ended(State how, Optional<Instant> at, String words) {
    return new Job(id, kind, what, by, how, startedAt, at, part, progress, words);
  }
}
