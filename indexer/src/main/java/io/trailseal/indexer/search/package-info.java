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
/// search/position     how far the ledger has been taken in, and which folders count; text
/// search/2026-11/     a Lucene index: the events whose eventTime lies in that month (UTC)
/// search/2026-10.1/   the same: a month that was made anew has a number behind its name
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
/// Free words are looked for in paths too. No field holds the words of paths: a segment has one or
/// two thousand paths, so those with the words are found among them ([Shapes]), and the events are
/// those of the shapes in which such a path stands.
///
/// An event is one document, however often it was delivered: two records are the same event where
/// eventID, recipientAccountId and content are the same ([Once]). Every further place of it, and
/// every pair of events that share an id and differ, is a document of another kind
/// ([CopyDocument]), sorted behind the events of its segment and without any of their fields. Which
/// place becomes the event's own is a matter of which came first, and may differ after a rebuild;
/// each of them leads to the event.
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
/// ## What is counted
///
/// Where something is counted by value or time, what matches is found once for each segment, as a
/// run, a list or bits, and hits, total and counts are read from that, column by column. A stretch
/// of time is a run of documents, found by halving.
///
/// One budget holds for all of a question: time for matching, counting and going through terms, and
/// bytes for counters and sets.
///
/// ## Who asks
///
/// Questions are asked by an [Audience], and what it does not see is not there: [Search] has no
/// door for questions but the one that takes it. It becomes part of the [Snapshot] that a question
/// works on, and `Snapshot.visible` of every query put to that, so hits, totals, counts, walks and
/// ids obey it by being what matches. Which events of a segment an audience sees is found once
/// ([VisibleEvents]): those with exactly one recipientAccountId, which is among its accounts. What
/// is read from dictionaries and not from matches (paths, values, the evidence's figures) is
/// counted over those events; what an explanation says of counts is left out. Of log files the
/// evidence counts those with a visible event; what is absent, in quarantine or broken may be
/// anybody's and is said to all.
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
/// to it.
///
/// The position file names the months there are, their folders and positions. A folder that it does
/// not name is deleted when the index is opened: a month created since A and not settled, which
/// starts over, or what a rebuild left. So replacing this one file is what switches from an old
/// index to a new one, and what a crash leaves is either the one or the other.
///
/// ## Beside
///
/// What concerns one month stays with that month. A *job* brings months up to the others, on a
/// thread of its own, by the same loop and the same intake, from another ledger position:
/// - A month that cannot be written is rolled back to its last commit and *left behind*: it answers
///   with what it has, takes nothing more, and is brought up in place, from where it stood.
/// - A month that is *broken* (absent, older than the file says, of another format, does not open,
///   bytes that are not those written) does not answer any more and is made anew in a new folder,
///   from the ledger's beginning.
/// - A *rebuild* makes one month or all anew, while the old ones answer and are taken along.
///
/// A job's position is in the position file; after a restart it goes on from there. When it is as
/// far as the months that answer, following is held for a moment, the job takes in the last
/// entries, commits, and the file is replaced. Where the position file itself is lost, damaged or
/// of another format, nothing there can be told apart: all months are deleted and the ledger is
/// followed from its beginning. All of this is said with every answer until it is over.
///
/// ## Retention
///
/// Which months are kept, the ledger says (`retention` entries), and the index follows: when it
/// comes to such an entry it settles, drops the months that are too old, or begins a job that
/// brings back those that are not, and notes the entry's position in the position file, so that
/// older entries change nothing when they come again. Events of months that are not kept are left
/// out and counted, late ones and those of a rebuild too.
///
/// ## Threads
///
/// One thread follows, with two workers that read and index objects; one more, with one worker,
/// does the jobs; any number ask. A question works on a snapshot of all months and waits for none
/// of the others.
///
/// ## Failures
///
/// When a month fails while others do not, or is broken, only that month is set aside. When nothing
/// can be written at all, or reading an object fails, every month is rolled back to its last
/// commit, and the batch comes again. When a question fails, the files of all months are read to
/// their end; where that finds one that is not what was written, it is set aside and the question
/// asked again. `fsck` reads them too. An object that the vault does not give back is logged,
/// remembered in the position file and left out: one bad sector must not stop the rest from being
/// searchable. Answers say that it is missing, and so does `fsck`.
///
/// ## History
///
/// - **2** Columns for first-class fields; shapes, points for ids, positions only where needed.
/// - **1** First version.
@NullMarked
package io.trailseal.indexer.search;

import org.jspecify.annotations.NullMarked;
