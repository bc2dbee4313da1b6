package io.trailseal.api.ask;

import io.trailseal.api.error.ErrorCode;
import io.trailseal.api.error.Problem;
import io.trailseal.indexer.access.Caller;
import io.trailseal.indexer.job.Job;
import io.trailseal.indexer.job.JobOrder;
import io.trailseal.indexer.job.JobRefusedException;
import io.trailseal.indexer.job.Jobs;
import io.trailseal.indexer.job.ReportFolder;
import io.trailseal.verifier.report.Format;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.util.List;

/// Long work that somebody asks for, what it found, and the settings in effect.
@Singleton
public final class Chores {
  private final Workings workings;
  private final Answers answers;

  Chores(Workings workings, Answers answers) {
    this.workings = workings;
    this.answers = answers;
  }

  /// The newest first.
  public List<Job> jobs(Caller caller) throws IOException {
    return answers.report(caller, "jobs", jobs()::all);
  }

  /// @throws io.trailseal.api.error.ProblemException if there is none
  public Job job(Caller caller, long id) throws IOException {
    return answers.report(
        caller, "job " + id, () -> jobs().find(id).orElseThrow(() -> noJob(id).exception()));
  }

  /// Begins a job; that somebody does is entered in the access record first.
  ///
  /// @throws io.trailseal.api.error.ProblemException if it is refused
  public Job start(Caller caller, JobOrder order) throws IOException {
    try {
      return jobs().start(order, caller);
    } catch (JobRefusedException e) {
      throw problem(e).exception();
    }
  }

  /// Tells a job to stop, as [Jobs#cancel] does.
  ///
  /// @throws io.trailseal.api.error.ProblemException if it is refused, or there is none
  public Job cancel(Caller caller, long id) throws IOException {
    try {
      return jobs().cancel(id, caller).orElseThrow(() -> noJob(id).exception());
    } catch (JobRefusedException e) {
      throw problem(e).exception();
    }
  }

  private static Problem noJob(long id) {
    return Problem.of(ErrorCode.JOB_NOT_FOUND, "no job kept has the number " + id);
  }

  private static Problem problem(JobRefusedException e) {
    return Problem.of(
        switch (e.reason()) {
          case RUNNING -> ErrorCode.JOB_RUNNING;
          case NOT_ALLOWED -> ErrorCode.IMPORT_NOT_ALLOWED;
          case WRONG -> ErrorCode.PARAMETER_INVALID;
          case NOT_POSSIBLE -> ErrorCode.JOB_NOT_POSSIBLE;
        },
        String.valueOf(e.getMessage()));
  }

  private Jobs jobs() {
    return workings.jobs();
  }

  /// What re-verifications found, the newest first.
  public List<ReportFolder.Last> reports(Caller caller) throws IOException {
    return answers.report(caller, "re-verifications", jobs().reports()::all);
  }

  /// One of them, whole.
  ///
  /// @param name hostile
  /// @throws io.trailseal.api.error.ProblemException if there is none in this form
  public byte[] report(Caller caller, String name, Format format) throws IOException {
    byte[] found =
        jobs()
            .reports()
            .form(name, format)
            .orElseThrow(
                () ->
                    Problem.of(
                            ErrorCode.REPORT_NOT_FOUND,
                            "no report is called %s and kept as %s"
                                .formatted(Parameters.quoted(name), format))
                        .exception());
    return answers.report(caller, "%s as %s".formatted(name, format), () -> found);
  }

  /// Those in effect, without secrets.
  public List<Workings.ShownSetting> settings(Caller caller) throws IOException {
    return answers.report(caller, "settings", workings::settings);
  }
}
