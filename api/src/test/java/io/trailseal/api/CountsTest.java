package io.trailseal.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Orders, totals and what is counted, over HTTP.
final class CountsTest {
  @TempDir Path folder;

  private Rig rig;

  @BeforeEach
  void open() throws Exception {
    rig = Rig.open(folder);
    rig.deliver(
        Rig.event("2026-03-02T10:00:00Z", "PutObject", "one", ",\"x\":\"<b>&\\u202e\""),
        Rig.event("2026-03-02T11:00:00Z", "GetObject", "two", ",\"errorCode\":\"AccessDenied\""),
        Rig.event("2026-03-02T12:30:00Z", "GetObject", "three", ""));
  }

  @AfterEach
  void close() throws IOException {
    rig.close();
  }

  @Test
  void anAnswerExplainsItselfWhereItIsAskedTo() throws Exception {
    Json explained =
        rig.json(
            "/api/v1/events?explain=true&q=" + Rig.encode("eventName:get* -who:\"<b>\u202e\""));
    assertThat(explained.number("total")).isEqualTo(2);
    assertThat(explained.text("explanation", "query"))
        .isEqualTo("eventName:get* AND NOT who:\"<b>\u202e\"");
    assertThat(explained.text("explanation", "root", "means")).isEqualTo("all of these");
    Json first = explained.at("explanation").at("root").at("parts", 0);
    assertThat(first.number("values")).isEqualTo(1);
    assertThat(first.number("events")).isEqualTo(2);
    assertThat(explained.at("explanation").at("months", 0).text("name")).isEqualTo("2026-03");
    assertThat(explained.at("explanation").list("cautions")).isEmpty();
    assertThat(rig.json("/api/v1/events?explain=false").has("explanation")).isFalse();
    assertThat(rig.get("/api/v1/events?explain=maybe").statusCode()).isEqualTo(400);
  }

  @Test
  void eventsComeInTheOrderAskedForAndGoOnInIt() throws Exception {
    Json first = rig.json("/api/v1/events?sort=eventName:asc&limit=2");
    assertThat(ids(first)).containsExactly("three", "two");
    Json second =
        rig.json("/api/v1/events?sort=eventName:asc&limit=2&cursor=" + first.text("cursor"));
    assertThat(ids(second)).containsExactly("one");
    assertThat(rig.page("/?sort=eventTime:asc")).contains("3 events match · by eventTime:asc");
  }

  private static List<String> ids(Json answer) {
    return List.of(0, 1, 2).stream()
        .limit(answer.list("events").size())
        .map(i -> answer.text("events", i, "event", "eventID"))
        .toList();
  }

  @Test
  void aTotalIsCountedAsFarAsAskedFor() throws Exception {
    Json some = rig.json("/api/v1/events?q=alice+eventName:*Object&limit=1&total=1");
    assertThat(some.number("total")).isEqualTo(1);
    assertThat(some.text("totalIsExact")).isEqualTo("false");
    Json all = rig.json("/api/v1/events?q=alice+eventName:*Object&total=exact");
    assertThat(all.number("total")).isEqualTo(3);
    assertThat(all.text("totalIsExact")).isEqualTo("true");
  }

  @Test
  void aPageCountsNoFurtherThanAPersonReads() throws Exception {
    List<String> records = new ArrayList<>();
    for (int i = 0; i < 10_100; i++) {
      records.add("{\"eventTime\":\"2026-03-04T00:00:00Z\",\"y\":\"v%d\"}".formatted(i));
    }
    rig.deliver(records.toArray(String[]::new));
    assertThat(rig.page("/?q=y:v*+NOT+y:*00&limit=1")).contains("10,000 events match");
    assertThat(rig.page("/?q=y:v*+NOT+y:*000&limit=1")).contains("10,000+ events match");
  }

  @Test
  void countsStandBesideTheEvents() throws Exception {
    Json answer =
        rig.json(
            "/api/v1/events?limit=0&aggregate="
                + Rig.encode(
                    "terms(eventName,1,newest(1),seen()),terms(x),cardinality(errorCode),"
                        + "histogram(eventTime,1h)"));
    assertThat(answer.list("events")).isEmpty();
    assertThat(answer.number("total")).isEqualTo(3);
    Json names = answer.at("aggregations", 0);
    assertThat(names.text("aggregation")).isEqualTo("terms(eventName,1,newest(1),seen())");
    assertThat(names.text("buckets", 0, "value")).isEqualTo("GetObject");
    assertThat(names.number("buckets", 0, "count")).isEqualTo(2);
    Json inBucket = names.at("buckets", 0);
    assertThat(inBucket.text("aggregations", 0, "events", 0, "eventID")).isEqualTo("three");
    assertThat(inBucket.text("aggregations", 1, "first")).isEqualTo("2026-03-02T11:00:00Z");
    assertThat(names.number("other")).isEqualTo(1);
    assertThat(names.number("missing")).isZero();
    assertThat(answer.text("aggregations", 1, "buckets", 0, "value")).isEqualTo("<b>&\u202e");
    assertThat(answer.text("aggregations", 1, "lowerCase")).isEqualTo("true");
    assertThat(answer.number("aggregations", 2, "count")).isEqualTo(1);
    assertThat(answer.number("aggregations", 2, "missing")).isEqualTo(2);
    assertThat(answer.at("aggregations", 3).list("buckets")).hasSize(3);
    assertThat(answer.text("aggregations", 3, "buckets", 2, "start"))
        .isEqualTo("2026-03-02T12:00:00Z");
  }

  @Test
  void fieldsAndValuesAreThereForCompletion() throws Exception {
    Json fields = rig.json("/api/v1/fields?prefix=eventna&limit=5");
    assertThat(fields.list("fields")).hasSize(1);
    assertThat(fields.text("fields", 0, "path")).isEqualTo("eventName");
    assertThat(fields.text("fields", 0, "type")).isEqualTo("text");
    assertThat(fields.number("fields", 0, "events")).isEqualTo(3);
    assertThat(fields.text("fields", 0, "topValues", 0, "value")).isEqualTo("GetObject");
    Json values = rig.json("/api/v1/fields/eventName/values?prefix=p");
    assertThat(values.text("values", 0, "value")).isEqualTo("PutObject");
    assertThat(values.text("complete")).isEqualTo("true");
    assertThat(rig.json("/api/v1/fields/x/values").text("values", 0, "value"))
        .isEqualTo("<b>&\u202e");
    assertThat(rig.get("/api/v1/fields?form=x").statusCode()).isEqualTo(400);
  }

  @Test
  void whatIsWrongWithTheseParametersIsSaid() throws Exception {
    refused("sort=eventNam", "PARAMETER_INVALID", "did you mean eventName?");
    refused("total=many", "PARAMETER_INVALID", "total must be exact, or a number");
    refused("total=0", "PARAMETER_INVALID", "was \\\"0\\\"");
    refused("aggregate=term(x)", "PARAMETER_INVALID", "at character 1; did you mean terms?");
    refused("aggregate=terms(eventID)", "QUERY_NOT_ANSWERABLE", "differs in every event");
    refused("limit=0", "PARAMETER_INVALID", "limit must be 1 to 1000");
    assertThat(rig.get("/?aggregate=seen()", "Accept", "text/html").statusCode()).isEqualTo(400);
  }

  private void refused(String parameters, String code, String detail) throws Exception {
    HttpResponse<String> response = rig.get("/api/v1/events?" + parameters);
    assertThat(response.statusCode()).as(parameters).isEqualTo(400);
    assertThat(response.body()).contains("\"code\":\"" + code + "\"").contains(detail);
  }
}
