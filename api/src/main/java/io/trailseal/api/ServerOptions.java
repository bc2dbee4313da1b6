package io.trailseal.api;

import io.trailseal.api.auth.Admission;
import io.trailseal.api.connection.ConnectionLimits;
import io.trailseal.api.connection.ProxyTrust;
import io.trailseal.api.oidc.OidcSettings;
import io.trailseal.api.tls.TlsOptions;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/// How a server is reached, and what it grants. What somebody does not choose is as [#on(String,
/// int)] has it.
///
/// @param host name or address of this machine to listen on, IPv6 without brackets
/// @param port 0 for any that is free
/// @param names further host names it answers to, in lower case; those of its certificate it
///   answers to anyway
/// @param tls how it speaks TLS; empty for HTTP, which only loopback and trusted proxies are
///   answered over
/// @param proxies which proxies are believed
/// @param limits how much connections and callers may take
/// @param admission who is let in
/// @param provider through whom people sign in, besides with a password
public record ServerOptions(
    String host,
    int port,
    Set<String> names,
    Optional<TlsOptions> tls,
    ProxyTrust proxies,
    ConnectionLimits limits,
    Admission admission,
    Optional<OidcSettings> provider) {
  static final int PORT_MAX = 65_535;

  public ServerOptions {
    if (port < 0 || port > PORT_MAX) {
      throw new IllegalArgumentException(
          "a port is 0 to %d, this one is %d".formatted(PORT_MAX, port));
    }
    if (tls.isEmpty() && proxies.proxies().isEmpty() && !isThisMachineOnly(host)) {
      throw new IllegalArgumentException(
          "%s is reached from elsewhere: TLS or a trusted proxy must be set up".formatted(host));
    }
    Set<String> small = new TreeSet<>();
    names.forEach(name -> small.add(name.toLowerCase(Locale.ROOT)));
    names = Set.copyOf(small);
  }

  /// Whether only this machine reaches this address.
  public static boolean isThisMachineOnly(String host) {
    return host.equals("localhost")
        || host.matches("127(\\.\\d{1,3}){3}")
        || host.matches("\\[?::1\\]?");
  }

  /// Listens there over HTTP and answers to nothing else.
  public static ServerOptions on(String host, int port) {
    return new ServerOptions(
        host,
        port,
        Set.of(),
        Optional.empty(),
        ProxyTrust.NOBODY,
        ConnectionLimits.STANDARD,
        Admission.ACCOUNTS,
        Optional.empty());
  }

  /// The same, also answering to these names.
  public ServerOptions withNames(Set<String> more) {
    return new ServerOptions(host, port, more, tls, proxies, limits, admission, provider);
  }

  public ServerOptions withHost(String other) {
    return new ServerOptions(other, port, names, tls, proxies, limits, admission, provider);
  }

  public ServerOptions withTls(TlsOptions other) {
    return new ServerOptions(
        host, port, names, Optional.of(other), proxies, limits, admission, provider);
  }

  public ServerOptions withProxies(ProxyTrust other) {
    return new ServerOptions(host, port, names, tls, other, limits, admission, provider);
  }

  public ServerOptions withLimits(ConnectionLimits other) {
    return new ServerOptions(host, port, names, tls, proxies, other, admission, provider);
  }

  /// The same, also letting people sign in there.
  public ServerOptions withProvider(OidcSettings other) {
    return new ServerOptions(
        host, port, names, tls, proxies, limits, admission, Optional.of(other));
  }

  /// The same, letting in others.
  public ServerOptions withAdmission(Admission other) {
    return new ServerOptions(host, port, names, tls, proxies, limits, other, provider);
  }
}
