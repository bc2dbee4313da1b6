package io.trailseal.verifier.synthetic;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// One API call, ready to be written for one account and region.
final class Call {
  private static final byte[] START = ByteDraft.ascii("{\"eventVersion\":\"");
  private static final byte[] IDENTITY = ByteDraft.ascii("\",\"userIdentity\":");
  private static final byte[] TIME = ByteDraft.ascii(",\"eventTime\":\"");
  private static final byte[] AGENT = ByteDraft.ascii("\",\"userAgent\":\"");
  private static final byte[] EVENT_ID = ByteDraft.ascii("\",\"eventID\":\"");
  private static final byte[] SHARED = ByteDraft.ascii(",\"sharedEventID\":\"");
  private static final byte[] NEWEST_VERSION = ByteDraft.ascii("1.11");

  /// A few calls are seen by another account too.
  private static final int SHARED_PERCENT = 1;

  private final Kind[] by;
  private final int failures;
  private final int ownWays;
  private final boolean s3;
  private final byte[] version;
  private final byte[] source;
  private final Template success;
  private final Template[] ways;
  private final byte[] afterId;
  private final Template resources;
  private final byte[] recipient;
  private final byte[] category;
  private final Template[] tls;

  Call(CallBook.Entry entry, Estate estate) {
    by = entry.by().toArray(Kind[]::new);
    failures = entry.failures();
    ownWays = entry.ways().size();
    s3 = entry.isS3();
    version = ByteDraft.ascii(versionOf(entry.service()));
    source =
        ByteDraft.ascii(
            "\",\"eventSource\":\"%s.amazonaws.com\",\"eventName\":\"%s\",\"awsRegion\":\"%s\",\"sourceIPAddress\":\""
                .formatted(entry.service(), entry.name(), estate.region()));
    success = Template.of(body(entry, "", entry.part("req"), entry.part("res")), estate);
    List<Template> failing = new ArrayList<>();
    for (CallBook.Failure way : entry.ways()) {
      failing.add(Template.of(failed(entry, way), estate));
    }
    failing.add(Template.of(denied(entry), estate));
    ways = failing.toArray(Template[]::new);
    afterId = ByteDraft.ascii("\",\"readOnly\":" + entry.readOnly());
    String on = entry.part("on");
    resources = Template.of(on == null ? "" : ",\"resources\":" + on, estate);
    recipient =
        ByteDraft.ascii(
            ",\"eventType\":\"%s\",\"managementEvent\":%s,\"recipientAccountId\":\"%s\""
                .formatted(entry.eventType(), !entry.data(), estate.account()));
    category =
        ByteDraft.ascii(
            ",\"eventCategory\":\"%s\"".formatted(entry.data() ? "Data" : "Management"));
    tls =
        new Template[] {
          Template.of(tls("TLSv1.3", "TLS_AES_128_GCM_SHA256", "x25519", entry), estate),
          Template.of(tls("TLSv1.3", "TLS_AES_128_GCM_SHA256", "X25519MLKEM768", entry), estate),
          Template.of(tls("TLSv1.2", "ECDHE-RSA-AES128-GCM-SHA256", "", entry), estate),
        };
  }

  /// Services move to newer versions one by one.
  private static String versionOf(String service) {
    return switch (service) {
      case "kms", "s3", "sts", "lambda" -> "1.11";
      case "ec2", "iam", "logs", "rds", "ecs" -> "1.10";
      default -> Math.floorMod(service.hashCode(), 3) == 0 ? "1.09" : "1.08";
    };
  }

  private static String body(
      CallBook.Entry entry, String error, @Nullable String request, @Nullable String response) {
    String extra = entry.part("add");
    String requestId = entry.isS3() ? "<base32:16>" : "<uuid>";
    return "\"%s,\"requestParameters\":%s,\"responseElements\":%s%s,\"requestID\":\"%s"
        .formatted(
            error,
            request == null ? "null" : request,
            response == null ? "null" : response,
            extra == null ? "" : ",\"additionalEventData\":" + extra,
            requestId);
  }

