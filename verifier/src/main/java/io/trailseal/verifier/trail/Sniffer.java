package io.trailseal.verifier.trail;

import io.trailseal.verifier.S3Name;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Says what content is, from its first few thousand bytes as a rule. It never throws and never
/// decides that something is right; it decides who looks next.
///
/// An event is an object with two or more of the members that only CloudTrail's records have in
/// common ([#EVENT_MEMBERS]). The things most like it are what AWS services hand to a Lambda
/// function: `{"Records": [{"eventSource": "aws:s3", "eventName": …}]}`. Their source begins with
/// `aws:`, which no CloudTrail event's does.
final class Sniffer {
  private static final Set<String> EVENT_MEMBERS =
      Set.of(
          "eventVersion",
          "eventName",
          "eventSource",
          "eventTime",
          "eventID",
          "eventCategory",
          "userIdentity",
          "insightDetails");
  private static final Set<String> CONFIG_FILE_MEMBERS =
      Set.of(
          "configurationitems",
          "configurationitem",
          "configurationitemdiff",
          "configurationitemsummary",
          "configsnapshotid");
  private static final Set<String> CONFIG_ITEM_MEMBERS =
      Set.of(
          "configurationitemversion",
          "configurationitemcapturetime",
          "configurationitemstatus",
          "configurationstateid",
          "supplementaryconfiguration");
  private static final Set<String> DIGEST_MEMBERS =
      Set.of("digestS3Bucket", "digestS3Object", "digestEndTime", "digestPublicKeyFingerprint");

  /// How many elements of a list are looked at for one that is an event: a broken record or two in
  /// front must not hide a thousand behind.
  private static final int ELEMENTS_MAX = 100;

  /// How many members of an object are looked at.
  private static final int MEMBERS_MAX = 200;

  private final JsonSkim skim;

  Sniffer(JsonSkim skim) {
    this.skim = skim;
  }

  /// How the records lie in the content.
  enum Shape {
    /// `{"Records": […]}`.
    WRAPPED,
    /// Lists or bare records, one or many.
    PLAIN,
    /// No records that could be told from here.
    NONE
  }

  /// @param kind UNRECOGNIZED where it is none of ours
  /// @param looksLike what it is instead, for a person
  record Finding(ObjectKind kind, Shape shape, String looksLike) {}

  Finding sniff(int from) {
    int at = skim.skipWhitespace(from);
    return switch (skim.peek(at)) {
      case '{' -> sniffObject(at);
      case '[' ->
          sniffElements(at)
              .map(one -> new Finding(one.kind, Shape.PLAIN, "a list of " + one.as))
              .orElse(new Finding(ObjectKind.UNRECOGNIZED, Shape.PLAIN, "a list without objects"));
      case -1 -> new Finding(ObjectKind.UNRECOGNIZED, Shape.NONE, "nothing");
      default -> new Finding(ObjectKind.UNRECOGNIZED, Shape.NONE, notJson(at));
    };
  }

  private Finding sniffObject(int from) {
    Members members = new Members(from);
    Integer records = members.valueAt.get("Records");
    if (records != null && skim.peek(records) == '[') {
      Optional<Element> element = sniffElements(records);
      if (element.isEmpty()) {
        // An hour without events, or records so broken that only the parser can say how.
        return new Finding(ObjectKind.LOG, Shape.WRAPPED, "a log file");
      }
      Element one = element.get();
      return one.isEvent
          ? new Finding(one.kind, Shape.WRAPPED, one.as)
          : new Finding(ObjectKind.UNRECOGNIZED, Shape.WRAPPED, "Records that are " + one.as);
    }
    Element one = members.classify();
    return new Finding(one.kind, one.isEvent ? Shape.PLAIN : Shape.NONE, one.as);
  }

  /// The first event in a list; if there is none, its first object.
  private Optional<Element> sniffElements(int list) {
    Element first = null;
    int at = skim.skipWhitespace(list + 1);
    for (int i = 0; i < ELEMENTS_MAX; i++) {
      if (skim.peek(at) == '{') {
        Element element = new Members(at).classify();
        if (element.isEvent) {
          return Optional.of(element);
        }
        first = first == null ? element : first;
      }
      int past = skim.skipValue(at);
      int comma = past < 0 ? -1 : skim.skipWhitespace(past);
      if (comma < 0 || skim.peek(comma) != ',') {
        break;
      }
      at = skim.skipWhitespace(comma + 1);
    }
    return Optional.ofNullable(first);
  }

