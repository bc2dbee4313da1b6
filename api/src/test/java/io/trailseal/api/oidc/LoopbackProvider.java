package io.trailseal.api.oidc;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSSigner;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.crypto.opts.AllowWeakRSAKey;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import com.nimbusds.oauth2.sdk.pkce.CodeChallenge;
import com.nimbusds.oauth2.sdk.pkce.CodeChallengeMethod;
import com.nimbusds.oauth2.sdk.pkce.CodeVerifier;
import com.nimbusds.oauth2.sdk.util.URLUtils;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.Closeable;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;

/// A provider on loopback that keeps the protocol, or breaks it in the one way it is told to. For
/// what an honest one (Keycloak, in another test) never does.
final class LoopbackProvider implements Closeable {
  static final String CLIENT = "trailseal";
  static final String SECRET = "a secret with 32 characters at least: yes";

  private final HttpServer server;
  private final InstantSource clock;
  private final Map<String, Map<String, List<String>>> codes = new ConcurrentHashMap<>();
  final AtomicInteger keyFetches = new AtomicInteger();
  final AtomicInteger discoveries = new AtomicInteger();
  final List<Map<String, List<String>>> tokenRequests = new ArrayList<>();
  final List<String> authorizations = new ArrayList<>();

  /// What it publishes.
  volatile List<JWK> published;

  /// Makes the token of the claims it would honestly hold.
  volatile Signature signature;

  /// Changes the claims before they are signed.
  volatile UnaryOperator<JWTClaimsSet.Builder> twist = claims -> claims;

  /// Changes the discovery document.
  volatile UnaryOperator<String> discovery = text -> text;

  /// The answer of userinfo; `null` for none.
  volatile String userInfo = "{}";

  /// In place of every answer.
  volatile Answer instead = _ -> false;

  @FunctionalInterface
  interface Signature {
    String of(JWTClaimsSet claims) throws JOSEException;
  }

  @FunctionalInterface
  interface Answer {
    /// @return whether it has answered
    boolean give(HttpExchange exchange) throws IOException;
  }

  LoopbackProvider(InstantSource clock) throws IOException, JOSEException {
    this.clock = clock;
    ECKey key = ec("first");
    this.published = List.of(key.toPublicJWK());
    this.signature = signedBy(key);
    this.server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    server.createContext("/", this::answer);
    server.start();
  }

  static ECKey ec(String id) throws JOSEException {
    return new ECKeyGenerator(Curve.P_256).keyID(id).generate();
  }

  static Signature signedBy(ECKey key) {
    return claims -> signed(JWSAlgorithm.ES256, key.getKeyID(), new ECDSASigner(key), claims);
  }

  static Signature signedBy(JWSAlgorithm algorithm, RSAKey key) {
    return claims ->
        signed(
            algorithm,
            key.getKeyID(),
            new RSASSASigner(key.toRSAPrivateKey(), Set.of(AllowWeakRSAKey.getInstance())),
            claims);
  }

  static String signed(JWSAlgorithm algorithm, String keyId, JWSSigner signer, JWTClaimsSet claims)
      throws JOSEException {
    SignedJWT token =
        new SignedJWT(
            new JWSHeader.Builder(algorithm).keyID(keyId).type(JOSEObjectType.JWT).build(), claims);
    token.sign(signer);
    return token.serialize();
  }

  URI issuer() {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
  }

  /// Somebody signs in on the page at `where`: the code the browser takes back.
  String signIn(URI where) {
    Map<String, List<String>> asked = URLUtils.parseParameters(where.getRawQuery());
    String code = "code-" + codes.size() + "-" + System.nanoTime();
    codes.put(code, asked);
    return code;
  }

  private void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      if (instead.give(exchange)) {
        return;
      }
      switch (exchange.getRequestURI().getPath()) {
        case "/.well-known/openid-configuration" -> {
          discoveries.incrementAndGet();
          send(exchange, 200, discovery.apply(document()));
        }
        case "/keys" -> {
          keyFetches.incrementAndGet();
          send(exchange, 200, new JWKSet(published).toString());
        }
        case "/token" -> token(exchange);
        case "/userinfo" -> send(exchange, 200, userInfo);
        default -> send(exchange, 404, "{}");
      }
    }
  }

  private String document() {
    return """
        {"issuer":"%1$s","authorization_endpoint":"%1$s/auth","token_endpoint":"%1$s/token",\
        "jwks_uri":"%1$s/keys","userinfo_endpoint":"%1$s/userinfo",\
        "end_session_endpoint":"%1$s/logout","response_types_supported":["code"],\
        "subject_types_supported":["public"],"id_token_signing_alg_values_supported":["ES256"],\
        "token_endpoint_auth_methods_supported":["client_secret_basic"]}"""
        .formatted(issuer());
  }

  private void token(HttpExchange exchange) throws IOException {
    String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
    Map<String, List<String>> form = new TreeMap<>(URLUtils.parseParameters(body));
    tokenRequests.add(form);
    authorizations.add(String.valueOf(exchange.getRequestHeaders().getFirst("Authorization")));
    // Each code is good for once, and only with the verifier whose hash came first.
    Map<String, List<String>> asked = codes.remove(one(form, "code"));
    if (asked == null
        || !one(asked, "redirect_uri").equals(one(form, "redirect_uri"))
        || !one(asked, "code_challenge_method").equals("S256")
        || !one(asked, "code_challenge")
            .equals(
                CodeChallenge.compute(
                        CodeChallengeMethod.S256, new CodeVerifier(one(form, "code_verifier")))
                    .getValue())) {
      send(exchange, 400, "{\"error\":\"invalid_grant\"}");
      return;
    }
    JWTClaimsSet.Builder honest =
        new JWTClaimsSet.Builder()
            .issuer(issuer().toString())
            .subject("6f1d-anna")
            .audience(CLIENT)
            .claim("nonce", one(asked, "nonce"))
            .claim("preferred_username", "anna")
            .claim("groups", List.of("analysts", "everybody"))
            .issueTime(Date.from(clock.instant()))
            .expirationTime(Date.from(clock.instant().plusSeconds(300)));
    try {
      send(
          exchange,
          200,
          "{\"access_token\":\"opaque\",\"token_type\":\"Bearer\",\"id_token\":\"%s\"}"
              .formatted(signature.of(twist.apply(honest).build())));
    } catch (JOSEException e) {
      throw new IOException(e);
    }
  }

  static void send(HttpExchange exchange, int status, String json) throws IOException {
    byte[] body = json.getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().set("Content-Type", "application/json");
    exchange.sendResponseHeaders(status, body.length);
    exchange.getResponseBody().write(body);
  }

  @Override
  public void close() {
    server.stop(0);
  }

  private static String one(Map<String, List<String>> parameters, String name) {
    return parameters.getOrDefault(name, List.of("")).getFirst();
  }
}
