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

  /// Who acted, in two parts of different weight.
  ///
  /// @param name what tells people apart
  /// @param by the role a session is of, or the kind of name; may be empty
  record Who(String name, String by) {}

  /// `alice` and `user` of `arn:aws:iam::111122223333:user/alice`; the session's name and the role
  /// of an assumed role. What is no ARN stays as it is.
  static Who who(String who) {
    String[] parts = who.split(":", 6);
    if (parts.length < 6 || !parts[0].equals("arn")) {
      return new Who(who, "");
    }
    String resource = parts[5];
    int last = resource.lastIndexOf('/');
    if (last < 0 || last == resource.length() - 1) {
      return new Who(resource.isEmpty() ? who : resource, "");
    }
    String sessions = "assumed-role/";
    String by = resource.substring(0, last);
    return new Who(
        resource.substring(last + 1),
        by.startsWith(sessions) ? by.substring(sessions.length()) : by);
  }

  /// `text` as a sentence with its full stop, unless it asks something.
  static String sentence(String text, int lengthMax) {
    String shown = text(text, lengthMax);
    return shown.endsWith("?") ? shown : shown + ".";
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
