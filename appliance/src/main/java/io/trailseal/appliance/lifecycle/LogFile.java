package io.trailseal.appliance.lifecycle;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.encoder.PatternLayoutEncoder;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.Appender;
import ch.qos.logback.core.rolling.FixedWindowRollingPolicy;
import ch.qos.logback.core.rolling.RollingFileAppender;
import ch.qos.logback.core.rolling.SizeBasedTriggeringPolicy;
import ch.qos.logback.core.util.FileSize;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.slf4j.ILoggerFactory;
import org.slf4j.LoggerFactory;

/// Sends what the process logs to `HOME/trailseal.log`: at most 5 files of 10 MB. Nothing is ever
/// logged to the terminal.
public final class LogFile {
  private static final String APPENDER = "home";
  private static final int FILES_MAX = 4;
  private static final long FILE_BYTES_MAX = 10L * 1024 * 1024;

  private LogFile() {}

  /// From now on the log is in this home. A second call moves it.
  public static synchronized void open(Home home) {
    ILoggerFactory factory = LoggerFactory.getILoggerFactory();
    if (!(factory instanceof LoggerContext context)) {
      return; // Another slf4j provider is on the class path and has its own idea of a log.
    }
    var root = context.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
    Appender<ILoggingEvent> before = root.getAppender(APPENDER);
    if (before instanceof RollingFileAppender<ILoggingEvent> file
        && home.logFile().toString().equals(file.getFile())) {
      return;
    }
    root.detachAppender(APPENDER);
    if (before != null) {
      before.stop();
    }
    root.setLevel(Level.WARN);
    context.getLogger("io.trailseal").setLevel(Level.INFO);
    root.addAppender(appender(context, home.logFile()));
  }

  private static Appender<ILoggingEvent> appender(LoggerContext context, Path file) {
    PatternLayoutEncoder encoder = new PatternLayoutEncoder();
    encoder.setContext(context);
    encoder.setCharset(StandardCharsets.UTF_8);
    // Line ends in a message are replaced, so that no message can pretend to be two.
    encoder.setPattern(
        "%d{\"yyyy-MM-dd'T'HH:mm:ss.SSS'Z'\", UTC} %-5level [%thread] %logger{30}"
            + " %replace(%msg){'[\\r\\n]+', ' '}%n%xEx");
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
