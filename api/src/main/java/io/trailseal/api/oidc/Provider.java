package io.trailseal.api.oidc;

import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.oauth2.sdk.ParseException;
import com.nimbusds.oauth2.sdk.http.HTTPRequest;
import com.nimbusds.oauth2.sdk.http.HTTPResponse;
import com.nimbusds.openid.connect.sdk.op.OIDCProviderMetadata;
import io.trailseal.verifier.S3Name;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// What the provider publishes about itself: its addresses and its keys. Fetched when first needed,
/// so that an appliance starts while its provider is down.
///
/// Threads: any; one fetches, the others wait for what it finds.
final class Provider {
  /// Addresses hardly ever change.
  static final Duration METADATA_AGE_MAX = Duration.ofHours(1);

  /// A key that the provider takes back is accepted no longer than this.
  static final Duration KEYS_AGE_MAX = Duration.ofMinutes(5);

  /// After a fetch, whatever came of it, nothing makes us fetch again for this long: neither tokens
  /// with unknown keys nor people who try while the provider is down.
  static final Duration FETCH_PAUSE = Duration.ofSeconds(5);

  private static final String DISCOVERY = "/.well-known/openid-configuration";

  private final URI issuer;
  private final Wire wire;
  private final Kept<OIDCProviderMetadata> metadata;
  private final Kept<JWKSet> keys;

  Provider(URI issuer, Wire wire, InstantSource clock) {
    this.issuer = issuer;
    this.wire = wire;
    this.metadata = new Kept<>(METADATA_AGE_MAX, clock, this::fetchMetadata);
    this.keys = new Kept<>(KEYS_AGE_MAX, clock, this::fetchKeys);
  }

  /// Its addresses, each of which may be asked.
  OIDCProviderMetadata metadata() throws IOException {
    return metadata.get();
  }

  /// The same as they were known last; empty where they never were. Asks nobody.
  Optional<OIDCProviderMetadata> lastMetadata() {
    return metadata.last();
  }

  JWKSet keys() throws IOException {
    return keys.get();
  }

  /// Its keys for a token whose key is not among [#keys()]: fetched again, unless that was done a
  /// moment ago.
  JWKSet newerKeys() throws IOException {
    return keys.newer();
  }

  private OIDCProviderMetadata fetchMetadata() throws IOException {
    String text = issuer.toString();
    URI where =
        URI.create((text.endsWith("/") ? text.substring(0, text.length() - 1) : text) + DISCOVERY);
    try {
      OIDCProviderMetadata found = OIDCProviderMetadata.parse(fetch(where));
      if (!text.equals(found.getIssuer().getValue())) {
        throw new IOException(
            "the provider calls itself '%s', and oidc.issuer is '%s': they must be the same to the letter"
                .formatted(S3Name.excerpt(found.getIssuer().getValue(), 200), text));
      }
      mayAsk("authorization_endpoint", found.getAuthorizationEndpointURI());
      mayAsk("token_endpoint", found.getTokenEndpointURI());
      mayAsk("jwks_uri", found.getJWKSetURI());
      for (URI optional :
          new URI[] {found.getUserInfoEndpointURI(), found.getEndSessionEndpointURI()}) {
        if (optional != null) {
          mayAsk("an endpoint", optional);
        }
      }
      return found;
    } catch (ParseException e) {
      throw new IOException(
          "%s is no OpenID Connect discovery document: %s"
              .formatted(Wire.said(where), S3Name.excerpt(String.valueOf(e.getMessage()), 200)),
          e);
    }
  }

  private void mayAsk(String what, @Nullable URI uri) throws IOException {
    if (uri == null || !wire.mayAsk(uri)) {
      throw new IOException(
          "the provider's discovery document must give %s as an https address, gives %s"
              .formatted(what, uri == null ? "none" : Wire.said(uri)));
    }
  }

  private JWKSet fetchKeys() throws IOException {
    URI where = metadata().getJWKSetURI();
    try {
      return JWKSet.parse(fetch(where));
    } catch (java.text.ParseException e) {
      throw new IOException("%s is no set of keys".formatted(Wire.said(where)), e);
    }
  }

  private String fetch(URI where) throws IOException {
    HTTPResponse answer = wire.send(new HTTPRequest(HTTPRequest.Method.GET, where));
    if (answer.getStatusCode() != 200) {
      throw new IOException(
          "%s answered with status %d".formatted(Wire.said(where), answer.getStatusCode()));
    }
    return Objects.requireNonNullElse(answer.getBody(), "");
  }

  /// Something fetched, until it is old.
  private static final class Kept<T> {
    private final Duration ageMax;
    private final InstantSource clock;
    private final Fetch<T> fetch;
    private @Nullable T value;
    private @Nullable IOException failure;
    private Instant fetchedAt = Instant.MIN;

    @FunctionalInterface
    interface Fetch<T> {
      T fetch() throws IOException;
    }

    Kept(Duration ageMax, InstantSource clock, Fetch<T> fetch) {
      this.ageMax = ageMax;
      this.clock = clock;
      this.fetch = fetch;
    }

    synchronized T get() throws IOException {
      return value != null && failure == null && isWithin(ageMax) ? value : newer();
    }

    synchronized T newer() throws IOException {
      if (!isWithin(FETCH_PAUSE)) {
        try {
          value = fetch.fetch();
          failure = null;
        } catch (IOException e) {
          failure = e;
        } finally {
          // When it ended: the fetch itself may have taken longer than the pause.
          fetchedAt = clock.instant();
        }
      }
      if (value == null || failure != null) {
        throw new IOException(
            failure == null ? "the provider was asked in vain" : failure.getMessage(), failure);
      }
      return value;
    }

    /// The last that was found, however old.
    synchronized Optional<T> last() {
      return Optional.ofNullable(value);
    }

    /// A clock that was put back makes everything old.
    private boolean isWithin(Duration age) {
      Instant now = clock.instant();
      return !fetchedAt.isAfter(now) && fetchedAt.plus(age).isAfter(now);
    }
  }
}
