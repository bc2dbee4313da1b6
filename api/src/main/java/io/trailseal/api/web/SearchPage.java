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
import io.trailseal.api.ask.Answer;
import io.trailseal.api.ask.Answers;
import io.trailseal.api.ask.EvidenceWords;
import io.trailseal.api.ask.Gone;
import io.trailseal.api.ask.Judged;
import io.trailseal.api.ask.Question;
import io.trailseal.api.auth.Callers;
import io.trailseal.api.error.ErrorCode;
import io.trailseal.api.error.Problem;
import io.trailseal.api.error.ProblemException;
import io.trailseal.api.web.SearchView.Example;
import io.trailseal.api.web.SearchView.Row;
import io.trailseal.api.web.SearchView.Trouble;
import io.trailseal.indexer.query.ProofWords;
import io.trailseal.indexer.search.EventHit;
import io.trailseal.indexer.search.SearchAnswer;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/// The page one starts at: a query, a time range, the events found.
@Controller
@Produces(MediaType.TEXT_HTML)
@ExecuteOn(TaskExecutors.BLOCKING)
final class SearchPage {
  /// Characters of a value in the list; the event's own page has all of it.
  private static final int CELL_LENGTH_MAX = 120;

  private static final int HTTP_OK = 200;

  private static final List<Example> EXAMPLES =
      List.of(
          example("eventName:DeleteBucket", "one member has this value, case aside"),
          example("eventName:Delete* AND NOT errorCode:*", "deletions that worked"),
          example(
              "eventSource:iam.amazonaws.com AND (eventName:Create* OR eventName:Attach*)",
              "new identities and permissions"),
          example("userIdentity.accessKeyId:AKIA*", "calls with a long-lived access key"),
          example("sourceIPAddress:203.0.113.0/24", "calls from a network"),
          example("requestParameters.bucketName:*", "every event that names a bucket"),
          example("errorCode:AccessDenied AND readOnly:false", "attempts to change something"),
          example(
              "NOT proof:intact",
              "what is not proven now; after proof: stands a verdict: "
                  + String.join(", ", ProofWords.KNOWN)),
          example("\"public-read\"", "these words anywhere in the event"));

  private final Answers answers;
  private final Pages pages;

  SearchPage(Answers answers, Pages pages) {
    this.answers = answers;
    this.pages = pages;
  }

  private static Example example(String query, String meaning) {
    return new Example(query, meaning, Links.search(query));
  }

  @Get("/")
  HttpResponse<byte[]> search(HttpRequest<?> request) throws IOException {
    Question question = Question.ofPage(request);
    SearchView view;
    int status;
    try {
      view = answered(answers.ask(Callers.of(request), question, Gone.of(request)));
      status = HTTP_OK;
    } catch (ProblemException e) {
      // Said at the box, with what was typed still in it.
      view = troubled(question, e.problem());
      status = e.problem().code().status();
    }
    return HttpResponse.<byte[]>status(HttpStatus.valueOf(status))
        .header(HttpHeaders.CONTENT_TYPE, Pages.HTML)
        .body(pages.search(view));
  }

  private static SearchView answered(Answer answer) {
    SearchAnswer found = answer.found();
    Question question = answer.question();
    return new SearchView(
        question.q(),
        question.from(),
        question.to(),
        limit(question),
        Trouble.NONE,
        true,
        summary(answer),
        EvidenceWords.line(found.evidence()),
        EvidenceWords.reservations(found.evidence()),
        answer.hints().stream()
            .map(hint -> Shown.sentence(hint, Problem.DETAIL_LENGTH_MAX))
            .toList(),
        found.hits().stream().map(SearchPage::row).toList(),
        found.next().isPresent() ? Links.page(question, found.next()) : "",
        question.cursor().isPresent() ? Links.page(question, Optional.empty()) : "",
        Links.json(question),
        Shown.time(answer.askedAt()),
        EXAMPLES);
  }

  private static String summary(Answer answer) {
    SearchAnswer found = answer.found();
    String took = Shown.millis(found.took().micros());
    if (found.total() == 0) {
      return "no event matches · " + took;
    }
    int shown = found.hits().size();
    String more = found.matched().isExact() ? "" : "+";
    String matches =
        found.total() == 1
            ? "1 event matches"
            : EvidenceWords.count(found.total()) + more + " events match";
    String order = order(answer.question().sort());
    return shown == found.total()
        ? "%s · %s · %s".formatted(matches, order, took)
        : "%s · %s shown, %s · %s".formatted(matches, EvidenceWords.count(shown), order, took);
  }

  private static String order(String sort) {
    return sort.isEmpty() ? "newest first" : "by " + cell(sort);
  }

  private static Row row(EventHit hit) {
    EventHit.Summary summary = hit.summary();
    Shown.Who who = Shown.who(summary.who());
    return new Row(
        Links.event(hit.id()),
        summary.eventTime().map(Shown::time).orElse("no time"),
        summary.eventName().isEmpty() ? "(no name)" : cell(summary.eventName()),
        cell(Shown.source(summary.eventSource())),
        cell(who.name()),
        cell(who.by()),
        cell(summary.who()),
        cell(summary.recipientAccountId()),
        cell(summary.awsRegion()),
        cell(summary.sourceIPAddress()),
        cell(summary.errorCode()),
        BadgeView.of(Judged.of(hit.verdict())));
  }

  private static String cell(String text) {
    return Shown.text(text, CELL_LENGTH_MAX);
  }

  private static String limit(Question question) {
    return question.limit() == Question.LIMIT_DEFAULT ? "" : Integer.toString(question.limit());
  }

  private static SearchView troubled(Question question, Problem problem) {
    return new SearchView(
        question.q(),
        question.from(),
        question.to(),
        limit(question),
        trouble(question.q(), problem),
        false,
        "",
        "",
        List.of(),
        List.of(),
        List.of(),
        "",
        "",
        "",
        "",
        EXAMPLES);
  }

  private static Trouble trouble(String q, Problem problem) {
    String before = "";
    String at = "";
    String after = "";
    if (problem.position().isPresent()) {
      int place = Math.clamp(problem.position().getAsInt(), 0, q.length());
      int end = place < q.length() ? place + Character.charCount(q.codePointAt(place)) : place;
      before = Shown.text(q.substring(0, place), Integer.MAX_VALUE);
      at = place == end ? "␣" : Shown.text(q.substring(place, end), Integer.MAX_VALUE);
      after = Shown.text(q.substring(end), Integer.MAX_VALUE);
    }
    return new Trouble(
        Shown.text(problem.detail(), Problem.DETAIL_LENGTH_MAX),
        // Where the query itself is wrong, the message says what to do.
        problem.code() == ErrorCode.QUERY_NOT_UNDERSTOOD ? "" : problem.remedy(),
        before,
        at,
        after);
  }
}
