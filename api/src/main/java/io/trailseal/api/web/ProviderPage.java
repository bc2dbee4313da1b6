package io.trailseal.api.web;

import io.micronaut.http.HttpHeaders;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.MediaType;
import io.micronaut.http.MutableHttpResponse;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.Produces;
import io.micronaut.http.cookie.Cookie;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import io.trailseal.api.ask.Parameter;
import io.trailseal.api.ask.Parameters;
import io.trailseal.api.auth.LocalPath;
import io.trailseal.api.auth.SessionCookie;
import io.trailseal.api.auth.SignedIn;
import io.trailseal.api.auth.VouchedSignIns;
import io.trailseal.api.connection.Peer;
import io.trailseal.api.error.ErrorCode;
import io.trailseal.api.error.Problem;
import io.trailseal.api.oidc.Identity;
import io.trailseal.api.oidc.IdentityProvider;
import io.trailseal.api.oidc.IdentityProvider.Leave;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// To the identity provider and back.
@Controller
@Produces(MediaType.TEXT_HTML)
@ExecuteOn(TaskExecutors.BLOCKING)
final class ProviderPage {
  private static final String CALLBACK = "/sign-in/provider/callback";
  private static final String COOKIE = "trailseal-leave";

  private static final Parameter<String> GO_ON = Parameter.text("next", "the page to go on to");

  private final @Nullable IdentityProvider provider;
  private final VouchedSignIns signIns;
  private final SessionCookie sessions;
  private final Pages pages;

  ProviderPage(
      @Nullable IdentityProvider provider,
      VouchedSignIns signIns,
      SessionCookie sessions,
      Pages pages) {
    this.provider = provider;
    this.signIns = signIns;
    this.sessions = sessions;
    this.pages = pages;
  }

  private IdentityProvider provider() {
    if (provider == null) {
      throw Problem.of(ErrorCode.ROUTE_NOT_FOUND, "no identity provider is set here")
          .withRemedy("sign in with name and password at /sign-in")
          .exception();
    }
    return provider;
  }

  @Get("/sign-in/provider")
  HttpResponse<?> leave(HttpRequest<?> request) {
    String next = LocalPath.checked(Parameters.of(request, List.of(GO_ON)).get(GO_ON));
    IdentityProvider to = provider();
    Leave leave = to.leave(next, callback(request, to));
    MutableHttpResponse<?> response = HttpResponse.seeOther(leave.where());
    cookie(request, response, leave.cookie(), IdentityProvider.departureSecondsMax());
    return response;
  }

  /// The browser was led here by another site, so it would not send the session's cookie
  /// (SameSite=Strict) if it were simply led on. So it gets a page of ours, which takes it on: from
  /// there it comes from us.
  @Get(CALLBACK)
  HttpResponse<?> arrive(HttpRequest<?> request) throws IOException {
    IdentityProvider from = provider();
    TreeMap<String, List<String>> query = new TreeMap<>();
    request.getParameters().forEach(each -> query.put(each.getKey(), each.getValue()));
    Optional<String> cookie =
        request.getCookies().findCookie(cookieName(request)).map(Cookie::getValue);
    String address = Peer.of(request).from();
    Identity identity =
        signIns.identify(() -> from.arrive(query, cookie, callback(request, from)), address);
    SignedIn who = signIns.signIn(identity, address);
    MutableHttpResponse<byte[]> response =
        HttpResponse.<byte[]>status(HttpStatus.OK)
            .header(HttpHeaders.CONTENT_TYPE, Pages.HTML)
            .body(pages.arrived(LocalPath.checked(identity.returnTo()), from.name()));
    cookie(request, response, "", 0);
    return sessions.begin(request, response, who);
  }

  /// Where signing in at the provider begins.
  static String href(String next) {
    return "/sign-in/provider?next=" + URLEncoder.encode(next, StandardCharsets.UTF_8);
  }

  private static URI callback(HttpRequest<?> request, IdentityProvider provider) {
    return URI.create(provider.publicUrl(asked(request)) + CALLBACK);
  }

  /// Scheme, host and port this request was sent to; the guard of the host has seen to it that they
  /// are ours.
  static String asked(HttpRequest<?> request) {
    return "%s://%s"
        .formatted(
            Peer.of(request).secure() ? "https" : "http",
            request.getHeaders().get(HttpHeaders.HOST));
  }

  private static String cookieName(HttpRequest<?> request) {
    return Peer.of(request).secure() ? "__Host-" + COOKIE : COOKIE;
  }

  /// Lax, because it has to come along when the provider leads the browser back.
  private static void cookie(
      HttpRequest<?> request, MutableHttpResponse<?> response, String value, long seconds) {
    response
        .getHeaders()
        .add(
            HttpHeaders.SET_COOKIE,
            "%s=%s; Path=/; HttpOnly; SameSite=Lax; Max-Age=%d%s"
                .formatted(
                    cookieName(request),
                    value,
                    seconds,
                    Peer.of(request).secure() ? "; Secure" : ""));
  }
}
