package io.trailseal.appliance.lifecycle;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.Appender;
import ch.qos.logback.core.encoder.Encoder;
import ch.qos.logback.core.rolling.FixedWindowRollingPolicy;
import ch.qos.logback.core.rolling.RollingFileAppender;
import ch.qos.logback.core.rolling.SizeBasedTriggeringPolicy;
import ch.qos.logback.core.util.FileSize;
import java.nio.file.Path;
import org.slf4j.ILoggerFactory;
import org.slf4j.LoggerFactory;

/// Sends what the process logs to `HOME/trailseal.log`: at most 5 files of 10 MB. Nothing is ever
/// logged to the terminal.
///
/// Much of what is logged quotes evidence, so in either format nothing in it can end a line, begin
/// one that looks like another entry, or reach a terminal as anything but text.
public final class LogFile {
  private static final String APPENDER = "home";
  private static final int FILES_MAX = 4;
  private static final long FILE_BYTES_MAX = 10L * 1024 * 1024;

  private LogFile() {}

  /// How an entry is written.
  public enum Format {
    /// A line, and behind it the stack where there is one, each line of it with a tab in front.
    TEXT,
    /// A JSON object on one line: `time`, `level`, `logger`, `thread`, `message`, and with a stack
    /// `error`.
    JSON;

    private LogEncoder encoder() {
      return switch (this) {
        case TEXT -> new TextLogEncoder();
        case JSON -> new JsonLogEncoder();
      };
    }
  }

  /// From now on the log is in this home and this format. A second call moves it.
  public static synchronized void open(Home home, Format format) {
    ILoggerFactory factory = LoggerFactory.getILoggerFactory();
    if (!(factory instanceof LoggerContext context)) {
      return; // Another slf4j provider is on the class path and has its own idea of a log.
    }
    LogEncoder encoder = format.encoder();
    var root = context.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
    Appender<ILoggingEvent> before = root.getAppender(APPENDER);
    if (before instanceof RollingFileAppender<ILoggingEvent> file
        && home.logFile().toString().equals(file.getFile())
        && file.getEncoder().getClass().equals(encoder.getClass())) {
      return;
    }
    root.detachAppender(APPENDER);
    if (before != null) {
      before.stop();
    }
    root.setLevel(Level.WARN);
    context.getLogger("io.trailseal").setLevel(Level.INFO);
    root.addAppender(appender(context, home.logFile(), encoder));
  }

  private static Appender<ILoggingEvent> appender(
      LoggerContext context, Path file, Encoder<ILoggingEvent> encoder) {
    encoder.setContext(context);
    encoder.start();

    RollingFileAppender<ILoggingEvent> appender = new RollingFileAppender<>();
    appender.setContext(context);
    appender.setName(APPENDER);
    appender.setFile(file.toString());
    appender.setEncoder(encoder);

    FixedWindowRollingPolicy rolling = new FixedWindowRollingPolicy();
    rolling.setContext(context);
    rolling.setParent(appender);
    rolling.setFileNamePattern(file + ".%i");
    rolling.setMinIndex(1);
    rolling.setMaxIndex(FILES_MAX);
    rolling.start();
    appender.setRollingPolicy(rolling);

    SizeBasedTriggeringPolicy<ILoggingEvent> trigger = new SizeBasedTriggeringPolicy<>();
    trigger.setContext(context);
    trigger.setMaxFileSize(new FileSize(FILE_BYTES_MAX));
    trigger.start();
    appender.setTriggeringPolicy(trigger);
    appender.start();
    return appender;
  }
}
