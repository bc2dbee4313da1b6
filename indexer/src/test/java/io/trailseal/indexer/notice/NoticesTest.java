package io.trailseal.indexer.notice;

import static org.assertj.core.api.Assertions.assertThat;

import io.trailseal.indexer.notice.Notice.Announced;
import io.trailseal.indexer.notice.Notice.Content;
import io.trailseal.indexer.notice.Notice.Nothing;
import io.trailseal.indexer.notice.Notice.Objects;
import io.trailseal.indexer.notice.Notice.Removal;
import io.trailseal.indexer.notice.Notice.Unknown;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

final class NoticesTest {
  private static final Announced PUT =
      new Announced(
          "amzn-log-archive",
          List.of(Bodies.KEY),
          Optional.of("096fKKXTRTtl3on89fVO.nfljtsv6qko"),
          OptionalLong.of(1024),
          Optional.of("d41d8cd98f00b204e9800998ecf8427e"),
          Optional.of(Instant.parse("2026-11-21T09:41:02.123Z")),
          Optional.empty());

  @Test
  void s3SaysWhatItWroteDirectlyAndThroughSnsWrappedAndRaw() {
    String body = Bodies.s3(Bodies.record("ObjectCreated:Put", Bodies.KEY));
    for (String each :
        List.of(body, "\n " + body, Bodies.sns(body), Bodies.sns(Bodies.sns(body)))) {
      assertThat(Notices.read(each)).isEqualTo(new Objects(List.of(PUT)));
    }
    assertThat(objects(Bodies.s3(Bodies.record("s3:ObjectCreated:CompleteMultipartUpload", "k"))))
        .singleElement()
        .extracting(Announced::keys)
        .isEqualTo(List.of("k"));
  }

  @Test
  void aListOfRecordsIsReadWhole() {
    String body =
        Bodies.s3(
            Bodies.record("ObjectCreated:Put", "a"),
            Bodies.record("ObjectTagging:Put", "b"),
            Bodies.record("ObjectCreated:Copy", "c"),
            Bodies.record("ObjectRemoved:Delete", "d"));
    assertThat(objects(body))
        .extracting(each -> each.keys().getFirst())
        .containsExactly("a", "c", "d");
    assertThat(objects(body))
        .extracting(each -> each.removal().isPresent())
        .containsExactly(false, false, true);
  }

  @Test
  void keysOfS3AreDecodedAsFormsAre() {
    Map<String, String> keys =
        Map.of(
            "a+b", "a b",
            "a%2Bb%20c", "a+b c",
            "AWSLogs%2F111122223333%2Fx", "AWSLogs/111122223333/x",
            "ConfigHistory_AWS%3A%3AS3%3A%3ABucket", "ConfigHistory_AWS::S3::Bucket",
            "caf%C3%A9", "café",
            "%f0%9f%98%80", "😀",
            "schemaVersion%3D1/%25", "schemaVersion=1/%",
            "café+naïve", "café naïve");
    keys.forEach(
        (encoded, key) ->
            assertThat(objects(Bodies.s3(Bodies.record("ObjectCreated:Put", encoded))))
                .as(encoded)
                .singleElement()
                .extracting(Announced::keys)
                .isEqualTo(List.of(key)));
  }

  @Test
  void whatCannotBeDecodedWasNotEncoded() {
    for (String key : List.of("100%", "%zz+1", "%C3", "%ff+x", "a%2", "%E9t%E9")) {
      assertThat(objects(Bodies.s3(Bodies.record("ObjectCreated:Put", key))))
          .as(key)
          .singleElement()
          .extracting(Announced::keys)
          .isEqualTo(List.of(key));
    }
  }

  @Test
  void removalsSayWhetherTheBytesAreStillThere() {
    Map<String, Boolean> markers =
        Map.of(
            "ObjectRemoved:Delete", false,
            "ObjectRemoved:DeleteMarkerCreated", true,
            "LifecycleExpiration:Delete", false,
            "LifecycleExpiration:DeleteMarkerCreated", true);
    markers.forEach(
        (event, marker) ->
            assertThat(objects(Bodies.s3(Bodies.record(event, "k"))))
                .as(event)
                .singleElement()
                .extracting(Announced::removal)
                .isEqualTo(
                    Optional.of(
                        new Removal(
                            marker, Optional.of("AWS:AROAEXAMPLE:regionalDeliverySession")))));
  }