  private static String failed(CallBook.Entry entry, CallBook.Failure way) {
    String request = entry.part("req");
    if (entry.name().equals("ConsoleLogin")) {
      String error = ",\"errorMessage\":" + JsonText.quote(way.message());
      return body(entry, error, request, "{\"ConsoleLogin\":\"Failure\"}");
    }
    String error = ",\"errorCode\":" + JsonText.quote(way.code());
    if (!way.message().isEmpty()) {
      error += ",\"errorMessage\":" + JsonText.quote(way.message());
    }
    return body(entry, error, request, null);
  }

  private static String denied(CallBook.Entry entry) {
    String action = entry.action();
    String message =
        "User: <caller> is not authorized to perform: %s because no identity-based policy allows the %s action"
            .formatted(action, action);
    String code = "AccessDenied";
    if (entry.service().equals("ec2")) {
      code = "Client.UnauthorizedOperation";
      message =
          "You are not authorized to perform this operation. "
              + message
              + ". Encoded authorization failure message: <base64:180>";
    } else if (!entry.isS3() && Math.floorMod(entry.service().hashCode(), 2) == 0) {
      code = "AccessDeniedException";
    }
    String error = ",\"errorCode\":\"%s\",\"errorMessage\":\"%s\"".formatted(code, message);
    return body(entry, error, entry.isS3() ? entry.part("req") : null, null);
  }

  private static String tls(String version, String suite, String exchange, CallBook.Entry entry) {
    String request = entry.part("req");
    String host;
    if (entry.isS3() && request != null && request.contains("<bucket>")) {
      host = "<bucket>.s3.<region>.amazonaws.com";
    } else if (entry.global()) {
      host = entry.service() + ".amazonaws.com";
    } else {
      host = entry.service() + ".<region>.amazonaws.com";
    }
    return ",\"tlsDetails\":{\"tlsVersion\":\"%s\",\"cipherSuite\":\"%s\",\"clientProvidedHostHeader\":\"%s\"%s}"
        .formatted(
            version,
            suite,
            host,
            exchange.isEmpty() ? "" : ",\"keyExchange\":\"" + exchange + "\"");
  }

  /// Writes one event.
  void writeTo(Pen pen, Cast cast, long second) {
    ByteDraft out = pen.out;
    Dice dice = pen.dice;
    Kind kind = dice.oneOf(by);
    Actor actor = cast.pick(kind, second, dice);
    pen.begin(second, actor.arn());
    out.put(START);
    out.put(actor.scoped() ? NEWEST_VERSION : version);
    out.put(IDENTITY);
    out.put(actor.identity());
    out.put(TIME);
    pen.writeTime();
    out.put(source);
    out.put(dice.oneOf(actor.addresses()));
    out.put(AGENT);
    byte[] agent = dice.oneOf(actor.agents());
    boolean bracketed = s3 && actor.tls();
    if (bracketed) {
      out.put('[');
    }
    out.put(agent);
    if (bracketed) {
      out.put(']');
    }
    body(kind, dice).writeTo(pen);
    out.put(EVENT_ID);
    out.uuid(dice.bits(), dice.bits());
    out.put(afterId);
    resources.writeTo(pen);
    out.put(recipient);
    if (dice.percent(SHARED_PERCENT)) {
      out.put(SHARED);
      out.uuid(dice.bits(), dice.bits());
      out.put('"');
    }
    out.put(actor.inside());
    out.put(category);
    if (actor.tls()) {
      dice.oneOf(tls).writeTo(pen);
    }
    out.put(actor.tail());
    out.put('}');
  }

  private Template body(Kind kind, Dice dice) {
    if (!dice.percent(failures)) {
      return success;
    }
    // A service is not denied what it does on its own behalf.
    boolean deniable = kind != Kind.SERVICE && kind != Kind.ROOT;
    int choices = deniable && (ownWays == 0 || dice.percent(40)) ? ways.length : ownWays;
    return choices == 0 ? success : ways[dice.below(choices)];
  }
}
