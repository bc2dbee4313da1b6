package io.trailseal.indexer.access;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.trailseal.indexer.Store;
import io.trailseal.indexer.ledger.AccessAction;
import io.trailseal.indexer.ledger.AccessDetail;
import io.trailseal.indexer.ledger.AccessOutcome;
import io.trailseal.indexer.ledger.LedgerPosition;
import io.trailseal.verifier.Sha256;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Goal: what people do is on record, whatever they type, and can be given to somebody who checks
/// it.
@Timeout(120)
final class AccessRecordTest {
  private static final Instant NOON = Instant.parse("2026-11-20T12:00:00Z");
  private static final Caller ALICE =
      new Caller(
          Caller.Kind.USER,
          "alice",
          Optional.empty(),
          Set.of(Role.ANALYST),
          Optional.of(Set.of("222233334444", "111122223333")),
          "10.0.0.1");

  @TempDir private Path folder;
  private Instant now = NOON;
  private Store store;

  @BeforeEach
  void open() throws IOException {
    store = Store.open(folder.resolve("store"), "a test", () -> now);
  }

  @AfterEach
  void isWhole() throws IOException {
    try (Store whole = store) {
      assertThat(whole.fsck().check()).isEmpty();
    }
  }

  private AccessRecord record() {
    return store.accessRecord();
  }

  private List<AccessEntry> everything() throws IOException {
    return record().find(AccessQuestion.ALL, Optional.empty(), 1_000).entries();
  }

  @Test
  void aCallerIsRecordedWithTheirRestriction() throws Exception {
    LedgerPosition position =
        record()
            .enter(
                ALICE,
                Deed.of(AccessAction.QUERY)
                    .query("eventName:*")
                    .range(Optional.of(NOON), Optional.empty())
                    .with(AccessDetail.HITS, 3));
    AccessEntry entry = everything().getFirst();
    assertThat(entry.position()).isEqualTo(position);
    assertThat(entry.accessed().who().kind()).isEqualTo("USER");
    assertThat(entry.accessed().who().roles()).containsExactly("ANALYST");
    assertThat(entry.detail(AccessDetail.ACCOUNTS)).contains("111122223333 222233334444");
    assertThat(entry.detail(AccessDetail.FROM)).contains("2026-11-20T12:00:00Z");
    assertThat(entry.detail(AccessDetail.HITS)).contains("3");
  }

  @Test
  void whateverIsTypedFitsAndIsKeptAsItCame() throws Exception {
    String hostile = "\u0000\u001b[2J\ud800\u202E<script>é🙂";
    String long1 = "x".repeat(Deed.QUERY_LENGTH_MAX - 1) + "🙂" + "y".repeat(1 << 20);
    Caller mallory =
        new Caller(
            Caller.Kind.TOKEN,
            hostile + long1,
            Optional.of(long1),
            Set.of(Role.values()),
            Optional.of(
                Set.copyOf(
                    java.util.stream.IntStream.range(0, 500)
                        .mapToObj(i -> "%012d".formatted(i))
                        .toList())),
            long1);
    Deed deed = Deed.of(AccessAction.QUERY).query(long1);
    for (AccessDetail detail : AccessDetail.values()) {
      if (!detail.isNumber() && detail != AccessDetail.QUERY && detail != AccessDetail.QUERY_HASH) {
        deed = deed.with(detail, hostile + long1);
      }
    }
    var _ = record().enter(mallory, deed);
    var _ = record().enter(ALICE, Deed.of(AccessAction.QUERY).query(hostile));
    record().signInRefused(hostile + long1, Optional.of(long1), long1, "wrong password");
    List<AccessEntry> entries = everything();
    assertThat(entries).hasSize(3);
    assertThat(entries.get(1).detail(AccessDetail.QUERY)).contains(hostile);
    AccessEntry longest = entries.get(2);
    // Cut before the character that would not fit whole, and the hash is of everything.
    assertThat(longest.detail(AccessDetail.QUERY)).contains("x".repeat(Deed.QUERY_LENGTH_MAX - 1));
    assertThat(longest.detail(AccessDetail.QUERY_HASH))
        .contains(Sha256.of(long1.getBytes(UTF_8)).hex());
    assertThat(longest.detail(AccessDetail.QUERY_LENGTH))
        .contains(Integer.toString(long1.length()));
    assertThat(longest.detail(AccessDetail.REASON).orElseThrow())
        .startsWith(hostile)
        .endsWith("…")
        .hasSizeLessThanOrEqualTo(Deed.TEXT_LENGTH_MAX);
    assertThat(longest.accessed().who().name()).hasSize(AccessRecord.NAME_LENGTH_MAX);
  }

