package io.trailseal.api.metrics;

import io.micronaut.http.HttpHeaders;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.MediaType;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.Produces;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import io.trailseal.api.ask.Parameters;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/// Metrics for Prometheus.
@Controller
@Produces(MediaType.ALL)
@ExecuteOn(TaskExecutors.BLOCKING)
final class MetricsRoutes {
  private final Exposition exposition;

  MetricsRoutes(Exposition exposition) {
    this.exposition = exposition;
  }

  /// Prometheus text, or OpenMetrics where that is accepted.
  @Get("/metrics")
  HttpResponse<byte[]> metrics(HttpRequest<?> request) {
    Parameters.of(request, MetricsOperations.METRICS.takes());
    boolean open =
        request.getHeaders().getAll(HttpHeaders.ACCEPT).stream()
            .anyMatch(
                accepted ->
                    accepted.toLowerCase(Locale.ROOT).contains("application/openmetrics-text"));
    String contentType = open ? Exposition.OPEN_METRICS : Exposition.PROMETHEUS;
    return HttpResponse.ok(exposition.text(contentType).getBytes(StandardCharsets.UTF_8))
        .header(HttpHeaders.CONTENT_TYPE, contentType);
  }
}
