package io.trailseal.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.trailseal.verifier.synthetic.FolderBucket;
import io.trailseal.verifier.synthetic.SampleSettings;
import io.trailseal.verifier.synthetic.SyntheticTrail;
import io.trailseal.verifier.synthetic.Tampering;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The pages in a real browser, over a sample as the demo has it, only smaller.
final class BrowserTest {
  private static final Pattern REQUESTED =
      Pattern.compile(
          "\"method\":\"Network.requestWillBeSent\".*?\"request\":\\{.*?\"url\":\"([^\"]+)\"");

  /// Wider than the screen by this many pixels is rounding.
  private static final int SLACK_PIXELS = 1;

  @TempDir static Path folder;
  private static Rig rig;
  private static Browser browser;

  @BeforeAll
  static void open() throws Exception {
    rig = Rig.open(folder);
    Path bucket = folder.resolve("bucket");
    SampleSettings settings =
        new SampleSettings(
            2,
            2,
            10,
            60,
            Optional.empty(),
            7,
            Instant.parse("2026-03-02T00:00:00Z"),
            Rig.BUCKET,
            "");
    FolderBucket written = FolderBucket.at(bucket);
    new SyntheticTrail(settings).writeTo(written);
    Tampering.LOG_MODIFIED.apply(written, settings, 0);
    Tampering.LOG_DELETED.apply(written, settings, 1);
    rig.takeToItsEnd(bucket, settings.regionNames());
    rig.deliver("{\"Records\":[{\"eventName\":\"Cut".getBytes(StandardCharsets.UTF_8));
    rig.deliver(
        Rig.event(
            "2026-03-02T01:00:00Z",
            "HostileEvent",
            "hostile",
            ",\"errorMessage\":\"<script>document.title='owned'</script><img src=//evil.example/x>\""));
    browser = Browser.start(Files.createDirectory(folder.resolve("profile")));
    browser.resize(1280, 900);
    rig.signIn(browser, "/evidence");
  }

  @AfterAll
  static void close() throws IOException {
    try {
      if (browser != null) {
        browser.close();
      }
    } finally {
      rig.close();
    }
  }

  /// Whatever a test looked at: nothing was complained of, and nothing was fetched from elsewhere.
  @AfterEach
  void quietAndAtHome() throws Exception {
    assertThat(browser.console()).as("console").isEmpty();
    List<String> requested =
        browser.network().stream()
            .flatMap(message -> REQUESTED.matcher(message).results())
            .map(match -> match.group(1))
            .toList();
    assertThat(requested).isNotEmpty();
    assertThat(requested).allMatch(url -> url.startsWith(rig.url() + "/"));
  }

  @Test
  void theFirstPageShowsTheNewestEventsAndTheEvidence() throws Exception {
    browser.open(rig.url() + "/");
    assertThat(browser.title()).isEqualTo("Search · Trailseal");
    assertThat(browser.texts(".events tbody tr")).hasSize(50);
    assertThat(browser.texts(".events thead th"))
        .containsExactly(
            "Time", "Event", "Who", "Account", "Region", "From address", "Error", "Evidence");
    assertThat(browser.texts(".evidence").getFirst())
        .startsWith("searched ")
        .contains(" events of 2026-03-01 … 2026-03-02 in ")
        .contains(" intact")
        .contains("could not tell");
    assertThat(browser.texts(".badge.proven").getFirst()).contains("✓").contains("intact");
    assertThat(browser.texts(".events tbody td:first-child"))
        .isSortedAccordingTo((a, b) -> b.compareTo(a));
  }

  @Test
  void aQueryIsAskedByTypingAndSubmittingAndTheNextPageFollows() throws Exception {
    browser.open(rig.url() + "/");
    browser.type("#q", "eventSource:s3.amazonaws.com");
    browser.follow("button[type=submit]");
    assertThat(browser.url()).contains("/?q=eventSource%3As3.amazonaws.com");
    assertThat(browser.texts(".events tbody td.name .by")).isNotEmpty().allMatch("s3"::equals);
    List<String> first = browser.texts(".events tbody td:first-child a");
    browser.follow(".turn .next");
    assertThat(browser.url()).contains("cursor=");
    assertThat(browser.texts(".events tbody td:first-child a").getFirst())
        .isLessThanOrEqualTo(first.getLast());
    assertThat(browser.evaluate("return document.getElementById('q').value"))
        .isEqualTo("eventSource:s3.amazonaws.com");
  }

  @Test
  void aMistakeIsMarkedWhereItIs() throws Exception {
    browser.open(rig.url() + "/");
    browser.type("#q", "eventName:A AND )");
    browser.enter("#q");
    assertThat(browser.texts(".trouble mark")).containsExactly(")");
    assertThat(browser.texts("[role=alert]").getFirst()).startsWith("Nothing was searched:");
    assertThat(browser.evaluate("return document.getElementById('q').getAttribute('aria-invalid')"))
        .isEqualTo("true");
    onlyTheMistakeWasNoted();
  }

