package io.trailseal.appliance.lifecycle;

import ch.qos.logback.classic.spi.ILoggingEvent;
import java.io.StringWriter;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.SerializableString;
import tools.jackson.core.io.CharacterEscapes;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.core.json.JsonWriteFeature;

/// [LogFile.Format#JSON]. All but printable ASCII is escaped, so that a line shows on any terminal
/// what it says. Logback's own encoder leaves line separators, direction marks and the second set
/// of control characters as they are.
final class JsonLogEncoder extends LogEncoder {
  private static final JsonFactory FACTORY =
      JsonFactory.builder()
          .enable(JsonWriteFeature.ESCAPE_NON_ASCII)
          .characterEscapes(new DeleteToo())
          .build();

  @Override
  String entry(ILoggingEvent event) {
    StringWriter line = new StringWriter();
    try (JsonGenerator json = FACTORY.createGenerator(ObjectWriteContext.empty(), line)) {
      json.writeStartObject();
      json.writeStringProperty("time", event.getInstant().toString());
      json.writeStringProperty("level", event.getLevel().toString());
      json.writeStringProperty("logger", event.getLoggerName());
      json.writeStringProperty("thread", event.getThreadName());
      json.writeStringProperty("message", message(event));
      String stack = stack(event);
      if (!stack.isEmpty()) {
        json.writeStringProperty("error", stack);
      }
      json.writeEndObject();
    }
    return line + "\n";
  }

  /// JSON's own escapes leave out the last character of ASCII.
  private static final class DeleteToo extends CharacterEscapes {
    private static final long serialVersionUID = 1;

    private static final char DELETE = 0x7f;

    private final int[] escapes;

    DeleteToo() {
      escapes = standardAsciiEscapesForJSON();
      escapes[DELETE] = ESCAPE_STANDARD;
    }

    @Override
    public int[] getEscapeCodesForAscii() {
      return escapes.clone();
    }

    @Override
    public @Nullable SerializableString getEscapeSequence(int ch) {
      return null;
    }
  }
}
