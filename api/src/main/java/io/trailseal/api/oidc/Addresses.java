package io.trailseal.api.oidc;

import java.net.URI;
import java.util.Locale;

/// Which addresses may be asked, and which we may be found at.
final class Addresses {
  private Addresses() {}

  /// Whether nobody between here and there can read or answer: https, or this machine. User names
  /// and fragments have no place in the addresses of a provider.
  static boolean isTrustworthy(URI uri) {
    if (uri.getHost() == null || uri.getRawUserInfo() != null || uri.getRawFragment() != null) {
      return false;
    }
    String scheme = uri.getScheme() == null ? "" : uri.getScheme().toLowerCase(Locale.ROOT);
    return scheme.equals("https") || (scheme.equals("http") && isLoopback(uri));
  }

  static boolean isLoopback(URI uri) {
    String host = uri.getHost();
    return host != null
        && (host.equals("localhost")
            || host.equals("[::1]")
            || host.matches("127(\\.\\d{1,3}){3}"));
  }

  /// Whether it is trustworthy, and no more than scheme, host and port.
  static boolean isOrigin(URI uri) {
    return isTrustworthy(uri)
        && (uri.getRawPath() == null || uri.getRawPath().isEmpty())
        && uri.getRawQuery() == null;
  }
}
