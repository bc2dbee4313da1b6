package io.trailseal.api.auth;

import io.micronaut.http.HttpHeaders;
import io.micronaut.http.HttpRequest;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;

/// Whether a request comes from a page of ours, as the browser says.
final class SameOrigin {
  private SameOrigin() {}

  static boolean holds(HttpRequest<?> request) {
    String site = request.getHeaders().get("Sec-Fetch-Site");
    if (site != null) {
      return site.equals("same-origin");
    }
    // Browsers before 2023, and those that do not trust a connection without TLS.
    String origin = request.getHeaders().get(HttpHeaders.ORIGIN);
    String host = request.getHeaders().get(HttpHeaders.HOST);
    return origin != null
        && host != null
        && authority(origin).equals(host.toLowerCase(Locale.ROOT));
  }

  private static String authority(String origin) {
    try {
      String authority = new URI(origin).getRawAuthority();
      return authority == null ? "" : authority.toLowerCase(Locale.ROOT);
    } catch (URISyntaxException _) {
      return "";
    }
  }
}