  @Test
  void refusalsOfOneAddressAreOneEntryAMinuteAndNoneIsLost() throws Exception {
    for (int i = 0; i < 500; i++) {
      record().signInRefused("user" + i % 3, Optional.empty(), "10.6.6.6", "wrong password");
      record().signInRefused("root", Optional.empty(), "10.7.7.7", "wrong password");
      now = now.plusMillis(100);
    }
    assertThat(everything()).hasSize(2);
    now = now.plus(Duration.ofMinutes(1));
    record().enterCounted();
    record().enterCounted();
    List<AccessEntry> entries = everything();
    assertThat(entries).hasSize(4);
    AccessEntry several = entries.get(1);
    assertThat(several.accessed().action()).isEqualTo(AccessAction.SIGN_IN_REFUSED);
    assertThat(several.accessed().who().address()).isEqualTo("10.6.6.6");
    assertThat(several.accessed().who().name()).isEmpty();
    assertThat(several.detail(AccessDetail.SUBJECT)).contains("user1, user2, user0");
    assertThat(several.detail(AccessDetail.TIMES)).contains("499");
    assertThat(several.detail(AccessDetail.SINCE)).contains("2026-11-20T12:00:00Z");
    assertThat(entries.get(0).accessed().who().name()).isEqualTo("root");
    assertThat(entries.get(0).detail(AccessDetail.TIMES)).contains("499");
    // A minute of peace, and the next is entered at once again.
    now = now.plus(Duration.ofMinutes(1));
    record().signInRefused("root", Optional.empty(), "10.7.7.7", "wrong password");
    assertThat(everything()).hasSize(5);
  }

  @Test
  void tooManyAddressesShareACount() throws Exception {
    int all = Refusals.COUNTS_MAX * 5;
    for (int i = 0; i < all; i++) {
      record().signInRefused("root", Optional.empty(), "10.0.%d.%d".formatted(i / 250, i), "no");
    }
    // One each, and one for the first of all the others.
    assertThat(everything()).hasSize(Refusals.COUNTS_MAX + 1);
    now = now.plus(Duration.ofMinutes(2));
    record().enterCounted();
    AccessEntry others = everything().getFirst();
    assertThat(others.accessed().who().address()).isEqualTo("several addresses");
    assertThat(others.detail(AccessDetail.TIMES))
        .contains(Integer.toString(all - Refusals.COUNTS_MAX - 1));
  }

  @Test
  void whatSomebodyMayNotIsCountedByNameAndWhatWasCountedIsEnteredWhenTheStoreIsClosed()
      throws Exception {
    Deed deed = Deed.of(AccessAction.PROOF).with(AccessDetail.ROUTE, "/api/v1/access");
    for (int i = 0; i < 10; i++) {
      record().refused(ALICE, deed);
    }
    store.close();
    open();
    List<AccessEntry> entries = everything();
    assertThat(entries).hasSize(2);
    assertThat(entries.getFirst().accessed().action()).isEqualTo(AccessAction.REFUSED);
    assertThat(entries.getFirst().accessed().outcome()).isEqualTo(AccessOutcome.REFUSED);
    assertThat(entries.getFirst().accessed().who().name()).isEqualTo("alice");
    assertThat(entries.getFirst().detail(AccessDetail.ROUTE)).contains("/api/v1/access");
    assertThat(entries.getFirst().detail(AccessDetail.TIMES)).contains("9");
  }

