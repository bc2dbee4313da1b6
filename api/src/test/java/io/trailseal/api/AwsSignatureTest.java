package io.trailseal.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.trailseal.api.AwsRequest.Reply;
import io.trailseal.indexer.access.AccessQuestion;
import io.trailseal.indexer.access.Role;
import io.trailseal.indexer.ledger.AccessAction;
import java.io.ByteArrayOutputStream;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.identity.spi.AwsCredentialsIdentity;
import software.amazon.awssdk.identity.spi.AwsSessionCredentialsIdentity;

/// Whoever has not signed this very request with a key that is valid here learns nothing.
final class AwsSignatureTest {
  @TempDir static Path folder;
  private static Rig rig;
  private static AwsCredentialsIdentity key;
  private static final HttpClient CLIENT = HttpClient.newHttpClient();

  @BeforeAll
  static void open() throws Exception {
    rig = Rig.open(folder);
    key = AwsRequest.key(rig, "ada", Set.of(Role.ANALYST), Optional.empty());
    rig.deliver(Rig.event("2026-03-02T10:00:00Z", "DeleteBucket", "e1", ""));
  }

  @AfterAll
  static void close() throws Exception {
    assertThat(rig.store().fsck().check()).isEmpty();
    CLIENT.close();
    rig.close();
  }

  private static AwsRequest lookup() {
    return AwsRequest.of(rig.url(), "LookupEvents", "{\"MaxResults\": 1}");
  }

  private static void assertRefused(AwsRequest request, int status, String code, String message)
      throws Exception {
    Reply reply = request.send(CLIENT);
    assertThat(reply.code()).as(reply.message()).isEqualTo(code);
    assertThat(reply.status()).isEqualTo(status);
    assertThat(reply.message()).contains(message).doesNotContain("io.trailseal", "Exception:");
    assertThat(reply.requestId()).matches("[0-9a-f-]{36}");
    assertThat(reply.json().has("Events")).isFalse();
  }

  @Test
  void aSignedRequestIsAnsweredWithinFifteenMinutesEitherWay() throws Exception {
    for (Duration skew : List.of(Duration.ZERO, Duration.ofMinutes(-15), Duration.ofMinutes(15))) {
      Reply reply = lookup().signed(key, Rig.NOW.plus(skew)).send(CLIENT);
      assertThat(reply.status()).as(reply.message()).isEqualTo(200);
      assertThat(reply.json().list("Events")).hasSize(1);
    }
    Instant early = Rig.NOW.minus(Duration.ofMinutes(15)).minusSeconds(1);
    assertRefused(
        lookup().signed(key, early),
        400,
        "InvalidSignatureException",
        "Signature expired: 20260310T114459Z is now earlier than 20260310T114500Z"
            + " (20260310T120000Z - 15 min.)");
    assertRefused(
        lookup().signed(key, Rig.NOW.plus(Duration.ofMinutes(15)).plusSeconds(1)),
        400,
        "InvalidSignatureException",
        "Signature not yet current: 20260310T121501Z");
  }

  @Test
  void whoDoesNotKnowTheSecretIsRefused() throws Exception {
    assertRefused(
        lookup()
            .signed(AwsCredentialsIdentity.create("AKIAUNKNOWN", key.secretAccessKey()), Rig.NOW),
        400,
        "UnrecognizedClientException",
        "no access key 'AKIAUNKNOWN' is valid here");
    assertThat(
            rig.store()
                .accessRecord()
                .find(
                    new AccessQuestion(
                        Optional.empty(),
                        Optional.of(AccessAction.SIGN_IN_REFUSED),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty()),
                    Optional.empty(),
                    10)
                .entries())
        .as("refusals of one address are counted together")
        .isNotEmpty()
        .allMatch(entry -> entry.accessed().who().address().equals("127.0.0.1"));
    assertRefused(
        lookup().signed(AwsCredentialsIdentity.create(key.accessKeyId(), "guess"), Rig.NOW),
        400,
        "InvalidSignatureException",
        "does not match the signature you provided");
    assertRefused(
        lookup(), 403, "MissingAuthenticationTokenException", "trailseal token create NAME --aws");
    assertRefused(
        lookup()
            .signed(
                AwsSessionCredentialsIdentity.create(
                    key.accessKeyId(), key.secretAccessKey(), "token"),
                Rig.NOW),
        400,
        "UnrecognizedClientException",
        "unset AWS_SESSION_TOKEN");
  }

