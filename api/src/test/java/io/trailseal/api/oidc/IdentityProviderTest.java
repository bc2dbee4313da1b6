package io.trailseal.api.oidc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.PlainJWT;
import com.nimbusds.jwt.SignedJWT;
import com.nimbusds.oauth2.sdk.util.URLUtils;
import io.trailseal.api.error.ErrorCode;
import io.trailseal.api.error.ProblemException;
import io.trailseal.api.oidc.GroupRoles.Grant;
import io.trailseal.api.oidc.IdentityProvider.Leave;
import io.trailseal.indexer.access.Role;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Date;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// The client against a provider that lies, is slow, or is gone.
final class IdentityProviderTest {
  private static final URI CALLBACK = URI.create("https://trailseal.example/sign-in/callback");
  private static final String ACCOUNT = "111122223333";

  private Instant now = Instant.parse("2026-03-10T12:00:00.5Z");
  private LoopbackProvider provider;
  private IdentityProvider client;

  @BeforeEach
  void open() throws Exception {
    provider = new LoopbackProvider(() -> now);
    client = client(Optional.of(LoopbackProvider.SECRET));
  }

  @AfterEach
  void close() {
    client.close();
    provider.close();
  }

  private IdentityProvider client(Optional<String> secret) {
    return new IdentityProvider(
        new OidcSettings(
            provider.issuer(),
            LoopbackProvider.CLIENT,
            secret,
            "Example",
            OidcSettings.STANDARD_SCOPES,
            OidcSettings.STANDARD_GROUPS_CLAIM,
            GroupRoles.parse("analysts = analyst in %s; auditors = auditor".formatted(ACCOUNT)),
            Optional.empty()),
        () -> now,
        Duration.ofSeconds(5));
  }

  private static Map<String, List<String>> query(URI uri) {
    return URLUtils.parseParameters(uri.getRawQuery());
  }

  /// What the browser brings back when all is well.
  private Map<String, List<String>> back(Leave leave) {
    return new HashMap<>(
        Map.of(
            "state", query(leave.where()).get("state"),
            "code", List.of(provider.signIn(leave.where()))));
  }

  private Identity signIn() {
    Leave leave = client.leave("/evidence", CALLBACK);
    return client.arrive(back(leave), Optional.of(leave.cookie()), CALLBACK);
  }

  private static ProblemException refusal(Runnable what) {
    ProblemException refusal = catchThrowableOfType(ProblemException.class, what::run);
    assertThat(refusal).as("it was let in").isNotNull();
    return refusal;
  }

  private static Set<Role> roles(Identity identity) {
    return identity.grant().orElseThrow().roles();
  }

  private void assertRefused(ErrorCode code) {
    assertThat(refusal(this::signIn).problem().code()).isEqualTo(code);
  }

  @Test
  void somebodySignsIn() {
    Identity anna = signIn();
    assertThat(anna)
        .isEqualTo(
            new Identity(
                provider.issuer().toString(),
                "Example",
                "6f1d-anna",
                "anna",
                Optional.of(new Grant(Set.of(Role.ANALYST), Optional.of(Set.of(ACCOUNT)))),
                OptionalInt.of(2),
                "/evidence"));
    assertThat(provider.authorizations.getFirst()).startsWith("Basic ");
    assertThat(provider.tokenRequests.getFirst()).doesNotContainKey("client_secret");
  }

  @Test
  void whatIsSentOutTellsNothingItShouldNot() {
    Leave leave = client.leave("/evidence", CALLBACK);
    Map<String, List<String>> sent = query(leave.where());
    assertThat(sent)
        .containsEntry("response_type", List.of("code"))
        .containsEntry("scope", List.of("openid profile email"))
        .containsEntry("redirect_uri", List.of(CALLBACK.toString()))
        .containsEntry("code_challenge_method", List.of("S256"))
        .containsKeys("state", "nonce", "code_challenge")
        .doesNotContainKeys("code_verifier", "client_secret");
    assertThat(sent.get("state")).isNotEqualTo(sent.get("nonce"));
    assertThat(leave.toString()).doesNotContain(leave.cookie());
    // Who reads the cookie cannot finish the sign-in: what is secret is not in it.
    String cookie =
        new String(Base64.getUrlDecoder().decode(leave.cookie()), StandardCharsets.ISO_8859_1);
    assertThat(cookie).doesNotContain(one(sent, "state"), one(sent, "nonce"));
    Leave other = client.leave("/evidence", CALLBACK);
    assertThat(query(other.where()).get("state")).isNotEqualTo(sent.get("state"));
    assertThat(other.cookie()).isNotEqualTo(leave.cookie());
  }

