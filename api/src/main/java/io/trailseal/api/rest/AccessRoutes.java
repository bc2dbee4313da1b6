package io.trailseal.api.rest;

import io.micronaut.http.HttpHeaders;
import io.micronaut.http.HttpMethod;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.MediaType;
import io.micronaut.http.MutableHttpResponse;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.Produces;
import io.micronaut.http.server.types.files.StreamedFile;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import io.trailseal.api.ask.AccessAnswers;
import io.trailseal.api.ask.AccessAsk;
import io.trailseal.api.ask.Gone;
import io.trailseal.api.ask.Parameters;
import io.trailseal.api.auth.Callers;
import java.io.IOException;
import java.util.Optional;

/// Who did what.
@Controller("/api/v1/access")
@Produces(MediaType.APPLICATION_JSON)
@ExecuteOn(TaskExecutors.BLOCKING)
final class AccessRoutes {
  private static final MediaType NDJSON = MediaType.of("application/x-ndjson");

  private final AccessAnswers answers;

  AccessRoutes(AccessAnswers answers) {
    this.answers = answers;
  }

  @Get
  byte[] read(HttpRequest<?> request) throws IOException {
    Parameters parameters = Parameters.of(request, AccessOperations.READ.takes());
    String cursor = parameters.get(AccessAsk.CURSOR);
    return AccessJson.page(
        answers.page(
            Callers.of(request),
            AccessAsk.of(parameters),
            cursor.isEmpty() ? Optional.empty() : Optional.of(cursor),
            parameters.get(AccessAsk.LIMIT)));
  }

  @Get("/export")
  @Produces(MediaType.ALL)
  HttpResponse<?> export(HttpRequest<?> request) throws IOException {
    AccessAsk ask = AccessAsk.of(Parameters.of(request, AccessOperations.EXPORT.takes()));
    // Nobody would ever read, and so close, what is opened for a HEAD.
    MutableHttpResponse<?> answer =
        request.getMethod() == HttpMethod.HEAD
            ? HttpResponse.ok().contentType(NDJSON)
            : HttpResponse.ok(
                new StreamedFile(
                    answers.export(Callers.of(request), ask, Gone.of(request)), NDJSON));
    return answer.header(HttpHeaders.CONTENT_DISPOSITION, "attachment; filename=\"access.ndjson\"");
  }
}
