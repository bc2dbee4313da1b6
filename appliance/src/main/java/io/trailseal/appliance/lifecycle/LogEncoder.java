package io.trailseal.appliance.lifecycle;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.IThrowableProxy;
import ch.qos.logback.classic.spi.StackTraceElementProxy;
import ch.qos.logback.core.encoder.EncoderBase;
import io.trailseal.verifier.S3Name;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Set;

/// Writes one entry of the log as one piece.
abstract sealed class LogEncoder extends EncoderBase<ILoggingEvent>
    permits TextLogEncoder, JsonLogEncoder {
  /// An exception may quote whatever it tripped over.
  private static final int TEXT_LENGTH_MAX = 32 * 1024;

  private static final int CAUSES_MAX = 20;
  private static final byte[] NOTHING = {};

  /// One entry with its line feed.
  abstract String entry(ILoggingEvent event);

  @Override
  public final byte[] encode(ILoggingEvent event) {
    return entry(event).getBytes(StandardCharsets.UTF_8);
  }

  @Override
  public final byte[] headerBytes() {
    return NOTHING;
  }

  @Override
  public final byte[] footerBytes() {
    return NOTHING;
  }

  /// The message, cut where nobody would read on.
  static String message(ILoggingEvent event) {
    return cut(String.valueOf(event.getFormattedMessage()));
  }

  private static String cut(String text) {
    return text.length() <= TEXT_LENGTH_MAX
        ? text
        : "%s… (%,d characters)".formatted(text.substring(0, TEXT_LENGTH_MAX), text.length());
  }

  /// A stack with its causes: lines with a tab in front of each but the first, everything else in
  /// it printable. Empty where there is none.
  static String stack(ILoggingEvent event) {
    IThrowableProxy thrown = event.getThrowableProxy();
    StringBuilder out = new StringBuilder();
    Set<IThrowableProxy> seen = Collections.newSetFromMap(new IdentityHashMap<>());
    String before = "";
    while (thrown != null && seen.size() < CAUSES_MAX && seen.add(thrown)) {
      out.append(before);
      one(thrown, "", out);
      for (IThrowableProxy suppressed : thrown.getSuppressed()) {
        out.append("\n\tSuppressed: ");
        one(suppressed, "\t", out);
      }
      thrown = thrown.getCause();
      before = "\n\tCaused by: ";
    }
    return cut(out.toString());
  }

  private static void one(IThrowableProxy thrown, String indent, StringBuilder out) {
    out.append(S3Name.printable(thrown.getClassName()));
    if (thrown.getMessage() != null) {
      out.append(": ").append(S3Name.printable(cut(thrown.getMessage())));
    }
    StackTraceElementProxy[] frames = thrown.getStackTraceElementProxyArray();
    int own = frames.length - thrown.getCommonFrames();
    for (int i = 0; i < own; i++) {
      out.append("\n\t").append(indent).append(S3Name.printable(frames[i].getSTEAsString()));
    }
    if (own < frames.length) {
      out.append("\n\t").append(indent).append("... ").append(frames.length - own).append(" more");
    }
  }
}
