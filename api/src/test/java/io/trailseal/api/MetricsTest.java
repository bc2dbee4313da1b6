package io.trailseal.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.trailseal.indexer.intake.IntakeStatus;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Metrics over HTTP, held against the exposition format line by line.
final class MetricsTest {
  private static final String NAME = "[a-zA-Z_:][a-zA-Z0-9_:]*";
  private static final String LABEL = "[a-zA-Z_][a-zA-Z0-9_]*=\"(?:[^\"\\\\\\n]|\\\\[\\\\\"n])*\"";
  private static final Pattern HELP = Pattern.compile("# HELP (" + NAME + ") (.+)");
  private static final Pattern TYPE =
      Pattern.compile("# TYPE (" + NAME + ") (counter|gauge|histogram|summary|untyped|info)");
  private static final Pattern SAMPLE =
      Pattern.compile(
          "(%s)(\\{%s(?:,%s)*,?\\})? (NaN|[+-]Inf|[+-]?[0-9.]+(?:E[+-]?[0-9]+)?)"
              .formatted(NAME, LABEL, LABEL));

  @TempDir static Path folder;
  private static Rig rig;

  @BeforeAll
  static void open() throws Exception {
    rig = Rig.open(folder);
    rig.deliver(
        Rig.event("2026-03-10T11:59:30Z", "GetObject", "one", ""),
        Rig.event("2026-03-10T11:58:00Z", "GetObject", "two", ""));
    rig.deliver("{\"Records\":[{\"eventName\":\"Cut".getBytes(StandardCharsets.UTF_8));
  }

  @AfterAll
  static void close() throws Exception {
    assertThat(rig.store().fsck().check()).isEmpty();
    rig.close();
  }

  /// Samples by name and labels, as they stand in the text.
  private static Map<String, Double> scrape() throws Exception {
    HttpResponse<String> response = rig.get("/metrics");
    assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
    assertThat(response.headers().firstValue("Content-Type"))
        .contains("text/plain; version=0.0.4; charset=utf-8");
    assertThat(response.body()).endsWith("\n");
    Map<String, Double> samples = new LinkedHashMap<>();
    Map<String, String> types = new HashMap<>();
    Map<String, String> helps = new HashMap<>();
    for (String line : response.body().split("\n", -1)) {
      Matcher help = HELP.matcher(line);
      Matcher type = TYPE.matcher(line);
      Matcher sample = SAMPLE.matcher(line);
      if (help.matches()) {
        assertThat(helps.put(help.group(1), help.group(2))).as(line).isNull();
      } else if (type.matches()) {
        assertThat(types.put(type.group(1), type.group(2))).as(line).isNull();
      } else if (sample.matches()) {
        String name = sample.group(1);
        String family =
            types.containsKey(name) ? name : name.replaceFirst("_(bucket|sum|count|max)$", "");
        assertThat(types).as(line).containsKey(family);
        if (name.startsWith("trailseal_")) {
          assertThat(helps).as(line).containsKey(family);
          assertThat("counter".equals(types.get(family)))
              .as(line)
              .isEqualTo(name.endsWith("_total"));
        }
        String value = sample.group(3).replace("Inf", "Infinity");
        String key = line.substring(0, line.lastIndexOf(' '));
        assertThat(samples.put(key, Double.parseDouble(value))).as("twice: " + line).isNull();
      } else {
        assertThat(line).as("neither help, type nor sample").isEmpty();
      }
    }
    return samples;
  }

