package io.trailseal.api.rest;

import io.micronaut.http.HttpHeaders;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.MediaType;
import io.micronaut.http.annotation.Body;
import io.micronaut.http.annotation.Consumes;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Delete;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.PathVariable;
import io.micronaut.http.annotation.Post;
import io.micronaut.http.annotation.Produces;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import io.trailseal.api.ask.Chores;
import io.trailseal.api.ask.Parameter;
import io.trailseal.api.ask.Parameters;
import io.trailseal.api.auth.Callers;
import io.trailseal.api.error.ErrorCode;
import io.trailseal.api.error.Problem;
import io.trailseal.indexer.intake.ListingScope;
import io.trailseal.indexer.job.Job;
import io.trailseal.indexer.job.JobOrder;
import io.trailseal.verifier.key.KeyFile;
import java.io.IOException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/// Long work: what there is, how far it is, begin and stop.
@Controller("/api/v1/jobs")
@Produces(MediaType.APPLICATION_JSON)
@ExecuteOn(TaskExecutors.BLOCKING)
final class JobRoutes {
  private static final Pattern NUMBER = Pattern.compile("[0-9]{1,18}");
  private static final Pattern ACCOUNT = Pattern.compile("[0-9]{12}");

  private final Chores chores;

  JobRoutes(Chores chores) {
    this.chores = chores;
  }

  @Get
  byte[] jobs(HttpRequest<?> request) throws IOException {
    Parameters.of(request, WorkOperations.ALL_JOBS.takes());
    return WorkJson.jobs(chores.jobs(Callers.of(request)));
  }

  @Post
  @Consumes(MediaType.APPLICATION_JSON)
  HttpResponse<byte[]> start(HttpRequest<?> request, @Body byte[] body) throws IOException {
    Parameters.of(request, WorkOperations.START.takes());
    Job job =
        chores.start(
            Callers.of(request), order(Parameters.ofBody(body, WorkOperations.START.body())));
    return HttpResponse.<byte[]>accepted()
        .header(HttpHeaders.LOCATION, "/api/v1/jobs/" + job.id())
        .body(WorkJson.job(job));
  }

  @Get("/{id}")
  byte[] job(HttpRequest<?> request, @PathVariable String id) throws IOException {
    Parameters.of(request, WorkOperations.ONE.takes());
    return WorkJson.job(chores.job(Callers.of(request), number(id)));
  }

  @Delete("/{id}")
  byte[] stop(HttpRequest<?> request, @PathVariable String id) throws IOException {
    Parameters.of(request, WorkOperations.STOP.takes());
    return WorkJson.job(chores.cancel(Callers.of(request), number(id)));
  }

  private static long number(String id) {
    if (!NUMBER.matcher(id).matches()) {
      throw Problem.of(ErrorCode.JOB_NOT_FOUND, Parameters.quoted(id) + " is no job's number")
          .exception();
    }
    return Long.parseLong(id);
  }

  private static JobOrder order(Parameters body) {
    Job.Kind kind = body.get(WorkOperations.KIND);
    return switch (kind) {
      case IMPORT -> {
        only(body, kind, WorkOperations.PATHS, WorkOperations.BUCKET);
        yield new JobOrder.Import(
            body.get(WorkOperations.PATHS).stream().map(JobRoutes::path).toList(),
            given(body.get(WorkOperations.BUCKET)));
      }
      case BACKFILL -> {
        only(
            body,
            kind,
            WorkOperations.FROM,
            WorkOperations.TO,
            WorkOperations.ACCOUNTS,
            WorkOperations.REGIONS);
        yield new JobOrder.Backfill(scope(body));
      }
      case VERIFY -> {
        only(body, kind);
        yield new JobOrder.Verify();
      }
      case REBUILD -> {
        only(body, kind, WorkOperations.MONTH);
        yield new JobOrder.Rebuild(given(body.get(WorkOperations.MONTH)));
      }
    };
  }

  /// Refuses what would be passed over: who says it means something by it.
  private static void only(Parameters body, Job.Kind kind, Parameter<?>... takes) {
    for (Parameter<?> member : WorkOperations.START.body()) {
      if (member != WorkOperations.KIND && !List.of(takes).contains(member) && body.has(member)) {
        throw invalid(
            "%s says nothing about a job of kind %s".formatted(member.name(), kind.word()));
      }
    }
  }

  private static Optional<String> given(String text) {
    return text.isEmpty() ? Optional.empty() : Optional.of(text);
  }

  private static Path path(String text) {
    try {
      return Path.of(text);
    } catch (InvalidPathException _) {
      throw invalid("paths must be paths, was " + Parameters.quoted(text));
    }
  }

  private static ListingScope scope(Parameters body) {
    List<String> accounts = body.get(WorkOperations.ACCOUNTS);
    for (String account : accounts) {
      if (!ACCOUNT.matcher(account).matches()) {
        throw invalid("accounts must have 12 digits each, was " + Parameters.quoted(account));
      }
    }
    List<String> regions = body.get(WorkOperations.REGIONS);
    for (String region : regions) {
      if (!KeyFile.isRegion(region)) {
        throw invalid("regions must be such as us-east-1, was " + Parameters.quoted(region));
      }
    }
    try {
      return new ListingScope(
          body.get(WorkOperations.FROM),
          body.get(WorkOperations.TO),
          Set.copyOf(accounts),
          Set.copyOf(regions));
    } catch (IllegalArgumentException e) {
      throw invalid("from, to: " + e.getMessage());
    }
  }

  private static RuntimeException invalid(String what) {
    return Problem.of(ErrorCode.PARAMETER_INVALID, what).exception();
  }
}