  @Test
  void refusalsOfDifferentThingsAreNotMerged() throws Exception {
    for (int i = 0; i < 3; i++) {
      record().refused(ALICE, refusal("/style", "no reason"));
      record().refused(ALICE, refusal("/api/v1/access", "not an auditor"));
      record().signInRefused("", Optional.of("mistyped"), "10.6.6.6", "token not accepted");
      record().signInRefused("", Optional.of("revoked"), "10.6.6.6", "token not accepted");
    }
    assertThat(everything()).hasSize(4);
    now = now.plus(Duration.ofMinutes(1));
    record().enterCounted();
    List<AccessEntry> counted = everything().subList(0, 4);
    assertThat(counted)
        .allSatisfy(each -> assertThat(each.detail(AccessDetail.TIMES)).contains("2"));
    assertThat(counted)
        .extracting(each -> each.detail(AccessDetail.ROUTE).orElse(""))
        .containsExactlyInAnyOrder("/style", "/api/v1/access", "", "");
    assertThat(counted)
        .extracting(each -> each.accessed().who().credential().orElse(""))
        .containsExactlyInAnyOrder("", "", "mistyped", "revoked");
  }

  @Test
  void whoShowsManyKindsHasOneCountForTheRest() throws Exception {
    int all = 50;
    for (int i = 0; i < all; i++) {
      record().signInRefused("", Optional.of("key" + i), "10.6.6.6", "unknown key");
      record().refused(ALICE, refusal("/" + i, "not an auditor"));
    }
    // Strangers do not take the place of those who are known, nor others at other addresses.
    record().signInRefused("", Optional.of("key"), "10.7.7.7", "unknown key");
    int first = Refusals.KINDS_MAX + 1;
    assertThat(everything()).hasSize(2 * first + 1);
    now = now.plus(Duration.ofMinutes(1));
    record().enterCounted();
    List<AccessEntry> counted = everything().subList(0, 2);
    String left = Integer.toString(all - first);
    assertThat(counted)
        .allSatisfy(
            each -> {
              assertThat(each.detail(AccessDetail.TIMES)).contains(left);
              assertThat(each.detail(AccessDetail.REASON).orElseThrow())
                  .startsWith(left + " different ones");
              assertThat(each.detail(AccessDetail.ROUTE)).isEmpty();
              assertThat(each.accessed().who().credential()).isEmpty();
            });
    assertThat(counted)
        .extracting(each -> each.accessed().who().address())
        .containsExactlyInAnyOrder("10.6.6.6", "10.0.0.1");
  }

  private static Deed refusal(String route, String reason) {
    return Deed.of(AccessAction.REFUSED)
        .with(AccessDetail.ROUTE, route)
        .with(AccessDetail.REASON, reason);
  }

  @Test
  void nobodyFillsTheLedgerByAsking() {
    Budgets budgets = new Budgets();
    Deed longest = Deed.of(AccessAction.QUERY).query("x".repeat(Deed.QUERY_LENGTH_MAX));
    int taken = 0;
    while (budgets.take(AccessRecord.accessed(ALICE, longest), now).isEmpty()) {
      taken++;
      now = now.plusMillis(10);
    }
    assertThat((long) taken * Deed.QUERY_LENGTH_MAX).isLessThan(Budgets.BYTES_MAX);
    assertThat(taken).isGreaterThan(10_000);
    Deed ended = Deed.of(AccessAction.EXPORT).with(AccessDetail.BEGUN_AT, 1);
    assertThat(budgets.take(AccessRecord.accessed(ALICE, ended), now)).isEmpty();
    Caller machine = Caller.machine("alice");
    assertThat(budgets.take(AccessRecord.accessed(machine, longest), now)).isEmpty();
    Caller bob =
        new Caller(
            Caller.Kind.USER,
            "bob",
            Optional.empty(),
            Set.of(Role.ANALYST),
            Optional.empty(),
            "10.0.0.1");
    assertThat(budgets.take(AccessRecord.accessed(bob, longest), now)).isEmpty();
    now = NOON.plus(Budgets.WINDOW);
    assertThat(budgets.take(AccessRecord.accessed(ALICE, longest), now)).isEmpty();
  }