  @Test
  void whatMayHaveBroughtBytesBackAnnouncesThemAgainAndTheRestIsNothing() {
    for (String event :
        List.of("ObjectRestore:Completed", "ReducedRedundancyLostObject", "New:Event")) {
      assertThat(objects(Bodies.s3(Bodies.record(event, "k")))).as(event).hasSize(1);
    }
    for (String event :
        List.of(
            "ObjectTagging:Put", "ObjectAcl:Put", "ObjectRestore:Post", "LifecycleTransition")) {
      assertThat(Notices.read(Bodies.s3(Bodies.record(event, "k"))))
          .as(event)
          .isEqualTo(new Nothing("S3's event " + event));
    }
  }

  @Test
  void whatOnlyDescribesAnObjectMayBeMissingOrWrong() {
    String bare =
        """
        {"Records":[{"eventVersion":"2.3","eventName":"ObjectCreated:Put","eventTime":"yesterday",
          "s3":{"bucket":{"name":"b"},"object":{"key":"k","size":-1,"eTag":"","versionId":"null"}}}]}""";
    assertThat(objects(bare))
        .containsExactly(
            new Announced(
                "b",
                List.of("k"),
                Optional.empty(),
                OptionalLong.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty()));
    assertThat(
            objects(
                bare.replace("-1", "5")
                    .replace("\"eTag\":\"\"", "\"eTag\":\"\\\"abc-2\\\"\"")
                    .replace("yesterday", "+999999999-12-31T23:59:59Z")))
        .containsExactly(
            new Announced(
                "b",
                List.of("k"),
                Optional.empty(),
                OptionalLong.of(5),
                Optional.of("abc-2"),
                Optional.empty(),
                Optional.empty()));
  }

  @Test
  void testEventsSayNothing() {
    assertThat(Notices.read(Bodies.TEST_EVENT))
        .isEqualTo(new Nothing("S3's test event of the bucket amzn-log-archive"));
    assertThat(Notices.read(Bodies.sns(Bodies.TEST_EVENT))).isInstanceOf(Nothing.class);
    assertThat(Notices.read(Bodies.sns("CloudTrail validation message.")))
        .isEqualTo(new Nothing("CloudTrail's validation message"));
  }

  @Test
  void eventBridgeLeavesOpenWhetherAKeyIsEncoded() {
    assertThat(objects(Bodies.eventBridge("Object Created", Bodies.KEY, "")))
        .containsExactly(
            new Announced(
                "amzn-log-archive",
                List.of(Bodies.KEY),
                Optional.of("IYV3p45BT0ac8hjHg1houSdS1a.Mro8e"),
                OptionalLong.of(5),
                Optional.of("b1946ac92492d2347c6235b4d2611184"),
                Optional.of(Instant.parse("2026-11-21T09:41:02Z")),
                Optional.empty()));
    assertThat(objects(Bodies.eventBridge("Object Created", "a+b%3A", "")))
        .singleElement()
        .extracting(Announced::keys)
        .isEqualTo(List.of("a+b%3A", "a b:"));
    assertThat(objects(Bodies.eventBridge("Object Created", "100%+", "")))
        .singleElement()
        .extracting(Announced::keys)
        .isEqualTo(List.of("100%+"));
  }

  @Test
  void eventBridgeSaysWhatWasRemovedAndRestored() {
    assertThat(
            objects(
                Bodies.eventBridge(
                    "Object Deleted", "k", ",\"deletion-type\":\"Delete Marker Created\"")))
        .singleElement()
        .extracting(Announced::removal)
        .isEqualTo(Optional.of(new Removal(true, Optional.of("cloudtrail.amazonaws.com"))));
    assertThat(
            objects(
                Bodies.eventBridge(
                    "Object Deleted", "k", ",\"deletion-type\":\"Permanently Deleted\"")))
        .singleElement()
        .extracting(each -> each.removal().orElseThrow().marker())
        .isEqualTo(false);
    assertThat(objects(Bodies.eventBridge("Object Restore Completed", "k", ""))).hasSize(1);
    assertThat(Notices.read(Bodies.eventBridge("Object Tags Added", "k", "")))
        .isInstanceOf(Nothing.class);
  }

