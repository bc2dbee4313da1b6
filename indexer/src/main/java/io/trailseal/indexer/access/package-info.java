/// Who may use the appliance, and who asked what, and when?
///
/// Accounts and tokens lie in tables of the ledger's database and can be changed; that they were
/// changed, and everything anybody did, are entries of the ledger and cannot.
///
/// ## Trust
///
/// Passwords come in hashed (Argon2id, `api.auth`). Of a token SHA-256 is kept: it is random enough
/// that nothing slower is needed. The secret of an AWS-style access key has to be known to check a
/// signature; it is kept sealed (AES-256-GCM) under a key in a file beside the database, which only
/// its owner may read. Sessions are no business of this room: they live in the memory of the server
/// and end with it.
@NullMarked
package io.trailseal.indexer.access;

import org.jspecify.annotations.NullMarked;
