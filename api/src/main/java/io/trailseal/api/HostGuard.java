package io.trailseal.api;

import io.micronaut.core.annotation.Order;
import io.micronaut.http.HttpHeaders;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.MutableHttpResponse;
import io.micronaut.http.annotation.RequestFilter;
import io.micronaut.http.annotation.ResponseFilter;
import io.micronaut.http.annotation.ServerFilter;
import io.trailseal.api.error.AnswerHeaders;
import io.trailseal.api.error.ErrorCode;
import io.trailseal.api.error.Problem;
import io.trailseal.api.error.Problems;
import io.trailseal.verifier.S3Name;
import org.jspecify.annotations.Nullable;

/// Stands before every route. Lets a request in only if it was meant for this host, and puts the
/// headers on every answer that tell a browser to trust nothing but it.
@ServerFilter(ServerFilter.MATCH_ALL_PATTERN)
@Order(Integer.MIN_VALUE)
final class HostGuard {
  /// More is not a host's name.
  private static final int HOST_SHOWN_MAX = 253;

  private final BoundHost boundHost;
  private final Problems problems;

  HostGuard(BoundHost boundHost, Problems problems) {
    this.boundHost = boundHost;
    this.problems = problems;
  }

  /// A page of another site can make its own name resolve to this address (DNS rebinding) and then
  /// read what is served here, since nobody has to log in on loopback. Its requests still carry the
  /// other site's name.
  @RequestFilter
  @Nullable HttpResponse<?> refuseOtherHosts(HttpRequest<?> request) {
    String host = request.getHeaders().get(HttpHeaders.HOST);
    if (host == null) {
      // Also what a request that could not be read looks like from here.
      return problems.answer(
          request,
          Problem.of(
              ErrorCode.REQUEST_MALFORMED,
              "the request must be readable HTTP with a Host header, and is not"));
    }
    if (boundHost.answersTo(host)) {
      return null;
    }
    return problems.answer(
        request,
        Problem.of(
            ErrorCode.HOST_NOT_OURS,
            "the Host header must name %s, found %s"
                .formatted(boundHost.told(), S3Name.excerpt(host, HOST_SHOWN_MAX))));
  }

  @ResponseFilter
  void harden(MutableHttpResponse<?> response) {
    AnswerHeaders.harden(response);
  }
}