  @Test
  void aPublicClientAndOneThatSendsItsSecretInTheBody() {
    provider.discovery = text -> text.replace("client_secret_basic", "client_secret_post");
    signIn();
    assertThat(provider.authorizations.getLast()).isEqualTo("null");
    assertThat(provider.tokenRequests.getLast())
        .containsEntry("client_secret", List.of(LoopbackProvider.SECRET));
    client.close();
    client = client(Optional.empty());
    signIn();
    assertThat(provider.authorizations.getLast()).isEqualTo("null");
    assertThat(provider.tokenRequests.getLast())
        .containsEntry("client_id", List.of(LoopbackProvider.CLIENT))
        .doesNotContainKey("client_secret");
  }

  @Test
  void onlyTheBrowserThatLeftArrives() {
    Leave mine = client.leave("/", CALLBACK);
    Leave theirs = client.leave("/", CALLBACK);
    IdentityProvider restarted = client(Optional.of(LoopbackProvider.SECRET));
    String altered = (mine.cookie().startsWith("A") ? "B" : "A") + mine.cookie().substring(1);
    Map<String, Optional<String>> cookies = new LinkedHashMap<>();
    cookies.put("none", Optional.empty());
    cookies.put("empty", Optional.of(""));
    cookies.put("another's", Optional.of(theirs.cookie()));
    cookies.put("another process's", Optional.of(restarted.leave("/", CALLBACK).cookie()));
    cookies.put("altered", Optional.of(altered));
    cookies.put("cut", Optional.of(mine.cookie().substring(0, 40)));
    cookies.put("no Base64", Optional.of("***"));
    cookies.put("huge", Optional.of("A".repeat(100_000)));
    cookies.forEach(
        (name, cookie) ->
            assertThat(refusal(() -> client.arrive(back(mine), cookie, CALLBACK)).problem().code())
                .as(name)
                .isEqualTo(ErrorCode.SIGN_IN_NOT_BEGUN_HERE));
    for (String member : List.of("state", "code", "error")) {
      Map<String, List<String>> twice = back(mine);
      twice.put(member, List.of("access_denied", "access_denied"));
      if (!member.equals("error")) {
        assertThatThrownBy(() -> client.arrive(twice, Optional.of(mine.cookie()), CALLBACK))
            .as("two of " + member)
            .isInstanceOf(ProblemException.class);
      }
    }
    assertThat(provider.tokenRequests).isEmpty();
    restarted.close();
  }

  @Test
  void aSignInIsOverAfterTenMinutes() {
    Leave leave = client.leave("/", CALLBACK);
    now = now.plus(Duration.ofMinutes(10));
    assertThat(
            refusal(() -> client.arrive(back(leave), Optional.of(leave.cookie()), CALLBACK))
                .problem()
                .code())
        .isEqualTo(ErrorCode.SIGN_IN_NOT_BEGUN_HERE);
    now = now.minus(Duration.ofSeconds(2));
    assertThat(client.arrive(back(leave), Optional.of(leave.cookie()), CALLBACK).name())
        .isEqualTo("anna");
  }

  @Test
  void aCodeIsGoodForOnce() {
    Leave leave = client.leave("/", CALLBACK);
    Map<String, List<String>> back = back(leave);
    client.arrive(back, Optional.of(leave.cookie()), CALLBACK);
    ProblemException again =
        refusal(() -> client.arrive(back, Optional.of(leave.cookie()), CALLBACK));
    assertThat(again.problem().code()).isEqualTo(ErrorCode.SIGN_IN_NOT_BEGUN_HERE);
    assertThat(again.problem().detail()).contains("came back before");
  }

