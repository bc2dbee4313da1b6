package io.trailseal.verifier.synthetic;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Arrays;
import java.util.Locale;

/// What is known while one event is written: when, by whom, and which names it has used already.
final class Pen {
  private static final int DAY_SECONDS = 86_400;
  private static final DateTimeFormatter DAY =
      DateTimeFormatter.ofPattern("yyyy-MM-dd'T'").withZone(ZoneOffset.UTC);

  /// As STS writes it.
  private static final DateTimeFormatter EXPIRY =
      DateTimeFormatter.ofPattern("MMM d, yyyy h:mm:ss a", Locale.ENGLISH).withZone(ZoneOffset.UTC);

  final ByteDraft out;
  final Dice dice;
  private final Estate estate;
  private final int[] chosen;
  private final long[] tagged = new long[2 * ('z' - 'a' + 2)];
  private long tagsUsed;
  private long second;
  private long day = -1;
  private byte[] dayText = new byte[0];
  private byte[] caller = new byte[0];

  Pen(ByteDraft out, Dice dice, Estate estate) {
    this.out = out;
    this.dice = dice;
    this.estate = estate;
    this.chosen = new int[estate.pools()];
  }

  /// Begins an event.
  ///
  /// @param eventSecond its time, as epoch second
  /// @param callerArn who makes the call
  void begin(long eventSecond, byte[] callerArn) {
    second = eventSecond;
    caller = callerArn;
    tagsUsed = 0;
    Arrays.fill(chosen, -1);
    long eventDay = Math.floorDiv(eventSecond, DAY_SECONDS);
    if (eventDay != day) {
      day = eventDay;
      dayText = ByteDraft.ascii(DAY.format(Instant.ofEpochSecond(eventSecond)));
    }
  }

  byte[] fromPool(int index) {
    byte[][] pool = estate.pool(index);
    if (chosen[index] < 0) {
      chosen[index] = dice.skewed(pool.length);
    }
    return pool[chosen[index]];
  }

  /// 64 random bits; for a tag other than 0 the same all through an event.
  long bits(int tag) {
    if (tag == 0) {
      return dice.bits();
    }
    fillTag(tag);
    return tagged[2 * tag];
  }

  /// Another 64 bits.
  long moreBits(int tag) {
    if (tag == 0) {
      return dice.bits();
    }
    fillTag(tag);
    return tagged[2 * tag + 1];
  }

  private void fillTag(int tag) {
    if ((tagsUsed & (1L << tag)) == 0) {
      tagsUsed |= 1L << tag;
      tagged[2 * tag] = dice.bits();
      tagged[2 * tag + 1] = dice.bits();
    }
  }

  long second() {
    return second;
  }

  byte[] caller() {
    return caller;
  }

  void writeTime() {
    out.put(dayText);
    out.timeOfDay((int) Math.floorMod(second, (long) DAY_SECONDS));
    out.put('Z');
  }

  /// An hour later.
  byte[] expiry() {
    return ByteDraft.ascii(expiryOf(second));
  }

  static String expiryOf(long second) {
    return EXPIRY.format(Instant.ofEpochSecond(second + 3600));
  }
}
