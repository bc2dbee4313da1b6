package io.trailseal.indexer.intake;

import static org.assertj.core.api.Assertions.assertThat;

import io.trailseal.indexer.aws.AwsAccess;
import io.trailseal.indexer.aws.AwsSources;
import io.trailseal.indexer.aws.AwsSources.BucketAt;
import io.trailseal.indexer.ingest.MessageQueue.Depth;
import io.trailseal.indexer.ingest.MessageQueue.Message;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// How many messages are taken in hand, and of whom.
final class HandTest {
  private static int ids;
  private final Sources sources =
      AwsSources.open(
          List.of(),
          List.of(
              new BucketAt("bucket-a", "", AwsAccess.STANDARD),
              new BucketAt("bucket-b", "", AwsAccess.STANDARD),
              new BucketAt("bucket-c", "", AwsAccess.STANDARD)),
          AwsAccess.STANDARD,
          Scene.LIMITS,
          InstantSource.system());
  private final List<BucketDesk> desks = sources.buckets().stream().map(BucketDesk::new).toList();

  @AfterEach
  void close() throws Exception {
    sources.close();
  }

  private static Held held(long weight, Optional<Instant> sentAt) {
    return new Held(message("id-" + ids++, "receipt", sentAt), false, 1, weight, 0);
  }

  private static Message message(String id, String receipt, Optional<Instant> sentAt) {
    return new Message(id, receipt, "body", 1, sentAt);
  }

  private static Held held() {
    return held(1, Optional.empty());
  }

  private static void fill(Hand hand, int messages, BucketDesk desk) {
    for (int i = 0; i < messages; i++) {
      assertThat(hand.takes(held(), Set.of(desk))).isTrue();
    }
  }

  @Test
  void roomIsKeptForAllThatAReceivingMayBring() throws Exception {
    Hand hand = new Hand(25, 1);
    assertThat(hand.reserve(1)).isTrue();
    assertThat(hand.reserve(1)).isTrue();
    assertThat(hand.reserve(1)).as("20 of 25 are reserved").isFalse();
    fill(hand, 10, desks.getFirst());
    hand.release();
    hand.release();
    assertThat(hand.reserve(1)).isTrue();
    assertThat(hand.reserve(1)).isFalse();
    assertThat(hand.count()).isEqualTo(10);
  }

  @Test
  void whatIsHeavyEndsReceivingBeforeItsCountDoes() throws Exception {
    Hand hand = new Hand(1_000, 1);
    Held heavy = held(Hand.WEIGHT_MAX, Optional.empty());
    assertThat(hand.takes(heavy, Set.of())).isTrue();
    assertThat(hand.reserve(1)).isFalse();
    assertThat(hand.drop(heavy)).isTrue();
    assertThat(hand.drop(heavy)).as("only once").isFalse();
    assertThat(hand.reserve(1)).isTrue();
  }

  @Test
  void bucketsThatDoNotAnswerLeaveAQuarterToTheOthersHoweverManyTheyAre() throws Exception {
    Hand hand = new Hand(100, desks.size());
    desks.get(0).reached(false);
    desks.get(1).reached(false);
    fill(hand, 40, desks.get(0));
    fill(hand, 35, desks.get(1));
    assertThat(hand.takes(held(), Set.of(desks.get(0)))).isFalse();
    assertThat(hand.takes(held(), Set.of(desks.get(1), desks.get(2)))).isFalse();
    assertThat(hand.reserve(1)).as("received is on").isTrue();
    fill(hand, 1, desks.get(2));
    desks.get(0).reached(true);
    assertThat(hand.takes(held(), Set.of(desks.get(0)))).isTrue();
  }

  @Test
  void aMessageIsPutOffOnlyWhileItMayComeAgainAndAgain() {
    Depth three = depth(OptionalInt.of(3));
    assertThat(QueueConsumer.mayBePutOff(1, Optional.of(three))).isTrue();
    assertThat(QueueConsumer.mayBePutOff(2, Optional.of(three))).isFalse();
    assertThat(QueueConsumer.mayBePutOff(1, Optional.of(depth(OptionalInt.of(1))))).isFalse();
    assertThat(QueueConsumer.mayBePutOff(900, Optional.of(depth(OptionalInt.empty())))).isTrue();
    assertThat(QueueConsumer.mayBePutOff(2, Optional.empty())).isTrue();
    assertThat(QueueConsumer.mayBePutOff(3, Optional.empty())).isFalse();
  }

  private static Depth depth(OptionalInt receivesMax) {
    return new Depth(0, 0, receivesMax, Optional.empty(), Optional.empty());
  }

  @Test
  void whatMayNotBePutOffIsTakenBeyondTheShareAndEndsReceivingWhenTheHandIsFull() throws Exception {
    Hand hand = new Hand(100, desks.size());
    desks.get(0).reached(false);
    fill(hand, 75, desks.get(0));
    for (int i = 0; i < 20; i++) {
      assertThat(hand.takes(held(), Set.of(desks.get(0)))).isFalse();
      hand.takesAnyhow(held(), Set.of(desks.get(0)));
    }
    assertThat(hand.count()).isEqualTo(95);
    assertThat(hand.reserve(1)).isFalse();
  }

  @Test
  void aBucketThatAnswersIsWaitedForRatherThanPutOff() throws Exception {
    Hand hand = new Hand(100, desks.size());
    fill(hand, 75, desks.getFirst());
    assertThat(hand.reserve(1)).isFalse();
    assertThat(hand.takes(held(), Set.of(desks.getFirst()))).as("in hand already").isTrue();
  }

  @Test
  void aMessageThatComesAgainWhileItIsInHandIsInHandOnce() {
    Hand hand = new Hand(100, 1);
    Held first = held();
    Message again = message(first.message().id(), "newer receipt", Optional.empty());
    assertThat(hand.renews(again, 7)).isFalse();
    assertThat(hand.takes(first, Set.of())).isTrue();
    assertThat(hand.renews(again, 7)).isTrue();
    assertThat(hand.count()).isEqualTo(1);
    assertThat(first.message().receipt()).isEqualTo("newer receipt");
    assertThat(first.message().body()).as("is not held").isEmpty();
    assertThat(first.hiddenNanos).isEqualTo(7);
    assertThat(hand.drop(first)).isTrue();
    assertThat(hand.renews(again, 8)).isFalse();
  }

  @Test
  void theOldestInHandIsTheOneThatWasSentFirst() {
    Hand hand = new Hand(100, 1);
    assertThat(hand.oldestSentAt()).isEmpty();
    List<Held> all = new ArrayList<>();
    for (long second : new long[] {30, 10, 20}) {
      all.add(held(1, Optional.of(Instant.ofEpochSecond(second))));
      assertThat(hand.takes(all.getLast(), Set.of())).isTrue();
    }
    assertThat(hand.oldestSentAt()).hasValue(Instant.ofEpochSecond(10));
    hand.drop(all.get(1));
    assertThat(hand.oldestSentAt()).hasValue(Instant.ofEpochSecond(20));
  }
}
