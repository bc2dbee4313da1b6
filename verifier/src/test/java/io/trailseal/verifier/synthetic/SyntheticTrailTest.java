package io.trailseal.verifier.synthetic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class SyntheticTrailTest {
  @TempDir Path folder;

  private FolderBucket write(String name, SampleSettings settings, int threads) throws IOException {
    FolderBucket bucket = FolderBucket.at(folder.resolve(name));
    new SyntheticTrail(settings, threads).writeTo(bucket);
    return bucket;
  }

  @Test
  void theSameSettingsGiveTheSameBytesWithAnyNumberOfThreads() throws IOException {
    SampleSettings settings = Samples.settings(2, 2, 5, 60);
    Map<String, String> one = Samples.fingerprint(write("one", settings, 1));
    assertThat(one).isEqualTo(Samples.fingerprint(write("two", settings, 2)));
    assertThat(one).isEqualTo(Samples.fingerprint(write("three", settings, 3)));
  }

  @Test
  void anotherSeedGivesOtherFilesAndOtherKeys() throws IOException {
    Map<String, String> one = Samples.fingerprint(write("one", Samples.settings(1, 1, 2, 40), 2));
    Map<String, String> other =
        Samples.fingerprint(
            write("other", Samples.settings(1, 1, 2, 40, 2, Optional.empty(), ""), 2));
    String keys = "public-keys/us-east-1.json";
    assertThat(one.keySet()).contains(keys);
    assertThat(other.get(keys)).isNotEqualTo(one.get(keys));
    assertThat(other.keySet()).doesNotContainAnyElementsOf(logs(one));
  }

  private static List<String> logs(Map<String, String> objects) {
    return objects.keySet().stream().filter(key -> key.contains("/CloudTrail/")).toList();
  }

  @Test
  void everyEventIsCompleteAndOfItsFilesAccountAndRegion() throws IOException {
    SampleSettings settings = Samples.settings(2, 2, 6, 400);
    FolderBucket bucket = FolderBucket.at(folder);
    AtomicLong eventsTold = new AtomicLong();
    AtomicInteger objectsTold = new AtomicInteger();
    SampleSummary summary =
        new SyntheticTrail(settings)
            .writeTo(
                bucket,
                (events, objects) -> {
                  eventsTold.addAndGet(events);
                  objectsTold.addAndGet(objects);
                });

    Set<String> ids = new HashSet<>();
    Set<String> kinds = new HashSet<>();
    Map<String, Integer> seen = new HashMap<>();
    long bytes = 0;
    for (String key : Samples.logKeys(bucket)) {
      byte[] log = Samples.inflated(bucket, key);
      bytes += log.length;
      String[] parts = key.substring(key.lastIndexOf('/') + 1).split("_", -1);
      for (Samples.Event event : Samples.events(log)) {
        assertThat(event.get("recipientAccountId")).isEqualTo(parts[0]);
        assertThat(event.get("awsRegion")).isEqualTo(parts[2]);
        assertThat(event.get("eventID"))
            .matches("[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}");
        assertThat(ids.add(event.get("eventID"))).isTrue();
        assertThat(event.values())
            .containsKeys(
                "eventVersion",
                "eventTime",
                "eventSource",
                "eventName",
                "sourceIPAddress",
                "userAgent",
                "requestID",
                "readOnly",
                "eventType",
                "managementEvent",
                "eventCategory",
                "userIdentity.type");
        Instant delivered = delivered(parts[3]);
        Duration age = Duration.between(Instant.parse(event.get("eventTime")), delivered);
        assertThat(age).isBetween(Duration.ofSeconds(30), Duration.ofSeconds(330));
        kinds.add(event.get("eventSource") + event.get("eventName"));
        count(seen, "events");
        count(seen, event.get("errorCode").isEmpty() ? "" : "errors");
        count(seen, event.get("tlsDetails.tlsVersion").isEmpty() ? "" : "tls");
        count(seen, event.get("readOnly").equals("true") ? "reads" : "");
        count(seen, event.get("sourceIPAddress").contains(":") ? "ipv6" : "");
        count(seen, event.get("sourceIPAddress").endsWith(".amazonaws.com") ? "services" : "");
        count(seen, event.get("vpcEndpointId").isEmpty() ? "" : "endpoints");
        count(seen, event.get("eventCategory"));
        count(seen, event.get("userIdentity.type"));
      }
    }
    int events = seen.getOrDefault("events", 0);
    assertThat((long) events)
        .isEqualTo(settings.eventsWithoutStory() + summary.storyEvents())
        .isEqualTo(summary.events())
        .isEqualTo(eventsTold.get());
    assertThat(bytes).isEqualTo(summary.bytesInflated());
    assertThat(summary.logFiles()).isEqualTo(Samples.logKeys(bucket).size());
    assertThat((long) objectsTold.get()).isEqualTo(summary.logFiles() + summary.digests());
    assertThat(bytes / (double) events).isBetween(1300.0, 1800.0);
    assertThat(bytes / (double) summary.bytesCompressed()).isGreaterThan(4);
    assertThat(kinds).hasSizeGreaterThan(130);
    assertThat(share(seen, "errors")).isBetween(0.07, 0.13);
    assertThat(share(seen, "tls")).isBetween(0.65, 0.9);
    assertThat(share(seen, "reads")).isGreaterThan(0.6);
    assertThat(share(seen, "Data")).isBetween(0.05, 0.3);
    assertThat(seen)
        .containsKeys("ipv6", "services", "endpoints", "Management")
        .containsKeys(
            "IAMUser", "AssumedRole", "AWSService", "Root", "SAMLUser", "WebIdentityUser");
  }

  private static void count(Map<String, Integer> seen, String what) {
    seen.merge(what, 1, Integer::sum);
  }

  private static double share(Map<String, Integer> seen, String what) {
    return seen.getOrDefault(what, 0) / (double) seen.getOrDefault("events", 0);
  }

  private static Instant delivered(String stamp) {
    return Instant.parse(stamp.replaceFirst("(....)(..)(..)T(..)(..)Z", "$1-$2-$3T$4:$5:00Z"));
  }

  @Test
  void aSessionsEventsComeAfterTheEventThatGaveItsKey() throws IOException {
    FolderBucket bucket = write("b", Samples.settings(1, 1, 8, 300), 2);
    List<Samples.Event> events = Samples.events(bucket);
    Map<String, String> begun = new HashMap<>();
    for (Samples.Event event : events) {
      String key = event.get("responseElements.credentials.accessKeyId");
      if (!key.isEmpty()) {
        begun.put(key, event.get("eventTime"));
      }
    }
    int linked = 0;
    for (Samples.Event event : events) {
      String since = begun.get(event.get("userIdentity.accessKeyId"));
      if (since != null) {
        linked++;
        assertThat(event.get("eventTime")).isGreaterThanOrEqualTo(since);
        assertThat(event.get("userIdentity.sessionContext.attributes.creationDate"))
            .isEqualTo(since);
      }
    }
    assertThat(linked).isGreaterThan(events.size() / 3);
  }

  @Test
  void keysFollowTheDocumentedLayout() throws IOException {
    assertLayout("single", Samples.settings(2, 2, 2, 20), "");
    assertLayout(
        "organization",
        Samples.settings(2, 1, 2, 20, 1, Optional.of("o-a1b2c3d4e5"), "central/trail"),
        "central/trail/",
        "o-a1b2c3d4e5/");
    // Control Tower puts the organization's id in front as well.
    assertLayout(
        "tower",
        Samples.settings(1, 1, 1, 20, 1, Optional.of("o-a1b2c3d4e5"), "o-a1b2c3d4e5"),
        "o-a1b2c3d4e5/",
        "o-a1b2c3d4e5/");
  }

  private void assertLayout(String name, SampleSettings settings, String prefix, String... more)
      throws IOException {
    String start = Pattern.quote(prefix + "AWSLogs/" + String.join("", more));
    Pattern log =
        Pattern.compile(
            start
                + "([0-9]{12})/CloudTrail/([a-z0-9-]+)/([0-9]{4})/([0-9]{2})/([0-9]{2})/"
                + "\\1_CloudTrail_\\2_\\3\\4\\5T[0-9]{4}Z_[A-Za-z0-9]{16}\\.json\\.gz");
    Pattern digest =
        Pattern.compile(
            start
                + "([0-9]{12})/CloudTrail-Digest/([a-z0-9-]+)/([0-9]{4})/([0-9]{2})/([0-9]{2})/"
                + "\\1_CloudTrail-Digest_\\2_sample-trail_us-east-1_\\3\\4\\5T[0-9]{6}Z\\.json\\.gz");
    int logs = 0;
    int digests = 0;
    for (String key : write(name, settings, 2).keys("")) {
      if (key.contains("/CloudTrail/")) {
        assertThat(key).matches(log);
        logs++;
      } else if (key.contains("/CloudTrail-Digest/")) {
        assertThat(key).matches(digest);
        digests++;
      } else {
        assertThat(key).matches("public-keys/[a-z0-9-]+\\.json");
      }
    }
    assertThat(logs).isPositive();
    assertThat(digests).isEqualTo(settings.accounts() * settings.regions() * settings.hours());
  }

  @Test
  void aBucketThatHoldsSomethingIsRefused() throws IOException {
    FolderBucket bucket = write("b", Samples.settings(1, 1, 1, 0), 1);
    assertThatThrownBy(() -> new SyntheticTrail(Samples.settings(1, 1, 1, 0)).writeTo(bucket))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("empty bucket");
  }
}
