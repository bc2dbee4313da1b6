package io.trailseal.api.auth;

import io.micronaut.http.HttpRequest;
import io.trailseal.indexer.access.Caller;
import java.util.Optional;

/// Keeps with a request who makes it.
public final class Callers {
  private static final String ATTRIBUTE = "trailseal.caller";
  private static final String SESSION = "trailseal.session";

  private Callers() {}

  /// Who makes this request.
  ///
  /// @throws IllegalStateException if nobody has asked who it is: the route is not guarded
  public static Caller of(HttpRequest<?> request) {
    return known(request)
        .orElseThrow(() -> new IllegalStateException("nobody knows who asks here"));
  }

  /// The same, where it may be nobody.
  public static Optional<Caller> known(HttpRequest<?> request) {
    return request.getAttribute(ATTRIBUTE, Caller.class);
  }

  /// For routes that find out themselves who signed the request.
  public static void set(HttpRequest<?> request, Caller caller) {
    request.setAttribute(ATTRIBUTE, caller);
  }

  static void set(HttpRequest<?> request, Sessions.Session session) {
    request.setAttribute(SESSION, session);
  }

  /// What a form on a page of ours has to repeat; empty where there is no session, and nothing that
  /// another site could misuse.
  public static String formWord(HttpRequest<?> request) {
    return request
        .getAttribute(SESSION, Sessions.Session.class)
        .map(Sessions.Session::formWord)
        .orElse("");
  }
}
