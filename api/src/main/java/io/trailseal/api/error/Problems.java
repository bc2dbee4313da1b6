package io.trailseal.api.error;

import io.micronaut.http.HttpHeaders;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.MutableHttpResponse;
import jakarta.inject.Singleton;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/// Turns a problem into the answer: problem details, a page to who asked for a page, or what AWS's
/// clients read.
@Singleton
public final class Problems {
  /// The media type of RFC 9457.
  public static final String MEDIA_TYPE = "application/problem+json";

  /// After which it makes sense to ask again, where nothing more particular is known.
  private static final int RETRY_SECONDS = 2;

  private final ProblemPage page;
  private final ForeignProblem foreign;

  Problems(ProblemPage page, ForeignProblem foreign) {
    this.page = page;
    this.foreign = foreign;
  }

  /// A new response that tells `problem`.
  public MutableHttpResponse<?> answer(HttpRequest<?> request, Problem problem) {
    return fill(HttpResponse.ok(), request, problem);
  }

  /// Makes `response` tell `problem`, keeping the headers it has.
  @SuppressWarnings({"unchecked", "rawtypes"})
  MutableHttpResponse<Object> fill(
      MutableHttpResponse<?> response, HttpRequest<?> request, Problem problem) {
    MutableHttpResponse<Object> out = (MutableHttpResponse) response;
    out.status(problem.code().status());
    out.getHeaders().remove(HttpHeaders.CONTENT_TYPE);
    if (problem.code().blame() == ErrorCode.Blame.WAIT) {
      out.header(HttpHeaders.RETRY_AFTER, Integer.toString(RETRY_SECONDS));
    }
    if (foreign.isFor(request)) {
      foreign.fill(out, problem);
    } else if (wantsPage(request)) {
      out.header(HttpHeaders.CONTENT_TYPE, "text/html; charset=utf-8");
      out.body(page.html(problem).getBytes(StandardCharsets.UTF_8));
    } else {
      out.header(HttpHeaders.CONTENT_TYPE, MEDIA_TYPE);
      out.body(json(problem));
    }
    // Here as well as in the filter: what is refused before or by a filter passes no other.
    AnswerHeaders.harden(request, out);
    return out;
  }

  /// Whether a person with a browser asks, who is answered with a page.
  public static boolean wantsPage(HttpRequest<?> request) {
    String path = request.getPath();
    String accept = request.getHeaders().get(HttpHeaders.ACCEPT);
    return !path.startsWith("/api/")
        && !path.equals("/health")
        && accept != null
        && accept.toLowerCase(Locale.ROOT).contains("text/html");
  }

  static byte[] json(Problem problem) {
    return JsonText.object(
        json -> {
          json.writeStringProperty("type", problem.code().type());
          json.writeStringProperty("title", problem.code().title());
          json.writeNumberProperty("status", problem.code().status());
          json.writeStringProperty("code", problem.code().name());
          json.writeStringProperty("detail", JsonText.wellFormed(problem.detail()));
          json.writeStringProperty("remedy", JsonText.wellFormed(problem.remedy()));
          problem.position().ifPresent(at -> json.writeNumberProperty("position", at));
          problem
              .suggestion()
              .ifPresent(text -> json.writeStringProperty("suggestion", JsonText.wellFormed(text)));
          if (!problem.ids().isEmpty()) {
            json.writeArrayPropertyStart("ids");
            problem.ids().forEach(json::writeString);
            json.writeEndArray();
          }
        });
  }
}
