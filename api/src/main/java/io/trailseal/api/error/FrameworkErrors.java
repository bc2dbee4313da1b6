package io.trailseal.api.error;

import io.micronaut.context.annotation.Primary;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.MutableHttpResponse;
import io.micronaut.http.server.exceptions.response.ErrorContext;
import io.micronaut.http.server.exceptions.response.ErrorResponseProcessor;
import io.trailseal.api.connection.ConnectionLimits;
import io.trailseal.indexer.query.Nearest;
import io.trailseal.verifier.S3Name;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Optional;

/// Puts what the framework itself refuses (no such route, wrong method, unreadable request) into
/// our words. Its own words name classes and parameters of ours and are not passed on.
@Singleton
@Primary
final class FrameworkErrors implements ErrorResponseProcessor<Object> {
  /// What can be asked for. A test holds this list against the routes there are.
  static final List<String> ROUTES =
      List.of(
          "/",
          "/evidence",
          "/sign-in",
          "/sign-in/provider",
          "/sign-in/provider/callback",
          "/sign-out",
          "/setup",
          "/setup/{link}",
          "/account",
          "/account/password",
          "/account/tokens",
          "/account/tokens/{id}/revoke",
          "/users",
          "/users/{name}",
          "/events/{id}",
          "/access",
          "/api",
          "/health",
          "/health/live",
          "/health/ready",
          "/metrics",
          "/api/v1/session",
          "/api/v1/tokens",
          "/api/v1/tokens/{id}",
          "/api/v1/users",
          "/api/v1/users/{name}",
          "/api/v1/events",
          "/api/v1/events/export",
          "/api/v1/events/{id}",
          "/api/v1/events/{id}/raw",
          "/api/v1/events/{id}/proof",
          "/api/v1/events/{id}/surroundings",
          "/api/v1/fields",
          "/api/v1/fields/{path}/values",
          "/api/v1/verdicts",
          "/api/v1/quarantine",
          "/api/v1/evidence",
          "/api/v1/intake",
          "/api/v1/objects",
          "/api/v1/objects/{entry}",
          "/api/v1/objects/{entry}/verdicts",
          "/api/v1/coverage",
          "/api/v1/sources",
          "/api/v1/access",
          "/api/v1/access/export",
          "/api/v1/reports",
          "/api/v1/reports/{name}",
          "/api/v1/jobs",
          "/api/v1/jobs/{id}",
          "/api/v1/settings",
          "/api/v1/openapi.json");

  private final Problems problems;

  FrameworkErrors(Problems problems) {
    this.problems = problems;
  }

  @Override
  public MutableHttpResponse<Object> processResponse(
      ErrorContext context, MutableHttpResponse<?> response) {
    HttpRequest<?> request = context.getRequest();
    return problems.fill(response, request, problem(request, response.code(), context));
  }

  private static Problem problem(HttpRequest<?> request, int status, ErrorContext context) {
    String path = S3Name.printable(request.getPath());
    return switch (status) {
      case 404 -> {
        Optional<String> nearest = Nearest.to(path, ROUTES);
        Problem notFound =
            Problem.of(
                ErrorCode.ROUTE_NOT_FOUND,
                path
                    + nearest
                        .map(" is unknown; did you mean %s?"::formatted)
                        .orElse(" is unknown"));
        yield notFound.withSuggestion(nearest);
      }
      case 405 ->
          Problem.of(
              ErrorCode.METHOD_NOT_ALLOWED,
              "%s was sent to %s".formatted(S3Name.printable(request.getMethodName()), path));
      case 415 ->
          Problem.of(
                  ErrorCode.REQUEST_MALFORMED,
                  "the body must come as application/json, and does not")
              .withRemedy("send one JSON object with Content-Type: application/json");
      case 406 -> Problem.of(ErrorCode.NOT_ACCEPTABLE, path + " has no such form");
      case 413, 414, 431 ->
          Problem.of(
              ErrorCode.REQUEST_TOO_LARGE,
              "the request line has at most %d KiB, the headers %d KiB in %d lines, the body %d KiB"
                  .formatted(
                      ConnectionLimits.REQUEST_LINE_BYTES_MAX / 1024,
                      ConnectionLimits.HEADER_BYTES_MAX / 1024,
                      ConnectionLimits.HEADERS_MAX,
                      ConnectionLimits.REQUEST_BYTES_MAX / 1024));
      default ->
          status >= 400 && status < 500
              ? Problem.of(
                  ErrorCode.REQUEST_MALFORMED, "the request must be readable HTTP and is not")
              : context
                  .getRootCause()
                  .map(FailureHandler::problem)
                  .orElseGet(() -> Problem.of(ErrorCode.INTERNAL, "no cause is known"));
    };
  }
}