  @Test
  void whatWasSignedMustBeWhatCame() throws Exception {
    String differs = "does not match the signature you provided";
    String code = "InvalidSignatureException";
    assertRefused(
        lookup().signed(key, Rig.NOW).withBody("{\"MaxResults\": 2}"), 400, code, differs);
    assertRefused(
        lookup().signed(key, Rig.NOW).with("X-Amz-Target", AwsRequest.TARGET + "ListPublicKeys"),
        400,
        code,
        differs);
    assertRefused(
        lookup().signed(key, Rig.NOW).with("Content-Type", "application/x-amz-json-1.0"),
        400,
        code,
        differs);
    assertRefused(
        lookup().signed(key, Rig.NOW).with("X-Amz-Date", "20260310T120001Z"), 400, code, differs);
    assertRefused(
        lookup().signed(key, Rig.NOW).with("X-Amz-More", "1"), 400, code, "'x-amz-more' is not");
    assertRefused(lookup().signed(key, Rig.NOW).without("Content-Type"), 400, code, "is not there");
    AwsRequest both = lookup().signed(key, Rig.NOW);
    assertRefused(
        both.with("X-Amz-Target", both.header("X-Amz-Target"), "a.LookupEvents"),
        400,
        code,
        differs);
    assertRefused(lookup().signed(key, Rig.NOW, "s3", "eu-west-1"), 400, code, "correct service");
    AwsRequest unsignedPayload = lookup().withPayloadUnsigned().signed(key, Rig.NOW);
    assertThat(unsignedPayload.header("x-amz-content-sha256")).isEqualTo("UNSIGNED-PAYLOAD");
    assertRefused(unsignedPayload, 400, code, differs);
  }

  @Test
  void otherWaysToSignAreNamed() throws Exception {
    assertRefused(
        lookup().to("/?X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Signature=00"),
        403,
        "MissingAuthenticationTokenException",
        "sign in the Authorization header");
    assertRefused(
        lookup().signed(key, Rig.NOW).to("/?X-Amz-Signature=00"),
        403,
        "IncompleteSignatureException",
        "presigned");
    assertRefused(
        lookup().signed(key, Rig.NOW).with("Authorization", "Bearer tsl_1234"),
        403,
        "IncompleteSignatureException",
        "must begin with AWS4-HMAC-SHA256");
    AwsRequest asymmetric = lookup().signed(key, Rig.NOW);
    asymmetric.with(
        "Authorization",
        asymmetric.header("Authorization").replace("HMAC-SHA256", "ECDSA-P256-SHA256"));
    assertRefused(asymmetric, 403, "IncompleteSignatureException", "found another one");
    assertRefused(
        lookup().signed(key, Rig.NOW).without("X-Amz-Date"),
        400,
        "InvalidSignatureException",
        "is not there");
  }

