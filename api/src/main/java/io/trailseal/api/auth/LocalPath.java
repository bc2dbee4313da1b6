package io.trailseal.api.auth;

import io.micronaut.http.HttpRequest;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;

/// A path of ours that a request says to go on to. Whoever can write a link writes it; it must lead
/// nowhere but here.
public final class LocalPath {
  private static final String START = "/";
  private static final int LENGTH_MAX = 2_000;

  private LocalPath() {}

  /// `path` if it leads to a page of ours, otherwise the first page.
  ///
  /// @param path as it came, hostile
  public static String checked(String path) {
    if (path.length() > LENGTH_MAX
        || !path.startsWith("/")
        || path.startsWith("//")
        // Browsers take it for a slash.
        || path.indexOf('\\') >= 0
        || path.chars().anyMatch(c -> c <= ' ' || c >= 0x7f)) {
      return START;
    }
    try {
      URI uri = new URI(path);
      boolean local = uri.getScheme() == null && uri.getRawAuthority() == null;
      return local && !path.startsWith("/sign-") ? path : START;
    } catch (URISyntaxException _) {
      return START;
    }
  }

  /// Where to sign in and then go on to what this request asked for.
  static String signIn(HttpRequest<?> request) {
    String asked = request.getUri().getRawPath();
    String query = request.getUri().getRawQuery();
    String next = checked(query == null ? asked : asked + "?" + query);
    return next.equals(START)
        ? "/sign-in"
        : "/sign-in?next=" + URLEncoder.encode(next, StandardCharsets.UTF_8);
  }
}
