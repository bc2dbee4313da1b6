package io.trailseal.api.health;

import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.MediaType;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.Produces;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import io.trailseal.api.ask.Parameters;
import io.trailseal.api.auth.Callers;
import io.trailseal.api.error.JsonText;
import io.trailseal.api.tls.Certificates;
import java.io.IOException;
import java.time.InstantSource;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.core.JsonGenerator;

/// Health for whoever watches.
@Controller("/health")
@Produces(MediaType.APPLICATION_JSON)
@ExecuteOn(TaskExecutors.BLOCKING)
final class HealthRoutes {
  private static final Logger LOG = LoggerFactory.getLogger(HealthRoutes.class);

  private final Conditions conditions;
  private final InstantSource clock;
  private final Optional<Certificates> certificates;

  HealthRoutes(Conditions conditions, InstantSource clock, Optional<Certificates> certificates) {
    this.conditions = conditions;
    this.clock = clock;
    this.certificates = certificates;
  }

  /// What was looked at names AWS accounts and counts what is of all of them: who may see some only
  /// is told the outcome.
  @Get
  HttpResponse<byte[]> health(HttpRequest<?> request) {
    Parameters.of(request, HealthOperations.HEALTH.takes());
    Health health = health();
    return answer(
        health.ready(),
        JsonText.object(
            json -> {
              json.writeStringProperty("status", health.state().word());
              json.writeBooleanProperty("live", health.live());
              json.writeBooleanProperty("ready", health.ready());
              json.writeStringProperty("askedAt", health.at().toString());
              json.writeArrayPropertyStart("checks");
              if (Callers.of(request).accounts().isEmpty()) {
                health.checks().forEach(check -> check(json, check));
              }
              json.writeEndArray();
            }));
  }

  @Get("/live")
  HttpResponse<byte[]> live(HttpRequest<?> request) {
    Parameters.of(request, HealthOperations.LIVE.takes());
    return yesOrNo(health().live());
  }

  @Get("/ready")
  HttpResponse<byte[]> ready(HttpRequest<?> request) {
    Parameters.of(request, HealthOperations.READY.takes());
    return yesOrNo(health().ready());
  }

  private Health health() {
    try {
      Health health = Health.of(conditions.now());
      return certificates
          .map(one -> health.and(CertificateHealth.of(one.status(), health.at())))
          .orElse(health);
    } catch (IOException e) {
      LOG.warn("how the appliance is could not be found out: {}", e.toString());
      return Health.unreadable(clock.instant(), String.valueOf(e.getMessage()));
    }
  }

  private static HttpResponse<byte[]> yesOrNo(boolean well) {
    return answer(
        well,
        JsonText.object(
            json ->
                json.writeStringProperty(
                    "status", (well ? Check.State.OK : Check.State.FAILING).word())));
  }

  private static HttpResponse<byte[]> answer(boolean well, byte[] json) {
    return HttpResponse.<byte[]>status(well ? HttpStatus.OK : HttpStatus.SERVICE_UNAVAILABLE)
        .body(json);
  }

  private static void check(JsonGenerator json, Check check) {
    json.writeStartObject();
    json.writeStringProperty("name", check.name());
    if (!check.of().isEmpty()) {
      json.writeStringProperty("of", JsonText.wellFormed(check.of()));
    }
    json.writeStringProperty("state", check.state().word());
    json.writeStringProperty("sentence", JsonText.wellFormed(check.sentence()));
    json.writeObjectPropertyStart("numbers");
    check
        .numbers()
        .forEach(
            (name, number) -> {
              if (number instanceof Double exact) {
                json.writeNumberProperty(name, Math.round(exact * 1000) / 1000.0);
              } else {
                json.writeNumberProperty(name, number.longValue());
              }
            });
    json.writeEndObject();
    json.writeEndObject();
  }
}
