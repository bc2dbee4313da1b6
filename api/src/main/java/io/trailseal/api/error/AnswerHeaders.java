package io.trailseal.api.error;

import io.micronaut.http.HttpHeaders;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.MutableHttpHeaders;
import io.micronaut.http.MutableHttpResponse;
import io.trailseal.api.connection.Peer;

/// The headers every answer carries, whatever it says.
public final class AnswerHeaders {
  /// No script, no frame, no plug-in, no font, nothing from elsewhere; forms lead back here.
  static final String CONTENT_SECURITY_POLICY =
      "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self';"
          + " base-uri 'none'; frame-ancestors 'none'";

  /// Nothing of what a browser could open up is needed.
  static final String PERMISSIONS_POLICY =
      "accelerometer=(), camera=(), display-capture=(), geolocation=(), gyroscope=(), hid=(),"
          + " magnetometer=(), microphone=(), midi=(), payment=(), serial=(), usb=()";

  /// A year, as long as browsers keep it.
  static final String STRICT_TRANSPORT_SECURITY = "max-age=31536000";

  private AnswerHeaders() {}

  /// Puts the headers on that tell a browser to trust nothing but this answer, and to keep it for
  /// nobody else.
  public static void harden(HttpRequest<?> request, MutableHttpResponse<?> response) {
    MutableHttpHeaders headers = response.getHeaders();
    headers.set("Content-Security-Policy", CONTENT_SECURITY_POLICY);
    headers.set("X-Content-Type-Options", "nosniff");
    headers.set("Referrer-Policy", "no-referrer");
    headers.set("X-Frame-Options", "DENY");
    headers.set("Cross-Origin-Resource-Policy", "same-origin");
    headers.set("Cross-Origin-Opener-Policy", "same-origin");
    headers.set("Cross-Origin-Embedder-Policy", "require-corp");
    headers.set("Permissions-Policy", PERMISSIONS_POLICY);
    if (Peer.known(request).map(Peer::secure).orElseGet(request::isSecure)) {
      headers.set("Strict-Transport-Security", STRICT_TRANSPORT_SECURITY);
    }
    if (!headers.contains(HttpHeaders.CACHE_CONTROL)) {
      // Answers are evidence and change as evidence arrives: neither a proxy nor a shared
      // computer's browser should keep them.
      headers.set(HttpHeaders.CACHE_CONTROL, "no-store");
    }
  }
}
