/// How do all events that match get out? Writes any number of them as NDJSON, CSV or CloudTrail's
/// own JSON, in order of time, to a stream or to files.
///
/// ## What is written
///
/// | Form | Holds |
/// |---|---|
/// | NDJSON | a record a line, its bytes as they stand in the log file; where they hold line breaks, without the white space between values, which changes no value |
/// | NDJSON with proof | a line for each: where the record stands, the verdict as it was then, and the record |
/// | CSV | chosen columns ([io.trailseal.indexer.export.Columns]), RFC 4180, UTF-8, a header; nothing that a spreadsheet would calculate ([io.trailseal.indexer.export.Csv]) |
/// | records | a folder of files `{"Records":[…]}`, each record's bytes as they stand in the log file |
///
/// An export is of the index as it was when it began: it has every event of the objects up to one
/// ledger entry, which it names, and none of a later one. Verdicts are those of the moment at which
/// an event is written. What the vault does not give back is listed, never left out silently.
///
/// A **stream** ends with a line that says whether it is complete: without it, it was cut off.
/// NDJSON has an object there with the one member `trailseal`, CSV a row whose first cell begins
/// with `#trailseal`. An event that cannot be read has such a line in its place.
///
/// **Files** have no such lines. They lie in the folder `OUT.part` until all is written and synced,
/// and have their names only then; `OUT.manifest.json` (of a folder, `OUT/manifest.json`) names
/// each with its length, number of events and SHA-256, and says `"complete":true`. Events that
/// cannot be read are in `OUT.unreadable.ndjson`.
///
/// ## Going on after an interruption
///
/// ```
/// OUT.part/state.json         what is on disk for good; replaced whole, after the files are synced
/// OUT.part/data, 000001.json  what is being written
/// OUT.part/files.ndjson       the files that are whole, with their hashes
/// OUT.part/unreadable.ndjson  events that the vault did not give back
/// OUT.part/lock               held by who is writing
/// ```
///
/// The state names the last event that is on disk, by time and id, and how long each file was then.
/// Going on cuts the files back to that, holds what is left against the hash in the state, and
/// walks on after that event, with the ledger entry of the beginning. The index then says how many
/// events match and how many stand before: where one of the numbers differs from the state (the
/// index lost a month, a verdict that the question is about changed), nothing is written any more,
/// because events would be doubled or lacking. With gzip each stretch is a member of its own, so
/// that a file can be cut there.
///
/// ## Memory
///
/// One stretch of records ([io.trailseal.indexer.search.EventWalk]), 16 MB or one record, and a few
/// inflated log files, however many events match and however slowly they are taken.
///
/// Trust: the state file is read as if anybody had written it; it names no path.
@NullMarked
package io.trailseal.indexer.export;

import org.jspecify.annotations.NullMarked;
