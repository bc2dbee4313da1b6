package io.trailseal.loopback;

import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;

/// STS's answers, XML of the query protocol: AssumeRole.
final class StsSide {
  /// Of every session; the role's name follows.
  static final String TOKEN = "session-of-";

  private static final String XML = "text/xml";

  private final LoopbackAws server;

  StsSide(LoopbackAws server) {
    this.server = server;
  }

  void answer(HttpExchange exchange) throws IOException {
    String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
    Map<String, String> parameters = Request.parameters(body);
    if (!"AssumeRole".equals(parameters.get("Action"))) {
      error(exchange, 400, "InvalidAction", "loopback: only AssumeRole");
      return;
    }
    server.roleAsked(parameters);
    String role = parameters.getOrDefault("RoleArn", "");
    Optional<Fault> fault = server.fault("sts", role);
    if (fault.isPresent()) {
      error(exchange, fault.get().status, fault.get().answer, fault.get().message);
      return;
    }
    String name = role.substring(role.lastIndexOf('/') + 1);
    Request.send(
        exchange,
        200,
        XML,
        """
        <AssumeRoleResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><AssumeRoleResult>\
        <AssumedRoleUser><Arn>%s</Arn><AssumedRoleId>AROA:trailseal</AssumedRoleId></AssumedRoleUser>\
        <Credentials><AccessKeyId>ASIAEXAMPLE</AccessKeyId><SecretAccessKey>secret</SecretAccessKey>\
        <SessionToken>%s</SessionToken><Expiration>2099-01-01T00:00:00Z</Expiration></Credentials>\
        </AssumeRoleResult></AssumeRoleResponse>"""
            .formatted(role, TOKEN + name));
  }

  private static void error(HttpExchange exchange, int status, String code, String message)
      throws IOException {
    Request.send(
        exchange,
        status,
        XML,
        "<ErrorResponse><Error><Type>Sender</Type><Code>%s</Code><Message>%s</Message></Error></ErrorResponse>"
            .formatted(code, message));
  }
}
