package io.trailseal.api.rest;

import io.trailseal.api.ask.Workings.ShownSetting;
import io.trailseal.api.error.JsonText;
import io.trailseal.indexer.job.Job;
import io.trailseal.indexer.job.ReportFolder;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import tools.jackson.core.JsonGenerator;

/// Writes jobs, reports and settings.
final class WorkJson {
  private WorkJson() {}

  static byte[] jobs(List<Job> jobs) {
    return JsonText.object(
        json -> {
          json.writeArrayPropertyStart("jobs");
          for (Job job : jobs) {
            json.writeStartObject();
            job(json, job);
            json.writeEndObject();
          }
          json.writeEndArray();
        });
  }

  static byte[] job(Job job) {
    return JsonText.object(json -> job(json, job));
  }

  private static void job(JsonGenerator json, Job job) {
    json.writeNumberProperty("id", job.id());
    json.writeStringProperty("kind", job.kind().word());
    AnswerJson.text(json, "what", Optional.of(job.what()));
    AnswerJson.text(json, "by", Optional.of(job.by()));
    json.writeStringProperty("state", job.state().word());
    json.writeStringProperty("startedAt", job.startedAt().toString());
    AnswerJson.text(json, "endedAt", job.endedAt().map(Instant::toString));
    if (job.part().isPresent()) {
      json.writeNumberProperty("part", Math.round(job.part().getAsDouble() * 1000) / 1000.0);
    } else {
      json.writeNullProperty("part");
    }
    AnswerJson.text(json, "progress", Optional.of(job.progress()));
    AnswerJson.text(json, "outcome", Optional.of(job.outcome()));
  }

  static byte[] reports(List<ReportFolder.Last> reports) {
    return JsonText.object(
        json -> {
          json.writeArrayPropertyStart("reports");
          for (ReportFolder.Last report : reports) {
            json.writeStartObject();
            json.writeStringProperty("name", ReportFolder.name(report.file()));
            json.writeStringProperty("at", report.at().toString());
            AnswerJson.text(json, "outcome", Optional.of(report.outcome()));
            AnswerJson.text(json, "sentence", Optional.of(report.sentence()));
            json.writeNumberProperty("findings", report.findings());
            json.writeEndObject();
          }
          json.writeEndArray();
        });
  }

  static byte[] settings(List<ShownSetting> settings) {
    return JsonText.object(
        json -> {
          json.writeArrayPropertyStart("settings");
          for (ShownSetting setting : settings) {
            json.writeStartObject();
            AnswerJson.text(json, "key", Optional.of(setting.key()));
            AnswerJson.text(json, "value", Optional.of(setting.value()));
            AnswerJson.text(json, "source", Optional.of(setting.source()));
            AnswerJson.text(json, "meaning", Optional.of(setting.meaning()));
            json.writeEndObject();
          }
          json.writeEndArray();
        });
  }
}
