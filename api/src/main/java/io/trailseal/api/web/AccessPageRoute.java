package io.trailseal.api.web;

import io.micronaut.http.HttpHeaders;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.MediaType;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.Produces;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import io.trailseal.api.ask.AccessAnswers;
import io.trailseal.api.ask.AccessAsk;
import io.trailseal.api.ask.AccessWords;
import io.trailseal.api.ask.EvidenceWords;
import io.trailseal.api.ask.Parameters;
import io.trailseal.api.auth.Callers;
import io.trailseal.api.error.Problem;
import io.trailseal.api.error.ProblemException;
import io.trailseal.api.web.AccessView.Row;
import io.trailseal.indexer.access.AccessEntry;
import io.trailseal.indexer.access.AccessPage;
import io.trailseal.indexer.ledger.AccessAction;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/// Who did what, for auditors.
@Controller
@Produces(MediaType.TEXT_HTML)
@ExecuteOn(TaskExecutors.BLOCKING)
final class AccessPageRoute {
  private static final int HTTP_OK = 200;

  private final AccessAnswers answers;
  private final Pages pages;

  AccessPageRoute(AccessAnswers answers, Pages pages) {
    this.answers = answers;
    this.pages = pages;
  }

  @Get("/access")
  HttpResponse<byte[]> access(HttpRequest<?> request) throws IOException {
    Parameters parameters = Parameters.of(request, AccessAsk.OF_PAGE);
    AccessAsk ask = AccessAsk.of(parameters);
    String cursor = parameters.get(AccessAsk.CURSOR);
    AccessView view;
    int status;
    try {
      AccessPage page =
          answers.page(
              Callers.of(request),
              ask,
              cursor.isEmpty() ? Optional.empty() : Optional.of(cursor),
              parameters.get(AccessAsk.LIMIT));
      view = view(ask, page, !cursor.isEmpty());
      status = HTTP_OK;
    } catch (ProblemException e) {
      // Said at the form, with what was typed still in it.
      view = troubled(ask, e.problem());
      status = e.problem().code().status();
    }
    return HttpResponse.<byte[]>status(HttpStatus.valueOf(status))
        .header(HttpHeaders.CONTENT_TYPE, Pages.HTML)
        .body(pages.access(view));
  }

  private static AccessView view(AccessAsk ask, AccessPage page, boolean further) {
    String shown =
        page.entries().isEmpty()
            ? "no entry fits"
            : EvidenceWords.count(page.entries().size())
                + (page.entries().size() == 1 ? " entry" : " entries, the latest first");
    String reached =
        page.next().isPresent() && page.reached().isPresent()
            ? ", back to " + Shown.time(page.reached().get())
            : "";
    return new AccessView(
        ask.who(),
        ask.action().map(AccessAction::name).orElse(""),
        ask.from(),
        ask.to(),
        ask.text(),
        actions(),
        "",
        shown + reached,
        page.entries().stream().map(AccessPageRoute::row).toList(),
        page.next().map(next -> Links.access("/access", ask, Optional.of(next))).orElse(""),
        further ? Links.access("/access", ask, Optional.empty()) : "",
        Links.access("/api/v1/access", ask, Optional.empty()),
        Links.access("/api/v1/access/export", ask, Optional.empty()));
  }

  private static AccessView troubled(AccessAsk ask, Problem problem) {
    return new AccessView(
        ask.who(),
        ask.action().map(AccessAction::name).orElse(""),
        ask.from(),
        ask.to(),
        ask.text(),
        actions(),
        Shown.text(problem.detail(), Problem.DETAIL_LENGTH_MAX),
        "",
        List.of(),
        "",
        "",
        "",
        "");
  }

  private static List<String> actions() {
    return Arrays.stream(AccessAction.values()).map(AccessAction::name).toList();
  }

  private static Row row(AccessEntry entry) {
    return new Row(
        entry.position().toString(),
        entry.leafHash().hex(),
        Shown.time(entry.at()),
        AccessWords.who(entry),
        AccessWords.address(entry),
        AccessWords.action(entry),
        AccessWords.outcome(entry),
        AccessWords.details(entry));
  }
}
