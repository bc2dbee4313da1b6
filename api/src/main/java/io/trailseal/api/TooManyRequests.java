package io.trailseal.api;

import io.micronaut.http.HttpHeaders;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.trailseal.api.connection.RateLimit;
import io.trailseal.api.error.ErrorCode;
import io.trailseal.api.error.Problem;
import io.trailseal.api.error.Problems;
import java.time.Duration;
import java.util.Optional;

/// What is answered to whoever asks too often.
final class TooManyRequests {
  private TooManyRequests() {}

  /// Counts a request of `who`; empty if it may go on.
  static Optional<HttpResponse<?>> of(
      RateLimit rate, String who, HttpRequest<?> request, Problems problems) {
    Duration wait = rate.take(who);
    if (wait.isZero()) {
      return Optional.empty();
    }
    long seconds = Math.max(1, wait.plusMillis(999).toSeconds());
    return Optional.of(
        problems
            .answer(
                request,
                Problem.of(
                    ErrorCode.TOO_MANY_REQUESTS,
                    "the next one is answered in %d s".formatted(seconds)))
            .headers(headers -> headers.set(HttpHeaders.RETRY_AFTER, Long.toString(seconds))));
  }
}
