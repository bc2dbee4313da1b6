package io.trailseal.api.awscompat;

import io.trailseal.api.error.JsonText;
import io.trailseal.verifier.key.TrustedKey;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import tools.jackson.core.JsonGenerator;

/// Writes what is known of trails, and the public keys. Members of which nothing is known are left
/// out; AWS's clients take them for unset.
final class TrailsJson {
  private TrailsJson() {}

  static byte[] described(List<Trail> trails) {
    return JsonText.object(
        json -> {
          json.writeArrayPropertyStart("trailList");
          trails.forEach(
              trail -> {
                json.writeStartObject();
                settings(json, trail);
                json.writeEndObject();
              });
          json.writeEndArray();
        });
  }

  static byte[] one(Trail trail) {
    return JsonText.object(
        json -> {
          json.writeObjectPropertyStart("Trail");
          settings(json, trail);
          json.writeEndObject();
        });
  }

  static byte[] listed(List<Trail> trails) {
    return JsonText.object(
        json -> {
          json.writeArrayPropertyStart("Trails");
          trails.forEach(
              trail -> {
                json.writeStartObject();
                name(json, trail);
                json.writeEndObject();
              });
          json.writeEndArray();
        });
  }

  static byte[] status(Trail trail) {
    return JsonText.object(
        json -> {
          json.writeBooleanProperty("IsLogging", trail.isLogging());
          EventsJson.time(json, "LatestDeliveryTime", trail.newestLog());
          EventsJson.time(json, "LatestDigestDeliveryTime", Optional.of(trail.newestDigest()));
        });
  }

  static byte[] keys(List<TrustedKey> keys) {
    return JsonText.object(
        json -> {
          json.writeArrayPropertyStart("PublicKeyList");
          for (TrustedKey trusted : keys) {
            json.writeStartObject();
            json.writeStringProperty(
                "Value", Base64.getEncoder().encodeToString(trusted.key().der().borrow()));
            EventsJson.time(json, "ValidityStartTime", Optional.of(trusted.key().validFrom()));
            EventsJson.time(json, "ValidityEndTime", Optional.of(trusted.key().validTo()));
            json.writeStringProperty("Fingerprint", trusted.key().fingerprint());
            json.writeEndObject();
          }
          json.writeEndArray();
        });
  }

  private static void name(JsonGenerator json, Trail trail) {
    trail.id().arn().ifPresent(arn -> EventsJson.text(json, "TrailARN", arn));
    EventsJson.text(json, "Name", trail.id().name());
    EventsJson.text(json, "HomeRegion", trail.id().homeRegion());
  }

  private static void settings(JsonGenerator json, Trail trail) {
    name(json, trail);
    EventsJson.text(json, "S3BucketName", trail.id().bucket());
    EventsJson.text(json, "S3KeyPrefix", trail.id().prefix());
    json.writeBooleanProperty("LogFileValidationEnabled", true);
    json.writeBooleanProperty("IsOrganizationTrail", trail.id().organization().isPresent());
    // One region's digests may be all that came in; that does not make it a trail of one region.
    if (trail.regions().size() > 1) {
      json.writeBooleanProperty("IsMultiRegionTrail", true);
    }
  }
}