  @Test
  void aCodeStolenFromAnotherSignInIsWorthNothing() {
    Leave theirs = client.leave("/", CALLBACK);
    Leave mine = client.leave("/", CALLBACK);
    Map<String, List<String>> back = back(mine);
    back.put("code", back(theirs).get("code"));
    assertThat(
            refusal(() -> client.arrive(back, Optional.of(mine.cookie()), CALLBACK))
                .problem()
                .code())
        .isEqualTo(ErrorCode.SIGN_IN_NOT_BEGUN_HERE);
  }

  @Test
  void whatTheProviderRefusesIsSaidPrintably() {
    Leave leave = client.leave("/", CALLBACK);
    Map<String, List<String>> denied =
        Map.of(
            "state", query(leave.where()).get("state"),
            "error", List.of("access_denied"),
            "error_description", List.of("no\u0000\u202E<b>" + "x".repeat(5000)));
    ProblemException refused =
        refusal(() -> client.arrive(denied, Optional.of(leave.cookie()), CALLBACK));
    assertThat(refused.problem().code()).isEqualTo(ErrorCode.SIGN_IN_REFUSED);
    assertThat(refused.problem().detail())
        .contains("Example says 'access_denied'")
        .doesNotContain("\u0000", "\u202E")
        .hasSizeLessThan(500);
    // Nobody can be shown such words by being sent here.
    Map<String, List<String>> planted = new HashMap<>(denied);
    planted.put("state", List.of("guessed"));
    assertThat(
            refusal(() -> client.arrive(planted, Optional.of(leave.cookie()), CALLBACK))
                .problem()
                .detail())
        .doesNotContain("access_denied");
  }

  @Test
  void anAnswerOfAnotherProviderIsNotTaken() {
    Leave leave = client.leave("/", CALLBACK);
    Map<String, List<String>> mixed = back(leave);
    mixed.put("iss", List.of("https://other.example"));
    assertThat(
            refusal(() -> client.arrive(mixed, Optional.of(leave.cookie()), CALLBACK))
                .problem()
                .code())
        .isEqualTo(ErrorCode.PROVIDER_NOT_BELIEVED);
    assertThat(provider.tokenRequests).isEmpty();
  }

  @Test
  void everyAllowedAlgorithmIsTaken() throws Exception {
    RSAKey rsa = new RSAKeyGenerator(2048).keyID("rsa").generate();
    provider.published = List.of(rsa.toPublicJWK());
    for (JWSAlgorithm algorithm : List.of(JWSAlgorithm.RS256, JWSAlgorithm.PS256)) {
      provider.signature = LoopbackProvider.signedBy(algorithm, rsa);
      assertThat(signIn().name()).as(algorithm.getName()).isEqualTo("anna");
    }
    // The same key by another algorithm is not among them.
    provider.signature = LoopbackProvider.signedBy(JWSAlgorithm.RS512, rsa);
    assertRefused(ErrorCode.PROVIDER_NOT_BELIEVED);
  }

