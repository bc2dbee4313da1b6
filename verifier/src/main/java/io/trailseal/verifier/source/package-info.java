/// What lies on this machine, and which objects of S3 is it? Folders and archive files (zip, tar,
/// tar.gz), for the verifier ([io.trailseal.verifier.source.LocalArchives]) and for the appliance's
/// import ([io.trailseal.verifier.source.LocalObjects]): one reader for both, because a verdict and
/// an index that were made from one folder must be about the same bytes under the same names.
///
/// ## Sidecars
///
/// A *sidecar* `NAME.metadata.json` beside `NAME` holds the object's S3 user metadata as a JSON
/// object of strings. One that is anything else is an object of its own, and so is one without an
/// object. Litter of operating systems never was in a bucket and is left out.
///
/// ## Names, and why guessing them is safe
///
/// Files do not know which bucket they were in. The rules, in this order:
/// 1. A few digests among the files are asked. A digest says its own bucket and key; where that key
///    ends with its path here, what is missing in front is put in front of every path; where its
///    path here ends with that key, what is too much is taken away. Most votes win, of the digests
///    that lie in one `AWSLogs`; none of them can move only a part of that, or move it into
///    another.
/// 2. Without digests, the last `AWSLogs` in the folder's own absolute path starts the key (with an
///    organization's id before it), and the folder above gives the bucket its name.
/// 3. Otherwise the key is the path below the folder, and the folder or archive names the bucket.
///
/// A bucket named by the caller beats every guess at the bucket. The digests asked are not verified
/// here, and need not be: a digest's signature covers its bucket and key, and a listing names the
/// bucket and key of each log file. So a wrong guess, also one brought about on purpose, can turn
/// "intact" into "out of place" or "could not tell", never the reverse; and whatever lies in an
/// `AWSLogs` here lies in one there, where it is looked for.
///
/// ## Archive files
///
/// To be read in any order, an archive file is gone through once and its names are kept in memory,
/// sorted: up to [io.trailseal.verifier.source.EntryIndex#BYTES_MAX], which is some two million
/// objects; what has more is refused, with the advice to unpack it into a folder, of which nothing
/// is held. A compressed tar is inflated into a temporary file that nobody else can open and that
/// goes away with the archive; what is no object (links, what is over the limit) is not written.
///
/// Of several entries with one name the last is the object, as it is for tar. An import takes each
/// of them in.
///
/// An archive that breaks off says so at the end of each listing, and what is not found in it is
/// called unreadable, never absent.
///
/// ## Trust
///
/// Nothing is trusted: not names, not sizes, not the structure of archives. Nothing is written
/// under a name that came in. Links that lead out of a folder are not followed; pipes and devices
/// are not opened; archives in archives are not opened; no size is believed, bytes are counted. The
/// readers for zip and tar are our own, because they have to work in bounded memory on a hostile
/// archive: a zip is read along its directory instead of holding it, and the names a tar announces
/// are limited before they are read.
///
/// ## Failures
///
/// What cannot be read is said of that one object. Only a path with nothing at it is an exception.
@NullMarked
package io.trailseal.verifier.source;

import org.jspecify.annotations.NullMarked;
