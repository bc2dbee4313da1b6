/// Who is asking, and may they?
///
/// [io.trailseal.api.auth.Doorkeeper] stands before every route: it finds out who asks (a session,
/// a token, a trusted proxy's word; a signature is checked by the AWS door itself) and looks the
/// route up in [io.trailseal.api.auth.RouteTable]. What has no row there is denied. Routes find the
/// caller in [io.trailseal.api.auth.Callers].
///
/// ## Trust
///
/// Nothing that a request says of itself, but for the user header of a proxy that the operator
/// named. Passwords are hashed with Argon2id here and kept by
/// [io.trailseal.indexer.access.Accounts]. Sessions are in memory: they end with the process, and
/// when their user's generation does.
@NullMarked
package io.trailseal.api.auth;

import org.jspecify.annotations.NullMarked;
