/// In which order does an object become durable? The port by which objects come in, and folders and
/// archive files behind it.
///
/// ## Durability
///
/// Bytes to the vault and synced; then the ledger entry and synced; then the acknowledgement.
/// [io.trailseal.indexer.ingest.Ingestor] narrates what a crash leaves between any two of them.
/// Running an import again is always safe: what is here, byte for byte under the same name and with
/// the same user metadata, is found and not written twice.
///
/// ## Nothing is lost
///
/// Every file of a source becomes a ledger entry. Where something is wrong, the entry has a defect
/// and the rest goes on: bytes that cannot be read or exceed the limit leave an entry without
/// bytes; a name that cannot be a key leaves an entry, with its bytes, under a made-up one; an
/// archive that breaks off leaves an entry under its own name. The exceptions are what never was in
/// a bucket (empty folders, litter of operating systems) and sidecars.
///
/// An entry's defects are those of how the object came (name, archive, sidecar), then those that
/// reading its bytes found; the latter can be found again from the bytes, the former cannot.
///
/// How files become objects, and how far what comes in is trusted (not at all), is said in
/// [io.trailseal.verifier.source], where the readers are.
///
/// ## Threads
///
/// One thread reads the source, two examine, one writes; each passes whole batches on. Three
/// batches of at most 16 MiB (or one object of 64 MiB) are in memory at a time.
///
/// ## Failures
///
/// An object that cannot be read is an entry, never an exception. A store that cannot be written
/// stops the import with [io.trailseal.indexer.ingest.ImportStoppedException].
@NullMarked
package io.trailseal.indexer.ingest;

import org.jspecify.annotations.NullMarked;
