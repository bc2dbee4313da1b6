package io.trailseal.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.trailseal.indexer.access.Role;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.identity.spi.AwsCredentialsIdentity;

/// Debian's `aws`, unmodified. Each run takes a second of its own, so that there are few.
final class AwsCommandTest {
  /// Another `aws` may come first on the path.
  private static final String AWS = "/usr/bin/aws";

  private static final long WAIT_SECONDS_MAX = 120;
  private static final int EVENTS = 7;

  /// What the command says of its service's errors.
  private static final int REFUSED = 254;

  @TempDir static Path folder;
  private static Rig rig;
  private static AwsCredentialsIdentity key;

  private record Ran(int code, String out, String errors) {
    Json json() {
      assertThat(code).as(errors).isZero();
      return Json.of(out);
    }
  }

  @BeforeAll
  static void open() throws Exception {
    rig = Rig.open(folder.resolve("rig"), InstantSource.system());
    key = AwsRequest.key(rig, "ada", Set.of(Role.ANALYST), Optional.empty());
    List<String> records = new ArrayList<>();
    for (int i = 0; i < EVENTS; i++) {
      records.add(Rig.event("2026-03-02T10:00:0%dZ".formatted(i), "Call" + i, "e" + i, ""));
    }
    rig.deliver(records.toArray(String[]::new));
  }

  @AfterAll
  static void close() throws Exception {
    assertThat(rig.store().fsck().check()).isEmpty();
    rig.close();
  }

  private static Ran aws(String... arguments) throws Exception {
    return aws(rig.url(), key, arguments);
  }

  private static Ran aws(String url, AwsCredentialsIdentity as, String... arguments)
      throws IOException, InterruptedException {
    List<String> command =
        new ArrayList<>(
            List.of(AWS, "--endpoint-url", url, "--region", "eu-west-1", "--output", "json"));
    command.add("cloudtrail");
    command.addAll(List.of(arguments));
    Path out = folder.resolve("out.txt");
    Path errors = folder.resolve("errors.txt");
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .directory(folder.toFile())
            .redirectOutput(out.toFile())
            .redirectError(errors.toFile());
    Map<String, String> environment = builder.environment();
    environment.keySet().removeIf(name -> name.startsWith("AWS_"));
    environment.putAll(
        Map.of(
            "HOME",
            folder.toString(),
            "AWS_ACCESS_KEY_ID",
            as.accessKeyId(),
            "AWS_SECRET_ACCESS_KEY",
            as.secretAccessKey(),
            "AWS_EC2_METADATA_DISABLED",
            "true",
            "AWS_PAGER",
            "",
            "NO_PROXY",
            "127.0.0.1"));
    Process process = builder.start();
    try {
      assertThat(process.waitFor(WAIT_SECONDS_MAX, TimeUnit.SECONDS)).isTrue();
      return new Ran(
          process.exitValue(),
          Files.readString(out, StandardCharsets.UTF_8),
          Files.readString(errors, StandardCharsets.UTF_8));
    } finally {
      process.destroyForcibly();
    }
  }

  private static void assertRefused(Ran ran, String call, String code, String message) {
    assertThat(ran.code()).as(ran.errors()).isEqualTo(REFUSED);
    assertThat(ran.out()).isEmpty();
    assertThat(ran.errors().strip())
        .startsWith("An error occurred (%s) when calling the %s operation: ".formatted(code, call))
        .contains(message)
        .doesNotContain("Traceback");
  }

  @Test
  void lookupEventsPagesThroughAll() throws Exception {
    Json all = aws("lookup-events", "--page-size", "3").json();
    assertThat(all.list("Events")).hasSize(EVENTS);
    assertThat(all.text("Events", 0, "EventId")).isEqualTo("e6");
    assertThat(all.text("Events", 0, "EventTime")).startsWith("2026-03-02T10:00:06");
    assertThat(Json.of(all.text("Events", 6, "CloudTrailEvent")).text("eventID")).isEqualTo("e0");
    assertThat(all.has("NextToken")).isFalse();

    Json some = aws("lookup-events", "--max-items", "4").json();
    assertThat(some.list("Events")).hasSize(4);
    Json rest =
        aws("lookup-events", "--max-items", "4", "--starting-token", some.text("NextToken")).json();
    assertThat(rest.list("Events"))
        .extracting(event -> event.text("EventId"))
        .containsExactly("e2", "e1", "e0");
  }

  @Test
  void lookupEventsFindsByAttributeAndTime() throws Exception {
    Json found =
        aws(
                "lookup-events",
                "--lookup-attributes",
                "AttributeKey=Username,AttributeValue=alice",
                "--start-time",
                "2026-03-02T10:00:02Z",
                "--end-time",
                "2026-03-02T10:00:04Z")
            .json();
    assertThat(found.list("Events"))
        .extracting(event -> event.text("EventId"))
        .containsExactly("e4", "e3", "e2");
  }

  @Test
  void whatToolsAskFirstIsAnswered() throws Exception {
    assertThat(aws("describe-trails").json().list("trailList")).isEmpty();
    assertThat(aws("list-public-keys", "--start-time", "2026-01-01").json().list("PublicKeyList"))
        .isEmpty();
  }

  @Test
  void refusalsArePrintedAsAwssAre() throws Exception {
    assertRefused(
        aws("stop-logging", "--name", "t"),
        "StopLogging",
        "UnsupportedOperationException",
        "this appliance answers LookupEvents");
    assertRefused(
        aws(
            "lookup-events",
            "--lookup-attributes",
            "AttributeKey=Username,AttributeValue=a",
            "AttributeKey=EventName,AttributeValue=b"),
        "LookupEvents",
        "InvalidLookupAttributesException",
        "one attribute can be looked up at a time");
    assertRefused(
        aws(rig.url(), AwsCredentialsIdentity.create(key.accessKeyId(), "x"), "lookup-events"),
        "LookupEvents",
        "InvalidSignatureException",
        "Check your AWS Secret Access Key");
    assertRefused(
        aws(rig.url(), AwsCredentialsIdentity.create("AKIAX", "x"), "lookup-events"),
        "LookupEvents",
        "UnrecognizedClientException",
        "no access key 'AKIAX' is valid here");
    assertRefused(
        aws("lookup-events", "--no-sign-request"),
        "LookupEvents",
        "MissingAuthenticationTokenException",
        "trailseal token create NAME --aws");
    InstantSource fast = () -> InstantSource.system().instant().plus(Duration.ofMinutes(20));
    try (Server server = Server.start(rig.store(), ServerOptions.on("127.0.0.1", 0), fast)) {
      assertRefused(
          aws(server.url(), key, "lookup-events"),
          "LookupEvents",
          "InvalidSignatureException",
          "Signature expired: ");
    }
  }
}
