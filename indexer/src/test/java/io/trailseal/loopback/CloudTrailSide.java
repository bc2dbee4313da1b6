package io.trailseal.loopback;

import com.sun.net.httpserver.HttpExchange;
import io.trailseal.verifier.key.KeyFile;
import io.trailseal.verifier.key.KeyFormatException;
import io.trailseal.verifier.key.PublishedKey;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// CloudTrail's answers, JSON 1.1.
final class CloudTrailSide {
  private static final String JSON = "application/x-amz-json-1.1";

  /// Times are seconds since 1970 in this protocol.
  private static final Pattern TIME = Pattern.compile("\"(Start|End)Time\"\\s*:\\s*([0-9.E+-]+)");

  private static final Pattern TOKEN = Pattern.compile("\"NextToken\"\\s*:\\s*\"(\\d+)\"");
  private static final int DEPTH_MAX = 8;

  private final LoopbackAws server;

  CloudTrailSide(LoopbackAws server) {
    this.server = server;
  }

  /// @param region as the request is signed for
  void answer(HttpExchange exchange, String target, String region) throws IOException {
    String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
    Optional<Fault> fault = server.fault("cloudtrail", region);
    if (fault.isPresent() && fault.get().status != 0) {
      String code = fault.get().code;
      Request.send(
          exchange,
          fault.get().status,
          JSON,
          "{\"__type\":\"%s\",\"message\":\"loopback: %s\"}".formatted(code + "Exception", code));
      return;
    }
    switch (target.substring(target.lastIndexOf('.') + 1)) {
      case "ListPublicKeys" -> Request.send(exchange, 200, JSON, keys(region, body));
      case "DescribeTrails" ->
          Request.send(exchange, 200, JSON, "{\"trailList\":[" + trail() + "]}");
      case "GetTrail" -> Request.send(exchange, 200, JSON, "{\"Trail\":" + trail() + "}");
      default ->
          Request.send(exchange, 400, JSON, "{\"__type\":\"UnsupportedOperationException\"}");
    }
  }

  /// The region's keys that are valid at any time in the range asked for.
  private String keys(String region, String body) throws IOException {
    server.keysAsked(region);
    Path file = server.folder().resolve("public-keys").resolve(region + ".json");
    if (!Files.isRegularFile(file)) {
      return "{\"PublicKeyList\":[]}";
    }
    double from = 0;
    double to = Double.MAX_VALUE;
    Matcher times = TIME.matcher(body);
    while (times.find()) {
      if (times.group(1).equals("Start")) {
        from = Double.parseDouble(times.group(2));
      } else {
        to = Double.parseDouble(times.group(2));
      }
    }
    double start = from;
    double end = to;
    List<PublishedKey> all;
    try {
      all =
          KeyFile.parse(Files.readAllBytes(file)).stream()
              .filter(key -> key.validFrom().getEpochSecond() <= end)
              .filter(key -> key.validTo().getEpochSecond() >= start)
              .toList();
    } catch (KeyFormatException e) {
      throw new IOException(file + ": " + e.getMessage(), e);
    }
    Matcher token = TOKEN.matcher(body);
    int first = token.find() ? Integer.parseInt(token.group(1)) : 0;
    int after = Math.min(all.size(), first + server.keysPerPage());
    String next = after < all.size() ? ",\"NextToken\":\"%d\"".formatted(after) : "";
    return all.subList(first, after).stream()
        .map(CloudTrailSide::json)
        .collect(Collectors.joining(",", "{\"PublicKeyList\":[", "]" + next + "}"));
  }

  private static String json(PublishedKey key) {
    return "{\"Value\":\"%s\",\"Fingerprint\":\"%s\",\"ValidityStartTime\":%d,\"ValidityEndTime\":%d}"
        .formatted(
            Base64.getEncoder().encodeToString(key.der().toByteArray()),
            key.fingerprint(),
            key.validFrom().getEpochSecond(),
            key.validTo().getEpochSecond());
  }

  /// The sample's one trail, as far as its folders tell.
  private String trail() throws IOException {
    String logs;
    try (Stream<Path> folders = Files.walk(server.folder(), DEPTH_MAX)) {
      logs =
          folders
              .filter(folder -> folder.endsWith("CloudTrail-Digest"))
              .map(folder -> server.folder().relativize(folder).toString())
              .filter(folder -> !folder.startsWith("buckets/"))
              .sorted()
              .findFirst()
              .orElse("AWSLogs/111122223333/CloudTrail-Digest");
    }
    int split = logs.indexOf("AWSLogs/");
    String[] ids = logs.substring(split).split("/", -1);
    String account = ids[ids.length - 2];
    String prefix =
        split <= 0 ? "" : "\"S3KeyPrefix\":\"%s\",".formatted(logs.substring(0, split - 1));
    return """
        {"Name":"sample-trail","S3BucketName":"%s",%s"IncludeGlobalServiceEvents":true,\
        "IsMultiRegionTrail":true,"HomeRegion":"us-east-1",\
        "TrailARN":"arn:aws:cloudtrail:us-east-1:%s:trail/sample-trail",\
        "LogFileValidationEnabled":true,"IsOrganizationTrail":%s}"""
        .formatted(server.bucketName(), prefix, account, ids.length > 3 && ids[1].startsWith("o-"));
  }
}
