package io.trailseal.api.error;

import io.micronaut.http.HttpRequest;
import io.micronaut.http.MutableHttpResponse;

/// Says problems in the words of another API, to clients that read no others. Implemented by the
/// door that speaks it, so that this package need not know it.
public interface ForeignProblem {
  /// Whether whoever sent this reads that API's errors.
  boolean isFor(HttpRequest<?> request);

  /// Makes `response` tell `problem`: status, content type and body.
  void fill(MutableHttpResponse<Object> response, Problem problem);
}
