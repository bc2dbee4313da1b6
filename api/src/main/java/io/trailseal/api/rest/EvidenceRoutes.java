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
import io.trailseal.api.error.ErrorCode;
import io.trailseal.api.error.Problem;
import io.trailseal.indexer.ledger.LedgerPosition;
import io.trailseal.indexer.ledger.Recorded;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/// How the evidence stands.
@Controller
@Produces(MediaType.APPLICATION_JSON)
@ExecuteOn(TaskExecutors.BLOCKING)
final class EvidenceRoutes {
  private static final int COUNT_DEFAULT = 1000;
  private static final int INTAKE_COUNT_DEFAULT = 100;
  private static final int COUNT_MAX = 10_000;
  private static final Pattern POSITION = Pattern.compile("\\d{1,18}");

  private final Answers answers;

  EvidenceRoutes(Answers answers) {
    this.answers = answers;
  }

  @Get("/api/v1/evidence")
  byte[] evidence(HttpRequest<?> request) throws IOException {
    Parameters.of(request, List.of());
    return AnswerJson.standing(answers.standing());
  }

  @Get("/api/v1/verdicts")
  byte[] verdicts(HttpRequest<?> request) throws IOException {
    Parameters parameters = Parameters.of(request, List.of("findings", "limit"));
    return AnswerJson.verdicts(
        answers.verdicts(
            parameters.flag("findings"), parameters.count("limit", COUNT_DEFAULT, COUNT_MAX)));
  }

  @Get("/api/v1/quarantine")
  byte[] quarantine(HttpRequest<?> request) throws IOException {
    Parameters parameters = Parameters.of(request, List.of("after", "limit"));
    int count = parameters.count("limit", COUNT_DEFAULT, COUNT_MAX);
    List<Recorded> page = answers.quarantine(after(parameters), count);
    Optional<String> next =
        page.size() < count ? Optional.empty() : Optional.of(page.getLast().position().toString());
    return AnswerJson.quarantine(page, next);
  }

  @Get("/api/v1/intake")
  byte[] intake(HttpRequest<?> request) throws IOException {
    Parameters parameters = Parameters.of(request, List.of("limit"));
    return IntakeJson.account(
        answers.intake(parameters.count("limit", INTAKE_COUNT_DEFAULT, COUNT_MAX)));
  }

  private static LedgerPosition after(Parameters parameters) {
    String text = parameters.text("after");
    if (text.isEmpty()) {
      return LedgerPosition.START;
    }
    if (!POSITION.matcher(text).matches()) {
      throw Problem.of(
              ErrorCode.PARAMETER_INVALID, "after must be what next said on the page before")
          .exception();
    }
    return new LedgerPosition(Long.parseLong(text));
  }
}