  @Test
  void anEmptyAnswerIsStillAnAnswer() throws Exception {
    browser.open(rig.url() + "/?q=eventName:NeverHappened");
    assertThat(browser.texts("#found").getFirst()).startsWith("no event matches");
    assertThat(browser.texts(".evidence").getFirst()).startsWith("searched ");
    assertThat(browser.texts(".events")).isEmpty();
  }

  @Test
  void anEventIsOneClickAwayAndItsValuesLeadOn() throws Exception {
    browser.open(rig.url() + "/?q=eventName:HostileEvent");
    browser.follow(".events .name a");
    assertThat(browser.title()).isEqualTo("s3 HostileEvent · Trailseal");
    assertThat(browser.texts(".proof .sentence").getFirst()).isNotEmpty();
    assertThat(browser.texts(".record .line").size()).isGreaterThan(10);
    assertThat(browser.texts(".record").getFirst())
        .contains("<script>document.title='owned'</script>");
    browser.follow(".facts a[href*=accessKeyId]");
    assertThat(browser.texts("#found").getFirst()).startsWith("1 event matches");
  }

  @Test
  void theEvidencePageListsWhatIsWrong() throws Exception {
    browser.open(rig.url() + "/evidence");
    assertThat(browser.texts("h2"))
        .containsExactly(
            "Verdicts", "Received", "Findings", "Could not tell", "Quarantine", "Key ring");
    assertThat(browser.texts("section[aria-labelledby=findings] .badge.finding"))
        .anyMatch(text -> text.contains("✕") && text.toLowerCase(Locale.ROOT).contains("altered"))
        .anyMatch(text -> text.toLowerCase(Locale.ROOT).contains("missing"));
    assertThat(browser.texts("section[aria-labelledby=quarantine] li")).hasSize(1);
    assertThat(browser.texts("section[aria-labelledby=keys] tbody tr")).hasSize(2);
  }

  @Test
  void theListFitsAnOrdinaryScreen() throws Exception {
    browser.open(rig.url() + "/?q=" + Rig.encode("StopLogging OR NOT eventName:Get*"));
    assertThat(browser.evaluate("return document.querySelector('.scroll').scrollWidth"))
        .isEqualTo(browser.evaluate("return document.querySelector('.scroll').clientWidth"));
  }

  @Test
  void nothingIsCutOffOnAPhone() throws Exception {
    browser.resize(390, 844);
    try {
      for (String path :
          List.of("/", "/evidence", "/access", "/?q=eventName:HostileEvent", "/?q=(")) {
        browser.open(rig.url() + path);
        int width = Integer.parseInt(browser.evaluate("return document.body.scrollWidth"));
        int screen = Integer.parseInt(browser.evaluate("return window.innerWidth"));
        assertThat(width).as(path).isLessThanOrEqualTo(screen + SLACK_PIXELS);
      }
      onlyTheMistakeWasNoted();
    } finally {
      browser.resize(1280, 900);
    }
  }

  @Test
  void wordsAreReadableInLightAndDark() throws Exception {
    for (String scheme : List.of("light", "dark")) {
      browser.emulate("screen", scheme);
      browser.open(rig.url() + "/evidence");
      for (String css :
          List.of("body", ".soft", ".evidence", "th", "h2", ".bar a", ".badge", ".reservation")) {
        double contrast = contrast(css);
        assertThat(contrast).as("%s, %s", css, scheme).isGreaterThanOrEqualTo(4.5);
      }
    }
    browser.emulate("", "light");
  }

  /// Chromium itself notes every answer of 400; that is the only thing it may note.
  private static void onlyTheMistakeWasNoted() throws IOException, InterruptedException {
    assertThat(browser.console()).isNotEmpty().allMatch(line -> line.contains("400 (Bad Request)"));
  }

  /// Contrast of the first element that matches, as WCAG 2 defines it, against the nearest
  /// background that is not transparent.
  private static double contrast(String css) throws IOException, InterruptedException {
    return Double.parseDouble(
        browser.evaluate(
            """
            const of = text => text.match(/[\\d.]+/g).map(Number); \
            const light = c => { const [r, g, b] = c.slice(0, 3).map(v => { v /= 255; \
            return v <= 0.03928 ? v / 12.92 : Math.pow((v + 0.055) / 1.055, 2.4); }); \
            return 0.2126 * r + 0.7152 * g + 0.0722 * b; }; \
            const e = document.querySelector('%s'); let back = e; let c; \
            do { c = of(getComputedStyle(back).backgroundColor); back = back.parentElement; } \
            while (c.length === 4 && c[3] === 0 && back); \
            const a = light(of(getComputedStyle(e).color)); const b = light(c); \
            return String((Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05));"""
                .formatted(css)));
  }
}
