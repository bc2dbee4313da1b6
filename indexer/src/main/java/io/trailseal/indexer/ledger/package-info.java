/// What did we receive and conclude, and when?
///
/// ## Entries
///
/// The ledger is a list of entries, numbered from 1 without holes, only ever appended to. An
/// entry's *body* is its canonical bytes: one JSON object in ASCII (everything else as a backslash,
/// `u` and four upper-case hex digits, a character outside the BMP as two), without white space,
/// members in the order below, a member without a value left out. Its *leaf hash* is SHA-256 over a
/// zero byte and the body (RFC 6962, section 2.1), so that a Merkle tree can be built over the
/// ledger without reading it in any other way.
///
/// Every body begins with `v` (format version), `at` (when it was recorded, ISO 8601 in UTC, to the
/// millisecond) and `what`. Hashes are lower-case hex, names are two members: bucket and key.
///
/// | `what`    | Members that follow, in this order                                              |
/// |-----------|---------------------------------------------------------------------------------|
/// | `object`  | `bucket`, `key`, `bytes` (as delivered), `delivered` (SHA-256), `kind`,         |
/// |           | `inflated` (SHA-256), `inflatedBytes`, `events`, `defects` (list of offset and  |
/// |           | reason), `pack` and `offset` and `length` (where the vault keeps it),           |
/// |           | `metadata` (list of name and value, by name), `versionId`, `eTag`,              |
/// |           | `lastModified`, `source`                                                        |
/// | `verdict` | `object` (position), `word`, `bucket`, `key`, then what the word asks for:      |
/// |           | `hash` `provenBy` · `expected` `actual` `namedBy` · `ground` `namedBy` ·        |
/// |           | `lookedIn` · `claimed` · `previous` `expected` `actual` · `after` `dueBy` ·     |
/// |           | `before` `after` `from` `to` `restart` `logFiles` · `obstacle` `detail`         |
/// | `key`     | `fingerprint`, `region`, `der` (base64), `validFrom`, `validTo`, then how it   |
///           | was learned: `file` · `calledFrom` `calledTo` · `provenance` (a sentence); and, |
///           | but for the sentence, `decision` `by`                                           |
/// | `version` | `bucket`, `key`, `versionId`, `eTag`, `lastModified`, `object` (position),      |
/// |           | `source`                                                                        |
/// | `parked`  | `bucket`, `key`, `versionId`, `reason`, `detail`, `source`                      |
/// | `removed` | `bucket`, `key`, `versionId`, `marker`, `when`, `by`, `source`                  |
/// | `message` | `queue`, `id`, `hash` (SHA-256 of the body), `pack` and `offset` and `length`   |
/// |           | (where the vault keeps it), `kind`, `detail`                                    |
/// | `compared`| `bucket`, `prefix`, `purpose`, `from` and `to` (days), `objects`, `found`,      |
/// |           | `parked`, `listing` (SHA-256), `source`                                         |
/// | `retention`| `from` (month), `dropped` (months with a space between), `events`, `bytes`, `by` |
/// | `access`  | `kind`, `name`, `credential`, `roles` (with a space between), `address`,        |
/// |           | `action`, `outcome`, then the members of                                        |
/// |           | [io.trailseal.indexer.ledger.AccessDetail] in its order                         |
///
/// ## Evidence and access
///
/// Entries of what somebody did (`access`, the access record) are numbered with all others and say
/// nothing about the evidence. Runs of them are recorded, so that whoever follows the ledger passes
/// over thousands at once: `readEvidence`, `evidenceHead`, `evidenceBefore`. They are written in
/// groups, [GroupCommit]: fifty people who ask at once wait for one or two syncs, not for fifty.
/// There is no other way to append one, and each is on disk before whoever asked gets an answer.
///
/// ## Accounts
///
/// The tables `account_user` and `account_credential` are the only ones that no entry answers for:
/// they change, and hold hashes that must never be in an entry. They have a door of their own,
/// [io.trailseal.indexer.ledger.AccountTables].
///
/// ## Trust
///
/// Names, metadata and reasons come from the bucket and are hostile; they are parameters of
/// statements, never part of one. The disk is trusted while we run. That nobody altered it
/// afterwards is for [io.trailseal.indexer.ledger.Ledger#check] and, later, checkpoints to say.
///
/// ## Durability
///
/// An H2 database of one file. Each append is one transaction, followed by `CHECKPOINT SYNC`:
/// `MVStore.commit` writes everything unsaved as one chunk and `FileChannel.force(true)` syncs it.
/// Only then does the append return and do followers see the entries. A crash in between leaves a
/// chunk without a valid end, which H2 drops when it opens, or a whole one; for the caller that is
/// an append that failed or an append that failed but did the work, and both are mended by
/// appending again.
///
/// H2 drops an unreadable newest chunk silently also where it had been synced. So that this cannot
/// take acknowledged entries with it unnoticed, a file `newest` beside the database repeats the
/// newest position and its leaf hash after each sync, and opening refuses a database that has less.
///
/// `WRITE_DELAY` is 0, which means: no background thread. With one, a commit that it has just begun
/// to write in the background makes our own find nothing left to do and sync before the bytes are
/// written.
///
/// ## Threads
///
/// All work on the database is done on threads of our own, one that writes and a few that read:
/// interrupting a thread inside H2 closes the database file for everybody. Callers wait without
/// minding interrupts and find their interrupt again afterwards.
///
/// ## Failures
///
/// A first start that was cut off leaves tables without a finished migration; they are dropped and
/// made again, because nothing can have been entered in them.
///
/// After a failed write the database is shut down without saving and opened again at the next call,
/// so that memory and disk cannot disagree about what is there.
///
/// ## History
///
/// - **1** First version. Entries of keys from before 0.1.0 was finished all have the sentence. The
///   members `versionId`, `eTag` and `lastModified` and the kinds from `version` to `compared` came
///   with tables of version 3, `retention` later: nothing in the tables is derived from it;
///   `access` with tables of version 5. The number stays: old entries keep their bytes, and a
///   program from before refuses those tables. A reader that meets a kind or number it does not
///   know says that a newer program is needed, not that the entry is damaged.
@NullMarked
package io.trailseal.indexer.ledger;

import org.jspecify.annotations.NullMarked;
