package io.trailseal.api.error;

import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/// One thing that went wrong with one request.
///
/// @param detail what was required and what was found: lower case, no full stop; may quote hostile
///   text
/// @param remedy what to do now
/// @param position where in the query, in characters from 0
/// @param suggestion what was probably meant
/// @param ids the event ids to choose from
public record Problem(
    ErrorCode code,
    String detail,
    String remedy,
    OptionalInt position,
    Optional<String> suggestion,
    List<String> ids) {
  /// Details quote what callers send; this bounds what an answer and a log line can be made to
  /// hold.
  public static final int DETAIL_LENGTH_MAX = 1000;

  public Problem {
    if (detail.length() > DETAIL_LENGTH_MAX) {
      detail = detail.substring(0, DETAIL_LENGTH_MAX - 1) + "…";
    }
    ids = List.copyOf(ids);
  }

  public static Problem of(ErrorCode code, String detail) {
    return new Problem(
        code, detail, code.remedy(), OptionalInt.empty(), Optional.empty(), List.of());
  }

  public Problem withRemedy(String other) {
    return new Problem(code, detail, other, position, suggestion, ids);
  }

  public Problem withPosition(int other) {
    return new Problem(code, detail, remedy, OptionalInt.of(other), suggestion, ids);
  }

  public Problem withSuggestion(Optional<String> other) {
    return new Problem(code, detail, remedy, position, other, ids);
  }

  public Problem withIds(List<String> other) {
    return new Problem(code, detail, remedy, position, suggestion, other);
  }

  /// For whoever wants to stop answering and say this instead.
  public ProblemException exception() {
    return new ProblemException(this);
  }
}
