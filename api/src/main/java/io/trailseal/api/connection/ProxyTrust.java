package io.trailseal.api.connection;

import io.micronaut.http.HttpHeaders;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// Which proxies are believed, and what about.
///
/// Believed are `X-Forwarded-For` and `X-Forwarded-Proto`, and one header with the user's name
/// where it is set. `Forwarded` (RFC 7239) is not read.
///
/// @param proxies their addresses; empty for none
/// @param userHeader the header in which they say whom they signed in; empty where they do not
public record ProxyTrust(List<Network> proxies, Optional<String> userHeader) {
  public static final ProxyTrust NOBODY = new ProxyTrust(List.of(), Optional.empty());

  private static final String FOR = "X-Forwarded-For";
  private static final String PROTO = "X-Forwarded-Proto";

  /// What only somebody who passes a request on puts into it.
  private static final List<String> PASSED_ON =
      List.of(FOR, PROTO, "X-Forwarded-Host", "X-Real-IP", "Forwarded", "Via");

  /// More than a chain of proxies has; the header is 8 KiB at most anyway.
  private static final int HOPS_MAX = 50;

  private static final int USER_LENGTH_MAX = 128;

  public ProxyTrust {
    proxies = List.copyOf(proxies);
    if (userHeader.isPresent() && proxies.isEmpty()) {
      throw new IllegalArgumentException("a user's name is believed from nobody");
    }
  }

  /// What a trusted proxy said cannot be.
  public static final class UnbelievableException extends Exception {
    private static final long serialVersionUID = 1;

    UnbelievableException(String message) {
      super(message);
    }
  }

  public boolean trusts(InetAddress address) {
    return proxies.stream().anyMatch(network -> network.contains(address));
  }

  /// Who makes a request with these headers.
  ///
  /// @param remote the other end of the connection
  /// @param tls whether the connection is over TLS
  /// @throws UnbelievableException if a trusted proxy names no user, or several, in the one header
  ///   that is set: whether it is theirs or was passed through cannot be told
  public Peer peer(InetAddress remote, boolean tls, HttpHeaders headers)
      throws UnbelievableException {
    if (!trusts(remote)) {
      boolean passedOn = PASSED_ON.stream().anyMatch(headers::contains);
      return new Peer(remote, remote.isLoopbackAddress() && !passedOn, tls, Optional.empty());
    }
    List<String> protos = all(headers, PROTO);
    boolean secure = !protos.isEmpty() && protos.getLast().toLowerCase(Locale.ROOT).equals("https");
    return new Peer(client(remote, all(headers, FOR)), false, secure, user(headers));
  }

  /// The one nearest to us that is not a proxy we trust: what stands further left, anybody may have
  /// written.
  private InetAddress client(InetAddress remote, List<String> hops) {
    InetAddress client = remote;
    for (int i = hops.size() - 1; i >= Math.max(0, hops.size() - HOPS_MAX); i--) {
      Optional<InetAddress> hop = Network.address(withoutPort(hops.get(i)));
      if (hop.isEmpty()) {
        return client;
      }
      client = hop.get();
      if (!trusts(client)) {
        return client;
      }
    }
    return client;
  }

  private static String withoutPort(String hop) {
    if (hop.startsWith("[")) {
      int end = hop.indexOf(']');
      return end < 0 ? "" : hop.substring(1, end);
    }
    int colon = hop.indexOf(':');
    return colon >= 0 && colon == hop.lastIndexOf(':') ? hop.substring(0, colon) : hop;
  }

  private Optional<String> user(HttpHeaders headers) throws UnbelievableException {
    if (userHeader.isEmpty()) {
      return Optional.empty();
    }
    List<String> names = headers.getAll(userHeader.get());
    if (names.isEmpty()) {
      return Optional.empty();
    }
    String name = names.getFirst().strip();
    if (names.size() > 1
        || name.isEmpty()
        || name.length() > USER_LENGTH_MAX
        || !name.matches("[\\x21-\\x7e]+")) {
      throw new UnbelievableException(
          "the proxy must name one user of 1 to %d printable characters in %s"
              .formatted(USER_LENGTH_MAX, userHeader.get()));
    }
    return Optional.of(name);
  }

  private static List<String> all(HttpHeaders headers, String name) {
    List<String> all = new ArrayList<>();
    for (String line : headers.getAll(name)) {
      for (String part : line.split(",", -1)) {
        all.add(part.strip());
      }
    }
    return all;
  }
}
