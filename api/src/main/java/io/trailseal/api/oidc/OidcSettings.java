package io.trailseal.api.oidc;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.List;
import java.util.Optional;

/// What an operator has set about the identity provider.
///
/// @param issuer exactly as the provider calls itself: https, or http on loopback
/// @param clientId our name at the provider
/// @param clientSecret empty for a public client, which has PKCE alone
/// @param name what the button says: `Sign in with NAME`; printable
/// @param scopes what is asked for; `openid` among it
/// @param groupsClaim where the token names the user's groups; a dot leads into an object
/// @param roles what the groups may do
/// @param publicUrl where browsers find the appliance, without a slash at the end; empty for the
///   address they ask
public record OidcSettings(
    URI issuer,
    String clientId,
    Optional<String> clientSecret,
    String name,
    List<String> scopes,
    String groupsClaim,
    GroupRoles roles,
    Optional<URI> publicUrl) {
  public static final List<String> STANDARD_SCOPES = List.of("openid", "profile", "email");
  public static final String STANDARD_GROUPS_CLAIM = "groups";

  private static final int NAME_LENGTH_MAX = 60;
  private static final int TEXT_LENGTH_MAX = 300;

  public OidcSettings {
    scopes = List.copyOf(scopes);
    issuer = issuer(issuer.toString());
    if (clientId.isBlank() || clientId.length() > TEXT_LENGTH_MAX) {
      throw new IllegalArgumentException("must be the client id the provider issued");
    }
    if (clientSecret.filter(String::isBlank).isPresent()) {
      throw new IllegalArgumentException("must be the client secret the provider issued");
    }
    if (name.isBlank() || name.length() > NAME_LENGTH_MAX) {
      throw new IllegalArgumentException("must be a name of at most 60 characters");
    }
    if (!scopes.contains("openid")) {
      throw new IllegalArgumentException("must hold openid");
    }
    if (groupsClaim.isBlank() || groupsClaim.length() > TEXT_LENGTH_MAX) {
      throw new IllegalArgumentException("must be the name of a claim");
    }
    publicUrl = publicUrl.map(url -> publicUrl(url.toString()));
  }

  /// @throws IllegalArgumentException saying what it must be: `must be …`
  public static URI issuer(String text) {
    return address(text)
        .filter(uri -> Addresses.isTrustworthy(uri) && uri.getRawQuery() == null)
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "must be the provider's address as https://HOST/PATH (http on loopback only)"));
  }

  /// @throws IllegalArgumentException saying what it must be: `must be …`
  public static URI publicUrl(String text) {
    return address(text)
        .filter(Addresses::isOrigin)
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "must be https://HOST[:PORT] without a path (http on loopback only)"));
  }

  private static Optional<URI> address(String text) {
    try {
      return Optional.of(new URI(text));
    } catch (URISyntaxException _) {
      return Optional.empty();
    }
  }

  /// Secrets are for no log.
  @Override
  public String toString() {
    return "%s at %s".formatted(clientId, issuer);
  }
}
