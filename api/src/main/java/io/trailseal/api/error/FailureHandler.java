package io.trailseal.api.error;

import io.micronaut.http.HttpHeaders;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.MutableHttpResponse;
import io.micronaut.http.server.exceptions.ExceptionHandler;
import io.trailseal.indexer.access.OverBudgetException;
import io.trailseal.indexer.access.UnrecordedException;
import io.trailseal.indexer.vault.VaultDamagedException;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Answers whatever a controller throws. Problems are said as they are; everything else is logged
/// under a reference, and the answer names only the reference.
@Singleton
final class FailureHandler implements ExceptionHandler<Throwable, HttpResponse<?>> {
  private static final Logger LOG = LoggerFactory.getLogger(FailureHandler.class);

  private final Problems problems;

  FailureHandler(Problems problems) {
    this.problems = problems;
  }

  // The interface has the raw type.
  @SuppressWarnings("rawtypes")
  @Override
  public HttpResponse<?> handle(HttpRequest request, Throwable failure) {
    MutableHttpResponse<?> answer = problems.answer(request, problem(failure));
    return failure instanceof OverBudgetException over
        ? answer.headers(
            headers -> headers.set(HttpHeaders.RETRY_AFTER, Long.toString(over.secondsUntilOver())))
        : answer;
  }

  static Problem problem(Throwable failure) {
    return switch (failure) {
      case ProblemException known -> known.problem();
      case VaultDamagedException damaged ->
          Problem.of(
              ErrorCode.STORE_NOT_READABLE,
              "the kept bytes of an object are damaged, reference " + log(damaged));
      case OverBudgetException over ->
          Problem.of(
              ErrorCode.TOO_MANY_REQUESTS,
              "%s; the next question is answered in %,d s"
                  .formatted(over.getMessage(), over.secondsUntilOver()));
      case UnrecordedException unrecorded ->
          Problem.of(
              ErrorCode.NOT_RECORDED,
              "the access record could not be written, reference " + log(unrecorded));
      case IOException io ->
          Problem.of(
              ErrorCode.STORE_NOT_READABLE, "reading the store broke off, reference " + log(io));
      default -> Problem.of(ErrorCode.INTERNAL, "reference " + log(failure));
    };
  }

  private static String log(Throwable failure) {
    String reference = UUID.randomUUID().toString().substring(0, 8);
    LOG.error("request could not be answered, reference {}", reference, failure);
    return reference;
  }
}
