package io.trailseal.verifier.synthetic;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class StoryTest {
  @TempDir Path folder;

  @ParameterizedTest
  @CsvSource({"1, 1, 1, 0", "1, 1, 1, 50", "2, 1, 3, 10", "3, 2, 24, 5", "1, 2, 30, 0"})
  void theStoryIsToldInFullHoweverSmallTheSample(
      int accounts, int regions, int hours, int eventsPerHour) throws IOException {
    SampleSettings settings = Samples.settings(accounts, regions, hours, eventsPerHour);
    FolderBucket bucket = FolderBucket.at(folder);
    SampleSummary summary = new SyntheticTrail(settings).writeTo(bucket);

    List<Samples.Event> story =
        Samples.events(bucket).stream()
            .filter(
                event ->
                    List.of(Story.INTRUDER_ADDRESS, Story.READER_ADDRESS, Story.RESPONDER_ADDRESS)
                        .contains(event.get("sourceIPAddress")))
            .sorted(Comparator.comparing(event -> event.get("eventTime")))
            .toList();
    assertThat(story).hasSize((int) summary.storyEvents());
    assertThat(Instant.parse(story.getFirst().get("eventTime"))).isEqualTo(Story.from(settings));
    assertThat(Instant.parse(story.getLast().get("eventTime"))).isEqualTo(Story.to(settings));
    assertThat(Duration.between(settings.start(), Story.to(settings)))
        .isLessThan(Duration.ofHours(hours));

    String first = settings.accountIds().getFirst();
    assertThat(
            story.stream()
                .filter(event -> event.get("recipientAccountId").equals(first))
                .map(event -> event.get("eventName"))
                .distinct())
        .containsSubsequence(
            "GetCallerIdentity",
            "ListUsers",
            "AssumeRole",
            "CreateAccessKey",
            "AttachUserPolicy",
            "DeleteBucketPublicAccessBlock",
            "PutBucketPolicy",
            "GetObject",
            "StopLogging",
            "DeleteTrail",
            "DeleteObject",
            "DeleteBucket",
            "UpdateAccessKey",
            "PutBucketPublicAccessBlock",
            "StartLogging",
            "DeleteAccessKey");
    assertThat(one(story, "CreateAccessKey").get("responseElements.accessKey.accessKeyId"))
        .isEqualTo(Story.BACKDOOR_KEY);
    assertThat(one(story, "CreateAccessKey").get("userIdentity.accessKeyId"))
        .isEqualTo(Story.ROLE_SESSION_KEY);
    assertThat(story.getFirst().get("userIdentity.accessKeyId")).isEqualTo(Story.LEAKED_KEY);
    assertThat(one(story, "StopLogging").get("errorCode")).isEqualTo("AccessDenied");
    assertThat(one(story, "PutBucketPolicy").get("requestParameters.bucketName"))
        .isEqualTo(Story.BUCKET);
    assertThat(story)
        .anyMatch(
            event ->
                event.get("eventName").equals("GetObject")
                    && event.get("sourceIPAddress").equals(Story.READER_ADDRESS));
    if (accounts > 1) {
      String second = settings.accountIds().get(1);
      List<Samples.Event> crossing =
          story.stream().filter(event -> !event.get("sharedEventID").isEmpty()).toList();
      assertThat(crossing).hasSize(2);
      assertThat(crossing.getFirst().get("sharedEventID"))
          .isEqualTo(crossing.getLast().get("sharedEventID"));
      assertThat(crossing.stream().map(event -> event.get("recipientAccountId")))
          .containsExactlyInAnyOrder(first, second);
      assertThat(story)
          .anyMatch(
              event ->
                  event.get("userIdentity.accessKeyId").equals(Story.OTHER_ACCOUNT_SESSION_KEY));
    }
  }

  private static Samples.Event one(List<Samples.Event> story, String name) {
    List<Samples.Event> found =
        story.stream().filter(event -> event.get("eventName").equals(name)).toList();
    assertThat(found).as(name).hasSize(1);
    return found.getFirst();
  }
}