  /// The header is the first thing a stranger can write to.
  @Test
  void noAuthorizationHeaderBreaksAnything() throws Exception {
    String honest = lookup().signed(key, Rig.NOW).header("Authorization");
    for (String hostile :
        List.of(
            "AWS4-HMAC-SHA256 ",
            "AWS4-HMAC-SHA256 ,,,,,,,,",
            "AWS4-HMAC-SHA256 Credential=,SignedHeaders=,Signature=",
            honest.replace("host;", ""),
            honest.replace("host;", "host;host;"),
            honest.replace("host;", "host;not-there;"),
            honest.replace("host;", "Host;"),
            honest.replace("SignedHeaders=", "SignedHeaders=" + "a;".repeat(1000)),
            honest.replace("/eu-west-1/", "/" + "e".repeat(3000) + "/"),
            honest.replace("/aws4_request", "/aws4_request/more"),
            honest.replace("20260310", "99999999"),
            honest + ", " + honest,
            honest.replace("Signature=", "Signature=Signature="),
            honest.replaceAll("[0-9a-f]{64}", "ABCDEF0123456789".repeat(4)),
            honest.replaceAll("[0-9a-f]{64}", "\u00e4".repeat(64)))) {
      Reply reply = lookup().signed(key, Rig.NOW).with("Authorization", hostile).send(CLIENT);
      assertThat(reply.status()).as(hostile).isIn(400, 403);
      assertThat(reply.code()).as(hostile).endsWith("Exception");
    }
    long seed = new Random().nextLong();
    Random random = new Random(seed);
    for (int i = 0; i < 200; i++) {
      StringBuilder bent = new StringBuilder(honest);
      int at = 17 + random.nextInt(honest.length() - 17);
      char put = (char) (' ' + random.nextInt(95));
      if (bent.charAt(at) == put || put == ' ' || bent.charAt(at) == ' ') {
        continue;
      }
      bent.setCharAt(at, put);
      Reply reply =
          lookup().signed(key, Rig.NOW).with("Authorization", bent.toString()).send(CLIENT);
      assertThat(reply.status()).as("seed %d: %s", seed, bent).isIn(400, 403);
    }
  }

  @Test
  void aBodyLargerThanIsReadIsRefusedInAwssWords() throws Exception {
    for (int size : List.of(65 * 1024, 1_000_000)) {
      assertRefused(
          AwsRequest.of(rig.url(), "LookupEvents", " ".repeat(size)).signed(key, Rig.NOW),
          413,
          "RequestEntityTooLargeException",
          "at most");
    }
    byte[] fits = ("{}" + " ".repeat(64 * 1024 - 2)).getBytes(StandardCharsets.UTF_8);
    assertThat(
            AwsRequest.of(rig.url(), "LookupEvents", fits)
                .signed(key, Rig.NOW)
                .send(CLIENT)
                .status())
        .isEqualTo(200);
  }

  @Test
  void aPackedBodyIsNotUnpackedBehindTheSignature() throws Exception {
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(packed)) {
      gzip.write(" ".repeat(10_000_000).getBytes(StandardCharsets.UTF_8));
    }
    for (byte[] body : List.of("{}".getBytes(StandardCharsets.UTF_8), packed.toByteArray())) {
      Reply reply =
          AwsRequest.of(rig.url(), "ListTrails", body)
              .with("Content-Encoding", "gzip")
              .signed(key, Rig.NOW)
              .send(CLIENT);
      assertThat(reply.status()).as(reply.message()).isIn(200, 400, 413);
      assertThat(reply.code()).isNotEqualTo("InternalFailure");
    }
  }

  @Test
  void whatTheServerRefusesBeforehandIsSaidInAwssWordsToo() throws Exception {
    URI url = URI.create(rig.url());
    try (Socket socket = new Socket(url.getHost(), url.getPort())) {
      socket
          .getOutputStream()
          .write(
              "POST / HTTP/1.1\r\nHost: evil.example\r\nConnection: close\r\nContent-Length: 0\r\n\r\n"
                  .getBytes(StandardCharsets.UTF_8));
      String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      assertThat(answer)
          .startsWith("HTTP/1.1 421 ")
          .containsIgnoringCase("content-type: application/x-amz-json-1.1")
          .containsIgnoringCase("x-amzn-requestid: ")
          .contains("\"__type\":\"ValidationException\"")
          .contains("the Host header must name");
    }
  }
}
