package io.trailseal.api.web;

import io.micronaut.http.HttpHeaders;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.MediaType;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.PathVariable;
import io.micronaut.http.annotation.Produces;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import io.trailseal.api.ask.Answers;
import io.trailseal.api.ask.EvidenceWords;
import io.trailseal.api.ask.Grounded;
import io.trailseal.api.ask.Judged;
import io.trailseal.api.ask.Parameters;
import io.trailseal.api.ask.Surrounding;
import io.trailseal.api.auth.Callers;
import io.trailseal.api.web.EventView.Around;
import io.trailseal.api.web.EventView.Elsewhere;
import io.trailseal.api.web.EventView.Fact;
import io.trailseal.indexer.search.EventHit;
import io.trailseal.verifier.Sha256;
import io.trailseal.verifier.Verdict;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/// One event, and how we know.
@Controller
@Produces(MediaType.TEXT_HTML)
@ExecuteOn(TaskExecutors.BLOCKING)
final class EventPage {
  private static final int FACT_LENGTH_MAX = 300;

  /// A bucket and a key of S3, with room for escapes.
  private static final int WITNESS_LENGTH_MAX = 4000;

  /// What an analyst pivots on, in the order of the questions who, from where, what, where to.
  private static final List<Member> MEMBERS =
      List.of(
          new Member("who", "userIdentity.arn"),
          new Member("kind of identity", "userIdentity.type"),
          new Member("user name", "userIdentity.userName"),
          new Member("session's role", "userIdentity.sessionContext.sessionIssuer.arn"),
          new Member("access key", "userIdentity.accessKeyId"),
          new Member("called by", "userIdentity.invokedBy"),
          new Member("from address", "sourceIPAddress"),
          new Member("user agent", "userAgent"),
          new Member("what", "eventName"),
          new Member("service", "eventSource"),
          new Member("account", "recipientAccountId"),
          new Member("region", "awsRegion"),
          new Member("bucket", "requestParameters.bucketName"),
          new Member("resource", "resources.ARN"),
          new Member("error", "errorCode"),
          new Member("error message", "errorMessage"),
          new Member("request", "requestID"),
          new Member("shared event", "sharedEventID"),
          new Member("CloudTrail's id", "eventID"));

  private record Member(String label, String path) {}

  private final Answers answers;
  private final Pages pages;

  EventPage(Answers answers, Pages pages) {
    this.answers = answers;
    this.pages = pages;
  }

  @Get("/events/{id}")
  HttpResponse<byte[]> event(HttpRequest<?> request, @PathVariable String id) throws IOException {
    Parameters.of(request, List.of());
    return HttpResponse.ok(pages.event(view(answers.grounded(Callers.of(request), id))))
        .header(HttpHeaders.CONTENT_TYPE, Pages.HTML);
  }

  private static EventView view(Grounded grounded) {
    EventHit hit = grounded.hit();
    RecordLayout layout = RecordLayout.of(hit.raw());
    EventHit.Summary summary = hit.summary();
    Witness witness = hit.verdict().map(EventPage::witness).orElse(Witness.NONE);
    String name = summary.eventName().isEmpty() ? "(no name)" : summary.eventName();
    String source = Shown.source(summary.eventSource());
    return new EventView(
        hit.id().toString(),
        Shown.text(source.isEmpty() ? name : source + " " + name, FACT_LENGTH_MAX),
        summary.eventTime().map(Shown::time).orElse("no time"),
        BadgeView.of(Judged.of(hit.verdict())),
        hit.objectName().toString(),
        hit.objectHash().map(Sha256::hex).orElse(""),
        witness.label(),
        witness.name(),
        ProofView.of(hit, grounded.grounds()),
        hit.id().object().toString(),
        Links.raw(hit.id()),
        EvidenceWords.counted(hit.raw().length(), "byte"),
        "/api/v1/events/" + hit.id(),
        hit.alsoIn().stream().map(EventPage::elsewhere).toList(),
        hit.conflicting().stream()
            .map(id -> new Elsewhere(id.toString(), Links.event(id), "", ""))
            .toList(),
        facts(layout),
        Surrounding.of(hit, Surrounding.MINUTES_DEFAULT).stream().map(EventPage::around).toList(),
        layout.lines(),
        layout.plain(),
        layout.remark());
  }

  private static Around around(Surrounding asked) {
    return new Around(
        asked.kind().sentence(),
        Links.search(
            asked.q(),
            asked.from().map(Instant::toString).orElse(""),
            asked.to().map(Instant::toString).orElse("")),
        Shown.text(asked.q(), FACT_LENGTH_MAX));
  }

  private static Elsewhere elsewhere(EventHit.Place place) {
    return new Elsewhere(
        place.id().toString(),
        Links.event(place.id()),
        place.objectName().toString(),
        Judged.of(place.verdict()).word());
  }

  /// Which other object speaks about this one, and in which part.
  private record Witness(String label, String name) {
    static final Witness NONE = new Witness("", "");
  }

  private static Witness witness(Verdict verdict) {
    return switch (verdict) {
      case Verdict.Intact(_, _, var provenBy) ->
          new Witness("Listed by", Shown.text(provenBy, WITNESS_LENGTH_MAX));
      case Verdict.Altered(_, _, _, var namedBy) ->
          namedBy.map(name -> new Witness("Listed by", name.toString())).orElse(Witness.NONE);
      case Verdict.Missing(_, _, var namedBy) ->
          namedBy.map(name -> new Witness("Listed by", name.toString())).orElse(Witness.NONE);
      case Verdict.Unlisted(_, var lookedIn) -> new Witness("Not listed by", lookedIn.toString());
      case Verdict.Injected(_, var lookedIn) -> new Witness("Not listed by", lookedIn.toString());
      case Verdict.LinkBroken(_, var previous, _, _) ->
          new Witness("Digest before it", previous.toString());
      case Verdict.OutOfPlace _ -> Witness.NONE;
      // Of digests, and events lie in log files.
      case Verdict.Overdue _ -> Witness.NONE;
      case Verdict.Gap _ -> Witness.NONE;
      case Verdict.Undecided _ -> Witness.NONE;
    };
  }

  private static List<Fact> facts(RecordLayout layout) {
    List<Fact> facts = new ArrayList<>();
    for (Member member : MEMBERS) {
      for (String value : layout.values(member.path)) {
        if (!value.isEmpty() && !value.equals("null")) {
          facts.add(
              new Fact(
                  member.label,
                  member.path,
                  Shown.text(value, FACT_LENGTH_MAX),
                  Pivot.href(member.path, value)));
        }
      }
    }
    return facts;
  }
}