  /// One object, as far as it was understood.
  private record Element(ObjectKind kind, boolean isEvent, String as) {
    static Element other(ObjectKind kind, String as) {
      return new Element(kind, false, as);
    }
  }

  /// The names of an object's members, and where their values start.
  private final class Members {
    final Map<String, Integer> valueAt = new HashMap<>();
    final List<String> names = new ArrayList<>();

    Members(int from) {
      skim.forEachMember(
          from,
          (name, value) -> {
            if (name != null) {
              names.add(name);
              valueAt.put(name, value);
            }
            // A list of records is the last thing to look for; skipping to its end would read the
            // whole file.
            return names.size() < MEMBERS_MAX
                && !("Records".equals(name) && skim.peek(value) == '[');
          });
    }

    private @Nullable String text(String name) {
      Integer at = valueAt.get(name);
      return at == null ? null : skim.text(at, 200);
    }

    private long countIn(Set<String> wanted) {
      return names.stream().distinct().filter(wanted::contains).count();
    }

    private long countInAnyCase(Set<String> wanted) {
      return names.stream()
          .map(name -> name.toLowerCase(Locale.ROOT))
          .distinct()
          .filter(wanted::contains)
          .count();
    }

    Element classify() {
      String source = text("eventSource");
      if (countIn(EVENT_MEMBERS) >= 2) {
        return source != null && source.startsWith("aws:")
            ? Element.other(ObjectKind.UNRECOGNIZED, "notifications from " + quote(source))
            : new Element(eventKind(), true, "CloudTrail events");
      }
      if (countIn(DIGEST_MEMBERS) >= 2) {
        return Element.other(ObjectKind.DIGEST, "a digest file");
      }
      if (countInAnyCase(Set.of("publickeylist")) > 0) {
        return Element.other(ObjectKind.PUBLIC_KEYS, "an answer of ListPublicKeys");
      }
      if (countInAnyCase(CONFIG_FILE_MEMBERS) >= 1
          || countInAnyCase(CONFIG_ITEM_MEMBERS) >= 2
          || (countInAnyCase(CONFIG_ITEM_MEMBERS) >= 1
              && names.contains("resourceType")
              && names.contains("resourceId"))) {
        return Element.other(ObjectKind.CONFIG, "AWS Config items");
      }
      return Element.other(ObjectKind.UNRECOGNIZED, describe());
    }

    private ObjectKind eventKind() {
      String category = text("eventCategory");
      return switch (category == null ? "" : category) {
        case "Insight" -> ObjectKind.INSIGHT_LOG;
        case "NetworkActivity" -> ObjectKind.NETWORK_ACTIVITY_LOG;
        case "Aggregated" -> ObjectKind.AGGREGATED_LOG;
        default -> ObjectKind.LOG;
      };
    }

    private String describe() {
      if (valueAt.containsKey("detail-type")) {
        return "an EventBridge event";
      }
      if (valueAt.containsKey("logGroup") || valueAt.containsKey("logEvents")) {
        return "a CloudWatch Logs subscription message";
      }
      if (valueAt.containsKey("TopicArn")) {
        return "an SNS message";
      }
      if (valueAt.containsKey("ReceiptHandle") || valueAt.containsKey("receiptHandle")) {
        return "an SQS message";
      }
      if (valueAt.containsKey("s3ObjectKey")) {
        return "a CloudTrail delivery notification";
      }
      if (valueAt.containsKey("s3") || "s3:TestEvent".equals(text("Event"))) {
        return "an S3 notification";
      }
      if (names.isEmpty()) {
        return "a JSON object without members";
      }
      return "a JSON object with the members "
          + String.join(", ", names.stream().limit(5).map(Sniffer::quote).toList())
          + (names.size() > 5 ? ", …" : "");
    }
  }

  private String notJson(int at) {
    int left = skim.end - at;
    if (left >= 4
        && skim.bytes[at] == 'P'
        && skim.bytes[at + 1] == 'A'
        && skim.bytes[at + 2] == 'R'
        && skim.bytes[at + 3] == '1') {
      return "a Parquet file";
    }
    StringBuilder beginning = new StringBuilder();
    for (int i = at; i < Math.min(skim.end, at + 16); i++) {
      int b = skim.bytes[i] & 0xFF;
      beginning.append(b >= 0x20 && b < 0x7f ? (char) b : '.');
    }
    return "something that begins with '" + beginning + "'";
  }

  private static String quote(String text) {
    return "'" + S3Name.excerpt(text, 40) + "'";
  }
}
