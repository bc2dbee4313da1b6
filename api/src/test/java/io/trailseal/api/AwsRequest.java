package io.trailseal.api;

import io.trailseal.indexer.access.AccountException;
import io.trailseal.indexer.access.Accounts;
import io.trailseal.indexer.access.Caller;
import io.trailseal.indexer.access.Issued;
import io.trailseal.indexer.access.Role;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import software.amazon.awssdk.http.ContentStreamProvider;
import software.amazon.awssdk.http.SdkHttpMethod;
import software.amazon.awssdk.http.SdkHttpRequest;
import software.amazon.awssdk.http.auth.aws.signer.AwsV4FamilyHttpSigner;
import software.amazon.awssdk.http.auth.aws.signer.AwsV4HttpSigner;
import software.amazon.awssdk.http.auth.spi.signer.HttpSigner;
import software.amazon.awssdk.identity.spi.AwsCredentialsIdentity;

/// A call as a client of AWS sends it, signed by the SDK's own signer, to be altered afterwards.
final class AwsRequest {
  static final String TARGET = "com.amazonaws.cloudtrail.v20131101.CloudTrail_20131101.";

  private static final String TYPE = "application/x-amz-json-1.1";

  private URI address;
  private byte[] body;
  private boolean payloadUnsigned;
  private final Map<String, List<String>> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);

  /// @param code of AWS's errors; empty where it is none
  record Reply(int status, String code, String message, String requestId, Json json) {}

  private AwsRequest(URI address, byte[] body) {
    this.address = address;
    this.body = body;
  }

  /// A new access key of a new user.
  static AwsCredentialsIdentity key(
      Rig rig, String user, Set<Role> roles, Optional<Set<String>> accounts)
      throws IOException, AccountException {
    Accounts all = rig.store().accounts();
    all.add(user, Optional.empty(), roles, accounts, Caller.machine("a test"));
    Issued issued =
        all.credentials()
            .issue(
                true,
                user,
                "a test",
                roles,
                Optional.empty(),
                Optional.empty(),
                Caller.machine("a test"));
    return AwsCredentialsIdentity.create(issued.credential().id(), issued.secret());
  }

  /// Not signed yet.
  static AwsRequest of(String url, String call, String body) {
    return of(url, call, body.getBytes(StandardCharsets.UTF_8));
  }

  static AwsRequest of(String url, String call, byte[] body) {
    AwsRequest request = new AwsRequest(URI.create(url + "/"), body);
    return request.with("Content-Type", TYPE).with("X-Amz-Target", TARGET + call);
  }

  AwsRequest with(String name, String... values) {
    headers.put(name, new ArrayList<>(List.of(values)));
    return this;
  }

  AwsRequest without(String name) {
    headers.remove(name);
    return this;
  }

  AwsRequest withBody(String other) {
    body = other.getBytes(StandardCharsets.UTF_8);
    return this;
  }

  AwsRequest withPayloadUnsigned() {
    payloadUnsigned = true;
    return this;
  }

  AwsRequest to(String query) {
    address = address.resolve(query);
    return this;
  }

  String header(String name) {
    return headers.getOrDefault(name, List.of()).getFirst();
  }

  AwsRequest signed(AwsCredentialsIdentity key, Instant at) {
    return signed(key, at, "cloudtrail", "eu-west-1");
  }

  AwsRequest signed(AwsCredentialsIdentity key, Instant at, String service, String region) {
    SdkHttpRequest.Builder request =
        SdkHttpRequest.builder().method(SdkHttpMethod.POST).uri(address);
    if (payloadUnsigned) {
      // The SDK does this with TLS only.
      request.protocol("https");
    }
    headers.forEach(request::putHeader);
    SdkHttpRequest signed =
        AwsV4HttpSigner.create()
            .sign(
                sign ->
                    sign.identity(key)
                        .request(request.build())
                        .payload(ContentStreamProvider.fromByteArray(body))
                        .putProperty(AwsV4FamilyHttpSigner.SERVICE_SIGNING_NAME, service)
                        .putProperty(AwsV4HttpSigner.REGION_NAME, region)
                        .putProperty(AwsV4HttpSigner.PAYLOAD_SIGNING_ENABLED, !payloadUnsigned)
                        .putProperty(HttpSigner.SIGNING_CLOCK, Clock.fixed(at, ZoneOffset.UTC)))
            .request();
    signed
        .headers()
        .forEach(
            (name, values) -> {
              if (!name.equalsIgnoreCase("Host")) {
                headers.put(name, new ArrayList<>(values));
              }
            });
    return this;
  }

  Reply send(HttpClient client) throws IOException, InterruptedException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(address).POST(HttpRequest.BodyPublishers.ofByteArray(body));
    headers.forEach((name, values) -> values.forEach(value -> request.header(name, value)));
    HttpResponse<String> response =
        client.send(request.build(), HttpResponse.BodyHandlers.ofString());
    Json json = Json.of(response.body());
    return new Reply(
        response.statusCode(),
        json.has("__type") ? json.text("__type") : "",
        json.has("message") ? json.text("message") : "",
        response.headers().firstValue("x-amzn-RequestId").orElse(""),
        json);
  }
}
