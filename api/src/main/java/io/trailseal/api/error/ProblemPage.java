package io.trailseal.api.error;

/// Shows a problem to a person. Implemented by the pages, so that this package need not know them.
@FunctionalInterface
public interface ProblemPage {
  /// A whole HTML page, every quoted text escaped.
  String html(Problem problem);
}
