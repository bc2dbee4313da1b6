/// Runs the verifier on arrivals and appends verdicts to the ledger.
///
/// Custody follows the ledger like the derived rooms do, and unlike them writes to it: verdicts are
/// part of what happened. For every digest it checks the signature and the link to the digest
/// before it, for every log file the hash that a verified digest lists. Order of arrival does not
/// matter: whatever comes later (the digest, the log file, the key) settles what was open.
///
/// ## Trust
///
/// Only keys in the key ring count. A key file that lies in the bucket is an object like any other.
///
/// ## Durability
///
/// Each step is one ledger transaction that carries custody's position. After a crash the same
/// entries are given again; a verdict equal to the current one is not written twice.
///
/// ## What a crash between steps leaves
///
/// Digests are entered (with their own verdict) before the log files they list are settled. Until
/// the batch comes again those log files keep their earlier verdict, `could not tell` as a rule.
@NullMarked
package io.trailseal.indexer.custody;

import org.jspecify.annotations.NullMarked;
