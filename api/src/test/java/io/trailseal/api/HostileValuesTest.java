package io.trailseal.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Everything in an event and every key is chosen by strangers; pages show it and nothing more.
final class HostileValuesTest {
  private static final String SCRIPT = "<script>alert(1)</script>";
  private static final String QUOTES = "\\\"><img src=x onerror=alert(1)>'`${1}";

  @TempDir static Path folder;
  private static Rig rig;

  @BeforeAll
  static void open() throws Exception {
    rig = Rig.open(folder);
    rig.deliver(
        """
        {"eventTime":"2026-03-02T10:00:00Z","eventName":"%s","eventSource":"%s",
        "eventID":"hostile-one","userAgent":"%s","awsRegion":"\\u202egnp.exe",
        "sourceIPAddress":"%s","errorCode":"%s","recipientAccountId":"%s",
        "userIdentity":{"arn":"arn:aws:iam::1:user/%s","%s":"%s"},
        "requestParameters":{"long":"%s","lone":"\\ud800","nul":"a\\u0000b","lines":"a\\nb\\r\\nc",
        "link":"javascript:alert(1)"}}"""
            .formatted(
                SCRIPT,
                QUOTES,
                SCRIPT,
                QUOTES,
                SCRIPT,
                SCRIPT,
                SCRIPT,
                SCRIPT,
                QUOTES,
                "x".repeat(100_000)));
    rig.deliverAs(
        "AWSLogs/111122223333/CloudTrail/us-east-1/2026/03/02/new\nline\u202e<b>.json.gz",
        ("{\"Records\":[" + Rig.event("2026-03-02T09:00:00Z", "InOddKey", "odd-key", "") + "]}")
            .getBytes(StandardCharsets.UTF_8));
  }

  @AfterAll
  static void close() throws IOException {
    rig.close();
  }

  @Test
  void noPageHasMarkupThatAnEventBrought() throws Exception {
    String id = rig.json("/api/v1/events/hostile-one").text("id");
    for (String path :
        List.of(
            "/",
            "/?q=" + Rig.encode(SCRIPT),
            "/?q=" + Rig.encode("\"><img src=x onerror=alert(1)>"),
            "/events/" + id,
            "/evidence",
            // With all of the above in it.
            "/access")) {
      String page = rig.get(path, "Accept", "text/html").body();
      assertThat(page)
          .as(path)
          .startsWith("<!doctype html>")
          .doesNotContain("<script")
          .doesNotContain("<img src=x")
          .doesNotContain("href=\"javascript:")
          .doesNotContain("\u202e")
          .doesNotContain("\u0000");
      assertThat(page.chars().filter(c -> c == '<').count())
          .as("brackets of %s", path)
          .isEqualTo(
              page.chars().filter(c -> c == '>').count() - closingBracketsInAttributes(page));
    }
  }

  /// Attributes may hold a bare `>`, which opens nothing.
  private static long closingBracketsInAttributes(String page) {
    return Pattern.compile("\"[^\"<]*\"")
        .matcher(page)
        .results()
        .mapToLong(match -> match.group().chars().filter(c -> c == '>').count())
        .sum();
  }

  @Test
  void theEventsPageShowsTheValuesForWhatTheyAre() throws Exception {
    String page = rig.page("/events/" + rig.json("/api/v1/events/hostile-one").text("id"));
    assertThat(page)
        .contains("&lt;script&gt;alert(1)&lt;/script&gt;")
        .contains("\\u202egnp.exe")
        .contains("a\\u0000b")
        .contains("a\\nb\\r\\nc")
        .contains("\\ud800")
        .contains("x".repeat(100_000));
  }

  @Test
  void theListShowsOnlyTheBeginningOfALongValue() throws Exception {
    assertThat(rig.page("/")).doesNotContain("x".repeat(1000));
  }

  @Test
  void aValuesLinkFindsTheEventItCameFrom() throws Exception {
    String page = rig.page("/events/" + rig.json("/api/v1/events/hostile-one").text("id"));
    var links =
        Pattern.compile("href=\"(/\\?q=[^\"]*)\"")
            .matcher(page)
            .results()
            .map(match -> match.group(1).replace("&amp;", "&"))
            .distinct()
            .toList();
    assertThat(links).hasSizeGreaterThan(8);
    for (String link : links) {
      assertThat(rig.json("/api/v1/events" + link.substring(1)).number("total"))
          .as(link)
          .isPositive();
    }
  }

  @Test
  void aKeyWithANewlineIsShownOnOneLine() throws Exception {
    Json event = rig.json("/api/v1/events/odd-key");
    assertThat(event.text("objectName", "key")).endsWith("/new\nline\u202e<b>.json.gz");
    assertThat(rig.page("/events/" + event.text("id")))
        .contains("/new\\u000aline\\u202e&lt;b&gt;.json.gz");
  }

  @Test
  void theJsonAnswerHoldsTheRecordAsItWas() throws Exception {
    Json answer = rig.search("eventID:hostile-one");
    assertThat(answer.text("events", 0, "event", "userAgent")).isEqualTo(SCRIPT);
    assertThat(answer.text("events", 0, "event", "requestParameters", "long")).hasSize(100_000);
  }
}
