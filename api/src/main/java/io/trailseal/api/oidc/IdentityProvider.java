package io.trailseal.api.oidc;

import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.oauth2.sdk.AuthorizationCode;
import com.nimbusds.oauth2.sdk.AuthorizationCodeGrant;
import com.nimbusds.oauth2.sdk.ErrorObject;
import com.nimbusds.oauth2.sdk.OAuth2Error;
import com.nimbusds.oauth2.sdk.ParseException;
import com.nimbusds.oauth2.sdk.ResponseType;
import com.nimbusds.oauth2.sdk.Scope;
import com.nimbusds.oauth2.sdk.TokenRequest;
import com.nimbusds.oauth2.sdk.TokenResponse;
import com.nimbusds.oauth2.sdk.auth.ClientAuthentication;
import com.nimbusds.oauth2.sdk.auth.ClientAuthenticationMethod;
import com.nimbusds.oauth2.sdk.auth.ClientSecretBasic;
import com.nimbusds.oauth2.sdk.auth.ClientSecretPost;
import com.nimbusds.oauth2.sdk.auth.Secret;
import com.nimbusds.oauth2.sdk.http.HTTPResponse;
import com.nimbusds.oauth2.sdk.id.ClientID;
import com.nimbusds.oauth2.sdk.pkce.CodeChallengeMethod;
import com.nimbusds.oauth2.sdk.token.AccessToken;
import com.nimbusds.openid.connect.sdk.AuthenticationRequest;
import com.nimbusds.openid.connect.sdk.LogoutRequest;
import com.nimbusds.openid.connect.sdk.OIDCTokenResponse;
import com.nimbusds.openid.connect.sdk.OIDCTokenResponseParser;
import com.nimbusds.openid.connect.sdk.UserInfoRequest;
import com.nimbusds.openid.connect.sdk.op.OIDCProviderMetadata;
import io.micronaut.context.annotation.Bean;
import io.micronaut.context.annotation.Requires;
import io.trailseal.api.error.ErrorCode;
import io.trailseal.api.error.Problem;
import io.trailseal.api.error.ProblemException;
import io.trailseal.api.oidc.Departures.Departure;
import io.trailseal.verifier.S3Name;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.io.Closeable;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.UUID;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The one provider that is set. The one door to this package.
///
/// What goes wrong is thrown as a [ProblemException] that says what to do; what only an operator
/// can put right is in the log too, under a reference.
///
/// Threads: any. Both ways wait for the provider, at most [Wire#EXCHANGE_MAX] each time it is
/// asked.
@Singleton
@Bean(preDestroy = "close")
@Requires(beans = OidcSettings.class)
public final class IdentityProvider implements Closeable {
  private static final Logger LOG = LoggerFactory.getLogger(IdentityProvider.class);

  private static final int SAID_LENGTH_MAX = 300;

  /// Codes are some hundred characters.
  private static final int CODE_LENGTH_MAX = 8_000;

  /// Sign-ins that wait for the provider at one time: each holds a thread and a connection, and
  /// strangers can begin as many as they like.
  static final int EXCHANGES_MAX = 8;

  private final OidcSettings settings;
  private final ClientID clientId;
  private final Wire wire;
  private final Provider provider;
  private final Departures departures;
  private final IdTokens tokens;
  private final Semaphore exchanges = new Semaphore(EXCHANGES_MAX);

  @Inject
  public IdentityProvider(OidcSettings settings, InstantSource clock) {
    this(settings, clock, Wire.EXCHANGE_MAX);
  }

  /// @param exchangeMax how long the provider may take for each answer
  IdentityProvider(OidcSettings settings, InstantSource clock, Duration exchangeMax) {
    this.settings = settings;
    this.clientId = new ClientID(settings.clientId());
    this.wire = new Wire(settings.issuer(), exchangeMax);
    this.provider = new Provider(settings.issuer(), wire, clock);
    this.departures = new Departures(clock);
    this.tokens = new IdTokens(settings, provider, clock);
  }

  /// What people call it; printable.
  public String name() {
    return settings.name();
  }

  /// How long the cookie of a departure is good for, in seconds.
  public static long departureSecondsMax() {
    return Departures.AGE_MAX.toSeconds();
  }

  /// @param where to send the browser
  /// @param cookie what it must keep and bring back; secret from everybody else
  public record Leave(URI where, String cookie) {
    @Override
    public String toString() {
      return "leave for " + Wire.said(where);
    }
  }

  /// Where browsers find us, without a slash at the end.
  ///
  /// @param asked scheme, host and port this request was sent to
  public String publicUrl(String asked) {
    return settings.publicUrl().map(URI::toString).orElse(asked);
  }

