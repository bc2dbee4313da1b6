package io.trailseal.indexer.aws.drill;

import java.io.StringWriter;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.UUID;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

/// Writes messages as S3, SNS, EventBridge and CloudTrail do. Sources: "Event message structure"
/// and "EventBridge event message structure" in the S3 user guide, "Parsing message JSON" in SNS's,
/// "Configuring Amazon SNS notifications for CloudTrail" in CloudTrail's.
final class Announcements {
  private static final JsonFactory JSON = new JsonFactory();
  private static final String ACCOUNT = "111122223333";
  private static final DateTimeFormatter MILLIS =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSS'Z'").withZone(ZoneOffset.UTC);
  private static final DateTimeFormatter SECONDS =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss'Z'").withZone(ZoneOffset.UTC);

  private Announcements() {}

  /// The bodies that announce these; one each, but for CloudTrail's: those announce all at once.
  static List<String> bodies(Shape shape, List<Placed> placed) {
    return switch (shape) {
      case S3 -> placed.stream().map(Announcements::s3).toList();
      case S3_IN_SNS ->
          placed.stream().map(one -> sns("Amazon S3 Notification", s3(one), one.at())).toList();
      case EVENTBRIDGE -> placed.stream().map(Announcements::eventBridge).toList();
      case CLOUDTRAIL -> List.of(cloudTrail(placed));
      case CLOUDTRAIL_IN_SNS -> List.of(sns("", cloudTrail(placed), placed.getLast().at()));
    };
  }

  private interface Fields {
    void write(JsonGenerator json);
  }

  private static String object(Fields fields) {
    StringWriter text = new StringWriter();
    try (JsonGenerator json = JSON.createGenerator(ObjectWriteContext.empty(), text)) {
      json.writeStartObject();
      fields.write(json);
      json.writeEndObject();
    }
    return text.toString();
  }

  private static void object(JsonGenerator json, String name, Fields fields) {
    json.writeObjectPropertyStart(name);
    fields.write(json);
    json.writeEndObject();
  }

  private static String s3(Placed placed) {
    return object(
        json -> {
          json.writeArrayPropertyStart("Records");
          json.writeStartObject();
          json.writeStringProperty("eventVersion", "2.1");
          json.writeStringProperty("eventSource", "aws:s3");
          json.writeStringProperty("awsRegion", Deliverer.REGION);
          json.writeStringProperty("eventTime", MILLIS.format(placed.at()));
          json.writeStringProperty("eventName", placed.what().eventName());
          object(json, "userIdentity", who -> who.writeStringProperty("principalId", "AWS:AIDA"));
          object(
              json,
              "requestParameters",
              from -> from.writeStringProperty("sourceIPAddress", "127.0.0.1"));
          object(
              json,
              "s3",
              s3 -> {
                s3.writeStringProperty("s3SchemaVersion", "1.0");
                s3.writeStringProperty("configurationId", "arrivals");
                bucket(s3, placed);
                s3Object(s3, placed);
              });
          json.writeEndObject();
          json.writeEndArray();
        });
  }

  private static void bucket(JsonGenerator s3, Placed placed) {
    object(
        s3,
        "bucket",
        bucket -> {
          bucket.writeStringProperty("name", placed.name().bucket());
          object(
              bucket, "ownerIdentity", owner -> owner.writeStringProperty("principalId", "A1B2C3"));
          bucket.writeStringProperty("arn", "arn:aws:s3:::" + placed.name().bucket());
        });
  }

  private static void s3Object(JsonGenerator s3, Placed placed) {
    object(
        s3,
        "object",
        object -> {
          object.writeStringProperty(
              "key",
              URLEncoder.encode(placed.name().key(), StandardCharsets.UTF_8).replace("%2F", "/"));
          if (placed.what() == Placed.What.WRITTEN) {
            object.writeNumberProperty("size", placed.bytes());
          }
          if (placed.what() != Placed.What.DELETED) {
            object.writeStringProperty("eTag", placed.eTag());
          }
          placed.versionId().ifPresent(id -> object.writeStringProperty("versionId", id));
          object.writeStringProperty("sequencer", "%016X".formatted(placed.sequencer()));
        });
  }

  private static String eventBridge(Placed placed) {
    return object(
        json -> {
          json.writeStringProperty("version", "0");
          json.writeStringProperty("id", UUID.randomUUID().toString());
          json.writeStringProperty("detail-type", placed.what().detailType());
          json.writeStringProperty("source", "aws.s3");
          json.writeStringProperty("account", ACCOUNT);
          json.writeStringProperty("time", SECONDS.format(placed.at()));
          json.writeStringProperty("region", Deliverer.REGION);
          json.writeArrayPropertyStart("resources");
          json.writeString("arn:aws:s3:::" + placed.name().bucket());
          json.writeEndArray();
          object(json, "detail", detail -> detail(detail, placed));
        });
  }

  private static void detail(JsonGenerator detail, Placed placed) {
    detail.writeStringProperty("version", "0");
    object(detail, "bucket", bucket -> bucket.writeStringProperty("name", placed.name().bucket()));
    object(
        detail,
        "object",
        object -> {
          object.writeStringProperty("key", placed.name().key());
          if (placed.what() == Placed.What.WRITTEN) {
            object.writeNumberProperty("size", placed.bytes());
          }
          if (placed.what() != Placed.What.DELETED) {
            object.writeStringProperty("etag", placed.eTag());
          }
          placed.versionId().ifPresent(id -> object.writeStringProperty("version-id", id));
          object.writeStringProperty("sequencer", "%016X".formatted(placed.sequencer()));
        });
    detail.writeStringProperty("requester", "cloudtrail.amazonaws.com");
    detail.writeStringProperty("source-ip-address", "127.0.0.1");
    switch (placed.what()) {
      case WRITTEN -> detail.writeStringProperty("reason", "PutObject");
      case DELETED -> {
        detail.writeStringProperty("reason", "DeleteObject");
        detail.writeStringProperty("deletion-type", "Permanently Deleted");
      }
      case MARKED_DELETED -> {
        detail.writeStringProperty("reason", "DeleteObject");
        detail.writeStringProperty("deletion-type", "Delete Marker Created");
      }
    }
  }

  /// CloudTrail says nothing of what others delete.
  private static String cloudTrail(List<Placed> placed) {
    String bucket = placed.getFirst().name().bucket();
    for (Placed one : placed) {
      if (one.what() != Placed.What.WRITTEN || !one.name().bucket().equals(bucket)) {
        throw new IllegalArgumentException(
            "CloudTrail announces what it wrote into one bucket, was " + one);
      }
    }
    return object(
        json -> {
          json.writeStringProperty("s3Bucket", bucket);
          json.writeArrayPropertyStart("s3ObjectKey");
          placed.forEach(one -> json.writeString(one.name().key()));
          json.writeEndArray();
        });
  }

  private static String sns(String subject, String message, Instant at) {
    return object(
        json -> {
          json.writeStringProperty("Type", "Notification");
          json.writeStringProperty("MessageId", UUID.randomUUID().toString());
          json.writeStringProperty(
              "TopicArn", "arn:aws:sns:%s:%s:arrivals".formatted(Deliverer.REGION, ACCOUNT));
          if (!subject.isEmpty()) {
            json.writeStringProperty("Subject", subject);
          }
          json.writeStringProperty("Message", message);
          json.writeStringProperty("Timestamp", MILLIS.format(at));
          json.writeStringProperty("SignatureVersion", "1");
        });
  }
}
