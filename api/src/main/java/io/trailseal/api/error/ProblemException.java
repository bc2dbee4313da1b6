package io.trailseal.api.error;

/// Ends the answering of a request with a [Problem]. Unchecked, because every controller may meet
/// one and none can do more about it than let it through.
public final class ProblemException extends RuntimeException {
  private static final long serialVersionUID = 1;

  // Exceptions are serializable by an accident of history; nobody serializes this one.
  private final transient Problem problem;

  ProblemException(Problem problem) {
    super(problem.detail(), null, false, false);
    this.problem = problem;
  }

  public Problem problem() {
    return problem;
  }
}
