package io.trailseal.api.connection;

import io.micronaut.http.HttpRequest;
import java.net.InetAddress;
import java.util.Optional;

/// Who is at the other end of a request, as far as the network tells.
///
/// @param address whose request it is; behind a trusted proxy, the address that the proxy names
/// @param thisMachine whether it comes from this machine itself and nobody passed it on
/// @param secure whether it came over TLS, here or to a trusted proxy
/// @param user whom a trusted proxy says it is, printable; only where the operator set up which
///   header says so
public record Peer(
    InetAddress address, boolean thisMachine, boolean secure, Optional<String> user) {
  private static final String ATTRIBUTE = "trailseal.peer";

  /// Where a request has passed the guard of the host name.
  ///
  /// @throws IllegalStateException if it has not
  public static Peer of(HttpRequest<?> request) {
    return known(request).orElseThrow(() -> new IllegalStateException("nobody looked who asks"));
  }

  /// The same, for requests that were refused before anybody looked.
  public static Optional<Peer> known(HttpRequest<?> request) {
    return request.getAttribute(ATTRIBUTE, Peer.class);
  }

  /// Keeps it with its request.
  public void keepWith(HttpRequest<?> request) {
    request.setAttribute(ATTRIBUTE, this);
  }

  /// The address as text.
  public String from() {
    return address.getHostAddress();
  }
}
