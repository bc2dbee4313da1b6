package io.trailseal.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Questions over HTTP.
final class EventsTest {
  private static final String ONE = "11111111-2222-3333-4444-555555555555";
  private static final String TWICE = "99999999-2222-3333-4444-555555555555";

  @TempDir Path folder;
  private Rig rig;

  @BeforeEach
  void open() throws IOException {
    rig = Rig.open(folder);
  }

  @AfterEach
  void close() throws IOException {
    rig.close();
  }

  @Test
  void anAnswerHasTheRecordByteForByteAndSaysHowFarItIsProven() throws Exception {
    String record = Rig.event("2026-03-02T10:00:00Z", "DeleteBucket", ONE, ",\"n\": 1.50e+1 ");
    rig.deliver(record, Rig.event("2026-03-02T11:00:00Z", "PutObject", "other", ""));

    HttpResponse<String> response = rig.get("/api/v1/events?q=eventName:DeleteBucket");
    assertThat(response.body()).contains("\"event\":" + record + "}");

    Json answer = Json.of(response.body());
    assertThat(answer.number("total")).isEqualTo(1);
    assertThat(answer.text("cursor")).isEqualTo("null");
    assertThat(answer.list("hints")).isEmpty();
    Json event = answer.at("events", 0);
    assertThat(event.text("objectName", "bucket")).isEqualTo(Rig.BUCKET);
    assertThat(event.text("objectName", "key")).startsWith("AWSLogs/111122223333/CloudTrail/");
    assertThat(event.text("objectSha256")).matches("[0-9a-f]{64}");
    assertThat(event.text("verdict", "word")).isEqualTo("could not tell");
    assertThat(event.text("verdict", "finding")).isEqualTo("false");
    assertThat(event.text("verdict", "sentence")).contains("digest");
    assertThat(answer.number("evidence", "events")).isEqualTo(2);
    assertThat(answer.text("evidence", "oldest")).isEqualTo("2026-03-02T10:00:00Z");
    assertThat(answer.text("evidence", "newest")).isEqualTo("2026-03-02T11:00:00Z");
    assertThat(answer.number("evidence", "verdicts", "logFiles", "could not tell")).isEqualTo(1);
    assertThat(answer.text("evidence", "sentence"))
        .isEqualTo("searched 2 events of 2026-03-02 in 1 log file: 0 intact; 1 could not tell");
    assertThat(answer.text("askedAt")).isEqualTo(Rig.NOW.toString());
    assertThat(answer.number("tookMicros"))
        .isPositive()
        .isEqualTo(answer.number("findingMicros") + answer.number("readingMicros"));
    assertThat(answer.number("readingMicros")).isPositive();
  }

  @Test
  void anEmptyAnswerSaysOverWhatItIsEmptyAndWhyThatMayBe() throws Exception {
    rig.deliver(Rig.event("2026-03-02T10:00:00Z", "DeleteBucket", ONE, ""));
    Json answer = rig.search("eventNam:DeleteBucket");
    assertThat(answer.number("total")).isZero();
    assertThat(answer.text("hints", 0))
        .isEqualTo("no event has a field eventNam; did you mean eventName?");
    assertThat(answer.number("evidence", "events")).isEqualTo(1);

    Json early = rig.json("/api/v1/events?q=eventName:DeleteBucket&to=2026-03-01");
    assertThat(early.text("hints", 0)).startsWith("the time asked for lies before all events here");
    assertThat(early.text("to")).isEqualTo("2026-03-02T00:00:00Z");
  }

  @Test
  void followingTheCursorGivesEveryEventOnceNewestFirst() throws Exception {
    List<String> records = new ArrayList<>();
    for (int i = 0; i < 25; i++) {
      records.add(Rig.event("2026-03-02T10:%02d:00Z".formatted(i / 2), "GetObject", "e" + i, ""));
    }
    rig.deliver(records.subList(0, 12).toArray(String[]::new));
    rig.deliver(records.subList(12, 25).toArray(String[]::new));

    List<String> times = new ArrayList<>();
    List<String> ids = new ArrayList<>();
    String cursor = "";
    do {
      Json page = rig.json("/api/v1/events?limit=10&cursor=" + Rig.encode(cursor));
      assertThat(page.number("total")).isEqualTo(25);
      for (Json event : page.list("events")) {
        times.add(event.text("event", "eventTime"));
        ids.add(event.text("id"));
      }
      cursor = page.text("cursor");
    } while (!cursor.equals("null"));
    assertThat(ids).hasSize(25).doesNotHaveDuplicates();
    assertThat(times).isSortedAccordingTo((a, b) -> b.compareTo(a));
  }

  @Test
  void theTimeRangeIncludesItsStartAndNotItsEnd() throws Exception {
    rig.deliver(
        Rig.event("2026-03-02T10:00:00Z", "A", "a", ""),
        Rig.event("2026-03-02T11:00:00Z", "B", "b", ""));
    Json answer = rig.json("/api/v1/events?from=2026-03-02T10:00Z&to=2026-03-02T11:00Z");
    assertThat(answer.list("events"))
        .singleElement()
        .satisfies(event -> assertThat(event.text("event", "eventName")).isEqualTo("A"));
    assertThat(rig.json("/api/v1/events?from=2026-03-02&to=2026-03-02").number("total"))
        .isEqualTo(2);
  }

