package io.trailseal.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.trailseal.indexer.access.AccessEntry;
import io.trailseal.indexer.access.AccessQuestion;
import io.trailseal.indexer.access.AccessRecord;
import io.trailseal.indexer.access.Caller;
import io.trailseal.indexer.access.Deed;
import io.trailseal.indexer.access.Role;
import io.trailseal.indexer.ledger.AccessAction;
import io.trailseal.indexer.ledger.AccessDetail;
import io.trailseal.indexer.ledger.AccessOutcome;
import io.trailseal.indexer.ledger.LedgerPosition;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Goal: nothing is given that is not in the access record, and what is in it can be read without
/// harm.
@Timeout(120)
final class AccessTest {
  private static final String ONE = Documented.ONE;
  private static final String MARK = "DeleteBucket";

  @TempDir private Path folder;
  private Rig rig;

  @BeforeEach
  void open() throws Exception {
    rig = Rig.open(folder);
    rig.deliver(
        Rig.event("2026-03-02T10:00:00Z", MARK, ONE, ""),
        Rig.event("2026-03-02T10:01:00Z", "PutObject", "other", ""));
  }

  @AfterEach
  void isWhole() throws IOException {
    try (Rig whole = rig) {
      assertThat(whole.store().fsck().check()).isEmpty();
    }
  }

  private AccessRecord record() {
    return rig.store().accessRecord();
  }

  private List<AccessEntry> entries() throws IOException {
    return record().find(AccessQuestion.ALL, Optional.empty(), 1_000).entries();
  }

  /// What was entered since there were so many, the oldest first.
  private List<String> since(int before) throws IOException {
    List<AccessEntry> all = entries();
    return all.subList(0, all.size() - before).reversed().stream()
        .map(entry -> entry.accessed().action() + " " + entry.accessed().outcome())
        .toList();
  }

  private List<String> enteredBy(String path) throws Exception {
    int before = entries().size();
    HttpResponse<String> response = rig.get(path, "Accept", "text/html, */*");
    assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
    return since(before);
  }

  @Test
  void whateverIsGivenIsEnteredOnce() throws Exception {
    assertThat(enteredBy("/api/v1/events?q=eventName:*")).containsExactly("QUERY DONE");
    assertThat(enteredBy("/?q=eventName:*")).containsExactly("QUERY DONE");
    assertThat(enteredBy("/api/v1/events?limit=0&aggregate=terms(eventName,5)"))
        .containsExactly("QUERY DONE");
    assertThat(enteredBy("/api/v1/fields")).containsExactly("VALUES_SUGGESTED DONE");
    assertThat(enteredBy("/api/v1/fields/eventName/values"))
        .containsExactly("VALUES_SUGGESTED DONE");
    assertThat(enteredBy("/api/v1/events/" + ONE)).containsExactly("EVENT_VIEWED DONE");
    assertThat(enteredBy("/api/v1/events/" + ONE + "/raw")).containsExactly("EVENT_VIEWED DONE");
    assertThat(enteredBy("/events/" + ONE)).containsExactly("EVENT_VIEWED DONE");
    assertThat(enteredBy("/api/v1/events/" + ONE + "/proof")).containsExactly("PROOF DONE");
    for (String report : List.of("evidence", "verdicts", "quarantine", "intake")) {
      assertThat(enteredBy("/api/v1/" + report)).as(report).containsExactly("REPORT DONE");
    }
    assertThat(enteredBy("/evidence")).containsExactly("REPORT DONE");
    assertThat(enteredBy("/api/v1/access")).containsExactly("ACCESS_READ DONE");
    assertThat(enteredBy("/access")).containsExactly("ACCESS_READ DONE");
    // Asked all the time, by machines, and they say nothing about events.
    for (String path :
        List.of("/health", "/health/live", "/metrics", "/seal.svg", "/api/v1/openapi.json")) {
      assertThat(enteredBy(path)).as(path).isEmpty();
    }
  }

