/// In which order does an object become durable? The port by which objects come in, and the folder
/// and archive sources behind it.
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
/// A *sidecar* `NAME.metadata.json` beside `NAME` holds the object's S3 user metadata as a JSON
/// object of strings. One that is anything else comes in as an object of its own, and so does one
/// without an object.
///
/// ## Names, and why guessing them is safe
///
/// Files do not know which bucket they were in. The rules, in this order:
/// 1. A few digests among the files are asked. A digest says its own bucket and key; where that key
///    ends with its path here, what is missing in front is put in front of every path; where its
///    path here ends with that key, what is too much is taken away. Most votes win.
/// 2. Without digests, the last `AWSLogs` in the folder's own absolute path starts the key (with an
///    organization's id before it), and the folder above gives the bucket its name.
/// 3. Otherwise the key is the path below the folder, and the folder or archive names the bucket.
///
/// A bucket named by the caller beats every guess at the bucket. The digests asked are not verified
/// here, and need not be: a digest's signature covers its bucket and key, and a listing names the
/// bucket and key of each log file. So a wrong guess, also one brought about on purpose, can turn
/// "intact" into "out of place" or "could not tell", never the reverse.
///
/// ## Trust
///
/// Nothing that comes in is trusted: not names, not sizes, not the structure of archives. Nothing
/// is written under a name that came in. Links that lead out of a folder are not followed; pipes
/// and devices are not opened; archives in archives are not opened; no size is believed, bytes are
/// counted. The readers for zip and tar are our own, because they have to work in bounded memory on
/// a hostile archive: a zip is read along its directory instead of holding it, and the names a tar
/// announces are limited before they are read.
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
