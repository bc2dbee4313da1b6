package io.trailseal.indexer.notice;

import io.trailseal.indexer.notice.Announcements.Spelling;
import io.trailseal.indexer.notice.Notice.Announced;
import io.trailseal.verifier.S3Name;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/// Reads messages. The one door to this package.
public final class Notices {
  /// SQS allows 1 MiB; in characters, which are never more than bytes.
  static final int BODY_LENGTH_MAX = 1024 * 1024;

  /// S3 names one object in a message, CloudTrail a few. More than this is nobody's honest message.
  static final int OBJECTS_MAX = 10_000;

  /// SNS that delivers to SQS wraps once. EventBridge or a topic in between may wrap once more.
  private static final int WRAPPINGS_MAX = 3;

  /// What CloudTrail sends to a topic, to see whether it may, when a trail is set up.
  private static final String CLOUDTRAIL_VALIDATION = "CloudTrail validation message.";

  private static final int MEMBERS_SHOWN = 8;

  private Notices() {}

  /// What a message says. Never throws, whatever the body is.
  ///
  /// Told apart in this order: S3's list of events, its test event, a message of SNS (whose own
  /// message is read instead), AWS Config's by `messageType`, CloudTrail's by `s3ObjectKey`,
  /// EventBridge's by `source`. AWS Config comes before CloudTrail because its deliveries have an
  /// `s3ObjectKey`, too.
  ///
  /// @param body as the queue delivered it
  public static Notice read(String body) {
    try {
      return read(body, 0);
    } catch (NotUnderstoodException e) {
      return new Notice.Unknown(e.why());
    }
  }

  private static Notice read(String body, int wrappings) throws NotUnderstoodException {
    if (body.length() > BODY_LENGTH_MAX) {
      throw new NotUnderstoodException(
          "it has %,d characters; SQS allows %,d bytes".formatted(body.length(), BODY_LENGTH_MAX));
    }
    if (body.strip().equals(CLOUDTRAIL_VALIDATION)) {
      return new Notice.Nothing("CloudTrail's validation message");
    }
    Optional<String> inMail =
        body.stripLeading().startsWith("{") ? Optional.empty() : ConfigMessages.inMail(body);
    Json.Members message = Json.object(inMail.orElse(body), inMail.isPresent());
    Optional<String> messageType = message.text("messageType");
    if (message.get("Records") instanceof Json.Items records && S3Events.isList(records)) {
      return S3Events.read(records);
    }
    if (message.text("Event").orElse("").equals("s3:TestEvent")) {
      return new Notice.Nothing(
          "S3's test event of the bucket "
              + S3Name.excerpt(message.text("Bucket").orElse("(not named)"), 80));
    }
    Optional<String> type = message.text("Type");
    if (type.isPresent() && message.text("Message").isPresent()) {
      return readSns(type.get(), message, wrappings);
    }
    if (messageType.isPresent()) {
      return ConfigMessages.read(messageType.get(), message);
    }
    if (message.get("s3ObjectKey") != null) {
      return readCloudTrail(message);
    }
    return switch (message.text("source").orElse("")) {
      case "aws.s3" -> S3Events.readEventBridge(message);
      case "aws.config" -> ConfigMessages.readEventBridge(message);
      default -> throw new NotUnderstoodException(unlike(message));
    };
  }

  /// @param message with a `Message`
  private static Notice readSns(String type, Json.Members message, int wrappings)
      throws NotUnderstoodException {
    String topic = S3Name.excerpt(message.text("TopicArn").orElse("(not named)"), 200);
    switch (type) {
      case "Notification" -> {
        if (wrappings == WRAPPINGS_MAX) {
          throw new NotUnderstoodException(
              "it is wrapped by SNS more than %d times".formatted(WRAPPINGS_MAX));
        }
        try {
          return read(message.text("Message").orElseThrow(), wrappings + 1);
        } catch (NotUnderstoodException e) {
          throw wrappings == 0
              ? new NotUnderstoodException(
                  "it came through the SNS topic %s, and of what that delivered: %s"
                      .formatted(topic, e.why()))
              : e;
        }
      }
      case "SubscriptionConfirmation" ->
          throw new NotUnderstoodException(
              ("the SNS topic %s asks whether this queue shall be subscribed to it; if you know the"
                      + " topic, confirm it with: aws sns confirm-subscription --topic-arn … --token …"
                      + " (both are in the message as kept)")
                  .formatted(topic));
      case "UnsubscribeConfirmation" ->
          throw new NotUnderstoodException(
              ("this queue was unsubscribed from the SNS topic %s, and nothing comes from there any"
                      + " more; if nobody meant that, subscribe it again with: aws sns subscribe")
                  .formatted(topic));
      default ->
          throw new NotUnderstoodException(
              "it is a message of SNS of the type '%s'; Notification was expected"
                  .formatted(S3Name.excerpt(type, 40)));
    }
  }

  private static Notice readCloudTrail(Json.Members message) throws NotUnderstoodException {
    String bucket =
        message
            .text("s3Bucket")
            .orElseThrow(
                () -> new NotUnderstoodException("it has an s3ObjectKey, and no s3Bucket"));
    List<Json> keys =
        switch (message.get("s3ObjectKey")) {
          case Json.Items(List<Json> all) -> all;
          case Json.Text text -> List.of(text);
          case null, default -> List.of();
        };
    if (keys.isEmpty()) {
      throw new NotUnderstoodException("its s3ObjectKey must be a list of keys, and is not");
    }
    requireCount(keys.size());
    List<Announced> objects = new ArrayList<>();
    for (Json key : keys) {
      if (!(key instanceof Json.Text(String value))) {
        throw new NotUnderstoodException("its s3ObjectKey lists something that is no text");
      }
      objects.add(Announcements.named(bucket, value, Spelling.RAW));
    }
    return new Notice.Objects(objects);
  }

  static void requireCount(int objects) throws NotUnderstoodException {
    if (objects > OBJECTS_MAX) {
      throw new NotUnderstoodException(
          "it names %,d objects; at most %,d are read of one message"
              .formatted(objects, OBJECTS_MAX));
    }
  }

  /// The object under a name that must be there.
  static Json.Members members(Json.Members of, String name) throws NotUnderstoodException {
    return of.members(name)
        .orElseThrow(
            () -> new NotUnderstoodException("it is an event without the object '" + name + "'"));
  }

  private static String unlike(Json.Members message) {
    String has =
        message.all().isEmpty()
            ? "no members"
            : message.all().keySet().stream()
                    .limit(MEMBERS_SHOWN)
                    .map(name -> S3Name.excerpt(name, 30))
                    .collect(Collectors.joining(", ", "the members ", ""))
                + (message.all().size() > MEMBERS_SHOWN
                    ? " and %,d more".formatted(message.all().size() - MEMBERS_SHOWN)
                    : "");
    String source =
        message
            .text("source")
            .map(said -> " and comes from '%s'".formatted(S3Name.excerpt(said, 40)))
            .orElse("");
    return ("it is none of the messages that announce objects (S3's with Records, SNS's with Type,"
            + " CloudTrail's with s3ObjectKey, AWS Config's with messageType, EventBridge's from aws.s3"
            + " or aws.config): it has %s%s; see who may send to this queue")
        .formatted(has, source);
  }
}
