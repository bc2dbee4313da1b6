/// Which events match? An index over the events of all log files in the ledger.
///
/// ## Trust
///
/// Queries and events are hostile. Terms, depth, expansions and time are limited; what cannot be
/// answered is an [io.trailseal.indexer.search.UnanswerableException] that says what to do. The
/// index itself is believed while the appliance runs; `fsck` holds it against the ledger.
///
/// ## On disk
///
/// ```
/// search/position     how far the ledger has been taken in, text, replaced whole
/// search/2026-11/     a Lucene index: the events whose eventTime lies in that month (UTC)
/// search/undated/     the events whose eventTime is absent, unreadable, before 2006 or after 2100
/// ```
///
/// A document is an event. Its fields:
///
/// | Field | Holds |
/// |---|---|
/// | `leaf` | for each leaf the term *path* NUL *value*; for a number *path* 0x01 *order* *number*; *path* 0x02 where the column of the path lacks something |
/// | `shape` | the paths of all leaves that are neither null nor empty, as written, in four terms |
/// | `word` | the words of values in a column, and of values of one word, each once |
/// | `text` | the words of all other values, with positions; a gap between values |
/// | `id:eventID`, `id:requestID` | the id as a point of 16 bytes, where it is a UUID |
/// | `address` | sourceIPAddress as a point, where it is an address |
/// | `time` | eventTime in ms since 1970 (doc value); of an aggregated event its windowStart |
/// | `id` | ledger position of the object, then 26 bits of ordinal (doc value) |
/// | `column:`*path* | of each first-class field what the event has there, as written (doc values) |
/// | `offset`, `length` | where the record stands in the object's inflated content (doc values) |
///
/// Paths and values are case-folded by code point. That searches do not distinguish case is a
/// choice: AWS itself does not spell consistently, and nobody may hide behind a capital letter. A
/// value or path over 1,000 bytes is cut there and its SHA-256 appended, so that it is still found
/// whole or by its beginning. *order* is the double nearest to the number, as 16 hex digits that
/// sort like it. A string written like a plain integer (no sign but a minus, no zero in front, at
/// most 18 digits) is a number here, so that `100`, `100.0` and `"100"` meet; other strings are
/// text, because 1.1 and 1.10 are two versions. NUL and 0x01 in a path are indexed as U+FFFD.
///
/// What differs in every event costs more than all the rest, so it is kept once, where it is
/// compared best: an eventID or requestID that is a UUID is a point and neither `leaf` nor words
/// (it is found whole, or in its field by its beginning), and an eventTime in CloudTrail's form is
/// only `time`. A phrase is looked for by position in `text`, and in a column by looking at the
/// values of the events that have all of its words: most events share their columns' values.
///
/// The raw record is stored nowhere here: it is cut out of the object in the vault.
///
/// Segments are sorted by time descending, then id, so that the newest hits come first and
/// searching can stop early.
///
/// ## All that match
///
/// A page is found anew for each cursor. Whoever wants all matches walks them: one snapshot, for
/// each month a bit for each document that matches, read forwards for the newest first and in
/// stretches backwards for the oldest first, the segments merged. What came in after a ledger entry
/// is told by its id, so a walk can go on another day with what was known on the first.
///
/// ## Durability
///
/// Each month's commit carries the ledger position P(m) up to which that month is complete.
/// Settling at position B commits every month that changed with P(m) = B, one after another, and
/// then replaces the position file with B. Months are only ever committed between batches, when
/// every object up to B is wholly in them.
///
/// A crash between two of these steps leaves some months at B, the others and the file where they
/// were, at A. Following starts again after A, and each month leaves out the objects at or below
/// its own P(m): those at B take nothing twice, the others lack nothing. A month that did not
/// change between A and B keeps an older P(m), and that is right, because nothing between belongs
/// to it. A month created since A and not committed is empty and starts over.
///
/// The position file names the months there are with their positions. Where one of them is absent,
/// older than the file says, of another format version, or does not open, the whole index is
/// cleared and the ledger followed from its beginning. Clearing deletes the position file first:
/// what is left of the months by a crash is then either complete to its own P(m) or does not open.
///
/// ## Threads
///
/// One thread follows, with two workers that read and index objects; any number ask. A question
/// works on a snapshot of all months.
///
/// ## Failures
///
/// When taking in a batch fails, every month is rolled back to its last commit, and the batch comes
/// again. An object that the vault does not give back is logged, remembered in the position file
/// and left out: one bad sector must not stop the rest from being searchable. Answers say that it
/// is missing, and so does `fsck`.
///
/// ## History
///
/// - **2** Columns for first-class fields; shapes, points for ids, positions only where needed.
/// - **1** First version.
@NullMarked
package io.trailseal.indexer.search;

import org.jspecify.annotations.NullMarked;
