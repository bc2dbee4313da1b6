package io.trailseal.api.rest;

import io.micronaut.http.HttpHeaders;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.MediaType;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.PathVariable;
import io.micronaut.http.annotation.Produces;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import io.trailseal.api.ask.Chores;
import io.trailseal.api.ask.Parameters;
import io.trailseal.api.ask.Tagged;
import io.trailseal.api.auth.Callers;
import io.trailseal.verifier.report.Format;
import java.io.IOException;

/// What re-verifications found, and the settings in effect.
@Controller
@Produces(MediaType.APPLICATION_JSON)
@ExecuteOn(TaskExecutors.BLOCKING)
final class ReportRoutes {
  private final Chores chores;

  ReportRoutes(Chores chores) {
    this.chores = chores;
  }

  @Get("/api/v1/reports")
  byte[] reports(HttpRequest<?> request) throws IOException {
    Parameters.of(request, WorkOperations.ALL_REPORTS.takes());
    return WorkJson.reports(chores.reports(Callers.of(request)));
  }

  @Get("/api/v1/reports/{name}")
  @Produces(MediaType.ALL)
  HttpResponse<byte[]> report(HttpRequest<?> request, @PathVariable String name)
      throws IOException {
    Parameters parameters = Parameters.of(request, WorkOperations.REPORT.takes());
    Format format = parameters.get(WorkOperations.FORMAT);
    byte[] report = chores.report(Callers.of(request), name, format);
    return Tagged.answer(request, report)
        .header(HttpHeaders.CONTENT_TYPE, type(format))
        .header(
            HttpHeaders.CONTENT_DISPOSITION,
            // The name is that of a file of ours by now.
            "attachment; filename=\"%s.%s\"".formatted(name, ending(format)));
  }

  private static String type(Format format) {
    return switch (format) {
      case JSON -> MediaType.APPLICATION_JSON;
      case TEXT -> "text/plain; charset=utf-8";
      case JUNIT -> MediaType.APPLICATION_XML;
      case HTML -> "text/html; charset=utf-8";
    };
  }

  private static String ending(Format format) {
    return switch (format) {
      case JSON -> "json";
      case TEXT -> "txt";
      case JUNIT -> "xml";
      case HTML -> "html";
    };
  }

  @Get("/api/v1/settings")
  byte[] settings(HttpRequest<?> request) throws IOException {
    Parameters.of(request, WorkOperations.SETTINGS.takes());
    return WorkJson.settings(chores.settings(Callers.of(request)));
  }
}