  @Test
  void aQueryIsEnteredWithWhatItFound() throws Exception {
    Json _ = rig.json("/api/v1/events?q=eventName:" + MARK + "&from=2026-03-01&to=2026-03-02");
    AccessEntry entry = entries().getFirst();
    assertThat(entry.detail(AccessDetail.QUERY)).contains("eventName:" + MARK);
    assertThat(entry.detail(AccessDetail.FROM)).contains("2026-03-01T00:00:00Z");
    assertThat(entry.detail(AccessDetail.TO)).contains("2026-03-03T00:00:00Z");
    assertThat(entry.detail(AccessDetail.HITS)).contains("1");
    assertThat(entry.detail(AccessDetail.TOTAL)).contains("1");
    int before = entries().size();
    assertThat(rig.get("/api/v1/events?q=eventName:(").statusCode()).isEqualTo(400);
    assertThat(since(before)).isEmpty();
    Json _ = rig.json("/api/v1/events/" + ONE);
    assertThat(entries().getFirst().detail(AccessDetail.EVENT).orElseThrow()).endsWith(" " + ONE);
  }

  @Test
  void anExportIsEnteredBeforeItsFirstByteAndAtItsEnd() throws Exception {
    int before = entries().size();
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(rig.url() + "/api/v1/events/export?q=eventName:*"))
            .header("Authorization", rig.authorization())
            .build();
    try (HttpClient client = HttpClient.newHttpClient()) {
      try (InputStream body =
          client.send(request, HttpResponse.BodyHandlers.ofInputStream()).body()) {
        assertThat(since(before)).contains("EXPORT BEGUN");
        assertThat(body.readAllBytes()).isNotEmpty();
      }
    }
    AccessEntry end = awaitEnd();
    assertThat(end.accessed().outcome()).isEqualTo(AccessOutcome.DONE);
    assertThat(end.detail(AccessDetail.ROWS)).contains("2");
    assertThat(end.detail(AccessDetail.FORMAT)).contains("ndjson");
    AccessEntry begun = entries().get(1);
    assertThat(begun.accessed().outcome()).isEqualTo(AccessOutcome.BEGUN);
    assertThat(end.detail(AccessDetail.BEGUN_AT)).contains(begun.position().toString());
    // One that is refused was never begun.
    int then = entries().size();
    assertThat(rig.get("/api/v1/events/export?format=xml").statusCode()).isEqualTo(400);
    assertThat(since(then)).isEmpty();
  }

  /// The end is entered when the server has given the last byte away, which the client may see a
  /// moment before.
  private AccessEntry awaitEnd() throws Exception {
    while (true) {
      AccessEntry newest = entries().getFirst();
      if (newest.accessed().action() == AccessAction.EXPORT
          && newest.accessed().outcome() != AccessOutcome.BEGUN) {
        return newest;
      }
      Thread.sleep(5);
    }
  }

  /// The record is on the same disk as everything else; here only its table takes nothing more.
  @Test
  void whatCannotBeEnteredIsNotGiven() throws Exception {
    Path database = folder.resolve("store/ledger/ledger").toAbsolutePath();
    try (Connection connection =
            DriverManager.getConnection("jdbc:h2:file:" + database, "ledger", "");
        Statement statement = connection.createStatement()) {
      boolean _ =
          statement.execute(
              "ALTER TABLE access_entry ADD CONSTRAINT full_disk CHECK (position < 0) NOCHECK");
      statement.execute("CHECKPOINT SYNC");
    }
    int before = entries().size();
    for (String path :
        List.of(
            "/api/v1/events?q=eventName:*",
            "/api/v1/events/export",
            "/api/v1/events/export?format=csv",
            "/api/v1/events/" + ONE,
            "/api/v1/events/" + ONE + "/raw",
            "/api/v1/events/" + ONE + "/proof",
            "/api/v1/fields",
            "/api/v1/fields/eventName/values",
            "/api/v1/evidence",
            "/api/v1/verdicts",
            "/api/v1/quarantine",
            "/api/v1/intake",
            "/api/v1/access",
            "/api/v1/access/export",
            "/?q=eventName:*",
            "/events/" + ONE,
            "/evidence",
            "/access")) {
      HttpResponse<String> refused = rig.get(path, "Accept", "text/html, */*");
      assertThat(refused.statusCode()).as(path).isEqualTo(503);
      assertThat(refused.body())
          .as(path)
          .contains("access record")
          .doesNotContain(MARK)
          .doesNotContain("full_disk")
          .doesNotContain("SQL");
    }
    assertThat(Json.of(rig.get("/api/v1/events").body()).text("code")).isEqualTo("NOT_RECORDED");
    assertThat(rig.get("/health/live").statusCode()).isEqualTo(200);
    assertThat(entries()).hasSize(before);
    try (Connection connection =
            DriverManager.getConnection("jdbc:h2:file:" + database, "ledger", "");
        Statement statement = connection.createStatement()) {
      boolean _ = statement.execute("ALTER TABLE access_entry DROP CONSTRAINT full_disk");
    }
    assertThat(enteredBy("/api/v1/events?q=eventName:*")).containsExactly("QUERY DONE");
  }

  @Test
  void fiftyWhoAskAtOnceAreAllThereOnce() throws Exception {
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<Integer>> asking = new ArrayList<>();
      for (int i = 0; i < 50; i++) {
        String path = "/api/v1/events?q=who:nobody" + i;
        asking.add(threads.submit(() -> rig.get(path).statusCode()));
      }
      int answered = 0;
      for (Future<Integer> each : asking) {
        // One that had to wait for its turn for too long is told so, and is not entered.
        answered += each.get() == 200 ? 1 : 0;
      }
      List<String> queries =
          entries().stream().map(entry -> entry.detail(AccessDetail.QUERY).orElseThrow()).toList();
      assertThat(queries).hasSize(answered).doesNotHaveDuplicates();
    }
  }

  @Test
  void hostileTextComesOutEscaped() throws Exception {
    String hostile = "\u0000\u001b[2J\ud800\u202e<script>alert(1)</script>\"'&";
    Caller mallory =
        new Caller(
            Caller.Kind.TOKEN,
            hostile,
            Optional.of(hostile),
            Set.of(Role.ANALYST),
            Optional.empty(),
            hostile);
    LedgerPosition _ =
        record().enter(mallory, Deed.of(AccessAction.QUERY).query(hostile + "x".repeat(1 << 20)));
    record().signInRefused(hostile, Optional.of(hostile), hostile, hostile);
    String page = rig.page("/access?text=%3Cscript%3E");
    assertThat(page)
        .contains("2 entries")
        .contains("\\u0000\\u001b[2J\\ud800\\u202e&lt;script&gt;")
        .doesNotContain("<script")
        .doesNotContain("\u0000")
        .doesNotContain("\u001b")
        .doesNotContain("\u202e");
    HttpResponse<String> json = rig.get("/api/v1/access?action=QUERY&text=%3Cscript%3E");
    assertThat(json.body()).doesNotContain("\u0000").doesNotContain("\u001b");
    assertThat(Json.of(json.body()).list("entries")).hasSize(1);
    assertThat(Json.of(json.body()).text("entries", 0, "who", "name"))
        .isEqualTo(hostile.replace('\ud800', '?'));
    String export = rig.get("/api/v1/access/export?action=QUERY&text=%3Cscript%3E").body();
    assertThat(export.lines()).hasSize(3).allMatch(line -> line.chars().allMatch(c -> c < 127));
    assertThat(export).endsWith("{\"complete\":true,\"rows\":1}\n").contains("\\uD800\\u202E");
  }

  @Test
  void pagesLeadOnAndNonsenseIsRefused() throws Exception {
    for (int i = 0; i < 5; i++) {
      Json _ = rig.json("/api/v1/events?q=who:user" + i);
    }
    List<String> found = new ArrayList<>();
    Json page = rig.json("/api/v1/access?action=QUERY&limit=2");
    while (true) {
      page.list("entries").forEach(entry -> found.add(entry.text("details", "query")));
      if (page.at("next").value() == null || page.text("next").equals("null")) {
        break;
      }
      page = rig.json("/api/v1/access?action=QUERY&limit=2&cursor=" + page.text("next"));
    }
    assertThat(found)
        .containsExactly("who:user4", "who:user3", "who:user2", "who:user1", "who:user0");
    assertThat(rig.page("/access?action=QUERY&limit=2")).contains("Older entries");
    for (String nonsense :
        List.of(
            "cursor=x", "action=DANCED", "limit=0", "limit=1001", "from=yesterday", "whom=alice")) {
      assertThat(rig.get("/api/v1/access?" + nonsense).statusCode()).as(nonsense).isEqualTo(400);
    }
    assertThat(rig.get("/access?from=yesterday", "Accept", "text/html").body())
        .contains("Nothing was looked for")
        .contains("from must be a time");
  }
}
