package io.trailseal.api.rest;

import io.micronaut.http.HttpRequest;
import io.micronaut.http.MediaType;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.Produces;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import io.trailseal.api.ask.Answers;
import io.trailseal.api.ask.Parameters;
import io.trailseal.api.auth.Callers;
import io.trailseal.indexer.ledger.Recorded;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/// How the evidence stands.
@Controller
@Produces(MediaType.APPLICATION_JSON)
@ExecuteOn(TaskExecutors.BLOCKING)
final class EvidenceRoutes {
  private final Answers answers;

  EvidenceRoutes(Answers answers) {
    this.answers = answers;
  }

  @Get("/api/v1/evidence")
  byte[] evidence(HttpRequest<?> request) throws IOException {
    Parameters.of(request, EvidenceOperations.STANDING.takes());
    return AnswerJson.standing(answers.standing(Callers.of(request)));
  }

  @Get("/api/v1/verdicts")
  byte[] verdicts(HttpRequest<?> request) throws IOException {
    Parameters parameters = Parameters.of(request, EvidenceOperations.VERDICTS.takes());
    return AnswerJson.verdicts(
        answers.verdicts(
            Callers.of(request),
            parameters.get(EvidenceOperations.FINDINGS),
            parameters.get(EvidenceOperations.LIMIT)));
  }

  @Get("/api/v1/quarantine")
  byte[] quarantine(HttpRequest<?> request) throws IOException {
    Parameters parameters = Parameters.of(request, EvidenceOperations.QUARANTINE.takes());
    int count = parameters.get(EvidenceOperations.LIMIT);
    List<Recorded> page =
        answers.quarantine(Callers.of(request), parameters.get(EvidenceOperations.AFTER), count);
    Optional<String> next =
        page.size() < count ? Optional.empty() : Optional.of(page.getLast().position().toString());
    return AnswerJson.quarantine(page, next);
  }

  @Get("/api/v1/intake")
  byte[] intake(HttpRequest<?> request) throws IOException {
    Parameters parameters = Parameters.of(request, EvidenceOperations.INTAKE.takes());
    return IntakeJson.account(
        answers.intake(Callers.of(request), parameters.get(EvidenceOperations.INTAKE_LIMIT)));
  }
}
