package io.trailseal.api.auth;

import io.micronaut.core.annotation.Order;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.annotation.RequestFilter;
import io.micronaut.http.annotation.ServerFilter;
import io.trailseal.indexer.access.Caller;

/// Finds out who makes a request. Only this machine reaches the server, and whoever is on it may do
/// everything.
@ServerFilter(ServerFilter.MATCH_ALL_PATTERN)
@Order(Doorkeeper.ORDER)
final class Doorkeeper {
  /// Behind the guard of the host name.
  static final int ORDER = Integer.MIN_VALUE + 100;

  @RequestFilter
  void know(HttpRequest<?> request) {
    Callers.set(request, Caller.machine("loopback"));
  }
}
