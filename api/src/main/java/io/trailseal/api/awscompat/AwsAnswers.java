package io.trailseal.api.awscompat;

import io.micronaut.http.HttpHeaders;
import io.micronaut.http.HttpMethod;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.MutableHttpResponse;
import io.trailseal.api.error.ErrorCode;
import io.trailseal.api.error.ErrorCode.Blame;
import io.trailseal.api.error.ForeignProblem;
import io.trailseal.api.error.JsonText;
import io.trailseal.api.error.Problem;
import jakarta.inject.Singleton;
import java.util.UUID;

/// Answers as clients of AWS's JSON protocol read them; also what was refused before it came here.
@Singleton
final class AwsAnswers implements ForeignProblem {
  static final String MEDIA_TYPE = "application/x-amz-json-1.1";

  @Override
  public boolean isFor(HttpRequest<?> request) {
    return request.getMethod() == HttpMethod.POST && request.getPath().equals("/");
  }

  @Override
  public void fill(MutableHttpResponse<Object> response, Problem problem) {
    int status = problem.code().status();
    String sentence = problem.detail() + "; " + problem.remedy();
    fill(
        response,
        switch (status) {
          // The server's word for a request without a body, among others.
          case AwsError.BAD_REQUEST ->
              problem.code() == ErrorCode.REQUEST_MALFORMED
                  ? AwsError.unreadable("the request must be HTTP with one JSON object as its body")
                  : new AwsError("ValidationException", sentence);
          case 401, 403 -> new AwsError("AccessDeniedException", sentence);
          case 413, 414, 431 ->
              new AwsError("RequestEntityTooLargeException", AwsError.TOO_LARGE, sentence);
          case 429 -> new AwsError("ThrottlingException", sentence);
          case 503 -> new AwsError("ServiceUnavailable", status, sentence);
          default ->
              problem.code().blame() == Blame.OPERATOR
                  ? new AwsError("InternalFailure", status, sentence)
                  : new AwsError("ValidationException", status, sentence);
        });
  }

  static MutableHttpResponse<Object> refused(AwsError error) {
    MutableHttpResponse<Object> response = HttpResponse.ok();
    fill(response, error);
    return response;
  }

  private static void fill(MutableHttpResponse<Object> response, AwsError error) {
    head(response.status(error.status()))
        .body(
            JsonText.object(
                json -> {
                  json.writeStringProperty("__type", error.type());
                  json.writeStringProperty("message", JsonText.wellFormed(error.sentence()));
                }));
  }

  static MutableHttpResponse<Object> fine(byte[] body) {
    MutableHttpResponse<Object> response = HttpResponse.ok();
    return head(response).body(body);
  }

  private static MutableHttpResponse<Object> head(MutableHttpResponse<Object> response) {
    response.getHeaders().set(HttpHeaders.CONTENT_TYPE, MEDIA_TYPE);
    response.getHeaders().set("x-amzn-RequestId", UUID.randomUUID().toString());
    return response;
  }
}
