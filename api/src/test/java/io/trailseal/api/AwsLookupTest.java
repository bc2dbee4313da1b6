package io.trailseal.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.trailseal.api.AwsRequest.Reply;
import io.trailseal.indexer.access.AccessEntry;
import io.trailseal.indexer.access.AccessQuestion;
import io.trailseal.indexer.access.Role;
import io.trailseal.indexer.ledger.AccessAction;
import io.trailseal.indexer.ledger.AccessDetail;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.http.apache5.Apache5HttpClient;
import software.amazon.awssdk.identity.spi.AwsCredentialsIdentity;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.cloudtrail.CloudTrailClient;
import software.amazon.awssdk.services.cloudtrail.model.Event;
import software.amazon.awssdk.services.cloudtrail.model.InvalidLookupAttributesException;
import software.amazon.awssdk.services.cloudtrail.model.LookupAttribute;
import software.amazon.awssdk.services.cloudtrail.model.LookupAttributeKey;
import software.amazon.awssdk.services.cloudtrail.model.LookupEventsRequest;
import software.amazon.awssdk.services.cloudtrail.model.Resource;
import software.amazon.awssdk.services.cloudtrail.model.UnsupportedOperationException;

/// LookupEvents with Amazon's own client, and with what no honest client sends.
final class AwsLookupTest {
  private static final HttpClient HTTP = HttpClient.newHttpClient();
  private static final String RECORD =
      Rig.event(
              "2026-03-02T10:00:00Z",
              "CreateAccessKey",
              "11111111-2222-3333-4444-555555555501",
              ",\"readOnly\": false, \"n\": 1.50e+1, \"lone\":\"\\ud800\","
                  + "\"requestParameters\":{\"userName\":\"bob\"},"
                  + "\"responseElements\":{\"accessKey\":{\"accessKeyId\":\"AKIANEW\"}}")
          .replace("s3.amazonaws.com", "iam.amazonaws.com");

  @TempDir static Path folder;
  private static Rig rig;
  private static AwsCredentialsIdentity key;
  private static CloudTrailClient client;

  @BeforeAll
  static void open() throws Exception {
    // The client signs with the time there is.
    rig = Rig.open(folder, InstantSource.system());
    key = AwsRequest.key(rig, "ada", Set.of(Role.ANALYST), Optional.empty());
    client = client(key);
    rig.deliver(
        RECORD,
        Rig.event("2026-03-02T10:00:01Z", "ListBuckets", "e02", ",\"readOnly\":true"),
        identity("e03", "{\"type\":\"Root\",\"userName\":\"alias\"}", ""),
        identity(
            "e04",
            "{\"type\":\"AssumedRole\",\"principalId\":\"AROAX:deploy-7\",\"arn\":"
                + "\"arn:aws:sts::111122223333:assumed-role/Deploy/deploy-7\","
                + "\"accessKeyId\":\"ASIASESSION\"}",
            ",\"resources\":[{\"ARN\":\"arn:aws:s3:::logs\",\"type\":\"AWS::S3::Bucket\"},"
                + "{\"ARN\":\"arn:aws:ssm:x:1:parameter/p\"}],"
                + "\"requestParameters\":{\"bucketName\":\"logs\"}"),
        identity("e05", "{\"type\":\"AWSService\",\"invokedBy\":\"ec2.amazonaws.com\"}", ""),
        identity("e06", "{\"type\":\"AWSAccount\"}", ",\"eventCategory\":\"Data\""),
        identity("e07", "{\"type\":\"AWSAccount\"}", ",\"managementEvent\":false"),
        """
        {"eventVersion":"1.07","eventTime":"2026-03-02T10:00:02Z","awsRegion":"us-east-1",
        "eventID":"e08","eventType":"AwsCloudTrailInsight","recipientAccountId":"111122223333",
        "insightDetails":{"state":"Start","eventSource":"ssm.amazonaws.com",
        "eventName":"UpdateInstanceInformation"},"eventCategory":"Insight"}""",
        Rig.event("2026-03-02T10:00:03Z", "Other", "e09", "")
            .replace("111122223333\"}", "999999999999\"}")
            .replace("\"alice\"", "\"a*l\\\"i\\\\ce\""));
  }