  @Test
  void aForgedSignatureIsNotBelieved() throws Exception {
    ECKey real = LoopbackProvider.ec("first");
    RSAKey weak = new RSAKeyGenerator(1024, true).keyID("weak").generate();
    RSAKey strong = new RSAKeyGenerator(2048).keyID("strong").generate();
    provider.published = List.of(real.toPublicJWK(), weak.toPublicJWK(), strong.toPublicJWK());
    ECKey attackers = LoopbackProvider.ec("first");
    Map<String, LoopbackProvider.Signature> forgeries = new LinkedHashMap<>();
    forgeries.put("none", claims -> new PlainJWT(claims).serialize());
    forgeries.put("another key of the same name", LoopbackProvider.signedBy(attackers));
    forgeries.put(
        "a key of its own in the header",
        claims -> {
          SignedJWT token =
              new SignedJWT(
                  new JWSHeader.Builder(JWSAlgorithm.ES256).jwk(attackers.toPublicJWK()).build(),
                  claims);
          token.sign(new ECDSASigner(attackers));
          return token.serialize();
        });
    forgeries.put(
        "HS256 with our secret",
        claims ->
            LoopbackProvider.signed(
                JWSAlgorithm.HS256, "first", new MACSigner(LoopbackProvider.SECRET), claims));
    forgeries.put(
        "HS256 with the public key as the secret",
        claims ->
            LoopbackProvider.signed(
                JWSAlgorithm.HS256,
                "strong",
                new MACSigner(strong.toRSAPublicKey().getEncoded()),
                claims));
    forgeries.put("a short key", LoopbackProvider.signedBy(JWSAlgorithm.RS256, weak));
    forgeries.put(
        "altered after signing",
        claims -> {
          String[] parts = LoopbackProvider.signedBy(real).of(claims).split("\\.", -1);
          String payload =
              new String(Base64.getUrlDecoder().decode(parts[1]), StandardCharsets.UTF_8)
                  .replace("analysts", "auditors");
          return parts[0]
              + "."
              + Base64.getUrlEncoder()
                  .withoutPadding()
                  .encodeToString(payload.getBytes(StandardCharsets.UTF_8))
              + "."
              + parts[2];
        });
    forgeries.put(
        "without its signature",
        claims -> LoopbackProvider.signedBy(real).of(claims).replaceFirst("\\.[^.]*$", "."));
    forgeries.put("no token at all", _ -> "e30.e30");
    forgeries.put("not even that", _ -> "");
    for (Map.Entry<String, LoopbackProvider.Signature> forgery : forgeries.entrySet()) {
      provider.signature = forgery.getValue();
      assertThat(refusal(this::signIn).problem().code())
          .as(forgery.getKey())
          .isEqualTo(ErrorCode.PROVIDER_NOT_BELIEVED);
    }
    provider.signature = LoopbackProvider.signedBy(real);
    assertThat(signIn().name()).isEqualTo("anna");
  }

  @Test
  void aTokenThatSaysSomethingElseIsNotBelieved() {
    Map<String, UnaryOperator<JWTClaimsSet.Builder>> twists = new LinkedHashMap<>();
    twists.put("another issuer", claims -> claims.issuer("https://other.example"));
    twists.put("the issuer with a slash", claims -> claims.issuer(provider.issuer() + "/"));
    twists.put("no issuer", claims -> claims.issuer(null));
    twists.put("another audience", claims -> claims.audience("somebody-else"));
    twists.put("no audience", claims -> claims.audience((String) null));
    twists.put(
        "two audiences and no azp",
        claims -> claims.audience(List.of(LoopbackProvider.CLIENT, "somebody-else")));
    twists.put("another azp", claims -> claims.claim("azp", "somebody-else"));
    twists.put("an azp that is no text", claims -> claims.claim("azp", 7));
    twists.put("expired", claims -> claims.expirationTime(at(Duration.ofMinutes(-1))));
    twists.put("no end", claims -> claims.expirationTime(null));
    twists.put("of tomorrow", claims -> claims.issueTime(at(Duration.ofMinutes(2))));
    twists.put("no beginning", claims -> claims.issueTime(null));
    twists.put("not yet valid", claims -> claims.notBeforeTime(at(Duration.ofMinutes(2))));
    twists.put("another nonce", claims -> claims.claim("nonce", "replayed"));
    twists.put("no nonce", claims -> claims.claim("nonce", null));
    twists.put("nobody", claims -> claims.subject(null));
    twists.put("an empty name", claims -> claims.subject(" "));
    twists.put("an endless name", claims -> claims.subject("x".repeat(256)));
    twists.forEach(
        (name, twist) -> {
          provider.twist = twist;
          assertThat(refusal(this::signIn).problem().code())
              .as(name)
              .isEqualTo(ErrorCode.PROVIDER_NOT_BELIEVED);
        });
  }

