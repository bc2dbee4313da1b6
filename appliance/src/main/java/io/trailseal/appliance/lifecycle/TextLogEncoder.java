package io.trailseal.appliance.lifecycle;

import ch.qos.logback.classic.pattern.TargetLengthBasedClassNameAbbreviator;
import ch.qos.logback.classic.spi.ILoggingEvent;
import io.trailseal.verifier.S3Name;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/// [LogFile.Format#TEXT].
final class TextLogEncoder extends LogEncoder {
  private static final int LOGGER_LENGTH_MAX = 30;

  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSS'Z'", Locale.ROOT)
          .withZone(ZoneOffset.UTC);

  private final TargetLengthBasedClassNameAbbreviator abbreviator =
      new TargetLengthBasedClassNameAbbreviator(LOGGER_LENGTH_MAX);

  @Override
  String entry(ILoggingEvent event) {
    String stack = stack(event);
    return "%s %-5s [%s] %s %s\n%s"
        .formatted(
            TIME.format(event.getInstant()),
            event.getLevel(),
            S3Name.printable(event.getThreadName()),
            S3Name.printable(abbreviator.abbreviate(event.getLoggerName())),
            S3Name.printable(message(event)),
            stack.isEmpty() ? "" : "\t" + stack + "\n");
  }
}
