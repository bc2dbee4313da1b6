package io.trailseal.api.rest;

import io.micronaut.http.HttpHeaders;
import io.micronaut.http.HttpMethod;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.MediaType;
import io.micronaut.http.MutableHttpResponse;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.PathVariable;
import io.micronaut.http.annotation.Produces;
import io.micronaut.http.server.types.files.StreamedFile;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import io.trailseal.api.ask.Answers;
import io.trailseal.api.ask.ExportQuestion;
import io.trailseal.api.ask.Exports;
import io.trailseal.api.ask.Gone;
import io.trailseal.api.ask.Parameters;
import io.trailseal.api.ask.Question;
import io.trailseal.api.ask.Surrounding;
import io.trailseal.api.ask.Tagged;
import io.trailseal.api.auth.Callers;
import io.trailseal.indexer.export.ExportForm;
import io.trailseal.indexer.search.EventHit;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Events: which match, and one in full.
@Controller("/api/v1/events")
@Produces(MediaType.APPLICATION_JSON)
@ExecuteOn(TaskExecutors.BLOCKING)
final class EventRoutes {
  private static final MediaType NDJSON = MediaType.of("application/x-ndjson");
  private static final MediaType CSV = MediaType.of("text/csv; charset=utf-8; header=present");

  private final Answers answers;
  private final Exports exports;

  EventRoutes(Answers answers, Exports exports) {
    this.answers = answers;
    this.exports = exports;
  }

  @Get
  byte[] matching(HttpRequest<?> request) throws IOException {
    return AnswerJson.answer(
        answers.ask(Callers.of(request), Question.of(request), Gone.of(request)));
  }

  /// All that match. Nothing is read before the client takes it, and the last line says whether it
  /// is complete.
  @Get("/export")
  @Produces(MediaType.ALL)
  HttpResponse<?> export(HttpRequest<?> request) throws IOException {
    ExportQuestion question = ExportQuestion.of(request);
    MediaType type = question.form() == ExportForm.CSV ? CSV : NDJSON;
    // Nobody would ever read, and so close, what is opened for a HEAD.
    MutableHttpResponse<?> answer =
        request.getMethod() == HttpMethod.HEAD
            ? HttpResponse.ok().contentType(type)
            : HttpResponse.ok(
                new StreamedFile(
                    exports.open(Callers.of(request), question, Gone.of(request)), type));
    return answer.header(
        HttpHeaders.CONTENT_DISPOSITION,
        "attachment; filename=\"events.%s\"".formatted(question.form()));
  }

  @Get("/{id}")
  HttpResponse<byte[]> event(HttpRequest<?> request, @PathVariable String id) throws IOException {
    Parameters.of(request, EventOperations.EVENT.takes());
    return Tagged.answer(request, AnswerJson.event(answers.event(Callers.of(request), id)));
  }

  /// The bytes as CloudTrail wrote them. Offered as a file, so that no browser ever shows hostile
  /// bytes as a page of ours.
  @Get("/{id}/raw")
  HttpResponse<byte[]> raw(HttpRequest<?> request, @PathVariable String id) throws IOException {
    Parameters.of(request, EventOperations.RAW.takes());
    EventHit hit = answers.event(Callers.of(request), id);
    return Tagged.answer(request, hit.raw().toByteArray())
        .header(
            HttpHeaders.CONTENT_DISPOSITION,
            "attachment; filename=\"event-%s.json\"".formatted(hit.id()));
  }

  /// Everything from which follows what the record's verdict says, for checking without us: see
  /// `proof.schema.json` of the verifier.
  @Get("/{id}/proof")
  HttpResponse<byte[]> proof(HttpRequest<?> request, @PathVariable String id) throws IOException {
    Parameters.of(request, EventOperations.PROOF.takes());
    return answers.proof(
        Callers.of(request),
        id,
        (event, proof) -> {
          ByteArrayOutputStream document = new ByteArrayOutputStream();
          proof.writeTo(document);
          return HttpResponse.ok(document.toByteArray())
              .header(
                  HttpHeaders.CONTENT_DISPOSITION,
                  "attachment; filename=\"proof-%s.json\"".formatted(event));
        });
  }

  /// The questions that lead from it, and their first answers.
  @Get("/{id}/surroundings")
  byte[] surroundings(HttpRequest<?> request, @PathVariable String id) throws IOException {
    Parameters parameters = Parameters.of(request, EventOperations.SURROUNDINGS.takes());
    int minutes = parameters.get(EventOperations.MINUTES);
    int limit = parameters.get(EventOperations.AROUND_LIMIT);
    EventHit hit = answers.event(Callers.of(request), id);
    List<SurroundingsJson.Found> found = new ArrayList<>();
    for (Surrounding surrounding : Surrounding.of(hit, minutes)) {
      Question question =
          new Question(
              surrounding.q(),
              surrounding.from().map(Instant::toString).orElse(""),
              surrounding.to().map(Instant::toString).orElse(""),
              limit,
              Optional.empty());
      found.add(
          new SurroundingsJson.Found(
              surrounding, answers.ask(Callers.of(request), question, Gone.of(request))));
    }
    return SurroundingsJson.write(hit, minutes, found);
  }
}