  @Test
  void whatIsJustWithinTheRulesIsTaken() {
    provider.twist =
        claims ->
            claims
                .audience(List.of("somebody-else", LoopbackProvider.CLIENT))
                .claim("azp", LoopbackProvider.CLIENT)
                .expirationTime(at(Duration.ofSeconds(-58)))
                .issueTime(at(Duration.ofSeconds(59)))
                .subject("x".repeat(255));
    assertThat(signIn().name()).isEqualTo("anna");
  }

  private Date at(Duration fromNow) {
    return Date.from(now.plus(fromNow));
  }

  @Test
  void groupsAreFoundWhereverTheyAre() {
    provider.twist = claims -> claims.claim("groups", "auditors");
    assertThat(roles(signIn())).containsExactly(Role.AUDITOR);
    provider.twist = claims -> claims.claim("groups", null);
    provider.userInfo = "{\"sub\":\"6f1d-anna\",\"groups\":[7,\"auditors\"]}";
    assertThat(roles(signIn())).containsExactly(Role.AUDITOR);
    // The token has the last word where it says anything.
    provider.twist = claims -> claims.claim("groups", List.of());
    assertThat(signIn().grant()).isEmpty();
    Claims nested = new Claims(Map.of("realm_access", Map.of("roles", List.of("a", "b"))));
    assertThat(nested.groups("realm_access.roles")).contains(List.of("a", "b"));
    assertThat(nested.groups("realm_access")).isEmpty();
    assertThat(nested.groups("realm_access.roles.a")).isEmpty();
    assertThat(new Claims(Map.of("https://x.example/g", "a")).groups("https://x.example/g"))
        .contains(List.of("a"));
  }

  @Test
  void userinfoAboutSomebodyElseIsNotBelieved() {
    provider.twist = claims -> claims.claim("groups", null);
    provider.userInfo = "{\"sub\":\"6f1d-bert\",\"groups\":[\"auditors\"]}";
    assertRefused(ErrorCode.PROVIDER_NOT_BELIEVED);
  }

  @Test
  void whoHasNoRoleIsToldSo() {
    provider.twist = claims -> claims.claim("groups", List.of("everybody", "Analysts"));
    Identity anna = signIn();
    assertThat(anna.grant()).isEmpty();
    assertThat(anna.withoutRole().code()).isEqualTo(ErrorCode.SIGN_IN_WITHOUT_ROLE);
    assertThat(anna.withoutRole().detail())
        .isEqualTo("Example says that you are anna, and none of your 2 groups has a role here");
    provider.twist = claims -> claims.claim("groups", null);
    provider.userInfo = "{\"sub\":\"6f1d-anna\"}";
    assertThat(signIn().withoutRole().detail()).contains("nothing about your groups");
  }

  @Test
  void aHostileNameIsMadePrintable() {
    provider.twist =
        claims -> claims.claim("preferred_username", "an\u0007na\u202E\n" + "x".repeat(10_000));
    assertThat(signIn().name()).doesNotContain("\u0007", "\u202E", "\n").hasSizeLessThan(300);
    provider.twist =
        claims -> claims.claim("preferred_username", " ").claim("email", "a@b.example");
    assertThat(signIn().name()).isEqualTo("a@b.example");
    provider.twist = claims -> claims.claim("preferred_username", null);
    assertThat(signIn().name()).isEqualTo("6f1d-anna");
  }

  @Test
  void newKeysAreFetchedWhenTheyAreNeededAndNotMoreOften() throws Exception {
    signIn();
    assertThat(provider.keyFetches).hasValue(1);
    now = now.plus(Provider.FETCH_PAUSE);
    signIn();
    assertThat(provider.keyFetches).hasValue(1);

    ECKey second = LoopbackProvider.ec("second");
    provider.published = List.of(second.toPublicJWK());
    provider.signature = LoopbackProvider.signedBy(second);
    assertThat(signIn().name()).isEqualTo("anna");
    assertThat(provider.keyFetches).hasValue(2);

    // Whoever sends tokens of unknown keys makes us fetch no more often than that.
    provider.signature = LoopbackProvider.signedBy(LoopbackProvider.ec("never published"));
    for (int i = 0; i < 10; i++) {
      assertRefused(ErrorCode.PROVIDER_NOT_BELIEVED);
    }
    assertThat(provider.keyFetches).hasValue(2);
  }

