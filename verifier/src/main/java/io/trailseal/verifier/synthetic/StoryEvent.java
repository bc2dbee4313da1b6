package io.trailseal.verifier.synthetic;

import java.util.Set;

/// One event of the [Story], put together.
final class StoryEvent {
  private static final Set<String> READS = Set.of("Get", "List", "Describe", "Lookup", "Assume");

  /// @param identity the userIdentity object
  /// @param arn as messages name it
  record Caller(String identity, String arn, String address, String agent) {}

  private final Dice dice;
  private final String region;
  private final Caller caller;
  private final long second;
  private final String service;
  private final String name;
  private String recipient;
  private String request = "null";
  private String response = "null";
  private String error = "";
  private String extra = "";
  private String resources = "";
  private String shared = "";
  private boolean data;

  /// @param call service and name, with a space between
  StoryEvent(Dice dice, String account, String region, Caller caller, long second, String call) {
    this.dice = dice;
    this.recipient = account;
    this.region = region;
    this.caller = caller;
    this.second = second;
    this.service = call.substring(0, call.indexOf(' '));
    this.name = call.substring(call.indexOf(' ') + 1);
  }

  StoryEvent recipient(String account) {
    recipient = account;
    return this;
  }

  StoryEvent request(String json) {
    request = json;
    return this;
  }

  StoryEvent response(String json) {
    response = json;
    return this;
  }

  StoryEvent on(String json) {
    resources = ",\"resources\":[" + json + "]";
    return this;
  }

  StoryEvent shared(String id) {
    shared = ",\"sharedEventID\":\"" + id + "\"";
    return this;
  }

  StoryEvent data() {
    data = true;
    return this;
  }

  StoryEvent transferred(long bytesOut) {
    extra =
        ",\"additionalEventData\":{%s\"CipherSuite\":\"TLS_AES_128_GCM_SHA256\",\"bytesTransferredIn\":0,%s\"x-amz-id-2\":\"%s=\",\"bytesTransferredOut\":%d}"
            .formatted(
                caller.arn.isEmpty() ? "" : "\"SignatureVersion\":\"SigV4\",",
                caller.arn.isEmpty() ? "" : "\"AuthenticationMethod\":\"AuthHeader\",",
                dice.text("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/", 75),
                bytesOut);
    return this;
  }

  StoryEvent error(String code, String message) {
    error = ",\"errorCode\":\"%s\",\"errorMessage\":\"%s\"".formatted(code, message);
    return this;
  }

  StoryEvent denied() {
    String action = service + ":" + name;
    return error(
        service.equals("ec2") ? "Client.UnauthorizedOperation" : "AccessDenied",
        "User: %s is not authorized to perform: %s because no identity-based policy allows the %s action"
            .formatted(caller.arn, action, action));
  }

  StoryEvent explicitlyDenied(String action, String resource) {
    return error(
        "AccessDenied",
        "User: %s is not authorized to perform: %s on resource: %s with an explicit deny in a service control policy"
            .formatted(caller.arn, action, resource));
  }

  private String host() {
    return switch (service) {
      case "iam", "organizations" -> service + ".amazonaws.com";
      default -> service + "." + region + ".amazonaws.com";
    };
  }

  StoryScript.Beat toBeat() {
    boolean s3 = service.equals("s3");
    boolean reads = READS.stream().anyMatch(name::startsWith);
    String json =
        """
        {"eventVersion":"1.11","userIdentity":%s,"eventTime":"%s","eventSource":"%s.amazonaws.com",\
        "eventName":"%s","awsRegion":"%s","sourceIPAddress":"%s","userAgent":"%s"%s,\
        "requestParameters":%s,"responseElements":%s%s,"requestID":"%s","eventID":"%s","readOnly":%s%s,\
        "eventType":"AwsApiCall","managementEvent":%s,"recipientAccountId":"%s"%s,"eventCategory":"%s",\
        "tlsDetails":{"tlsVersion":"TLSv1.3","cipherSuite":"TLS_AES_128_GCM_SHA256",\
        "clientProvidedHostHeader":"%s"}}"""
            .formatted(
                caller.identity,
                TrailLayout.iso(second),
                service,
                name,
                region,
                caller.address,
                s3 ? "[" + caller.agent + "]" : caller.agent,
                error,
                request,
                response,
                extra,
                s3 ? dice.id("", 16) : dice.uuid(),
                dice.uuid(),
                reads,
                resources,
                !data,
                recipient,
                shared,
                data ? "Data" : "Management",
                host());
    return new StoryScript.Beat(recipient, second, ByteDraft.ascii(json));
  }
}
