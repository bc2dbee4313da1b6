package io.trailseal.api.web;

import io.trailseal.verifier.S3Name;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.Locale;

/// How values look on a page.
final class Shown {
  private static final DateTimeFormatter SECONDS =
      DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss'Z'", Locale.ROOT).withZone(ZoneOffset.UTC);

  private Shown() {}

  /// `text` with everything invisible made visible, at most `lengthMax` characters of it.
  static String text(String text, int lengthMax) {
    if (text.length() <= lengthMax) {
      return S3Name.printable(text);
    }
    int cut = Character.isHighSurrogate(text.charAt(lengthMax - 1)) ? lengthMax - 1 : lengthMax;
    return S3Name.printable(text.substring(0, cut)) + "…";
  }

  static String time(Instant time) {
    return SECONDS.format(time.truncatedTo(ChronoUnit.SECONDS));
  }

  /// The part of an ARN that tells people apart: what follows the account. Anything else as it is.
  static String who(String who) {
    if (!who.startsWith("arn:")) {
      return who;
    }
    String[] parts = who.split(":", 6);
    return parts.length == 6 && !parts[5].isEmpty() ? parts[5] : who;
  }

  /// `s3` for `s3.amazonaws.com`.
  static String source(String eventSource) {
    String suffix = ".amazonaws.com";
    return eventSource.endsWith(suffix) && eventSource.length() > suffix.length()
        ? eventSource.substring(0, eventSource.length() - suffix.length())
        : eventSource;
  }

  /// `0.8 ms`, `12 ms`.
  static String millis(long micros) {
    return micros < 10_000
        ? String.format(Locale.ROOT, "%.1f ms", micros / 1000.0)
        : String.format(Locale.ROOT, "%,d ms", micros / 1000);
  }
}
