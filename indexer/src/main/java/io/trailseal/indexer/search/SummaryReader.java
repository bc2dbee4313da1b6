package io.trailseal.indexer.search;

import io.trailseal.indexer.search.EventHit.Summary;
import java.time.Instant;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;

/// Reads the few members that a list of events shows out of a raw record.
final class SummaryReader {
  /// A list shows no more of a member than this, in characters.
  private static final int MEMBER_LENGTH_MAX = 512;

  private static final JsonFactory JSON = new JsonFactory();

  private static final Set<String> MEMBERS =
      Set.of(
          "eventtime",
          "eventname",
          "eventsource",
          "awsregion",
          "recipientaccountid",
          "accountid",
          "sourceipaddress",
          "errorcode",
          "eventid",
          "timewindow.windowstart",
          "useridentity.arn",
          "useridentity.username",
          "useridentity.invokedby",
          "useridentity.principalid",
          "useridentity.type");

  private static final String[] WHO = {
    "useridentity.arn",
    "useridentity.username",
    "useridentity.invokedby",
    "useridentity.principalid",
    "useridentity.type"
  };

  private final Map<String, String> found = new HashMap<>();

  private SummaryReader() {}

  static Summary read(byte[] raw) {
    SummaryReader reader = new SummaryReader();
    try (JsonParser parser = JSON.createParser(ObjectReadContext.empty(), raw)) {
      if (parser.nextToken() == JsonToken.START_OBJECT) {
        reader.members(parser, "");
      }
    } catch (JacksonException _) {
      // Broken records are kept and shown as they are; the list shows what was read up to there.
      return reader.summary();
    }
    return reader.summary();
  }

  private void members(JsonParser parser, String prefix) {
    while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
      String path = prefix + parser.currentName().toLowerCase(Locale.ROOT);
      JsonToken value = parser.nextToken();
      boolean container = path.equals("useridentity") || path.equals("timewindow");
      if (value == JsonToken.START_OBJECT && container) {
        members(parser, path + ".");
      } else if (value.isScalarValue() && value != JsonToken.VALUE_NULL) {
        if (MEMBERS.contains(path)) {
          found.putIfAbsent(path, shown(parser.getString()));
        }
      } else {
        parser.skipChildren();
      }
    }
  }

  private Summary summary() {
    long time = Partition.sensible(TimeText.millis(text("eventtime")));
    if (time == Fields.NO_TIME) {
      time = Partition.sensible(TimeText.millis(text("timewindow.windowstart")));
    }
    String who = "";
    for (int i = 0; i < WHO.length && who.isEmpty(); i++) {
      who = text(WHO[i]);
    }
    String account = text("recipientaccountid");
    return new Summary(
        time == Fields.NO_TIME ? Optional.empty() : Optional.of(Instant.ofEpochMilli(time)),
        text("eventname"),
        text("eventsource"),
        text("awsregion"),
        account.isEmpty() ? text("accountid") : account,
        who,
        text("sourceipaddress"),
        text("errorcode"),
        text("eventid"));
  }

  private String text(String path) {
    return found.getOrDefault(path, "");
  }

  private static String shown(String text) {
    return text.length() > MEMBER_LENGTH_MAX ? text.substring(0, MEMBER_LENGTH_MAX) + "…" : text;
  }
}
