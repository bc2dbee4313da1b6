package io.trailseal.api.rest;

import io.micronaut.http.HttpRequest;
import io.micronaut.http.MediaType;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.PathVariable;
import io.micronaut.http.annotation.Produces;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import io.trailseal.api.ask.Answers;
import io.trailseal.api.ask.Parameters;
import io.trailseal.api.auth.Callers;
import io.trailseal.api.error.JsonText;
import io.trailseal.indexer.search.FieldInfo;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import tools.jackson.core.JsonGenerator;

/// Which fields events have, and what stands in them: for completing a query as it is written.
@Controller("/api/v1/fields")
@Produces(MediaType.APPLICATION_JSON)
@ExecuteOn(TaskExecutors.BLOCKING)
final class FieldRoutes {
  private final Answers answers;

  FieldRoutes(Answers answers) {
    this.answers = answers;
  }

  @Get
  byte[] fields(HttpRequest<?> request) throws IOException {
    Parameters parameters = Parameters.of(request, EventOperations.ALL_FIELDS.takes());
    List<FieldInfo> fields =
        answers.fields(
            Callers.of(request),
            parameters.get(EventOperations.PREFIX),
            parameters.get(EventOperations.FIELDS_LIMIT));
    return JsonText.object(
        json -> {
          json.writeArrayPropertyStart("fields");
          for (FieldInfo field : fields) {
            json.writeStartObject();
            AnswerJson.text(json, "path", Optional.of(field.path()));
            json.writeStringProperty("type", field.type().name().toLowerCase(Locale.ROOT));
            json.writeNumberProperty("events", field.events());
            json.writeBooleanProperty("sortable", field.isSortable());
            values(json, "topValues", field.topValues());
            json.writeEndObject();
          }
          json.writeEndArray();
        });
  }

  @Get("/{path}/values")
  byte[] values(HttpRequest<?> request, @PathVariable String path) throws IOException {
    Parameters parameters = Parameters.of(request, EventOperations.VALUES.takes());
    FieldInfo.Suggestions found =
        answers.values(
            Callers.of(request),
            path,
            parameters.get(EventOperations.PREFIX),
            parameters.get(EventOperations.VALUES_LIMIT));
    return JsonText.object(
        json -> {
          values(json, "values", found.values());
          json.writeBooleanProperty("complete", found.isComplete());
        });
  }

  private static void values(JsonGenerator json, String name, List<FieldInfo.FieldValue> values) {
    json.writeArrayPropertyStart(name);
    for (FieldInfo.FieldValue value : values) {
      json.writeStartObject();
      AnswerJson.text(json, "value", Optional.of(value.value()));
      json.writeNumberProperty("events", value.events());
      json.writeEndObject();
    }
    json.writeEndArray();
  }
}
