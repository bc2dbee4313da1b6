package io.trailseal.api.oidc;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.KeySourceException;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSelector;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.proc.BadJOSEException;
import com.nimbusds.jose.proc.JWSVerificationKeySelector;
import com.nimbusds.jose.proc.SecurityContext;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import com.nimbusds.jwt.proc.DefaultJWTProcessor;
import com.nimbusds.openid.connect.sdk.Nonce;
import io.trailseal.verifier.S3Name;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.text.ParseException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Whether an ID token is the provider's word to us about this one sign-in: OpenID Connect Core
/// 1.0, section 3.1.3.7. The signature is checked by Nimbus; the claims here, because Nimbus reads
/// the wall clock.
///
/// Threads: any.
final class IdTokens {
  /// Signatures by a private key only: with a symmetric one whoever knows our secret could sign.
  static final Set<JWSAlgorithm> ALGORITHMS =
      Set.of(JWSAlgorithm.RS256, JWSAlgorithm.PS256, JWSAlgorithm.ES256);

  /// How far the provider's clock may be from ours.
  static final Duration SKEW_MAX = Duration.ofMinutes(1);

  /// NIST SP 800-57: shorter ones are no longer good for signatures.
  private static final int RSA_BITS_MIN = 2_048;

  /// OpenID Connect Core 1.0, section 2.
  private static final int SUBJECT_LENGTH_MAX = 255;

  private final String issuer;
  private final String clientId;
  private final Provider provider;
  private final InstantSource clock;

  IdTokens(OidcSettings settings, Provider provider, InstantSource clock) {
    this.issuer = settings.issuer().toString();
    this.clientId = settings.clientId();
    this.provider = provider;
    this.clock = clock;
  }

  /// What the token says, if it may be believed.
  ///
  /// @throws UntrustedException if it may not; the message says why, without what is secret of it
  /// @throws IOException if the provider's keys cannot be had
  JWTClaimsSet verify(String token, Nonce nonce) throws UntrustedException, IOException {
    DefaultJWTProcessor<SecurityContext> processor = new DefaultJWTProcessor<>();
    processor.setJWSKeySelector(
        new JWSVerificationKeySelector<SecurityContext>(
            ALGORITHMS, (selector, _) -> keys(selector)));
    processor.setJWTClaimsSetVerifier((_, _) -> {}); // Below.
    JWTClaimsSet claims;
    try {
      claims = processor.process(SignedJWT.parse(token), null);
    } catch (KeySourceException e) {
      throw new IOException(e.getMessage(), e);
    } catch (ParseException | BadJOSEException | JOSEException e) {
      throw new UntrustedException(
          "the signature: " + S3Name.excerpt(String.valueOf(e.getMessage()), 200));
    }
    issuedByThemForUs(claims);
    inTime(claims);
    String theirs = text(claims, "nonce");
    if (theirs == null
        || !MessageDigest.isEqual(
            theirs.getBytes(StandardCharsets.UTF_8),
            nonce.getValue().getBytes(StandardCharsets.UTF_8))) {
      throw new UntrustedException("nonce: it is not about this sign-in");
    }
    return claims;
  }

  private void issuedByThemForUs(JWTClaimsSet claims) throws UntrustedException {
    if (!issuer.equals(claims.getIssuer())) {
      throw new UntrustedException(
          "iss must be '%s', is '%s'".formatted(issuer, said(claims.getIssuer())));
    }
    List<String> audience = claims.getAudience();
    if (!audience.contains(clientId)) {
      throw new UntrustedException("aud must hold our client id: it is for somebody else");
    }
    String party = text(claims, "azp");
    if (party == null ? audience.size() > 1 : !party.equals(clientId)) {
      throw new UntrustedException("azp must be our client id, is '%s'".formatted(said(party)));
    }
    String subject = claims.getSubject();
    if (subject == null || subject.isBlank() || subject.length() > SUBJECT_LENGTH_MAX) {
      throw new UntrustedException(
          "sub must have 1 to %d characters".formatted(SUBJECT_LENGTH_MAX));
    }
  }

  private void inTime(JWTClaimsSet claims) throws UntrustedException {
    Instant now = clock.instant();
    if (claims.getExpirationTime() == null || claims.getIssueTime() == null) {
      throw new UntrustedException("exp and iat must be there");
    }
    Instant end = claims.getExpirationTime().toInstant();
    if (!end.plus(SKEW_MAX).isAfter(now)) {
      throw new UntrustedException("exp: it expired at %s, and it is %s".formatted(end, now));
    }
    Instant issued = claims.getIssueTime().toInstant();
    if (issued.minus(SKEW_MAX).isAfter(now)) {
      throw new UntrustedException("iat: it is of %s, and it is %s".formatted(issued, now));
    }
    if (claims.getNotBeforeTime() != null
        && claims.getNotBeforeTime().toInstant().minus(SKEW_MAX).isAfter(now)) {
      throw new UntrustedException("nbf: it is not valid yet at " + now);
    }
  }

  private static @Nullable String text(JWTClaimsSet claims, String name) throws UntrustedException {
    try {
      return claims.getStringClaim(name);
    } catch (ParseException _) {
      throw new UntrustedException(name + " must be text");
    }
  }

  private static String said(@Nullable String hostile) {
    return hostile == null ? "" : S3Name.excerpt(hostile, 200);
  }

  /// The keys that may have signed the token; from a newer set where the known one has none.
  private List<JWK> keys(JWKSelector selector) throws KeySourceException {
    try {
      List<JWK> known = strong(selector, provider.keys());
      return known.isEmpty() ? strong(selector, provider.newerKeys()) : known;
    } catch (IOException e) {
      throw new KeySourceException(String.valueOf(e.getMessage()), e);
    }
  }

  private static List<JWK> strong(JWKSelector selector, JWKSet keys) {
    return selector.select(keys).stream()
        .filter(key -> !(key instanceof RSAKey) || key.size() >= RSA_BITS_MIN)
        .toList();
  }
}
