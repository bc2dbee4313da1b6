/// Who do they say it is? Signing in through an identity provider with OpenID Connect, and nothing
/// of pages or sessions (the Nimbus SDK's home).
///
/// The authorization code flow with PKCE: the browser is sent to the provider
/// ([IdentityProvider#leave]) and comes back with a code, for which the provider tells us directly
/// who it is ([IdentityProvider#arrive]). What the browser brings is believed only if the same
/// browser left from here; what the provider says, only if its token is signed with one of its keys
/// and meant for us and for this one sign-in.
///
/// Nothing waits in memory between leaving and arriving, so that nobody can fill it: the browser
/// keeps a cookie from which this process, and nobody else, derives what it needs ([Departures]).
@NullMarked
package io.trailseal.api.oidc;

import org.jspecify.annotations.NullMarked;
