package io.trailseal.api.auth;

import static io.micronaut.http.HttpMethod.DELETE;
import static io.micronaut.http.HttpMethod.GET;
import static io.micronaut.http.HttpMethod.POST;
import static io.trailseal.api.auth.Rule.Who.KNOWN;
import static io.trailseal.api.auth.Rule.Who.PERSON;
import static io.trailseal.api.auth.Rule.Who.PUBLIC;
import static io.trailseal.api.auth.Rule.Who.SETUP;
import static io.trailseal.api.auth.Rule.Who.SIGNER;
import static io.trailseal.api.auth.Rule.Who.SIGN_IN;

import io.micronaut.http.HttpMethod;
import io.micronaut.http.HttpRequest;
import io.micronaut.web.router.RouteAttributes;
import io.micronaut.web.router.UriRouteInfo;
import io.trailseal.indexer.access.Role;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/// Who may use which route: one table. A route without a row is for nobody, and a test fails.
final class RouteTable {
  private static final Set<Role> ALL = Set.of(Role.values());

  /// What is in events.
  private static final Set<Role> EVENTS = Set.of(Role.ANALYST, Role.AUDITOR);

  private static final Set<Role> AUDITOR = Set.of(Role.AUDITOR);
  private static final Set<Role> OPERATOR = Set.of(Role.OPERATOR);

  static final List<Rule> RULES =
      List.of(
          // Pages
          known(GET, "/", EVENTS),
          known(GET, "/events/{id}", EVENTS),
          whole(GET, "/evidence", ALL),
          open(GET, "/style.css"),
          open(GET, "/seal.svg"),
          whole(GET, "/access", AUDITOR),
          // Coming and going
          new Rule(GET, "/sign-in", SIGN_IN, Set.of(), false),
          new Rule(POST, "/sign-in", SIGN_IN, Set.of(), false),
          new Rule(GET, "/sign-in/provider", SIGN_IN, Set.of(), false),
          new Rule(GET, "/sign-in/provider/callback", SIGN_IN, Set.of(), false),
          known(POST, "/sign-out", ALL),
          known(GET, "/account", ALL),
          person(POST, "/account/password", ALL, false),
          person(POST, "/account/tokens", ALL, false),
          known(POST, "/account/tokens/{id}/revoke", ALL),
          new Rule(GET, "/setup/{link}", SETUP, Set.of(), false),
          new Rule(POST, "/setup", SETUP, Set.of(), false),
          // What the AWS command line asks
          new Rule(POST, "/", SIGNER, Set.of(), false),
          // How it is
          open(GET, "/health/live"),
          open(GET, "/health/ready"),
          known(GET, "/health", ALL),
          whole(GET, "/metrics", ALL),
          // Evidence
          known(GET, "/api/v1/events", EVENTS),
          known(GET, "/api/v1/events/export", EVENTS),
          known(GET, "/api/v1/events/{id}", EVENTS),
          known(GET, "/api/v1/events/{id}/raw", EVENTS),
          known(GET, "/api/v1/events/{id}/proof", AUDITOR),
          known(GET, "/api/v1/events/{id}/surroundings", EVENTS),
          known(GET, "/api/v1/fields", EVENTS),
          known(GET, "/api/v1/fields/{path}/values", EVENTS),
          known(GET, "/api/v1/verdicts", ALL),
          known(GET, "/api/v1/quarantine", ALL),
          whole(GET, "/api/v1/evidence", ALL),
          whole(GET, "/api/v1/intake", ALL),
          known(GET, "/api/v1/objects", ALL),
          known(GET, "/api/v1/objects/{entry}", ALL),
          known(GET, "/api/v1/objects/{entry}/verdicts", ALL),
          known(GET, "/api/v1/coverage", ALL),
          whole(GET, "/api/v1/sources", ALL),
          whole(GET, "/api/v1/access", AUDITOR),
          whole(GET, "/api/v1/access/export", AUDITOR),
          whole(GET, "/api/v1/reports", AUDITOR),
          whole(GET, "/api/v1/reports/{name}", AUDITOR),
          known(GET, "/api/v1/openapi.json", ALL),
          known(GET, "/api", ALL),
          // Work
          known(GET, "/api/v1/jobs", OPERATOR),
          known(POST, "/api/v1/jobs", OPERATOR),
          known(GET, "/api/v1/jobs/{id}", OPERATOR),
          known(DELETE, "/api/v1/jobs/{id}", OPERATOR),
          known(GET, "/api/v1/settings", OPERATOR),
          // Accounts
          known(GET, "/api/v1/session", ALL),
          known(GET, "/api/v1/tokens", ALL),
          person(POST, "/api/v1/tokens", ALL, false),
          known(DELETE, "/api/v1/tokens/{id}", ALL),
          whole(GET, "/api/v1/users", OPERATOR),
          person(POST, "/api/v1/users", OPERATOR, true),
          person(POST, "/api/v1/users/{name}", OPERATOR, true),
          whole(GET, "/users", OPERATOR),
          person(POST, "/users", OPERATOR, true),
          person(POST, "/users/{name}", OPERATOR, true));

  private static final Map<String, Rule> BY_ROUTE =
      RULES.stream()
          .collect(
              Collectors.toMap(rule -> key(rule.method(), rule.template()), Function.identity()));

  private RouteTable() {}

  private static Rule open(HttpMethod method, String template) {
    return new Rule(method, template, PUBLIC, Set.of(), false);
  }

  private static Rule known(HttpMethod method, String template, Set<Role> roles) {
    return new Rule(method, template, KNOWN, roles, false);
  }

  private static Rule whole(HttpMethod method, String template, Set<Role> roles) {
    return new Rule(method, template, KNOWN, roles, true);
  }

  /// For what would let a token outlive its revocation, or do more than it was made for.
  private static Rule person(
      HttpMethod method, String template, Set<Role> roles, boolean everyAccount) {
    return new Rule(method, template, PERSON, roles, everyAccount);
  }

  private static String key(HttpMethod method, String template) {
    // The router answers HEAD with what GET would.
    return (method == HttpMethod.HEAD ? GET : method) + " " + template;
  }

  /// The route that will answer this request; empty where there is none.
  static Optional<Route> of(HttpRequest<?> request) {
    return RouteAttributes.getRouteInfo(request)
        .filter(UriRouteInfo.class::isInstance)
        .map(UriRouteInfo.class::cast)
        .map(
            info ->
                new Route(
                    Optional.ofNullable(
                        BY_ROUTE.get(
                            key(info.getHttpMethod(), info.getUriMatchTemplate().toString())))));
  }

  /// A route there is.
  ///
  /// @param rule empty for nobody
  record Route(Optional<Rule> rule) {}
}
