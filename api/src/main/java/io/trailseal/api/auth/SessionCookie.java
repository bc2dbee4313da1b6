package io.trailseal.api.auth;

import io.micronaut.http.HttpHeaders;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.MutableHttpResponse;
import io.micronaut.http.cookie.Cookie;
import io.trailseal.api.connection.Peer;
import io.trailseal.indexer.access.Caller;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.util.Optional;

/// The cookie that carries a session. With TLS its name has the prefix `__Host-`, which browsers
/// accept from this host alone, over TLS, for all of it.
@Singleton
public final class SessionCookie {
  private static final String NAME = "trailseal-session";
  private static final String SECURE_NAME = "__Host-" + NAME;

  /// Longer than any of ours.
  private static final int ID_LENGTH_MAX = 100;

  private final Sessions sessions;

  SessionCookie(Sessions sessions) {
    this.sessions = sessions;
  }

  private static String name(HttpRequest<?> request) {
    return Peer.of(request).secure() ? SECURE_NAME : NAME;
  }

  /// The id a browser sends; empty where it sends none.
  static Optional<String> id(HttpRequest<?> request) {
    return request
        .getCookies()
        .findCookie(name(request))
        .map(Cookie::getValue)
        .filter(id -> !id.isEmpty() && id.length() <= ID_LENGTH_MAX);
  }

  /// Whose session this request belongs to.
  Optional<Sessions.Session> session(HttpRequest<?> request) throws IOException {
    Optional<String> id = id(request);
    return id.isEmpty() ? Optional.empty() : sessions.find(id.get());
  }

  /// See [Sessions#caller].
  Optional<Caller> caller(Sessions.Session session, String from) throws IOException {
    return sessions.caller(session, from);
  }

  /// Begins a session that goes to the browser with this response; the one it has ends.
  public <T extends MutableHttpResponse<?>> T begin(
      HttpRequest<?> request, T response, SignedIn who) {
    id(request).ifPresent(sessions::end);
    set(request, response, sessions.begin(who), "");
    return response;
  }

  /// Ends the session of this request.
  public <T extends MutableHttpResponse<?>> T end(HttpRequest<?> request, T response) {
    id(request).ifPresent(sessions::end);
    set(request, response, "", "; Max-Age=0");
    return response;
  }

  private static void set(
      HttpRequest<?> request, MutableHttpResponse<?> response, String id, String more) {
    response
        .getHeaders()
        .add(
            HttpHeaders.SET_COOKIE,
            "%s=%s; Path=/; HttpOnly; SameSite=Strict%s%s"
                .formatted(name(request), id, Peer.of(request).secure() ? "; Secure" : "", more));
  }
}
