package io.trailseal.api.rest;

import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.MediaType;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.PathVariable;
import io.micronaut.http.annotation.Produces;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import io.trailseal.api.ask.Holdings;
import io.trailseal.api.ask.ObjectsQuestion;
import io.trailseal.api.ask.Parameters;
import io.trailseal.api.ask.Tagged;
import io.trailseal.api.auth.Callers;
import io.trailseal.api.error.ErrorCode;
import io.trailseal.api.error.Problem;
import io.trailseal.indexer.ledger.LedgerPosition;
import java.io.IOException;
import java.util.regex.Pattern;

/// Objects as they came in, and how far they reach.
@Controller
@Produces(MediaType.APPLICATION_JSON)
@ExecuteOn(TaskExecutors.BLOCKING)
final class ObjectRoutes {
  private static final Pattern ENTRY = Pattern.compile("[0-9]{1,18}");

  private final Holdings holdings;

  ObjectRoutes(Holdings holdings) {
    this.holdings = holdings;
  }

  @Get("/api/v1/objects")
  byte[] objects(HttpRequest<?> request) throws IOException {
    return ObjectsJson.page(holdings.objects(Callers.of(request), ObjectsQuestion.of(request)));
  }

  @Get("/api/v1/objects/{entry}")
  HttpResponse<byte[]> object(HttpRequest<?> request, @PathVariable String entry)
      throws IOException {
    Parameters.of(request, EvidenceOperations.OBJECT.takes());
    return Tagged.answer(
        request, ObjectsJson.object(holdings.object(Callers.of(request), position(entry))));
  }

  @Get("/api/v1/objects/{entry}/verdicts")
  byte[] history(HttpRequest<?> request, @PathVariable String entry) throws IOException {
    Parameters parameters = Parameters.of(request, EvidenceOperations.HISTORY.takes());
    return ObjectsJson.history(
        holdings.history(
            Callers.of(request),
            position(entry),
            parameters.get(EvidenceOperations.AFTER),
            parameters.get(EvidenceOperations.HISTORY_LIMIT)));
  }

  @Get("/api/v1/coverage")
  byte[] coverage(HttpRequest<?> request) throws IOException {
    Parameters.of(request, EvidenceOperations.COVERAGE.takes());
    return ObjectsJson.coverage(holdings.coverage(Callers.of(request)));
  }

  @Get("/api/v1/sources")
  byte[] sources(HttpRequest<?> request) throws IOException {
    Parameters.of(request, EvidenceOperations.SOURCES.takes());
    return IntakeJson.sources(holdings.sources(Callers.of(request)));
  }

  private static LedgerPosition position(String entry) {
    if (!ENTRY.matcher(entry).matches()) {
      throw Problem.of(ErrorCode.OBJECT_NOT_FOUND, Parameters.quoted(entry) + " is no ledger entry")
          .exception();
    }
    return new LedgerPosition(Long.parseLong(entry));
  }
}