  @Test
  void textIsFoundWhereverItStandsPageByPage() throws Exception {
    for (int i = 0; i < 25; i++) {
      var _ = record().enter(ALICE, Deed.of(AccessAction.QUERY).query("needle " + i));
      var _ = record().enter(ALICE, Deed.of(AccessAction.QUERY).query("hay"));
      now = now.plusMillis(i % 2);
    }
    AccessQuestion question =
        new AccessQuestion(
            Optional.of("Alice"),
            Optional.of(AccessAction.QUERY),
            Optional.of(NOON),
            Optional.empty(),
            Optional.of("NEEDLE"));
    List<String> found = new ArrayList<>();
    AccessPage page = record().find(question, Optional.empty(), 7);
    while (true) {
      page.entries().forEach(each -> found.add(each.detail(AccessDetail.QUERY).orElseThrow()));
      if (page.next().isEmpty()) {
        break;
      }
      page = record().find(question, page.next(), 7);
    }
    List<String> expected = new ArrayList<>();
    for (int i = 24; i >= 0; i--) {
      expected.add("needle " + i);
    }
    assertThat(found).isEqualTo(expected);
    for (String cursor : List.of("", "1", "1.2.3", "x.y", "1.9999999999999999999", "\u0000")) {
      assertThatThrownBy(() -> record().find(question, Optional.of(cursor), 7))
          .isInstanceOf(IllegalArgumentException.class);
    }
  }

  @Test
  void anExportIsCheckedWithStockTools() throws Exception {
    var _ = record().enter(ALICE, Deed.of(AccessAction.QUERY).query("a \\ b \" %s \u0000 é}"));
    for (int i = 0; i < 450; i++) {
      var _ = record().enter(ALICE, Deed.of(AccessAction.QUERY).query("q" + i));
    }
    ByteArrayOutputStream lines = new ByteArrayOutputStream();
    AccessExport export = record().export(AccessQuestion.ALL);
    // What is entered meanwhile is not in it.
    var _ = record().enter(ALICE, Deed.of(AccessAction.EXPORT).as(AccessOutcome.BEGUN));
    for (byte[] part = export.next(); part != null; part = export.next()) {
      lines.writeBytes(part);
    }
    List<String> written = lines.toString(US_ASCII).lines().toList();
    assertThat(written).hasSize(453);
    assertThat(written.getFirst())
        .isEqualTo(
            "{\"format\":\"trailseal-access 1\",\"at\":\"2026-11-20T12:00:00Z\",\"upTo\":451}");
    assertThat(written.getLast()).isEqualTo("{\"complete\":true,\"rows\":451}");
    assertThat(export.isComplete()).isTrue();
    // Starting openssl 451 times takes seconds; some of them tell as much.
    Path file = folder.resolve("access.ndjson");
    Files.write(file, written.subList(0, 12));
    assertThat(check(file)).isEqualTo("11 leaves, 0 wrong");
    Files.writeString(
        file, Files.readString(file).replaceFirst("\"name\":\"alice\"", "\"name\":\"mallory\""));
    assertThat(check(file)).isEqualTo("wrong: 1\n11 leaves, 1 wrong");
  }

  /// The lines of appliance/docs/operating.md.
  private static String check(Path file) throws Exception {
    Path script = Path.of("..", "appliance", "docs", "check-access.sh");
    Process process =
        new ProcessBuilder("sh", script.toString(), file.toString())
            .redirectErrorStream(true)
            .start();
    String said = new String(process.getInputStream().readAllBytes(), UTF_8).strip();
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    return said;
  }
}