  @Test
  void cloudTrailNamesSeveralKeysAsTheyAre() {
    for (String body : List.of(Bodies.CLOUDTRAIL, Bodies.sns(Bodies.CLOUDTRAIL))) {
      assertThat(objects(body))
          .extracting(Announced::keys)
          .containsExactly(
              List.of("AWSLogs/111122223333/CloudTrail/eu-west-1/2026/11/21/a+b%20c_1.json.gz"),
              List.of("AWSLogs/111122223333/CloudTrail/eu-west-1/2026/11/21/2.json.gz"));
    }
    assertThat(objects("{\"s3Bucket\":\"b\",\"s3ObjectKey\":\"one\"}")).hasSize(1);
  }

  @Test
  void configNamesTheFilesItDelivered() {
    assertThat(objects(Bodies.sns(Bodies.CONFIG_HISTORY)))
        .extracting(each -> each.keys().getFirst())
        .containsExactly(Bodies.CONFIG_KEY);
    assertThat(objects(Bodies.CONFIG_HISTORY.replace("History", "Snapshot"))).hasSize(1);
    assertThat(objects(Bodies.sns(Bodies.CONFIG_OVERSIZED)))
        .containsExactly(
            new Announced(
                "amzn-log-archive",
                List.of("AWSLogs/111122223333/Config/x.json.gz"),
                Optional.empty(),
                OptionalLong.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty()));
  }

  @Test
  void configTellsWhatLiesInNoObject() {
    String change =
        "AWS Config's ConfigurationItemChangeNotification: UPDATE AWS::S3::Bucket amzn-s3-demo-bucket"
            + " 111122223333 us-west-2";
    String mail =
        "View the Timeline\n\nNew State and Change Record:\n-----\n" + Bodies.CONFIG_CHANGE;
    String bridge =
        "{\"source\":\"aws.config\",\"detail-type\":\"Config Configuration Item Change\",\"detail\":%s}"
            .formatted(Bodies.CONFIG_CHANGE);
    for (String body :
        List.of(
            Bodies.CONFIG_CHANGE,
            Bodies.sns(Bodies.CONFIG_CHANGE),
            mail,
            Bodies.sns(mail),
            bridge)) {
      assertThat(Notices.read(body)).isEqualTo(new Content(change, List.of()));
    }
    assertThat(Notices.read(bridge.replace("\"messageType\"", "\"other\"")))
        .isInstanceOf(Content.class);
    assertThat(Notices.read(Bodies.COMPLIANCE))
        .isEqualTo(
            new Content(
                "AWS Config's ComplianceChangeNotification: NON_COMPLIANT s3-public AWS::S3::Bucket b"
                    + " 111122223333 us-west-2",
                List.of()));
    assertThat(Notices.read(Bodies.sns(Bodies.CONFIG_FAILED_MAIL)))
        .isEqualTo(
            new Content(
                "AWS Config's OversizedConfigurationItemChangeDeliveryFailed: NoSuchBucket The"
                    + " specified bucket does not exist AWS::EC2::Instance i-1 111122223333 us-west-2",
                List.of()));
    assertThat(Notices.read("{\"messageType\":\"ConfigurationSnapshotDeliveryStarted\"}"))
        .isInstanceOf(Nothing.class);
  }

  @Test
  void subscriptionsWaitForAPersonWhoGetsNoLink() {
    String body =
        """
        {"Type":"SubscriptionConfirmation","MessageId":"165545c9","Token":"2336412f37",
         "TopicArn":"arn:aws:sns:eu-west-1:111122223333:logs","Message":"You have chosen to subscribe",
         "SubscribeURL":"https://sns.eu-west-1.amazonaws.com/?Action=ConfirmSubscription&Token=2336412f37"}""";
    assertThat(unknown(body))
        .contains("arn:aws:sns:eu-west-1:111122223333:logs", "aws sns confirm-subscription")
        .doesNotContain("http", "2336412f37");
    assertThat(unknown(body.replace("SubscriptionConfirmation", "UnsubscribeConfirmation")))
        .contains("was unsubscribed", "aws sns subscribe")
        .doesNotContain("http", "2336412f37");
  }

