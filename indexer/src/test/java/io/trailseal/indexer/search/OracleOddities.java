package io.trailseal.indexer.search;

import java.util.ArrayList;
import java.util.List;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;

/// Records that real ones are seldom like.
final class OracleOddities {
  private static final JsonFactory JSON = new JsonFactory();

  static final List<String> RECORDS = records();

  private OracleOddities() {}

  private static List<String> records() {
    List<String> records = new ArrayList<>();
    List<String> values =
        List.of(
            "100",
            "\"100\"",
            "100.0",
            "\"100.0\"",
            "1e2",
            "\"1e2\"",
            "-100",
            "0",
            "-0",
            "-0.0",
            "\"0\"",
            "\"-0\"",
            "\"0100\"",
            "9007199254740993",
            "9007199254740992.0",
            "\"9007199254740993\"",
            "12345678901234567890",
            "\"12345678901234567890\"",
            "1.5e-7",
            "0.1",
            "0.10",
            "\"0.1\"",
            "99",
            "\"99\"",
            "9",
            "1e400",
            "true",
            "\"true\"",
            "null",
            "\"null\"",
            "\"\"",
            "{}",
            "[]",
            "\"{}\"",
            "[1,\"2\",[3,{\"b\":4}]]",
            "\"a b\"",
            "\"a  b\"",
            "\"A-B_c.d\"",
            "\"*\"",
            "\"a*b?c\\\\\"",
            "\"\\\"quoted\\\"\"",
            "\"\u0130stanbul\"",
            "\"stra\u00dfe STRASSE\"",
            "\"\u4e2d\u6587 \ud83d\ude00\"",
            "\"line\\nbreak\\ttab\"",
            "\"\\u0000nul\\u0001\"",
            "\"\u03a3\u03c2\u03c3\"",
            quoted("long ", 300),
            quoted("x", 1_000),
            quoted("x", 1_001),
            quoted("\u00e4", 600),
            quoted("word", 40),
            quoted("0123456789", 30) + "");
    int i = 0;
    for (String value : values) {
      records.add(
          """
          {"eventID":"odd-%d","eventTime":"2026-03-%02dT0%d:00:00Z","v":%s,"a.b":{"c:d":%s},\
          "List":[{"K":%s},{"K":"other"}],"awsRegion":"eu-west-1"}"""
              .formatted(i, 1 + i % 28, i % 10, value, value, value));
      i++;
    }
    List<String> addresses =
        List.of(
            "203.0.113.7",
            "203.0.113.255",
            "10.0.0.0",
            "10.255.255.255",
            "0.0.0.0",
            "255.255.255.255",
            "2001:db8::1",
            "2001:DB8:0:0:0:0:0:1",
            "2001:db8:ffff::",
            "::",
            "::1",
            "fe80::1",
            "AWS Internal",
            "s3.amazonaws.com",
            "1.2",
            "01.2.3.4",
            "256.1.1.1",
            "1.2.3.4:80",
            "ec2.amazonaws.com",
            "");
    for (String address : addresses) {
      records.add(
          "{\"eventID\":\"ip-%d\",\"sourceIPAddress\":\"%s\",\"eventName\":\"Probe\","
                  .formatted(i, address)
              + "\"SourceIpAddress\":\"198.51.100.9\",\"requestParameters\":{\"cidrIp\":\"10.0.0.0/8\"}}");
      i++;
    }
    List<String> times =
        List.of(
            "\"2026-02-30T00:00:00Z\"",
            "\"2026-03-31T23:59:59Z\"",
            "\"2026-04-01T00:00:00.000Z\"",
            "\"2026-03-31T23:59:59.999Z\"",
            "\"2026-04-01T02:00:00+02:00\"",
            "\"2026-04-01 00:00:00\"",
            "\"20260401T000000Z\"",
            "\"2026-04-01\"",
            "\"2026\"",
            "1775001600",
            "1775001600000",
            "\"1775001600\"",
            "1775001600.5",
            "\"2005-12-31T23:59:59Z\"",
            "\"2006-01-01T00:00:00Z\"",
            "\"2100-12-31T23:59:59Z\"",
            "\"2101-01-01T00:00:00Z\"",
            "\"yesterday\"",
            "null",
            "[]");
    for (String time : times) {
      records.add(
          "{\"eventID\":\"time-%d\",\"eventTime\":%s,\"readOnly\":%s}"
              .formatted(i, time, i % 2 == 0));
      records.add(
          "{\"eventID\":\"win-%d\",\"timeWindow\":{\"windowStart\":%s},\"eventType\":\"AwsCloudTrailInsight\"}"
              .formatted(i, time));
      i++;
    }
    records.add(
        "{\"eventID\":\"twice\",\"eventTime\":\"no\",\"eventTime\":\"2026-03-05T00:00:00Z\",\"eventID\":\"again\"}");
    String deep = "d".repeat(300) + "-" + "\u00e4".repeat(500);
    records.add(
        """
        {"eventID":"paths","eventTime":"2026-03-06T00:00:00Z","Odd Name":{"of/a\\u0000Key":"v"},\
        "odd":{"name":"k","n\u00c4me":1,"NAME":true},"none":{"such":null,"empty":[],"word":""},\
        "%s":"long"}"""
            .formatted(deep));
    records.add("{}");
    return records;
  }

  private static String quoted(String text, int times) {
    return "\"" + text.repeat(times) + "\"";
  }

  /// The objects in the first list of a log file, as they are written.
  static List<String> elements(String file) {
    List<String> elements = new ArrayList<>();
    try (JsonParser parser = JSON.createParser(ObjectReadContext.empty(), file)) {
      while (parser.nextToken() != JsonToken.START_ARRAY) {
        // The list is the first there is.
      }
      while (parser.nextToken() == JsonToken.START_OBJECT) {
        int from = (int) parser.currentTokenLocation().getCharOffset();
        parser.skipChildren();
        elements.add(file.substring(from, (int) parser.currentLocation().getCharOffset()));
      }
    }
    return elements;
  }
}
