package io.trailseal.api.rest;

import io.trailseal.api.ask.Parameter;
import io.trailseal.api.error.ErrorCode;
import io.trailseal.api.openapi.Documented;
import io.trailseal.api.openapi.Operation;
import io.trailseal.indexer.job.Job;
import io.trailseal.verifier.report.Format;
import jakarta.inject.Singleton;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/// What can be asked about reports, jobs and settings.
@Singleton
final class WorkOperations implements Documented {
  private static final String REPORTS = "reports";
  private static final String JOBS = "jobs";
  private static final String JSON = "application/json";
  private static final int PATHS_MAX = 100;

  static final Operation ALL_REPORTS =
      Operation.get("/api/v1/reports", REPORTS, "What re-verifications found")
          .about("Everything stored is read once more every day; the newest thirty are kept.")
          .gives("Reports", "the newest first")
          .example("/api/v1/reports", 200);

  private static <T> Map<String, T> words(T[] all, Function<T, String> word) {
    Map<String, T> words = new LinkedHashMap<>();
    Arrays.stream(all).forEach(one -> words.put(word.apply(one), one));
    return words;
  }

  static final Parameter<Format> FORMAT =
      Parameter.oneOf("format", words(Format.values(), Format::word), "json", "its form");

  static final Operation REPORT =
      Operation.get("/api/v1/reports/{name}", REPORTS, "One report")
          .about("As a file to keep: whatever it quotes, no browser shows it as a page of ours.")
          .at(Parameter.text("name", 100, "as the list has it: `verify-20261121T152654Z`"))
          .takes(FORMAT)
          .gives(200, JSON, "", "as report.schema.json of the verifier says")
          .gives(200, "text/plain", "", "for a terminal or paper")
          .gives(200, "application/xml", "", "as test runners report (JUnit)")
          .gives(200, "text/html", "", "one page that needs nothing else")
          .tagged()
          .refuses(ErrorCode.REPORT_NOT_FOUND, ErrorCode.PARAMETER_INVALID)
          .example("/api/v1/reports/verify-20260309T120000Z", 200)
          .example("/api/v1/reports/verify-20260309T120000Z?format=html", 200)
          .example("/api/v1/reports/verify-20260309T120000Z?format=pdf", 400)
          .example("/api/v1/reports/verify-20200101T000000Z", 404);

  static final Operation ALL_JOBS =
      Operation.get("/api/v1/jobs", JOBS, "Long work")
          .gives("Jobs", "the newest first, a hundred at most")
          .example("/api/v1/jobs", 200);

  static final Parameter<Job.Kind> KIND =
      Parameter.oneOf("kind", words(Job.Kind.values(), Job.Kind::word), "", "what is to be done");

  static final Parameter<List<String>> PATHS =
      Parameter.texts(
          "paths",
          4096,
          PATHS_MAX,
          "of an import: folders and archives on the appliance's machine, below those that its"
              + " owner allowed in the setting `jobs.import-folders`");

  static final Parameter<String> BUCKET =
      Parameter.text(
          "bucket", 255, "of an import: the bucket it came from, where the files do not say so");

  static final Parameter<String> MONTH =
      Parameter.text("month", 10, "of a rebuild: only this month, `2026-11` or `undated`");

  static final Parameter<Optional<LocalDate>> FROM =
      Parameter.day("from", "of a backfill: the first day of delivery");

  static final Parameter<Optional<LocalDate>> TO =
      Parameter.day("to", "of a backfill: the last day of delivery");

  static final Parameter<List<String>> ACCOUNTS =
      Parameter.texts("accounts", 12, 1000, "of a backfill: only these, twelve digits each");

  static final Parameter<List<String>> REGIONS =
      Parameter.texts("regions", 40, 100, "of a backfill: only events of these");

  static final Operation START =
      Operation.post("/api/v1/jobs", JOBS, "Begin long work")
          .about(
              "An import of files on the appliance's machine, a backfill from the buckets that are"
                  + " set, a re-verification of everything stored, or a rebuild of the search index."
                  + " One of a kind at a time.")
          .body(KIND, PATHS, BUCKET, MONTH, FROM, TO, ACCOUNTS, REGIONS)
          .gives(202, JSON, "Job", "it has begun; `Location` says where to look")
          .refuses(
              ErrorCode.PARAMETER_INVALID,
              ErrorCode.REQUEST_MALFORMED,
              ErrorCode.IMPORT_NOT_ALLOWED,
              ErrorCode.JOB_RUNNING,
              ErrorCode.JOB_NOT_POSSIBLE)
          .example("/api/v1/jobs", "{\"kind\":\"verify\"}", 202)
          .example("/api/v1/jobs", "{\"kind\":\"rebuild\",\"month\":\"2026-03\"}", 202)
          .example("/api/v1/jobs", "{\"kind\":\"rebuild\",\"month\":\"march\"}", 400)
          .example("/api/v1/jobs", "{\"kind\":\"import\",\"paths\":[\"/etc/passwd\"]}", 403)
          .example("/api/v1/jobs", "{\"kind\":\"backfill\",\"from\":\"2026-03-01\"}", 409);

  static final Parameter<String> ID = Parameter.text("id", 18, "its number");

  static final Operation ONE =
      Operation.get("/api/v1/jobs/{id}", JOBS, "One job")
          .at(ID)
          .gives("Job", "how far it is, or what came of it")
          .refuses(ErrorCode.JOB_NOT_FOUND)
          .example("/api/v1/jobs/1", 200)
          .example("/api/v1/jobs/999", 404);

  static final Operation STOP =
      Operation.delete("/api/v1/jobs/{id}", JOBS, "Stop a job")
          .about("It ends with the batch or object it is at. One that has ended stays as it is.")
          .at(ID)
          .gives("Job", "it is told to stop, or has ended")
          .refuses(ErrorCode.JOB_NOT_FOUND, ErrorCode.JOB_NOT_POSSIBLE)
          .example("/api/v1/jobs/1", 200)
          .example("/api/v1/jobs/999", 404)
          .example("/api/v1/jobs/2", 409);

  static final Operation SETTINGS =
      Operation.get("/api/v1/settings", "appliance", "The settings in effect")
          .about("They are set on the machine itself. Secrets are shown as `(set)`.")
          .gives("Settings", "each with where it comes from")
          .example("/api/v1/settings", 200);

  @Override
  public List<Operation> operations() {
    return List.of(ALL_REPORTS, REPORT, ALL_JOBS, START, ONE, STOP, SETTINGS);
  }
}
