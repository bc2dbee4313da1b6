package io.trailseal.loopback;

import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// What both sides need of a request.
final class Request {
  private static final Pattern SCOPE =
      Pattern.compile("Credential=[^/,]+/\\d{8}/([a-z0-9-]+)/([a-z0-9-]+)/aws4_request");

  private Request() {}

  /// Who is asked for what, by the signature.
  ///
  /// @param region empty where the request is not signed
  record Scope(String region, String service) {}

  static Scope scope(HttpExchange exchange) {
    String authorization = exchange.getRequestHeaders().getFirst("Authorization");
    Matcher matcher = SCOPE.matcher(authorization == null ? "" : authorization);
    return matcher.find() ? new Scope(matcher.group(1), matcher.group(2)) : new Scope("", "");
  }

  /// A path's text: unlike in a query, `+` is a plus sign.
  static String decode(String path) {
    return URLDecoder.decode(path.replace("+", "%2B"), StandardCharsets.UTF_8);
  }

  static Map<String, String> query(HttpExchange exchange) {
    String query = exchange.getRequestURI().getRawQuery();
    return query == null ? new TreeMap<>() : parameters(query);
  }

  /// Of a query, or of a form.
  static Map<String, String> parameters(String encoded) {
    Map<String, String> parameters = new TreeMap<>();
    for (String pair : encoded.split("&", -1)) {
      String[] halves = pair.split("=", 2);
      parameters.put(
          URLDecoder.decode(halves[0], StandardCharsets.UTF_8),
          halves.length == 1 ? "" : URLDecoder.decode(halves[1], StandardCharsets.UTF_8));
    }
    return parameters;
  }

  static void send(HttpExchange exchange, int status, String type, String body) throws IOException {
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().set("Content-Type", type);
    if (exchange.getRequestMethod().equals("HEAD")) {
      exchange.sendResponseHeaders(status, -1);
    } else {
      exchange.sendResponseHeaders(status, bytes.length);
      exchange.getResponseBody().write(bytes);
    }
  }
}