  private static String identity(String id, String identity, String more) {
    return """
        {"eventVersion":"1.11","userIdentity":%s,"eventTime":"2026-03-02T09:00:%sZ",\
        "eventSource":"s3.amazonaws.com","eventName":"Named","awsRegion":"us-east-1",\
        "eventID":"%s","recipientAccountId":"111122223333"%s}"""
        .formatted(identity, id.substring(1), id, more);
  }

  private static CloudTrailClient client(AwsCredentialsIdentity key) {
    return CloudTrailClient.builder()
        .endpointOverride(URI.create(rig.url()))
        .region(Region.EU_CENTRAL_1)
        .credentialsProvider(
            StaticCredentialsProvider.create(
                AwsBasicCredentials.create(key.accessKeyId(), key.secretAccessKey())))
        .httpClientBuilder(Apache5HttpClient.builder())
        .build();
  }

  @AfterAll
  static void close() throws Exception {
    assertThat(rig.store().fsck().check()).isEmpty();
    client.close();
    HTTP.close();
    rig.close();
  }

  private static List<Event> events(Consumer<LookupEventsRequest.Builder> request) {
    return client.lookupEvents(request).events();
  }

  private static LookupAttribute attribute(String key, String value) {
    return LookupAttribute.builder().attributeKey(key).attributeValue(value).build();
  }

  private static List<String> ids(LookupAttributeKey attribute, String value) {
    return events(ask -> ask.lookupAttributes(attribute(attribute.toString(), value))).stream()
        .map(Event::eventId)
        .sorted()
        .toList();
  }

  @Test
  void anEventHasItsMembersAndItsRecordByteForByte() {
    Event event =
        events(ask -> ask.lookupAttributes(attribute("EventName", "CreateAccessKey"))).getFirst();
    assertThat(event.cloudTrailEvent()).isEqualTo(RECORD);
    assertThat(event.eventId()).isEqualTo("11111111-2222-3333-4444-555555555501");
    assertThat(event.eventName()).isEqualTo("CreateAccessKey");
    assertThat(event.eventSource()).isEqualTo("iam.amazonaws.com");
    assertThat(event.eventTime()).isEqualTo(Instant.parse("2026-03-02T10:00:00Z"));
    assertThat(event.readOnly()).isEqualTo("false");
    assertThat(event.accessKeyId()).isEqualTo("AKIAIOSFODNN7EXAMPLE");
    assertThat(event.username()).isEqualTo("alice");
    assertThat(event.resources())
        .containsExactly(
            resource("AWS::IAM::User", "bob"), resource("AWS::IAM::AccessKey", "AKIANEW"));
  }