  /// Begins a sign-in.
  ///
  /// @param returnTo where to go afterwards, a path of ours
  /// @param callback our address to which the provider sends the browser back
  /// @throws ProblemException if the provider cannot be asked where its page is
  public Leave leave(String returnTo, URI callback) {
    Departure departure = departures.begin(returnTo);
    URI page = metadata().getAuthorizationEndpointURI();
    URI where =
        new AuthenticationRequest.Builder(
                ResponseType.CODE, new Scope(scopes()), clientId, callback)
            .endpointURI(page)
            .state(departure.state())
            .nonce(departure.nonce())
            .codeChallenge(departure.verifier(), CodeChallengeMethod.S256)
            .build()
            .toURI();
    return new Leave(where, departure.cookie());
  }

  private String[] scopes() {
    return settings.scopes().toArray(String[]::new);
  }

  /// Ends a sign-in, which can be done once.
  ///
  /// @param query what the browser brings from the provider; hostile
  /// @param cookie what [#leave] gave that browser, if it has any
  /// @param callback as at [#leave]
  /// @throws ProblemException if it is not known who they are
  public Identity arrive(Map<String, List<String>> query, Optional<String> cookie, URI callback) {
    // First of all: without this, whoever makes a browser come here decides what it is shown, or as
    // whom it is signed in.
    Departure departure =
        cookie
            .flatMap(departures::resume)
            .filter(one -> one(query, "state").filter(one::isOf).isPresent())
            .orElseThrow(this::notBegunHere);
    if (!exchanges.tryAcquire()) {
      throw Problem.of(
              ErrorCode.PROVIDER_BUSY,
              "%d sign-ins wait for %s at this moment".formatted(EXCHANGES_MAX, settings.name()))
          .exception();
    }
    try {
      if (!departures.end(departure)) {
        throw notBegunHere();
      }
      return arrive(query, departure, callback);
    } finally {
      exchanges.release();
    }
  }

  private ProblemException notBegunHere() {
    return Problem.of(
            ErrorCode.SIGN_IN_NOT_BEGUN_HERE,
            "%s sent a browser back that did not leave from here in the last %d minutes, or came back before"
                .formatted(settings.name(), Departures.AGE_MAX.toMinutes()))
        .exception();
  }

  private Identity arrive(Map<String, List<String>> query, Departure departure, URI callback) {
    OIDCProviderMetadata metadata = metadata();
    Optional<String> issuer = one(query, "iss");
    if (issuer.isEmpty()
        ? metadata.supportsAuthorizationResponseIssuerParam()
        : !issuer.get().equals(settings.issuer().toString())) {
      throw untrusted("iss of the answer is '%s'".formatted(said(issuer.orElse(""))));
    }
    Optional<String> error = one(query, "error");
    if (error.isPresent()) {
      throw refused(error.get(), one(query, "error_description").orElse(""));
    }
    String code =
        one(query, "code")
            .filter(text -> !text.isBlank() && text.length() <= CODE_LENGTH_MAX)
            .orElseThrow(() -> untrusted("the answer has neither a code nor an error"));
    return identity(metadata, departure, exchange(metadata, code, departure, callback));
  }

  /// A parameter that is there once.
  private static Optional<String> one(Map<String, List<String>> query, String name) {
    List<String> values = query.getOrDefault(name, List.of());
    return values.size() == 1 ? Optional.of(values.getFirst()) : Optional.empty();
  }

  private OIDCTokenResponse exchange(
      OIDCProviderMetadata metadata, String code, Departure departure, URI callback) {
    AuthorizationCodeGrant grant =
        new AuthorizationCodeGrant(new AuthorizationCode(code), callback, departure.verifier());
    URI endpoint = metadata.getTokenEndpointURI();
    TokenRequest request =
        settings
            .clientSecret()
            .map(secret -> authentication(metadata, new Secret(secret)))
            .map(known -> new TokenRequest.Builder(endpoint, known, grant))
            .orElseGet(() -> new TokenRequest.Builder(endpoint, clientId, grant))
            .build();
    TokenResponse response;
    try {
      response = OIDCTokenResponseParser.parse(wire.send(request.toHTTPRequest()));
    } catch (IOException e) {
      throw unavailable(e);
    } catch (ParseException e) {
      throw untrusted("the answer to the code: " + said(e.getMessage()));
    }
    if (response.indicatesSuccess()) {
      return (OIDCTokenResponse) response.toSuccessResponse();
    }
    ErrorObject error = response.toErrorResponse().getErrorObject();
    if (OAuth2Error.INVALID_GRANT.equals(error)) {
      throw Problem.of(
              ErrorCode.SIGN_IN_NOT_BEGUN_HERE,
              "%s does not accept the code: it was used before, or is too old"
                  .formatted(settings.name()))
          .exception();
    }
    throw untrusted(
        "the code was refused with '%s' '%s'%s"
            .formatted(
                said(error.getCode()),
                said(error.getDescription()),
                OAuth2Error.INVALID_CLIENT.equals(error)
                    ? "; look at oidc.client-id and oidc.client-secret-file"
                    : ""));
  }