  @Test
  void aKeyTakenBackIsForgotten() throws Exception {
    LoopbackProvider.Signature old = provider.signature;
    signIn();
    provider.published = List.of(LoopbackProvider.ec("second").toPublicJWK());
    assertThat(signIn().name()).as("within five minutes").isEqualTo("anna");
    now = now.plus(Provider.KEYS_AGE_MAX);
    provider.signature = old;
    assertRefused(ErrorCode.PROVIDER_NOT_BELIEVED);
  }

  @Test
  void aProviderThatIsGoneIsSaidAndAskedAgainLater() {
    provider.instead =
        exchange -> {
          provider.discoveries.incrementAndGet();
          LoopbackProvider.send(exchange, 503, "{}");
          return true;
        };
    assertThat(refusal(() -> client.leave("/", CALLBACK)).problem().code())
        .isEqualTo(ErrorCode.PROVIDER_UNAVAILABLE);
    assertThat(refusal(() -> client.leave("/", CALLBACK)).problem().code())
        .isEqualTo(ErrorCode.PROVIDER_UNAVAILABLE);
    assertThat(provider.discoveries).as("once a few seconds is enough").hasValue(1);
    provider.instead = _ -> false;
    now = now.plus(Provider.FETCH_PAUSE);
    assertThat(signIn().name()).isEqualTo("anna");
    // Gone between leaving and arriving, for good.
    Leave leave = client.leave("/", CALLBACK);
    Map<String, List<String>> back = back(leave);
    provider.close();
    assertThat(
            refusal(() -> client.arrive(back, Optional.of(leave.cookie()), CALLBACK))
                .problem()
                .code())
        .isEqualTo(ErrorCode.PROVIDER_UNAVAILABLE);
  }

  @Test
  void aDiscoveryDocumentThatLeadsElsewhereIsNotFollowed() {
    Map<String, UnaryOperator<String>> documents = new LinkedHashMap<>();
    String us = provider.issuer().toString();
    documents.put(
        "another issuer",
        text -> text.replace("\"issuer\":\"" + us, "\"issuer\":\"https://other.example"));
    documents.put(
        "the issuer with a slash",
        text -> text.replace("\"issuer\":\"" + us, "\"issuer\":\"" + us + "/"));
    for (String endpoint :
        List.of("token_endpoint", "authorization_endpoint", "jwks_uri", "userinfo_endpoint")) {
      for (String address :
          List.of("http://other.example", "file:///etc/passwd", "https://user@other.example")) {
        documents.put(
            endpoint + " at " + address,
            text ->
                text.replace("\"" + endpoint + "\":\"" + us, "\"" + endpoint + "\":\"" + address));
      }
    }
    documents.put("no keys", text -> text.replace("jwks_uri", "other"));
    documents.put("no JSON", _ -> "<html>");
    documents.put("nothing", _ -> "");
    documents.put("deep", _ -> "[".repeat(100_000));
    documents.put("huge", text -> text + " ".repeat(Wire.ANSWER_BYTES_MAX));
    documents.forEach(
        (name, document) -> {
          provider.discovery = document;
          now = now.plus(Provider.FETCH_PAUSE);
          assertThat(refusal(() -> client.leave("/", CALLBACK)).problem().code())
              .as(name)
              .isEqualTo(ErrorCode.PROVIDER_UNAVAILABLE);
        });
    provider.discovery = text -> text;
    provider.instead =
        exchange -> {
          exchange.getResponseHeaders().set("Location", us + "/elsewhere");
          exchange.sendResponseHeaders(302, -1);
          return true;
        };
    now = now.plus(Provider.FETCH_PAUSE);
    assertThat(refusal(() -> client.leave("/", CALLBACK)).problem().code())
        .as("a redirect")
        .isEqualTo(ErrorCode.PROVIDER_UNAVAILABLE);
  }

