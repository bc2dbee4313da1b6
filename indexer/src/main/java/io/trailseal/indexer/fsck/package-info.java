/// Is the house whole? Re-derives what vault, ledger and index claim, from the bytes up.
///
/// Every object's bytes are read from the vault, hashed, inflated and parsed again, and held
/// against what its entry recorded when it came in. Ledger, vault and index then check themselves.
///
/// ## Trust
///
/// Finds damage and contradictions. Somebody who rewrites bytes, entries and leaf hashes so that
/// they fit each other is not found here; that takes a checkpoint that left the machine.
///
/// ## Threads and failures
///
/// Runs beside ingest, custody and search: what arrives while it runs may or may not be looked at.
/// Memory is bounded by a few objects of the largest size. Damage is a
/// [io.trailseal.indexer.fsck.Fault], never an exception; `IOException` means that the check itself
/// could not be done.
@NullMarked
package io.trailseal.indexer.fsck;

import org.jspecify.annotations.NullMarked;
