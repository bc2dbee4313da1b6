package io.trailseal.indexer.notice;

import static org.assertj.core.api.Assertions.assertThat;

import io.trailseal.indexer.notice.Notice.Announced;
import io.trailseal.indexer.notice.Notice.Content;
import io.trailseal.indexer.notice.Notice.Nothing;
import io.trailseal.indexer.notice.Notice.Objects;
import io.trailseal.indexer.notice.Notice.Unknown;
import io.trailseal.verifier.S3Name;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/// Damaged messages: each is answered, with nothing but objects that S3 could have and words that a
/// person can be shown. `-Dfuzz.inputs=1000000 -Dfuzz.seed=7` for more of them.
final class NoticesFuzzTest {
  private static final long INPUTS = Long.getLong("fuzz.inputs", 10_000);
  private static final long SEED = Long.getLong("fuzz.seed", 20261121);

  /// Longer ones are not shown to anybody.
  private static final int SHOWN_LENGTH_MAX = 1_500;

  private static final List<String> HONEST =
      List.of(
          Bodies.s3(Bodies.record("ObjectCreated:Put", Bodies.KEY)),
          Bodies.s3(Bodies.record("ObjectRemoved:Delete", "a%2Fb+c"), Bodies.record("x", "y")),
          Bodies.sns(Bodies.s3(Bodies.record("ObjectCreated:Put", Bodies.KEY))),
          Bodies.eventBridge("Object Created", "a+b", ""),
          Bodies.eventBridge("Object Deleted", "a", ",\"deletion-type\":\"Delete Marker Created\""),
          Bodies.TEST_EVENT,
          Bodies.CLOUDTRAIL,
          Bodies.CONFIG_CHANGE,
          Bodies.CONFIG_HISTORY,
          Bodies.CONFIG_OVERSIZED,
          Bodies.CONFIG_FAILED_MAIL,
          Bodies.COMPLIANCE,
          Bodies.sns(Bodies.CONFIG_FAILED_MAIL));

  private static final List<String> PARTS =
      List.of(
          "{",
          "}",
          "[",
          "]",
          "\"",
          ":",
          ",",
          "\\",
          "null",
          "true",
          "1e999999",
          "-0",
          "%",
          "+",
          "%C3",
          "\\ud800",
          "\\u0000",
          "\u0000",
          "\u001b[2J",
          "\u202e",
          "\u2028",
          "\ud800",
          "\udc00",
          "😀",
          "\"Records\":[{\"s3\":{}}],",
          "\"Type\":\"Notification\",\"Message\":\"{}\",",
          "\"messageType\":\"\\u202e\",",
          "\"source\":\"aws.config\",\"detail\":{},",
          "\"s3ObjectKey\":[[]],",
          "\"eventVersion\":\"2.1\\n\",",
          "[".repeat(3_000),
          "{\"a\":".repeat(200),
          "/".repeat(2_000),
          "New State Record Summary:");

  @Test
  void everyMessageIsAnswered() {
    for (long i = 0; i < INPUTS; i++) {
      // Each has a seed of its own, so that one can be made again without the others.
      String body = body(new Random(SEED * 1_000_003 + i));
      try {
        hold(Notices.read(body));
        assertThat(Notices.read(body)).isEqualTo(Notices.read(body));
      } catch (AssertionError | RuntimeException | StackOverflowError e) {
        throw new AssertionError("seed %d, input %d: %s".formatted(SEED, i, body), e);
      }
    }
  }

  private static String body(Random random) {
    StringBuilder body = new StringBuilder(HONEST.get(random.nextInt(HONEST.size())));
    for (int i = random.nextInt(5); i >= 0; i--) {
      int at = random.nextInt(body.length() + 1);
      switch (random.nextInt(5)) {
        case 0 -> body.insert(at, PARTS.get(random.nextInt(PARTS.size())));
        case 1 -> body.delete(at, Math.min(body.length(), at + random.nextInt(30)));
        case 2 -> {
          String other = HONEST.get(random.nextInt(HONEST.size()));
          body.insert(at, other, 0, random.nextInt(other.length()));
        }
        case 3 -> body.setLength(random.nextInt(8) == 0 ? at : body.length());
        default -> {
          if (at < body.length()) {
            body.setCharAt(at, (char) random.nextInt(random.nextBoolean() ? 128 : 65_536));
          }
        }
      }
    }
    return random.nextInt(4) == 0 ? Bodies.sns(body.toString()) : body.toString();
  }

  private static void hold(Notice notice) {
    switch (notice) {
      case Objects(List<Announced> objects) -> objects.forEach(NoticesFuzzTest::hold);
      case Nothing(String what) -> shown(what);
      case Content(String what, List<Announced> objects) -> {
        shown(what);
        objects.forEach(NoticesFuzzTest::hold);
      }
      case Unknown(String why) -> shown(why);
    }
  }

  private static void hold(Announced object) {
    for (String key : object.keys()) {
      assertThat(new S3Name(object.bucket(), key).key()).isEqualTo(key);
    }
    object.removal().flatMap(Notice.Removal::by).ifPresent(NoticesFuzzTest::shown);
  }

  private static void shown(String text) {
    assertThat(text).isNotBlank().hasSizeLessThan(SHOWN_LENGTH_MAX);
    assertThat(S3Name.printable(text)).isEqualTo(text);
  }
}
