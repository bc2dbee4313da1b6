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
///
/// ## The access record
///
/// [io.trailseal.indexer.access.AccessRecord] enters what somebody did, before anything of it is
/// given, and refuses it where that fails. It cannot be switched off. What strangers are refused is
/// counted, so that they cannot fill the ledger.
///
/// ## Its export
///
/// NDJSON in ASCII. The first line says what was asked and up to which entry of the ledger. Then a
/// line for each entry that fits, in the ledger's order:
///
/// ```
/// {"position":17,"leafHash":"<64 hex digits>","body":<the entry's canonical bytes>}
/// ```
///
/// The last line is `{"complete":true,"rows":N}`; where it is missing, the export was cut off.
///
/// Everything between `"body":` and the last brace is, byte for byte, what the ledger holds, and
/// `leafHash` is SHA-256 over a zero byte and these bytes: the entry's leaf of RFC 6962, with the
/// position, less one, as its index. Today that proves that the line is whole and which leaf it
/// claims to be, and lets two exports, or an export and the store, be held against each other. It
/// does not prove that the ledger has this leaf, that nothing was left out, or that the appliance's
/// owner did not write another ledger: for that a signed checkpoint (a signature over the root of
/// the Merkle tree of all leaves) and the entries' paths in that tree are needed. They can be made
/// later over these same leaves, without exporting again.
@NullMarked
package io.trailseal.indexer.access;

import org.jspecify.annotations.NullMarked;
