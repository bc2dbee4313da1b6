package io.trailseal.api.awscompat;

import io.micronaut.http.HttpHeaders;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.MediaType;
import io.micronaut.http.MutableHttpResponse;
import io.micronaut.http.annotation.Body;
import io.micronaut.http.annotation.Consumes;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Post;
import io.micronaut.http.annotation.Produces;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import io.trailseal.api.ask.Answer;
import io.trailseal.api.ask.Answers;
import io.trailseal.api.ask.Gone;
import io.trailseal.api.ask.Question;
import io.trailseal.api.awscompat.Signatures.Signer;
import io.trailseal.indexer.access.Caller;
import io.trailseal.indexer.access.Role;
import io.trailseal.verifier.key.TrustedKey;
import java.io.IOException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// The one address of AWS's JSON protocol. Which call it is, `X-Amz-Target` says.
@Controller
@Consumes(MediaType.ALL)
@Produces(MediaType.ALL)
@ExecuteOn(TaskExecutors.BLOCKING)
final class AwsRoutes {
  private static final String TARGET = "X-Amz-Target";

  /// Ours calls its counting off here: nobody sees the total.
  private static final String TOTAL = "1";

  private final Signatures signatures;
  private final Answers answers;
  private final InstantSource clock;

  AwsRoutes(Signatures signatures, Answers answers, InstantSource clock) {
    this.signatures = signatures;
    this.answers = answers;
    this.clock = clock;
  }

  @Post("/")
  MutableHttpResponse<?> call(HttpRequest<?> request, @Body byte[] body) throws IOException {
    try {
      return AwsAnswers.fine(answer(request, body));
    } catch (AwsError e) {
      return AwsAnswers.refused(e);
    }
  }

  private byte[] answer(HttpRequest<?> request, byte[] body) throws IOException {
    Signer signer = signatures.of(request, body);
    String type =
        Optional.ofNullable(request.getHeaders().get(HttpHeaders.CONTENT_TYPE)).orElse("");
    if (!type.split(";", 2)[0].strip().toLowerCase(Locale.ROOT).equals(AwsAnswers.MEDIA_TYPE)) {
      throw AwsError.unreadable(
          "Content-Type must be %s, was %s"
              .formatted(AwsAnswers.MEDIA_TYPE, AwsError.quoted(type)));
    }
    String target = Optional.ofNullable(request.getHeaders().get(TARGET)).orElse("");
    String call = target.substring(target.lastIndexOf('.') + 1);
    return switch (call) {
      case "LookupEvents" -> events(request, signer, Lookup.read(body));
      case "DescribeTrails" -> TrailsJson.described(named(body, signer));
      case "GetTrail" -> TrailsJson.one(trail(body, signer));
      case "GetTrailStatus" -> TrailsJson.status(trail(body, signer));
      case "ListTrails" -> listed(body, signer);
      case "ListPublicKeys" -> keys(body, signer);
      case "" -> throw unsupported("the header X-Amz-Target must name a call, and is not there");
      default -> throw unsupported(AwsError.quoted(call) + " is not answered here");
    };
  }

  private static AwsError unsupported(String why) {
    return new AwsError(
        "UnsupportedOperationException",
        why
            + "; this appliance answers LookupEvents, DescribeTrails, GetTrail, GetTrailStatus,"
            + " ListTrails and ListPublicKeys of CloudTrail, and changes nothing in AWS");
  }

  private byte[] events(HttpRequest<?> request, Signer signer, Lookup lookup) throws IOException {
    Caller caller = signer.caller();
    if (!caller.is(Role.ANALYST) && !caller.is(Role.AUDITOR)) {
      throw signatures.denied(
          caller,
          "LookupEvents",
          "%s may not see events: that takes the role analyst or auditor".formatted(caller.name()));
    }
    Optional<String> cursor =
        lookup.token().map(token -> PageToken.read(token, lookup, signer.secret()));
    Answer answer =
        answers.ask(
            caller,
            new Question(
                lookup.query().print(),
                lookup.start().map(Instant::toString).orElse(""),
                // Ours is the first moment that is not meant, and events have milliseconds.
                lookup.end().map(end -> end.plusMillis(1).toString()).orElse(""),
                lookup.limit(),
                cursor,
                "",
                TOTAL,
                "",
                false),
            Gone.of(request));
    return EventsJson.page(
        answer.found().hits(),
        answer.found().next().map(next -> PageToken.of(next, lookup, signer.secret())));
  }

  private byte[] listed(byte[] body, Signer signer) throws IOException {
    Members.read(body, List.of("NextToken"));
    return TrailsJson.listed(trails(signer));
  }

  private List<Trail> trails(Signer signer) throws IOException {
    return Trail.of(answers.trails(signer.caller()), signer.caller());
  }

  private List<Trail> named(byte[] body, Signer signer) throws IOException {
    Members members = Members.read(body, List.of("trailNameList", "includeShadowTrails"));
    members.flag("includeShadowTrails");
    List<String> names = members.texts("trailNameList");
    return trails(signer).stream()
        .filter(trail -> names.isEmpty() || names.stream().anyMatch(trail.id()::isMeant))
        .toList();
  }

  private Trail trail(byte[] body, Signer signer) throws IOException {
    String name =
        Members.read(body, List.of("Name"))
            .text("Name")
            .orElseThrow(() -> AwsError.unreadable("Name must be a trail's name or ARN"));
    List<Trail> meant = trails(signer).stream().filter(trail -> trail.id().isMeant(name)).toList();
    if (meant.isEmpty()) {
      throw new AwsError(
          "TrailNotFoundException",
          "Unknown trail: %s; trails are known here by their verified digests (ListTrails)"
              .formatted(AwsError.quoted(name)));
    }
    if (meant.size() > 1) {
      throw new AwsError(
          "InvalidTrailNameException",
          "%d trails have the name %s; name one by its ARN (ListTrails)"
              .formatted(meant.size(), AwsError.quoted(name)));
    }
    return meant.getFirst();
  }

  /// As AWS: the keys of the region asked that are valid at some time of the range, which is now
  /// where nothing is said.
  private byte[] keys(byte[] body, Signer signer) throws IOException {
    Members members = Members.read(body, List.of("StartTime", "EndTime", "NextToken"));
    Instant start = members.time("StartTime").orElse(clock.instant());
    Instant end = members.time("EndTime").orElse(clock.instant());
    if (start.isAfter(end)) {
      throw AwsError.timeRange(
          "StartTime must not be after EndTime, was %s and %s".formatted(start, end));
    }
    List<TrustedKey> keys =
        answers.keys(signer.caller()).stream()
            .filter(trusted -> trusted.region().equals(signer.region()))
            .filter(trusted -> !trusted.key().validFrom().isAfter(end))
            .filter(trusted -> !trusted.key().validTo().isBefore(start))
            .toList();
    return TrailsJson.keys(keys);
  }
}