  private static Resource resource(String type, String name) {
    return Resource.builder().resourceType(type).resourceName(name).build();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "EventId | e02 | e02",
        "EventId | 11111111-2222-3333-4444-555555555501 | 11111111-2222-3333-4444-555555555501",
        "EventName | ListBuckets | e02",
        "EventSource | iam.amazonaws.com | 11111111-2222-3333-4444-555555555501",
        "ReadOnly | true | e02",
        "ReadOnly | false | 11111111-2222-3333-4444-555555555501",
        "AccessKeyId | ASIASESSION | e04",
        "Username | alice | 11111111-2222-3333-4444-555555555501,e02",
        "Username | root | e03",
        "Username | alias | ''",
        "Username | deploy-7 | e04",
        "Username | ec2.amazonaws.com | e05",
        "Username | d*7 | ''",
        "Username | a*l\"i\\ce | e09",
        "ResourceName | bob | 11111111-2222-3333-4444-555555555501",
        "ResourceName | arn:aws:s3:::logs | e04",
        "ResourceName | logs | e04",
        "ResourceType | AWS::IAM::AccessKey | 11111111-2222-3333-4444-555555555501",
        "ResourceType | AWS::S3::Bucket | e04",
        "EventName | x\" OR eventName:* OR \" | ''",
        "ResourceName | *) OR * OR ( | ''",
      })
  void everyAttributeFindsWhatItSaysAndNothingElse(String attribute, String value, String found) {
    assertThat(String.join(",", ids(LookupAttributeKey.fromValue(attribute), value)))
        .isEqualTo(found);
  }

  /// Otherwise a tool that asks for what it was shown finds nothing.
  @Test
  void anEventIsFoundByAllThatItShows() {
    for (Event event : events(_ -> {})) {
      if (event.username() != null) {
        assertThat(ids(LookupAttributeKey.USERNAME, event.username())).contains(event.eventId());
      }
      for (Resource resource : event.resources()) {
        assertThat(ids(LookupAttributeKey.RESOURCE_NAME, resource.resourceName()))
            .contains(event.eventId());
        if (resource.resourceType() != null) {
          assertThat(ids(LookupAttributeKey.RESOURCE_TYPE, resource.resourceType()))
              .contains(event.eventId());
        }
      }
    }
  }

  @Test
  void valuesOfAnyLengthAndKindAreValues() {
    for (LookupAttributeKey attribute : LookupAttributeKey.knownValues()) {
      if (attribute != LookupAttributeKey.READ_ONLY) {
        for (String value : List.of("\"".repeat(2000), "\\", "*", "\u0000", "(", "\ud83e\udd91")) {
          assertThat(ids(attribute, value)).as("%s %s", attribute, value).isEmpty();
        }
      }
    }
  }

  @Test
  void managementEventsAreFoundNewestFirstAndInsightsWhereAskedFor() {
    assertThat(events(_ -> {}).stream().map(Event::eventId))
        .containsExactly("e09", "e02", "11111111-2222-3333-4444-555555555501", "e05", "e04", "e03");
    Event insight = events(ask -> ask.eventCategory("insight")).getFirst();
    assertThat(insight.eventId()).isEqualTo("e08");
    assertThat(insight.eventName()).isEqualTo("UpdateInstanceInformation");
    assertThat(insight.eventSource()).isEqualTo("ssm.amazonaws.com");
    assertThatThrownBy(
            () ->
                events(
                    ask ->
                        ask.eventCategory("insight").lookupAttributes(attribute("Username", "x"))))
        .isInstanceOf(InvalidLookupAttributesException.class);
  }

  @Test
  void bothEndsOfTheTimeBelongToIt() {
    Instant first = Instant.parse("2026-03-02T10:00:00Z");
    assertThat(events(ask -> ask.startTime(first).endTime(first.plusSeconds(1))))
        .extracting(Event::eventId)
        .containsExactly("e02", "11111111-2222-3333-4444-555555555501");
    assertThat(events(ask -> ask.startTime(first).endTime(first))).hasSize(1);
    assertThat(events(ask -> ask.startTime(first.plusMillis(1)).endTime(first.plusMillis(999))))
        .isEmpty();
  }

  @Test
  void pagesGoOnWhileEventsComeInAndEachEventComesOnce() throws Exception {
    List<String> seen = new ArrayList<>();
    String token = null;
    do {
      String here = token;
      var page =
          client.lookupEvents(
              ask ->
                  ask.nextToken(here).maxResults(2).endTime(Instant.parse("2026-03-02T10:00:03Z")));
      page.events().forEach(event -> seen.add(event.eventId()));
      if (token == null) {
        rig.deliver(
            Rig.event("2026-03-02T10:00:03Z", "Late", "late", ",\"eventCategory\":\"Data\""));
      }
      token = page.nextToken();
    } while (token != null);
    assertThat(seen)
        .containsExactly("e09", "e02", "11111111-2222-3333-4444-555555555501", "e05", "e04", "e03");
  }

  @Test
  void eachSeesOnlyTheirAccounts() throws Exception {
    AwsCredentialsIdentity few =
        AwsRequest.key(rig, "few", Set.of(Role.ANALYST), Optional.of(Set.of("999999999999")));
    try (CloudTrailClient theirs = client(few)) {
      assertThat(theirs.lookupEvents(_ -> {}).events())
          .extracting(Event::eventId)
          .containsExactly("e09");
      assertThat(
              theirs
                  .lookupEvents(ask -> ask.lookupAttributes(attribute("EventId", "e02")))
                  .events())
          .isEmpty();
    }
    AwsCredentialsIdentity operator =
        AwsRequest.key(rig, "op", Set.of(Role.OPERATOR), Optional.empty());
    Reply reply = ask(operator, "LookupEvents", "{}");
    assertThat(reply.code()).isEqualTo("AccessDeniedException");
    assertThat(reply.message()).contains("analyst or auditor");
  }

  @Test
  void anotherQuestionsTokenIsRefused() throws Exception {
    String token = ask(key, "LookupEvents", "{\"MaxResults\":1}").json().text("NextToken");
    AwsCredentialsIdentity other =
        AwsRequest.key(rig, "other", Set.of(Role.ANALYST), Optional.empty());
    assertThat(
            ask(key, "LookupEvents", "{\"MaxResults\":50,\"NextToken\":\"%s\"}".formatted(token))
                .status())
        .isEqualTo(200);
    Set<String> codes = new HashSet<>();
    codes.add(ask(other, "LookupEvents", "{\"NextToken\":\"%s\"}".formatted(token)).code());
    for (String more :
        List.of(
            ",\"StartTime\":1",
            ",\"EndTime\":4e9",
            ",\"EventCategory\":\"insight\"",
            ",\"LookupAttributes\":[{\"AttributeKey\":\"EventId\",\"AttributeValue\":\"e01\"}]")) {
      codes.add(ask(key, "LookupEvents", "{\"NextToken\":\"%s\"%s}".formatted(token, more)).code());
    }
    for (String bent :
        List.of("", "x", token.substring(2), "A" + token, "\u00e4", "a".repeat(5000))) {
      codes.add(ask(key, "LookupEvents", "{\"NextToken\":\"%s\"}".formatted(bent)).code());
    }
    assertThat(codes).containsExactly("InvalidNextTokenException");
  }

  @Test
  void whatWasLookedUpIsOnRecordAndSoIsWhatWasRefused() throws Exception {
    AwsCredentialsIdentity mine =
        AwsRequest.key(rig, "recorded", Set.of(Role.OPERATOR, Role.ANALYST), Optional.empty());
    String body =
        "{\"LookupAttributes\":[{\"AttributeKey\":\"EventId\",\"AttributeValue\":\"e02\"}]}";
    assertThat(ask(mine, "LookupEvents", body).status()).isEqualTo(200);
    assertThat(ask(mine, "ListTrails", "{}").status()).isEqualTo(200);
    assertThat(
            ask(AwsCredentialsIdentity.create(mine.accessKeyId(), "x"), "ListTrails", "{}").code())
        .isEqualTo("InvalidSignatureException");
    List<AccessEntry> entries =
        rig.store()
            .accessRecord()
            .find(
                new AccessQuestion(
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.of(mine.accessKeyId())),
                Optional.empty(),
                10)
            .entries();
    assertThat(entries)
        .extracting(entry -> entry.accessed().action())
        .contains(AccessAction.QUERY, AccessAction.REPORT);
    AccessEntry query =
        entries.stream()
            .filter(entry -> entry.accessed().action() == AccessAction.QUERY)
            .findFirst()
            .orElseThrow();
    assertThat(query.accessed().who().name()).isEqualTo("recorded");
    assertThat(query.accessed().who().kind()).isEqualTo("ACCESS_KEY");
    assertThat(query.detail(AccessDetail.QUERY).orElseThrow()).startsWith("eventID:\"e02\" AND ");
    assertThat(query.detail(AccessDetail.HITS)).contains("1");
  }

  private static Reply ask(AwsCredentialsIdentity as, String call, String body) throws Exception {
    return AwsRequest.of(rig.url(), call, body).signed(as, Instant.now()).send(HTTP);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{\"MaxResults\":0} | InvalidMaxResultsException | 1 to 50",
        "{\"MaxResults\":51} | InvalidMaxResultsException | 1 to 50",
        "{\"MaxResults\":99999999999999999999} | InvalidMaxResultsException | 1 to 50",
        "{\"MaxResults\":1.5} | SerializationException | MaxResults must be a whole number",
        "{\"MaxResults\":\"5\"} | SerializationException | MaxResults must be a whole number",
        "{\"StartTime\":2,\"EndTime\":1} | InvalidTimeRangeException | must not be after EndTime",
        "{\"StartTime\":-1} | InvalidTimeRangeException | StartTime must be seconds from 1970",
        "{\"EndTime\":1e300} | InvalidTimeRangeException | EndTime must be seconds from 1970",
        "{\"EndTime\":1e999999999} | InvalidTimeRangeException | EndTime must be seconds",
        "{\"EndTime\":\"2026-03-02\"} | SerializationException | number of seconds since 1970",
        "{\"EventCategory\":\"data\"} | InvalidEventCategoryException | insight or left out",
        "{\"EventCategory\":[]} | SerializationException | EventCategory must be a string",
        "{\"LookupAttributes\":[{},{}]} | InvalidLookupAttributesException | one attribute",
        "{\"LookupAttributes\":[{}]} | InvalidLookupAttributesException | 1 to 2,000 characters",
        "{\"LookupAttributes\":{}} | SerializationException | LookupAttributes must be a list",
        "{\"LookupAttributes\":[[]]} | SerializationException | LookupAttributes must be a list",
        "{\"LookupAttributes\":[null]} | SerializationException | null in a list",
        "{\"LookupAttributes\":[{\"Key\":\"x\"}]} | SerializationException | is no member here",
        "{\"LookupAttribute\":[]} | SerializationException | LookupAttributes, StartTime",
        "{\"MaxResults\":1,\"MaxResults\":2} | SerializationException | is given twice",
        "{\"NextToken\":\"\\ud800\"} | SerializationException | half a character",
        "[] | SerializationException | must be one JSON object",
        "'' | SerializationException | one JSON object as its body",
        "' ' | SerializationException | ends",
        "{} {} | SerializationException | must be one JSON object",
        "{\"a\" | SerializationException | must be JSON",
        "NaN | SerializationException | must be JSON",
      })
  void whatIsWrongWithARequestIsSaidAsAwsSaysIt(String body, String code, String message)
      throws Exception {
    Reply reply = ask(key, "LookupEvents", body);
    assertThat(reply.status()).isEqualTo(400);
    assertThat(reply.code()).as(reply.message()).isEqualTo(code);
    assertThat(reply.message()).contains(message).doesNotContain("jackson", "Exception", "java.");
  }

  @Test
  void attributesThatAreNoneAreNamed() throws Exception {
    for (String attribute : List.of("eventName", "Region", "<b>", "EventName\\u202e")) {
      Reply reply =
          ask(
              key,
              "LookupEvents",
              "{\"LookupAttributes\":[{\"AttributeKey\":\"%s\",\"AttributeValue\":\"x\"}]}"
                  .formatted(attribute));
      assertThat(reply.code()).isEqualTo("InvalidLookupAttributesException");
      assertThat(reply.message()).contains("AttributeKey must be EventId").doesNotContain("\u202e");
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {11, 500, 30_000})
  void noDepthBreaksTheReader(int depth) throws Exception {
    Reply reply = ask(key, "LookupEvents", "{\"LookupAttributes\":" + "[".repeat(depth));
    assertThat(reply.code()).isEqualTo("SerializationException");
  }

  @Test
  void bytesThatAreNoTextAreRefused() throws Exception {
    byte[] body = "{\"NextToken\":\"\u00e4\"}".getBytes(StandardCharsets.ISO_8859_1);
    Reply reply =
        AwsRequest.of(rig.url(), "LookupEvents", body).signed(key, Instant.now()).send(HTTP);
    assertThat(reply.code()).isEqualTo("SerializationException");
    byte[] wide = "{}".getBytes(StandardCharsets.UTF_16);
    assertThat(
            AwsRequest.of(rig.url(), "LookupEvents", wide)
                .signed(key, Instant.now())
                .send(HTTP)
                .code())
        .isEqualTo("SerializationException");
  }

  @Test
  void whatIsNotAnsweredIsSaid() throws Exception {
    assertThatThrownBy(() -> client.createTrail(trail -> trail.name("t").s3BucketName("b")))
        .isInstanceOf(UnsupportedOperationException.class)
        .hasMessageContaining("this appliance answers LookupEvents, DescribeTrails");
    assertThatThrownBy(() -> client.listQueries(_ -> {})).isInstanceOf(SdkException.class);
    AwsRequest none = AwsRequest.of(rig.url(), "", "{}").without("X-Amz-Target");
    assertThat(none.signed(key, Instant.now()).send(HTTP).message())
        .contains("X-Amz-Target must name a call");
    AwsRequest form =
        AwsRequest.of(rig.url(), "LookupEvents", "a=b")
            .with("Content-Type", "application/x-www-form-urlencoded");
    assertThat(form.signed(key, Instant.now()).send(HTTP).message())
        .contains("Content-Type must be application/x-amz-json-1.1");
    AwsRequest odd =
        AwsRequest.of(rig.url(), "LookupEvents", "{}").with("Content-Type", "no type at all");
    assertThat(odd.signed(key, Instant.now()).send(HTTP).status()).isEqualTo(400);
  }
}