  @Test
  void everyLineIsOfTheFormatAndSaysWhatTheStoreHolds() throws Exception {
    rig.store().showIntake(Optional::empty);
    // Custody appended verdicts meanwhile, which search has to read too.
    rig.store().awaitCaughtUp();
    Map<String, Double> samples = scrape();
    assertThat(samples)
        .containsEntry("trailseal_ledger_readable", 1.0)
        .containsEntry("trailseal_objects_total", 2.0)
        .containsEntry("trailseal_events_total", 2.0)
        .containsEntry("trailseal_objects_quarantined_total", 1.0)
        .containsEntry("trailseal_objects_parked", 0.0)
        .containsEntry("trailseal_places_omitted", 0.0)
        .containsEntry("trailseal_follower_running{follower=\"custody\"}", 1.0)
        .containsEntry("trailseal_follower_backlog_entries{follower=\"search\"}", 0.0)
        .containsEntry("trailseal_event_lag_seconds_bucket{le=\"30.0\"}", 1.0)
        .containsEntry("trailseal_event_lag_seconds_bucket{le=\"60.0\"}", 1.0)
        .containsEntry("trailseal_event_lag_seconds_bucket{le=\"120.0\"}", 2.0)
        .containsEntry("trailseal_event_lag_seconds_bucket{le=\"+Inf\"}", 2.0)
        .containsEntry("trailseal_event_lag_seconds_sum", 150.0)
        .containsEntry("trailseal_event_lag_seconds_count", 2.0)
        .containsEntry("trailseal_delivery_lag_seconds_count", 0.0);
    // Eight days ago as the keys say.
    assertThat(samples)
        .containsEntry(
            "trailseal_newest_log_age_seconds{account=\"111122223333\",region=\"us-east-1\"}",
            8.5 * 86_400);
    assertThat(samples.keySet())
        .anyMatch(key -> key.startsWith("trailseal_objects_by_verdict{kind=\"log_file\""))
        .anyMatch(key -> key.startsWith("jvm_memory_used_bytes{"))
        .anyMatch(key -> key.startsWith("jvm_threads_live_threads"))
        .anyMatch(key -> key.startsWith("process_cpu_usage"))
        .noneMatch(key -> key.startsWith("trailseal_intake_state"));
    assertThat(samples.get("trailseal_store_bytes{room=\"vault\"}")).isPositive();
    assertThat(samples.get("trailseal_disk_free_bytes")).isPositive();
  }

  @Test
  void hostileNamesStayWithinTheirQuotes() throws Exception {
    IntakeStatus troubled = Intakes.troubled(Rig.NOW.minusSeconds(90));
    rig.store().showIntake(() -> Optional.of(troubled));
    Map<String, Double> samples = scrape();
    // Line feeds and direction marks are made visible first; then backslashes and quotes are
    // escaped.
    String queue = "{queue=\"q\\\"u\\\\e\\\\u000au}e\\\\u202e <b>\"}";
    assertThat(samples)
        .containsEntry("trailseal_queue_messages_waiting" + queue, 12.0)
        .containsEntry("trailseal_queue_messages_held" + queue, 3.0)
        .containsEntry("trailseal_queue_oldest_message_age_seconds" + queue, 90.0)
        .containsEntry("trailseal_queue_messages_received_total" + queue, 100.0)
        .containsEntry("trailseal_queue_messages_deleted_total" + queue, 90.0)
        .containsEntry("trailseal_queue_messages_set_aside_total" + queue, 4.0)
        .containsEntry("trailseal_queue_trouble" + queue, 1.0)
        .doesNotContainKey("trailseal_queue_messages_in_flight" + queue)
        .containsEntry("trailseal_intake_state{state=\"running\"}", 1.0)
        .containsEntry("trailseal_intake_state{state=\"stopped\"}", 0.0)
        .containsEntry("trailseal_disk_watermark_bytes", 1.0);
    String bucket = "{bucket=\"s3://example-trail-logs\"}";
    assertThat(samples)
        .containsEntry("trailseal_bucket_objects_read_total" + bucket, 7.0)
        .containsEntry("trailseal_bucket_read_bytes_total" + bucket, 4096.0)
        .containsEntry("trailseal_bucket_reads_tried_again_total" + bucket, 1.0)
        .containsEntry("trailseal_bucket_trouble" + bucket, 1.0)
        .containsEntry("trailseal_bucket_reconciled_age_seconds" + bucket, 3690.0);
  }

  @Test
  void openMetricsIsGivenToWhoeverAcceptsIt() throws Exception {
    HttpResponse<String> response =
        rig.get(
            "/metrics",
            "Accept",
            "application/openmetrics-text;version=1.0.0;q=0.6,text/plain;version=0.0.4;q=0.4,*/*;q=0.1");
    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(response.headers().firstValue("Content-Type"))
        .contains("application/openmetrics-text; version=1.0.0; charset=utf-8");
    assertThat(response.body()).contains("trailseal_objects_total 2.0\n").endsWith("# EOF\n");
    for (String accepted : List.of("text/plain;version=0.0.4", "*/*", "text/html")) {
      assertThat(rig.get("/metrics", "Accept", accepted).headers().firstValue("Content-Type"))
          .as(accepted)
          .contains("text/plain; version=0.0.4; charset=utf-8");
    }
  }
}