  /// As the provider wants it; where it does not say, basic, as the specification has it.
  private ClientAuthentication authentication(OIDCProviderMetadata metadata, Secret secret) {
    List<ClientAuthenticationMethod> methods = metadata.getTokenEndpointAuthMethods();
    boolean onlyPost =
        methods != null
            && !methods.contains(ClientAuthenticationMethod.CLIENT_SECRET_BASIC)
            && methods.contains(ClientAuthenticationMethod.CLIENT_SECRET_POST);
    return onlyPost
        ? new ClientSecretPost(clientId, secret)
        : new ClientSecretBasic(clientId, secret);
  }

  private Identity identity(
      OIDCProviderMetadata metadata, Departure departure, OIDCTokenResponse response) {
    String token = response.getOIDCTokens().getIDTokenString();
    if (token == null) {
      throw untrusted("the answer to the code has no ID token");
    }
    try {
      JWTClaimsSet believed = tokens.verify(token, departure.nonce());
      Claims claims = new Claims(believed.getClaims());
      Optional<List<String>> groups = claims.groups(settings.groupsClaim());
      if (groups.isEmpty() && metadata.getUserInfoEndpointURI() != null) {
        groups =
            userInfo(
                    metadata.getUserInfoEndpointURI(),
                    response.getOIDCTokens().getAccessToken(),
                    believed.getSubject())
                .groups(settings.groupsClaim());
      }
      return new Identity(
          settings.issuer().toString(),
          settings.name(),
          believed.getSubject(),
          claims.name().orElseGet(() -> said(believed.getSubject())),
          groups.flatMap(settings.roles()::grant),
          groups.map(all -> OptionalInt.of(all.size())).orElseGet(OptionalInt::empty),
          departure.returnTo());
    } catch (UntrustedException e) {
      throw untrusted(String.valueOf(e.getMessage()));
    } catch (IOException e) {
      throw unavailable(e);
    }
  }

  /// What the provider says about them beside the token: some leave groups out of it.
  private Claims userInfo(URI endpoint, AccessToken token, String subject)
      throws IOException, UntrustedException {
    try {
      HTTPResponse answer = wire.send(new UserInfoRequest(endpoint, token).toHTTPRequest());
      answer.ensureStatusCode(200);
      Claims claims = new Claims(answer.getBodyAsJSONObject());
      if (!claims.subject().equals(Optional.of(subject))) {
        throw new UntrustedException("userinfo is about somebody else");
      }
      return claims;
    } catch (ParseException e) {
      throw new UntrustedException("userinfo: " + said(e.getMessage()));
    }
  }

  /// Where to go to sign out of the provider too; empty where it offers no such page. Does not ask
  /// the provider: whoever is signed in came through what it said last.
  ///
  /// @param backTo our address for afterwards
  public Optional<URI> signOut(URI backTo) {
    return provider
        .lastMetadata()
        .flatMap(known -> Optional.ofNullable(known.getEndSessionEndpointURI()))
        .map(
            endpoint ->
                new LogoutRequest(endpoint, null, null, clientId, backTo, null, null).toURI());
  }

  private OIDCProviderMetadata metadata() {
    try {
      return provider.metadata();
    } catch (IOException e) {
      throw unavailable(e);
    }
  }

  private ProblemException refused(String code, String description) {
    return Problem.of(
            ErrorCode.SIGN_IN_REFUSED,
            "%s says '%s'%s"
                .formatted(
                    settings.name(),
                    said(code),
                    description.isBlank() ? "" : ": '" + said(description) + "'"))
        .exception();
  }

  private ProblemException unavailable(IOException why) {
    String reference = reference();
    LOG.warn(
        "identity provider {} cannot be used, reference {}: {}",
        settings.issuer(),
        reference,
        why.getMessage());
    return Problem.of(
            ErrorCode.PROVIDER_UNAVAILABLE,
            "%s did not answer as it must, reference %s".formatted(settings.name(), reference))
        .exception();
  }

  private ProblemException untrusted(String why) {
    String reference = reference();
    LOG.warn(
        "identity provider {} is not believed, reference {}: {}",
        settings.issuer(),
        reference,
        why);
    return Problem.of(
            ErrorCode.PROVIDER_NOT_BELIEVED,
            "what %s said cannot be trusted, reference %s".formatted(settings.name(), reference))
        .exception();
  }

  private static String reference() {
    return UUID.randomUUID().toString().substring(0, 8);
  }

  private static String said(@Nullable String hostile) {
    return hostile == null ? "" : S3Name.excerpt(hostile, SAID_LENGTH_MAX);
  }

  @Override
  public void close() {
    wire.close();
  }
}
