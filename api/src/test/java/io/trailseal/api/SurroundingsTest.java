package io.trailseal.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// From one event to those around it, and from an event to the object it came in.
final class SurroundingsTest {
  @TempDir Path folder;
  private Rig rig;

  @BeforeEach
  void open() throws IOException {
    rig = Rig.open(folder);
  }

  @AfterEach
  void close() throws IOException {
    try {
      assertThat(rig.store().fsck().check()).isEmpty();
    } finally {
      rig.close();
    }
  }

  /// @param more further members, each with a comma before it
  private static String event(
      String id, String time, String principal, String began, String key, String more) {
    return """
        {"eventTime":"2026-03-02T%s","eventName":"GetObject","eventSource":"s3.amazonaws.com",\
        "eventID":"%s","recipientAccountId":"111122223333","userIdentity":{"type":"AssumedRole",\
        "principalId":"%s","accessKeyId":"%s","sessionContext":{"attributes":\
        {"creationDate":"%s"}}}%s}"""
        .formatted(time, id, principal, key, began, more);
  }

  private static String about(String... arns) {
    return ",\"resources\":[%s]"
        .formatted(
            List.of(arns).stream()
                .map("{\"ARN\":\"%s\"}"::formatted)
                .collect(Collectors.joining(",")));
  }

  private Map<String, List<String>> around(String id, String more) throws Exception {
    Json answer = rig.json("/api/v1/events/" + id + "/surroundings" + more);
    return answer.list("surroundings").stream()
        .collect(
            Collectors.toMap(
                one -> one.text("kind"),
                one -> one.list("events").stream().map(it -> it.text("eventID")).toList()));
  }

  @Test
  void eachKindOfSurroundingsFindsWhatItSaysWithinTheTimeAndItsQueryFindsTheSame()
      throws Exception {
    String morning = "2026-03-02T08:00:00Z";
    String noon = "2026-03-02T12:00:00Z";
    String shared = ",\"sharedEventID\":\"shared-1\"";
    rig.deliver(
        event(
            "center", "12:00:00Z", "AROA:ann", morning, "ASIA1", about("arn:a", "arn:b") + shared),
        event("sameSession", "12:10:00Z", "AROA:ann", morning, "ASIA2", ""),
        event("otherSession", "12:10:01Z", "AROA:ann", noon, "ASIA3", ""),
        event("sameKey", "11:50:00Z", "AROA:bob", noon, "ASIA1", ""),
        event("sameResource", "11:51:00Z", "AROA:bob", noon, "ASIA4", about("arn:b")),
        event("sameCall", "12:00:00Z", "AROA:eve", noon, "ASIA5", shared),
        event("edge", "12:15:00Z", "AROA:ann", morning, "ASIA6", ""),
        event("tooLate", "12:15:01Z", "AROA:ann", morning, "ASIA1", about("arn:a") + shared));

    assertThat(around("center", ""))
        .containsEntry("session", List.of("edge", "sameSession", "center"))
        .containsEntry("accessKey", List.of("center", "sameKey"))
        .containsEntry("resource", List.of("center", "sameResource"))
        .containsKey("everything")
        .hasSize(5);
    assertThat(around("center", "").get("sharedEvent"))
        .containsExactlyInAnyOrder("center", "sameCall");
    assertThat(around("center", "?minutes=16").get("session")).contains("tooLate");
    assertThat(around("center", "?limit=1").get("session")).containsExactly("edge");

    Json answer = rig.json("/api/v1/events/center/surroundings?minutes=15&limit=100");
    for (Json one : answer.list("surroundings")) {
      Json search = rig.json(one.text("search"));
      assertThat(search.number("total")).as(one.text("q")).isEqualTo(one.number("total"));
      assertThat(search.list("events").stream().map(it -> it.text("id")).toList())
          .isEqualTo(one.list("events").stream().map(it -> it.text("id")).toList());
    }
    String page = rig.page("/events/" + answer.text("id"));
    assertThat(page).contains("with the same access key").contains("A quarter of an hour around");
  }

  @Test
  void anEventWithoutAnyOfThatHasTheTimeAndOneWithoutATimeHasNoEnds() throws Exception {
    rig.deliver(
        "{\"eventTime\":\"2026-03-02T10:00:00Z\",\"eventID\":\"bare\",\"resources\":[7,{}],"
            + "\"userIdentity\":\"root\"}",
        "{\"eventID\":\"timeless\",\"userIdentity\":{\"accessKeyId\":\"AKIA \\\"x\\\" OR *\"}}");
    assertThat(around("bare", "")).containsOnlyKeys("everything");
    Json timeless = rig.json("/api/v1/events/timeless/surroundings");
    assertThat(timeless.list("surroundings")).hasSize(1);
    assertThat(timeless.text("surroundings", 0, "from")).isEqualTo("null");
    assertThat(timeless.text("surroundings", 0, "events", 0, "eventID")).isEqualTo("timeless");
  }

  @Test
  void objectsAreFoundByPlaceKindAndTimeWithTheirVerdicts() throws Exception {
    for (int i = 0; i < 5; i++) {
      rig.deliver(Rig.event("2026-03-02T10:00:00Z", "GetObject", "e" + i, ""));
    }
    rig.deliverAs(
        "elsewhere/notes.txt", "no log file".getBytes(java.nio.charset.StandardCharsets.UTF_8));
    String logs = "/api/v1/objects?prefix=AWSLogs/111122223333/&limit=2";
    Json first = rig.json(logs);
    assertThat(first.list("objects")).hasSize(2);
    Json second = rig.json(logs + "&after=" + first.text("next"));
    Json third = rig.json(logs + "&after=" + second.text("next"));
    assertThat(third.list("objects")).hasSize(1);
    assertThat(third.text("next")).isEqualTo("null");

    Json one = first.at("objects", 0);
    assertThat(one.text("verdict", "word")).isEqualTo("could not tell");
    assertThat(one.number("events")).isEqualTo(1);
    String key = one.text("objectName", "key");
    Json named = rig.json("/api/v1/objects?bucket=%s&key=%s".formatted(Rig.BUCKET, key));
    assertThat(named.list("objects")).hasSize(1);
    String entry = one.text("entry");
    assertThat(rig.json("/api/v1/objects/" + entry).text("deliveredSha256"))
        .isEqualTo(one.text("deliveredSha256"));
    Json history = rig.json("/api/v1/objects/" + entry + "/verdicts");
    assertThat(history.list("verdicts")).hasSize(1);
    assertThat(history.text("verdicts", 0, "objectEntry")).isEqualTo(entry);

    assertThat(rig.json("/api/v1/objects?kind=unrecognized").list("objects")).hasSize(1);
    assertThat(rig.json("/api/v1/objects?kind=digest").list("objects")).isEmpty();
    String now = Rig.NOW.toString();
    assertThat(rig.json("/api/v1/objects?from=" + now).list("objects")).hasSize(6);
    assertThat(rig.json("/api/v1/objects?to=" + now).list("objects")).isEmpty();
    assertThat(rig.json("/api/v1/objects?from=2026-03-11").list("objects")).isEmpty();

    Json coverage = rig.json("/api/v1/coverage");
    assertThat(coverage.text("places", 0, "account")).isEqualTo("111122223333");
    assertThat(coverage.text("places", 0, "newestLog")).isEqualTo("2026-03-02T00:00:00Z");
    assertThat(coverage.text("months", 0, "month")).isEqualTo("2026-03");
    assertThat(rig.json("/api/v1/sources").text("state")).isEqualTo("off");
  }
}
