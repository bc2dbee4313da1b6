package io.trailseal.api.openapi;

import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.MediaType;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.Produces;
import io.trailseal.api.ask.Parameters;
import io.trailseal.api.ask.Tagged;
import jakarta.inject.Singleton;
import java.util.List;

/// The document itself, for programs.
@Controller
@Produces(MediaType.APPLICATION_JSON)
final class OpenApiRoutes {
  static final Operation DOCUMENT =
      Operation.get("/api/v1/openapi.json", "api", "This document")
          .about("As it is in force on this very server. `/api` shows it to people.")
          .gives(200, "application/json", "", "an OpenAPI 3.1 document")
          .tagged()
          .example("/api/v1/openapi.json", 200);

  private final OpenApiDocument document;

  OpenApiRoutes(OpenApiDocument document) {
    this.document = document;
  }

  /// Hands its own operation to the document.
  @Singleton
  static final class Own implements Documented {
    @Override
    public List<Operation> operations() {
      return List.of(DOCUMENT);
    }
  }

  @Get("/api/v1/openapi.json")
  HttpResponse<byte[]> document(HttpRequest<?> request) {
    Parameters.of(request, DOCUMENT.takes());
    return Tagged.answer(request, document.json());
  }
}
