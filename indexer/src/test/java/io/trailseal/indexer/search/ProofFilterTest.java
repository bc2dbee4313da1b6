package io.trailseal.indexer.search;

import static org.assertj.core.api.Assertions.assertThat;

import io.trailseal.indexer.ledger.CustodyStep;
import io.trailseal.indexer.ledger.LedgerEntry.ObjectReceived;
import io.trailseal.indexer.ledger.LedgerEntry.VerdictReached;
import io.trailseal.indexer.ledger.LedgerPosition;
import io.trailseal.verifier.S3Name;
import io.trailseal.verifier.Sha256;
import io.trailseal.verifier.Verdict;
import io.trailseal.verifier.Verdict.Obstacle;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Goal: `proof:` follows the ledger at once, whatever the index holds.
final class ProofFilterTest {
  private static final S3Name DIGEST = new S3Name("trail", "digest");

  @TempDir Path folder;
  private Room room;

  @BeforeEach
  void open() throws IOException {
    room = new Room(folder);
  }

  @AfterEach
  void everyTestEndsWithAWholeIndex() throws IOException {
    assertThat(room.faults()).isEmpty();
    room.close();
  }

  private static String event(String id, String name) {
    return "{\"eventID\":\"%s\",\"eventName\":\"%s\",\"eventTime\":\"2026-11-20T00:00:00Z\"}"
        .formatted(id, name);
  }

  private void judge(LedgerPosition object, Function<S3Name, Verdict> verdict) throws IOException {
    S3Name name = ((ObjectReceived) room.ledger.entry(object).orElseThrow().entry()).name();
    room.ledger.record(
        new CustodyStep(
            List.of(),
            List.of(new VerdictReached(verdict.apply(name), Optional.of(object))),
            room.ledger.custodyPosition()));
  }

  private static Verdict intact(S3Name name) {
    return new Verdict.Intact(name, Sha256.of(new byte[0]), DIGEST.toString());
  }

  private static Verdict altered(S3Name name) {
    return new Verdict.Altered(name, "this", "that", Optional.of(DIGEST));
  }

  @Test
  void theAnswerFollowsTheVerdictWithoutAnythingBeingIndexedAgain() throws Exception {
    LedgerPosition one = room.put(event("a", "Get"), event("b", "Put"));
    LedgerPosition two = room.put(event("c", "Get"));
    room.catchUp();
    assertThat(room.find("proof:\"not yet examined\"")).containsExactly("a", "b", "c");
    assertThat(room.find("proof:*")).isEmpty();
    assertThat(room.find("proof:intact")).isEmpty();

    judge(one, name -> new Verdict.Undecided(name, Obstacle.NO_DIGEST_YET, ""));
    judge(two, ProofFilterTest::altered);
    assertThat(room.find("proof:\"could not tell\"")).containsExactly("a", "b");
    assertThat(room.find("proof:could-not-tell")).containsExactly("a", "b");
    assertThat(room.find("proof:Altered")).containsExactly("c");
    assertThat(room.find("NOT proof:altered")).containsExactly("a", "b");
    assertThat(room.find("proof:(altered OR \"could not tell\") eventName:Get"))
        .containsExactly("a", "c");
    assertThat(room.find("proof:*")).hasSize(3);

    judge(one, ProofFilterTest::intact);
    judge(two, name -> new Verdict.OutOfPlace(name, DIGEST));
    assertThat(room.find("proof:intact")).containsExactly("a", "b");
    assertThat(room.find("proof:\"could not tell\"")).isEmpty();
    assertThat(room.find("proof:out_of_place")).containsExactly("c");
    LedgerPosition three = room.put(event("d", "Get"));
    room.catchUp();
    assertThat(room.find("proof:\"not yet examined\"")).containsExactly("d");
    judge(three, name -> new Verdict.Injected(name, DIGEST));
    assertThat(room.find("-proof:intact")).containsExactly("c", "d");
    assertThat(room.find("proof:injected proof:intact")).isEmpty();
  }

  /// Verdicts of many objects, changed in any order, against a plain list.
  @Test
  void whatIsFoundIsWhatTheLedgerSays() throws Exception {
    long seed = 11;
    SplittableRandom random = new SplittableRandom(seed);
    List<Function<S3Name, Verdict>> verdicts =
        List.of(
            ProofFilterTest::intact,
            ProofFilterTest::altered,
            name -> new Verdict.Injected(name, DIGEST),
            name -> new Verdict.Unlisted(name, DIGEST));
    List<String> words = List.of("intact", "altered", "injected", "unlisted");
    List<LedgerPosition> objects = new ArrayList<>();
    List<Integer> expected = new ArrayList<>();
    for (int i = 0; i < 40; i++) {
      objects.add(room.put(event("e" + i, "Get")));
      expected.add(-1);
    }
    room.catchUp();
    for (int round = 0; round < 60; round++) {
      int object = random.nextInt(objects.size());
      int verdict = random.nextInt(verdicts.size());
      judge(objects.get(object), verdicts.get(verdict));
      expected.set(object, verdict);
      int asked = random.nextInt(words.size());
      List<String> found = room.find("proof:" + words.get(asked));
      List<String> right = new ArrayList<>();
      for (int i = 0; i < expected.size(); i++) {
        if (expected.get(i) == asked) {
          right.add("e" + i);
        }
      }
      assertThat(found).as("seed %d, round %d", seed, round).isEqualTo(right);
    }
    // A new process reads all of them at once.
    room.close();
    room = new Room(folder);
    for (int asked = 0; asked < words.size(); asked++) {
      int word = asked;
      assertThat(room.find("proof:" + words.get(asked)))
          .hasSize((int) expected.stream().filter(each -> each == word).count());
    }
  }

  /// More entries than are caught up with one by one.
  @Test
  void verdictsThatCameInGreatNumberAreReadAnew() throws Exception {
    LedgerPosition one = room.put(event("a", "Get"));
    room.catchUp();
    VerdictMap before = VerdictMap.EMPTY.caughtUp(room.ledger);
    List<VerdictReached> many = new ArrayList<>();
    for (int i = 0; i < 20_100; i++) {
      S3Name absent = new S3Name("trail", "absent" + i);
      many.add(new VerdictReached(new Verdict.Missing(absent, DIGEST), Optional.empty()));
    }
    room.ledger.record(new CustodyStep(List.of(), many, room.ledger.custodyPosition()));
    judge(one, ProofFilterTest::altered);
    VerdictMap after = before.caughtUp(room.ledger);
    assertThat(before.has(one.value(), VerdictMap.code("not yet examined"))).isTrue();
    assertThat(after.has(one.value(), VerdictMap.code("altered"))).isTrue();
    assertThat(after.has(1L << 40, VerdictMap.code("not yet examined"))).isTrue();
  }
}
