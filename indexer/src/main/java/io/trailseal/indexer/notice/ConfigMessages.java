package io.trailseal.indexer.notice;

import io.trailseal.indexer.notice.Announcements.Spelling;
import io.trailseal.indexer.notice.Notice.Announced;
import io.trailseal.verifier.S3Name;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// What AWS Config tells, through SNS or EventBridge.
final class ConfigMessages {
  /// Where the JSON begins in a message that is written for a person's mailbox.
  private static final List<String> HEADINGS =
      List.of("New State Record Summary:", "New State and Change Record:");

  private static final int NAME_LENGTH_MAX = 120;

  private ConfigMessages() {}

  /// The JSON in a text for a mailbox; empty where it is none.
  static Optional<String> inMail(String text) {
    for (String heading : HEADINGS) {
      int at = text.indexOf(heading);
      int brace = at < 0 ? -1 : text.indexOf('{', at + heading.length());
      if (brace >= 0) {
        return Optional.of(text.substring(brace));
      }
    }
    return Optional.empty();
  }

  /// @param type its `messageType`
  static Notice read(String type, Json.Members message) throws NotUnderstoodException {
    return switch (type) {
      case "ConfigurationSnapshotDeliveryCompleted", "ConfigurationHistoryDeliveryCompleted" ->
          new Notice.Objects(List.of(delivered(message)));
      case "OversizedConfigurationItemChangeNotification" -> oversized(message);
      case "ConfigurationSnapshotDeliveryStarted", "ConfigRulesEvaluationStarted" ->
          new Notice.Nothing("AWS Config's " + type);
      case "ConfigurationItemChangeNotification" -> content(type, item(message));
      case "ComplianceChangeNotification" -> content(type, evaluation(message));
      case "ConfigurationSnapshotDeliveryFailed",
          "ConfigurationHistoryDeliveryFailed",
          "OversizedConfigurationItemChangeDeliveryFailed" ->
          content(type, failure(message));
      default ->
          throw new NotUnderstoodException(
              "it has the messageType '%s', which AWS Config did not use when this program was written"
                  .formatted(S3Name.excerpt(type, 60)));
    };
  }

  /// @param event with the source `aws.config`
  static Notice readEventBridge(Json.Members event) throws NotUnderstoodException {
    String detailType = event.text("detail-type").orElse("none");
    Json.Members detail = Notices.members(event, "detail");
    Optional<String> type = detail.text("messageType");
    if (type.isPresent()) {
      return read(type.get(), detail);
    }
    return switch (detailType) {
      case "Config Configuration Item Change" -> content(detailType, item(detail));
      case "Config Rules Compliance Change" -> content(detailType, evaluation(detail));
      case "Config Rules Re-evaluation Status" -> new Notice.Nothing("AWS Config's " + detailType);
      default ->
          throw new NotUnderstoodException(
              "it is AWS Config's event '%s' without a messageType"
                  .formatted(S3Name.excerpt(detailType, 60)));
    };
  }

  private static Announced delivered(Json.Members message) throws NotUnderstoodException {
    Optional<String> bucket = message.text("s3Bucket");
    Optional<String> key = message.text("s3ObjectKey");
    if (bucket.isEmpty() || key.isEmpty()) {
      throw new NotUnderstoodException(
          "it says that AWS Config delivered a file, without an s3Bucket and an s3ObjectKey");
    }
    return Announcements.named(bucket.get(), key.get(), Spelling.UNCLEAR);
  }

  private static Notice oversized(Json.Members message) throws NotUnderstoodException {
    Optional<String> location =
        message.members("s3DeliverySummary").flatMap(summary -> summary.text("s3BucketLocation"));
    if (location.isEmpty()) {
      return content("OversizedConfigurationItemChangeNotification", failure(message));
    }
    int slash = location.get().indexOf('/');
    if (slash < 0) {
      throw new NotUnderstoodException(
          "its s3BucketLocation must be BUCKET/KEY, is '%s'"
              .formatted(S3Name.excerpt(location.get(), 80)));
    }
    return new Notice.Objects(
        List.of(
            Announcements.named(
                location.get().substring(0, slash),
                location.get().substring(slash + 1),
                Spelling.UNCLEAR)));
  }

  private static Notice content(String type, String of) {
    return new Notice.Content(
        "AWS Config's %s%s".formatted(type, of.isEmpty() ? "" : ": " + of), List.of());
  }

  private static String item(Json.Members message) {
    return message
        .members("configurationItem")
        .map(
            item ->
                words(
                    Stream.of(
                        message.members("configurationItemDiff").flatMap(d -> d.text("changeType")),
                        item.text("resourceType"),
                        item.text("resourceId"),
                        item.text("awsAccountId"),
                        item.text("awsRegion"))))
        .orElse("");
  }

  private static String evaluation(Json.Members message) {
    return words(
        Stream.of(
            message.members("newEvaluationResult").flatMap(r -> r.text("complianceType")),
            message.text("configRuleName"),
            message.text("resourceType"),
            message.text("resourceId"),
            message.text("awsAccountId"),
            message.text("awsRegion")));
  }

  private static String failure(Json.Members message) {
    Json.Members none = new Json.Members(Map.of());
    Json.Members delivery = message.members("s3DeliverySummary").orElse(none);
    Json.Members item = message.members("configurationItemSummary").orElse(none);
    return words(
        Stream.of(
            delivery.text("errorCode").or(() -> message.text("errorCode")),
            delivery.text("errorMessage").or(() -> message.text("errorMessage")),
            item.text("resourceType"),
            item.text("resourceId"),
            item.text("awsAccountId"),
            item.text("awsRegion")));
  }

  private static String words(Stream<Optional<String>> parts) {
    return parts
        .flatMap(Optional::stream)
        .map(part -> S3Name.excerpt(part, NAME_LENGTH_MAX))
        .collect(Collectors.joining(" "));
  }
}
