package io.trailseal.api;

import io.micronaut.core.annotation.Order;
import io.micronaut.http.HttpHeaders;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.MutableHttpResponse;
import io.micronaut.http.annotation.RequestFilter;
import io.micronaut.http.annotation.ResponseFilter;
import io.micronaut.http.annotation.ServerFilter;
import io.micronaut.http.server.netty.NettyHttpRequest;
import io.trailseal.api.connection.ConnectionLimits;
import io.trailseal.api.connection.Peer;
import io.trailseal.api.connection.ProxyTrust;
import io.trailseal.api.connection.RateLimit;
import io.trailseal.api.error.AnswerHeaders;
import io.trailseal.api.error.ErrorCode;
import io.trailseal.api.error.Problem;
import io.trailseal.api.error.Problems;
import io.trailseal.verifier.S3Name;
import java.net.InetAddress;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Stands before every route. Lets a request in only if it was meant for this host and nobody could
/// read it on its way, finds out where it comes from, and puts the headers on every answer that
/// tell a browser to trust nothing but it.
@ServerFilter(ServerFilter.MATCH_ALL_PATTERN)
@Order(Integer.MIN_VALUE)
final class HostGuard {
  /// More is not a host's name.
  private static final int HOST_SHOWN_MAX = 253;

  private static final Pattern ABSOLUTE = Pattern.compile("[A-Za-z][A-Za-z0-9+.-]*:/*([^/?#]*)");

  private final BoundHost boundHost;
  private final ProxyTrust proxies;
  private final RateLimit rate;
  private final Problems problems;

  HostGuard(BoundHost boundHost, ProxyTrust proxies, ConnectionLimits limits, Problems problems) {
    this.boundHost = boundHost;
    this.proxies = proxies;
    this.rate = new RateLimit(limits.requestsPerSecond(), System::nanoTime);
    this.problems = problems;
  }

  @RequestFilter
  @Nullable HttpResponse<?> refuse(HttpRequest<?> request) {
    Problem wrongHost = wrongHost(request);
    if (wrongHost != null) {
      return problems.answer(request, wrongHost);
    }
    InetAddress remote = request.getRemoteAddress().getAddress();
    Peer peer;
    try {
      peer = proxies.peer(remote, request.isSecure(), request.getHeaders());
    } catch (ProxyTrust.UnbelievableException e) {
      return problems.answer(
          request, Problem.of(ErrorCode.REQUEST_MALFORMED, String.valueOf(e.getMessage())));
    }
    if (!request.isSecure() && !remote.isLoopbackAddress() && !proxies.trusts(remote)) {
      return problems.answer(
          request,
          Problem.of(
              ErrorCode.CONNECTION_NOT_PRIVATE,
              "the request must come through a trusted proxy, comes from %s"
                  .formatted(peer.from())));
    }
    peer.keepWith(request);
    // Before anybody looked who asks, so that guessing passwords is counted as well. On this
    // machine
    // nobody has to be kept from anything.
    return peer.address().isLoopbackAddress()
        ? null
        : TooManyRequests.of(rate, peer.from(), request, problems).orElse(null);
  }

  /// A page of another site can make its own name resolve to this address (DNS rebinding) and then
  /// read what is served here, with what the browser has from us. Its requests still carry the
  /// other site's name.
  private @Nullable Problem wrongHost(HttpRequest<?> request) {
    List<String> hosts = request.getHeaders().getAll(HttpHeaders.HOST);
    if (hosts.size() != 1) {
      // None is also what a request that could not be read looks like from here.
      return Problem.of(
          ErrorCode.REQUEST_MALFORMED,
          "the request must be readable HTTP with one Host header, and is not");
    }
    // A request may name the host in its first line as well, and then that one counts.
    for (String host : List.of(hosts.getFirst(), hostInLine(request).orElse(hosts.getFirst()))) {
      if (!boundHost.answersTo(host)) {
        return Problem.of(
            ErrorCode.HOST_NOT_OURS,
            "the Host header must name %s, found %s"
                .formatted(boundHost.told(), S3Name.excerpt(host, HOST_SHOWN_MAX)));
      }
    }
    return null;
  }

  /// `evil.example` of `GET http://evil.example/path HTTP/1.1`.
  private static Optional<String> hostInLine(HttpRequest<?> request) {
    if (!(request instanceof NettyHttpRequest<?> netty)) {
      return Optional.empty();
    }
    Matcher matcher = ABSOLUTE.matcher(netty.getNativeRequest().uri());
    return matcher.lookingAt() ? Optional.of(matcher.group(1)) : Optional.empty();
  }

  @ResponseFilter
  void harden(HttpRequest<?> request, MutableHttpResponse<?> response) {
    AnswerHeaders.harden(request, response);
  }
}
