package io.trailseal.indexer.notice;

import io.trailseal.indexer.notice.Announcements.Names;
import io.trailseal.indexer.notice.Notice.Announced;
import io.trailseal.indexer.notice.Notice.Removal;
import io.trailseal.verifier.S3Name;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// S3's own notifications, and what EventBridge makes of them.
///
/// An event that says neither that an object was removed nor that only something about it changed
/// announces it: to look at an object once more costs a reading, not to look may cost the object.
/// So a restored archive object is announced again.
final class S3Events {
  private static final String REMOVED_BY_MARKER = "DeleteMarkerCreated";

  /// Of S3's event names, what is said of an object whose bytes stay as they are, or are gone only
  /// as a copy.
  private static final List<String> BYTES_STAY =
      List.of(
          "ObjectTagging:",
          "ObjectAcl:",
          "ObjectAnnotation:",
          "ObjectRestore:Post",
          "ObjectRestore:Delete",
          "LifecycleTransition",
          "IntelligentTiering",
          "Replication:");

  /// The same in EventBridge's words.
  private static final List<String> BYTES_STAY_DETAIL_TYPES =
      List.of(
          "Object Restore Initiated",
          "Object Restore Expired",
          "Object Storage Class Changed",
          "Object Access Tier Changed",
          "Object ACL Updated",
          "Object Tags Added",
          "Object Tags Deleted");

  private S3Events() {}

  /// Whether it is S3's list of events rather than another list of that name: CloudTrail's log
  /// files have one, too.
  static boolean isList(Json records) {
    return records instanceof Json.Items(List<Json> all)
        && !all.isEmpty()
        && all.stream()
            .allMatch(
                record ->
                    record instanceof Json.Members members && members.members("s3").isPresent());
  }

  /// @param records of which [#isList] is true
  static Notice read(Json.Items records) throws NotUnderstoodException {
    Notices.requireCount(records.all().size());
    List<Announced> objects = new ArrayList<>();
    List<String> others = new ArrayList<>();
    for (Json each : records.all()) {
      if (each instanceof Json.Members event) {
        read(event, objects, others);
      }
    }
    return objects.isEmpty()
        ? new Notice.Nothing("S3's event " + others.getFirst())
        : new Notice.Objects(objects);
  }

  private static void read(Json.Members event, List<Announced> objects, List<String> others)
      throws NotUnderstoodException {
    String version = event.text("eventVersion").orElse("none");
    if (!version.matches("2(\\.[0-9]{1,9})?")) {
      throw new NotUnderstoodException(
          "it is an event of S3 in version %s; this program reads versions 2.x"
              .formatted(S3Name.excerpt(version, 20)));
    }
    String name =
        event
            .text("eventName")
            .map(said -> said.startsWith("s3:") ? said.substring("s3:".length()) : said)
            .filter(said -> !said.isEmpty())
            .orElseThrow(() -> new NotUnderstoodException("it is an event of S3 without a name"));
    if (BYTES_STAY.stream().anyMatch(name::startsWith)) {
      others.add(S3Name.excerpt(name, 80));
      return;
    }
    Json.Members s3 = event.members("s3").orElseThrow();
    Optional<Removal> removal =
        name.startsWith("ObjectRemoved:") || name.startsWith("LifecycleExpiration:")
            ? Optional.of(
                Announcements.removal(
                    name.endsWith(":" + REMOVED_BY_MARKER),
                    event.members("userIdentity").flatMap(who -> who.text("principalId"))))
            : Optional.empty();
    objects.add(
        Announcements.described(
            Notices.members(s3, "object"),
            Names.S3,
            Notices.members(s3, "bucket"),
            event.text("eventTime"),
            removal));
  }

  /// @param event with the source `aws.s3`
  static Notice readEventBridge(Json.Members event) throws NotUnderstoodException {
    String type = event.text("detail-type").orElse("none");
    if (BYTES_STAY_DETAIL_TYPES.contains(type)) {
      return new Notice.Nothing("EventBridge's event " + type);
    }
    Json.Members detail = Notices.members(event, "detail");
    Optional<Removal> removal =
        type.equals("Object Deleted")
            ? Optional.of(
                Announcements.removal(
                    detail.text("deletion-type").orElse("").equals("Delete Marker Created"),
                    detail.text("requester")))
            : Optional.empty();
    return new Notice.Objects(
        List.of(
            Announcements.described(
                Notices.members(detail, "object"),
                Names.EVENT_BRIDGE,
                Notices.members(detail, "bucket"),
                event.text("time"),
                removal)));
  }
}
