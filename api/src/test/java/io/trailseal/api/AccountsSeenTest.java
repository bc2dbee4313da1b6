package io.trailseal.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.trailseal.api.ask.Answer;
import io.trailseal.api.ask.Answers;
import io.trailseal.api.ask.ExportQuestion;
import io.trailseal.api.ask.Exports;
import io.trailseal.api.ask.Question;
import io.trailseal.api.error.ProblemException;
import io.trailseal.indexer.Store;
import io.trailseal.indexer.access.Caller;
import io.trailseal.indexer.access.Role;
import io.trailseal.indexer.export.ExportForm;
import io.trailseal.indexer.fsck.Fsck;
import io.trailseal.indexer.ledger.LedgerPosition;
import io.trailseal.indexer.search.Aggregated;
import io.trailseal.indexer.search.EventHit;
import io.trailseal.indexer.search.FieldInfo;
import io.trailseal.indexer.search.WalkRequest.Order;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Somebody who may see one AWS account is told nothing of another, by whatever is asked of
/// `api.ask`, which all doors ask. [io.trailseal.indexer.search] says the same of the index.
final class AccountsSeenTest {
  private static final InstantSource CLOCK = InstantSource.fixed(Rig.NOW);

  @TempDir static Path folder;
  private static Rig rig;
  private static Answers answers;
  private static List<EventHit> all;

  @BeforeAll
  static void open() throws Exception {
    rig = Rig.open(folder);
    answers = new Answers(rig.store(), CLOCK);
    rig.deliver(
        Rig.event("2026-03-02T10:00:00Z", "GetObject", "mine-1", ""),
        Rig.event("2026-03-02T10:00:02Z", "GetObject", "mine-2", ""),
        Rig.event("2026-03-02T10:00:03Z", "StealSecret", "other-1", ",\"secretField\":\"hush\"")
            .replace(
                "\"recipientAccountId\":\"111122223333\"",
                "\"recipientAccountId\":\"444455556666\""));
    all = answers.ask(Caller.machine("a test"), question("*", "")).found().hits();
    assertThat(all).hasSize(3);
  }

  @AfterAll
  static void close() throws Exception {
    Store store = rig.store();
    assertThat(new Fsck(store.ledger(), store.vault(), store.search()).check()).isEmpty();
    rig.close();
  }

  private static Caller seeing(String... accounts) {
    return new Caller(
        Caller.Kind.TOKEN,
        "few",
        Optional.of("t"),
        Set.of(Role.AUDITOR),
        Optional.of(Set.of(accounts)),
        "127.0.0.1");
  }

  private static Question question(String q, String aggregate) {
    return new Question(q, "", "", 50, Optional.empty(), "", "", aggregate, true);
  }

  @Test
  void hitsTotalsCountsAndHintsAreOfTheirAccounts() throws Exception {
    Answer answer =
        answers.ask(
            seeing("111122223333"), question("*", "terms(eventName,10),terms(secretField,10)"));
    assertThat(answer.found().hits())
        .extracting(hit -> hit.summary().eventID())
        .containsExactly("mine-2", "mine-1");
    assertThat(answer.found().total()).isEqualTo(2);
    assertThat(answer.found().evidence().events()).isEqualTo(2);
    assertThat(answer.found().evidence().newest().orElseThrow()).isEqualTo("2026-03-02T10:00:02Z");
    Aggregated.Terms names = (Aggregated.Terms) answer.found().aggregated().getFirst();
    assertThat(names.buckets()).extracting(Aggregated.Bucket::value).containsExactly("GetObject");
    assertThat(answer.hints()).anyMatch(hint -> hint.contains("no event has a field secretField"));
    assertThat(answers.ask(seeing("111122223333"), question("hush", "")).found().total()).isZero();
    assertThat(answers.ask(seeing("444455556666"), question("hush", "")).found().total()).isOne();
    assertThat(answers.ask(seeing(), question("*", "")).found().total()).isZero();
  }

  @Test
  void suggestionsAreOfTheirAccounts() throws Exception {
    Caller caller = seeing("111122223333");
    assertThat(answers.fields(caller, "secret", 10)).isEmpty();
    assertThat(answers.fields(seeing("444455556666"), "secret", 10))
        .extracting(FieldInfo::path)
        .containsExactly("secretField");
    assertThat(answers.values(caller, "eventName", "", 10).values())
        .containsExactly(new FieldInfo.FieldValue("GetObject", 2));
    assertThat(answers.values(caller, "recipientAccountId", "", 10).values())
        .extracting(FieldInfo.FieldValue::value)
        .containsExactly("111122223333");
  }

  @Test
  void anEventOfAnotherAccountHasNoPageNoGroundsAndNoProof() throws Exception {
    Caller caller = seeing("111122223333");
    for (EventHit hit : all) {
      boolean mine = hit.summary().eventID().startsWith("mine");
      for (String name : List.of(hit.id().toString(), hit.summary().eventID())) {
        if (mine) {
          assertThat(answers.event(caller, name).id()).isEqualTo(hit.id());
          assertThat(answers.grounded(caller, name)).isNotNull();
        } else {
          isNotThere(() -> answers.event(caller, name));
          isNotThere(() -> answers.grounded(caller, name));
          isNotThere(() -> answers.proof(caller, name, (id, _) -> id));
        }
      }
    }
  }