  @Test
  void anEventIsFoundByItsIdAndByCloudTrailsEventID() throws Exception {
    String record = Rig.event("2026-03-02T10:00:00Z", "DeleteBucket", ONE, "");
    rig.deliver(record);
    String id = rig.search("eventName:DeleteBucket").text("events", 0, "id");

    for (String name : List.of(id, ONE)) {
      Json event = rig.json("/api/v1/events/" + name);
      assertThat(event.text("id")).isEqualTo(id);
      assertThat(event.text("event", "eventName")).isEqualTo("DeleteBucket");
      assertThat(event.text("verdict", "word")).isEqualTo("could not tell");

      HttpResponse<byte[]> raw = rig.bytes("/api/v1/events/" + name + "/raw");
      assertThat(new String(raw.body(), StandardCharsets.UTF_8)).isEqualTo(record);
      assertThat(raw.headers().firstValue("Content-Type")).contains("application/json");
      assertThat(raw.headers().firstValue("X-Content-Type-Options")).contains("nosniff");
      assertThat(raw.headers().firstValue("Content-Disposition"))
          .isEqualTo(Optional.of("attachment; filename=\"event-%s.json\"".formatted(id)));
    }
  }

  @Test
  void anEventIDThatSeveralEventsCarryIsAChoice() throws Exception {
    rig.deliver(
        Rig.event("2026-03-02T10:00:00Z", "A", TWICE, ""),
        Rig.event("2026-03-02T10:00:00Z", "B", TWICE, ""));
    HttpResponse<String> response = rig.get("/api/v1/events/" + TWICE);
    assertThat(response.statusCode()).isEqualTo(409);
    Json problem = Json.of(response.body());
    assertThat(problem.text("code")).isEqualTo("EVENT_AMBIGUOUS");
    assertThat(problem.text("detail"))
        .isEqualTo("\"%s\" must name one event, names 2".formatted(TWICE));
    for (Json id : problem.list("ids")) {
      assertThat(rig.json("/api/v1/events/" + id.value()).text("event", "eventID"))
          .isEqualTo(TWICE);
    }
    assertThat(problem.list("ids")).hasSize(2);
    assertThat(rig.get("/events/" + TWICE, "Accept", "text/html").body())
        .contains("<a href=\"/events/" + problem.text("ids", 0) + "\">");
  }

  @Test
  void aRecordThatIsNotUtf8IsGivenUntouched() throws Exception {
    String record = Rig.event("2026-03-02T10:00:00Z", "DeleteBucket", ONE, ",\"x\":\"#\"");
    byte[] content = ("{\"Records\":[" + record + "]}").getBytes(StandardCharsets.UTF_8);
    int at = new String(content, StandardCharsets.UTF_8).indexOf('#');
    content[at] = (byte) 0xff;
    rig.deliver(content);

    // Whether such an event is indexed is for the parser to say; what is quarantined must be
    // listed.
    Json quarantine = rig.json("/api/v1/quarantine");
    Json answer = rig.search("eventName:DeleteBucket");
    assertThat(quarantine.list("objects").size() + answer.number("total")).isPositive();
    for (Json event : answer.list("events")) {
      assertThat(event.text("event")).isEqualTo("null");
      byte[] raw = Base64.getDecoder().decode(event.text("eventBase64"));
      assertThat(raw).contains((byte) 0xff);
      assertThat(rig.bytes(event.text("raw")).body()).isEqualTo(raw);
      assertThat(rig.page("/events/" + event.text("id")))
          .contains("not one whole JSON object in UTF-8");
    }
  }

  @Test
  void whatWasSetAsideIsListedWithTheReason() throws Exception {
    rig.deliver("{\"Records\":[{\"eventName\":\"A\"}".getBytes(StandardCharsets.UTF_8));
    Json listed = rig.json("/api/v1/quarantine");
    assertThat(listed.list("objects")).hasSize(1);
    assertThat(listed.text("objects", 0, "defects", 0, "reason")).isNotEmpty();
    assertThat(listed.text("objects", 0, "kind")).isEqualTo("LOG");
    assertThat(listed.text("next")).isEqualTo("null");
    assertThat(rig.page("/evidence"))
        .contains(listed.text("objects", 0, "objectName", "key"))
        .contains("at byte ");
    assertThat(rig.page("/"))
        .contains("1 object is in quarantine because something is wrong with its bytes");
    assertThat(rig.json("/api/v1/evidence").number("received", "quarantined")).isEqualTo(1);
    assertThat(
            rig.json("/api/v1/quarantine?after=" + listed.text("objects", 0, "entry"))
                .list("objects"))
        .isEmpty();
  }

  @Test
  void everyExampleOnThePageIsAQueryThatWorks() throws Exception {
    List<String> examples =
        Pattern.compile("href=\"(/\\?q=[^\"]+)\"")
            .matcher(rig.page("/"))
            .results()
            .map(match -> match.group(1).replace("&amp;", "&"))
            .toList();
    assertThat(examples).hasSizeGreaterThan(5);
    for (String example : examples) {
      assertThat(rig.page(example)).as(example).contains("no event matches");
    }
  }

  @Test
  void manyAskersAtOnceAreAllAnswered() throws Exception {
    rig.deliver(Rig.event("2026-03-02T10:00:00Z", "DeleteBucket", ONE, ""));
    try (var askers = Executors.newVirtualThreadPerTaskExecutor()) {
      var answers =
          IntStream.range(0, 200)
              .mapToObj(_ -> askers.submit(() -> rig.search("eventName:DeleteBucket")))
              .toList();
      for (var answer : answers) {
        assertThat(answer.get().number("total")).isEqualTo(1);
      }
    }
  }
}
