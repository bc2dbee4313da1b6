package io.trailseal.api;

import io.micronaut.core.annotation.Order;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.annotation.RequestFilter;
import io.micronaut.http.annotation.ServerFilter;
import io.trailseal.api.auth.Callers;
import io.trailseal.api.connection.ConnectionLimits;
import io.trailseal.api.connection.RateLimit;
import io.trailseal.api.error.Problems;
import io.trailseal.indexer.access.Caller;
import org.jspecify.annotations.Nullable;

/// Stands behind the one that finds out who asks, and lets nobody ask without end. A user's tokens
/// and keys count as the user.
@ServerFilter(ServerFilter.MATCH_ALL_PATTERN)
@Order(RateGuard.ORDER)
final class RateGuard {
  /// Behind the one that finds out who asks.
  static final int ORDER = Integer.MIN_VALUE + 1_000;

  private final RateLimit rate;
  private final Problems problems;

  RateGuard(ConnectionLimits limits, Problems problems) {
    this.rate = new RateLimit(limits.requestsPerSecond(), System::nanoTime);
    this.problems = problems;
  }

  @RequestFilter
  @Nullable HttpResponse<?> refuseTooMany(HttpRequest<?> request) {
    return Callers.known(request)
        .flatMap(caller -> TooManyRequests.of(rate, who(caller), request, problems))
        .orElse(null);
  }

  private static String who(Caller caller) {
    return (caller.kind() == Caller.Kind.MACHINE ? "machine " : "user ") + caller.name();
  }
}