  @Test
  void everythingElseIsUnknownAndSaysWhatItIs() {
    Map<String, String> answers =
        Map.ofEntries(
            Map.entry("", "begins and ends with nothing"),
            Map.entry("hello \u001b[31m", "begins 'hello \\u001b[31m'"),
            Map.entry("[]", "no JSON object"),
            Map.entry("{", "not JSON"),
            Map.entry("{} x", "not JSON"),
            Map.entry("{} {}", "something follows"),
            Map.entry("{}", "it has no members"),
            Map.entry(
                "{\"foo\":1,\"source\":\"aws.ec2\"}",
                "the members foo, source and comes from 'aws.ec2'"),
            Map.entry("{\"Records\":[]}", "the members Records"),
            Map.entry(
                "{\"Records\":[{\"eventVersion\":\"1.08\",\"eventName\":\"RunInstances\"}]}",
                "the members Records"),
            Map.entry("{\"a\":1,\"a\":2}", "the member 'a' twice"),
            Map.entry(
                Bodies.s3(Bodies.record("ObjectCreated:Put", "k")).replace("2.1", "3.0"),
                "version 3.0"),
            Map.entry(
                Bodies.s3(Bodies.record("ObjectCreated:Put", "")), "a key has 1 to 1024 bytes"),
            Map.entry(Bodies.s3(Bodies.record("ObjectCreated:Put", "k".repeat(1025))), "has 1025"),
            Map.entry(Bodies.s3(Bodies.record("ObjectCreated:Put", "\\ud800")), "half a character"),
            Map.entry(
                Bodies.s3(Bodies.record("ObjectCreated:Put", "k").replace("\"key\"", "\"K\"")),
                "no key"),
            Map.entry("{\"s3ObjectKey\":[\"a\"]}", "no s3Bucket"),
            Map.entry("{\"s3Bucket\":\"b\",\"s3ObjectKey\":[]}", "a list of keys"),
            Map.entry("{\"s3Bucket\":\"b\",\"s3ObjectKey\":[\"a\",1]}", "no text"),
            Map.entry("{\"messageType\":\"DATA_MESSAGE\"}", "DATA_MESSAGE"),
            Map.entry(
                Bodies.CONFIG_OVERSIZED.replace(
                    "amzn-log-archive/AWSLogs/111122223333/Config/x.json.gz", "x"),
                "BUCKET/KEY"),
            Map.entry("{\"Type\":\"Other\",\"Message\":\"x\"}", "the type 'Other'"),
            Map.entry(
                Bodies.sns("hello"),
                "SNS topic arn:aws:sns:eu-west-1:111122223333:logs, and of what"));
    answers.forEach((body, answer) -> assertThat(unknown(body)).as(body).contains(answer));
  }

  @Test
  void hostileSizesAreUnknown() {
    String keys = String.join(",", Collections.nCopies(10_001, "\"k\""));
    assertThat(unknown("{\"s3Bucket\":\"b\",\"s3ObjectKey\":[" + keys + "]}"))
        .contains("10,001 objects");
    assertThat(objects("{\"s3Bucket\":\"b\",\"s3ObjectKey\":[" + keys.substring(4) + "]}"))
        .hasSize(10_000);
    assertThat(unknown(" ".repeat(1024 * 1024 + 1))).contains("1,048,577 characters");
    assertThat(unknown("{\"a\":" + "[".repeat(500_000))).contains("nested more than 100 deep");
    assertThat(unknown("{\"a\":[" + "1,".repeat(200_000) + "1]}")).contains("100,000 values");
    assertThat(unknown("{\"a\":" + "9".repeat(5_000) + "}")).contains("1,000 characters");
    String wrapped = Bodies.TEST_EVENT;
    for (int i = 0; i < 4; i++) {
      wrapped = Bodies.sns(wrapped);
    }
    assertThat(unknown(wrapped)).contains("wrapped by SNS more than 3 times");
  }

  private static List<Announced> objects(String body) {
    Notice notice = Notices.read(body);
    assertThat(notice).as(body).isInstanceOf(Objects.class);
    return ((Objects) notice).objects();
  }

  private static String unknown(String body) {
    Notice notice = Notices.read(body);
    assertThat(notice).as(body).isInstanceOf(Unknown.class);
    return ((Unknown) notice).why();
  }
}
