package io.trailseal.appliance.lifecycle;

import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogManager;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;
import org.slf4j.LoggerFactory;

/// Takes what libraries say through `java.util.logging` into our log. Left alone the JDK prints it
/// on the terminal.
public final class JdkLogging {
  private static final SimpleFormatter FORMATTER = new SimpleFormatter();

  private JdkLogging() {}

  /// For the whole process, from now on.
  public static void intoOurs() {
    LogManager.getLogManager().reset();
    Logger root = Logger.getLogger("");
    root.setLevel(Level.INFO);
    root.addHandler(new ToSlf4j());
  }

  private static final class ToSlf4j extends Handler {
    @Override
    public void publish(LogRecord record) {
      String name = record.getLoggerName();
      org.slf4j.Logger logger = LoggerFactory.getLogger(name == null ? "jdk" : name);
      String message = FORMATTER.formatMessage(record);
      if (record.getLevel().intValue() >= Level.SEVERE.intValue()) {
        logger.error(message, record.getThrown());
      } else if (record.getLevel().intValue() >= Level.WARNING.intValue()) {
        logger.warn(message, record.getThrown());
      } else {
        logger.info(message, record.getThrown());
      }
    }

    @Override
    public void flush() {}

    @Override
    public void close() {}
  }
}