  @Test
  void anAnswerThatNeverEndsIsNotAwaited() throws Exception {
    IdentityProvider hasty =
        new IdentityProvider(
            new OidcSettings(
                provider.issuer(),
                LoopbackProvider.CLIENT,
                Optional.empty(),
                "Example",
                OidcSettings.STANDARD_SCOPES,
                OidcSettings.STANDARD_GROUPS_CLAIM,
                GroupRoles.parse("a = analyst"),
                Optional.empty()),
            () -> now,
            Duration.ofMillis(300));
    provider.instead =
        exchange -> {
          exchange.sendResponseHeaders(200, 0);
          try {
            while (true) {
              exchange.getResponseBody().write(' ');
              exchange.getResponseBody().flush();
              Thread.sleep(20);
            }
          } catch (IOException _) {
            return true; // They hung up, as they should.
          } catch (InterruptedException e) {
            throw new IOException(e);
          }
        };
    try {
      assertThat(refusal(() -> hasty.leave("/", CALLBACK)).problem().code())
          .isEqualTo(ErrorCode.PROVIDER_UNAVAILABLE);
    } finally {
      hasty.close();
    }
  }

  @Test
  void secretsStandInNoMessage() {
    provider.instead =
        exchange -> {
          if (!exchange.getRequestURI().getPath().equals("/token")) {
            return false;
          }
          LoopbackProvider.send(
              exchange,
              401,
              "{\"error\":\"invalid_client\",\"error_description\":\"<b>no such client\"}");
          return true;
        };
    ProblemException refused = refusal(this::signIn);
    assertThat(refused.problem().code()).isEqualTo(ErrorCode.PROVIDER_NOT_BELIEVED);
    assertThat(refused.problem().detail()).doesNotContain(LoopbackProvider.SECRET, "<b>");
  }

  @Test
  void oneSignsOutWhereTheProviderOffersIt() {
    URI home = URI.create("https://trailseal.example/sign-in");
    assertThat(client.signOut(home)).as("nobody can be signed in").isEmpty();
    signIn();
    assertThat(client.signOut(home).orElseThrow().toString())
        .startsWith(provider.issuer() + "/logout?")
        .contains("client_id=trailseal", "post_logout_redirect_uri=https");
    provider.discovery = text -> text.replace("end_session_endpoint", "other");
    now = now.plus(Provider.METADATA_AGE_MAX);
    signIn();
    assertThat(client.signOut(home)).isEmpty();
  }

  @Test
  void settingsThatWouldSendSecretsInTheOpenAreRefused() {
    for (String issuer :
        List.of(
            "http://idp.example",
            "ftp://idp.example",
            "https://user@idp.example",
            "https://idp.example/#x",
            "https://idp.example/?x=y",
            "idp.example",
            "http://127.0.0.1.example")) {
      assertThatThrownBy(() -> settings(issuer, Optional.empty()))
          .as(issuer)
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("https");
    }
    for (String url : List.of("http://trailseal.example", "https://trailseal.example/x")) {
      assertThatThrownBy(() -> settings("https://idp.example", Optional.of(URI.create(url))))
          .as(url)
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("https");
    }
    assertThat(
            settings("https://idp.example/realms/x", Optional.of(URI.create("https://t.example")))
                .toString())
        .doesNotContain(LoopbackProvider.SECRET);
  }

  private static OidcSettings settings(String issuer, Optional<URI> publicUrl) {
    return new OidcSettings(
        URI.create(issuer),
        LoopbackProvider.CLIENT,
        Optional.of(LoopbackProvider.SECRET),
        "Example",
        OidcSettings.STANDARD_SCOPES,
        OidcSettings.STANDARD_GROUPS_CLAIM,
        GroupRoles.parse("a = analyst"),
        publicUrl);
  }

  private static String one(Map<String, List<String>> parameters, String name) {
    return parameters.getOrDefault(name, List.of()).getFirst();
  }
}