  private static void isNotThere(ThrowingCallable asking) {
    assertThatThrownBy(asking)
        .isInstanceOf(ProblemException.class)
        .hasMessageContaining("no event in the index has the id");
  }

  @Test
  void anExportIsOfTheirAccounts() throws Exception {
    Exports exports = new Exports(rig.store(), CLOCK);
    ExportQuestion everything =
        new ExportQuestion(
            "*", "", "", ExportForm.NDJSON, Order.OLDEST_FIRST, Optional.empty(), true, 100);
    assertThat(read(exports.open(seeing("111122223333"), everything, () -> false)))
        .contains("mine-1", "mine-2")
        .doesNotContain("other-1")
        .doesNotContain("444455556666");
    assertThat(read(exports.open(seeing("444455556666"), everything, () -> false)))
        .contains("other-1")
        .doesNotContain("mine-");
  }

  @Test
  void objectsAndVerdictsAreOfTheirAccountsByTheirKeys() throws Exception {
    rig.deliverAs(
        "AWSLogs/444455556666/CloudTrail/us-east-1/2026/03/02/"
            + "444455556666_CloudTrail_us-east-1_20260302T0000Z_aaaaaaaaaaaaaaaa.json.gz",
        "{\"Records\":[{]}".getBytes(StandardCharsets.UTF_8));
    Caller few = seeing("111122223333");
    Caller other = seeing("444455556666");
    Caller everybody = Caller.machine("a test");
    assertThat(answers.quarantine(everybody, LedgerPosition.START, 10)).hasSize(1);
    assertThat(answers.quarantine(few, LedgerPosition.START, 10)).isEmpty();
    assertThat(answers.quarantine(other, LedgerPosition.START, 10)).hasSize(1);
    assertThat(answers.overview(few, 10, 10, 10, 10).quarantine()).isEmpty();
    assertThat(answers.standing(few).objects()).isEmpty();
    assertThat(answers.standing(everybody).objects()).isPresent();
    int all = answers.verdicts(everybody, false, 10).size();
    assertThat(answers.verdicts(few, false, 10).size())
        .isPositive()
        .isLessThan(all)
        .isEqualTo(all - answers.verdicts(other, false, 10).size());
  }

  /// Over the network, wherever there is something to be asked for.
  @Test
  void noAnswerNamesAnotherAccount() throws Exception {
    String token =
        Rig.token(rig.store(), "sweep", Set.of(Role.AUDITOR), Optional.of(Set.of("111122223333")));
    EventHit mine =
        all.stream()
            .filter(hit -> hit.summary().eventID().equals("mine-1"))
            .findFirst()
            .orElseThrow();
    EventHit other =
        all.stream()
            .filter(hit -> hit.summary().eventID().equals("other-1"))
            .findFirst()
            .orElseThrow();
    for (String path :
        List.of(
            "/api/v1/events?explain=true",
            "/api/v1/events?q=secretFeild:x&explain=true",
            "/api/v1/events?limit=0&aggregate=terms(recipientAccountId,10),terms(eventName,10)",
            "/api/v1/events/export",
            "/api/v1/events/export?format=csv&columns=secretFeld",
            "/api/v1/events/" + mine.id(),
            "/api/v1/events/" + mine.id() + "/surroundings",
            "/api/v1/events/" + mine.id() + "/proof",
            "/api/v1/fields?limit=100",
            "/api/v1/fields/eventName/values",
            "/api/v1/fields/recipientAccountId/values",
            "/api/v1/objects",
            "/api/v1/verdicts",
            "/api/v1/quarantine",
            "/api/v1/coverage",
            "/?q=*",
            "/events/" + mine.id())) {
      HttpResponse<String> answer = asked(path, token);
      assertThat(answer.statusCode()).as("%s: %s", path, answer.body()).isEqualTo(200);
      assertThat(answer.body())
          .as(path)
          .doesNotContain("444455556666", "StealSecret", "hush", "secretField", "other-1");
    }
    for (String ofAll :
        List.of("/api/v1/evidence", "/evidence", "/api/v1/sources", "/api/v1/access", "/metrics")) {
      assertThat(asked(ofAll, token).statusCode()).as(ofAll).isEqualTo(403);
    }
    for (String id : List.of(other.id().toString(), "other-1")) {
      for (String way : List.of("", "/raw", "/proof", "/surroundings")) {
        assertThat(asked("/api/v1/events/" + id + way, token).statusCode()).as(way).isEqualTo(404);
      }
      assertThat(asked("/events/" + id, token).statusCode()).isEqualTo(404);
    }
    assertThat(asked("/api/v1/objects/" + other.id().object(), token).body())
        .as("the object of both accounts has this one's key")
        .contains("111122223333");
  }

  private static HttpResponse<String> asked(String path, String token) throws Exception {
    try (HttpClient client = HttpClient.newHttpClient()) {
      return client.send(
          HttpRequest.newBuilder(URI.create(rig.url() + path))
              .header("Authorization", "Bearer " + token)
              .build(),
          HttpResponse.BodyHandlers.ofString());
    }
  }

  private static String read(InputStream stream) throws IOException {
    try (stream) {
      return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
