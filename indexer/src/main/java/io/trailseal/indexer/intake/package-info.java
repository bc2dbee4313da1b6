/// What lies in the buckets and is not here yet? Consumes queues, lists buckets, tries again what
/// was parked, and hands everything to `ingest`.
///
/// ## The life of a message
///
/// 1. A receiver gets it, hidden from everybody else for a while, and takes it *in hand*
///    ([io.trailseal.indexer.intake.Hand]).
/// 2. It is read (`notice`) and sorted ([io.trailseal.indexer.intake.Sorter]) into what is
///    *wanted*: objects to be read, removals to be entered, the message itself to be kept. What is
///    no object of ours, or is here in this very version, is not wanted.
/// 3. Objects are read by a bounded number of threads for all of intake
///    ([io.trailseal.indexer.intake.Readers]). What cannot be reached waits and is tried again,
///    with the message in hand and hidden; what is refused becomes a parked object.
/// 4. `ingest` makes it durable, in batches as large as what came meanwhile.
/// 5. Once *all* that was wanted of a message is durable, the message is deleted; one that is set
///    aside (nobody understands it, or it names somebody else's bucket) is left to its queue's
///    redrive policy instead, and kept with its body.
///
/// ## The life of a listing
///
/// 1. A walk divides the bucket into folders ([io.trailseal.indexer.intake.FolderWalk]): days of an
///    account and region where the layout is AWS's, whatever else there is as a whole.
/// 2. A few folders at a time are listed with all versions, the ledger is asked a page at a time
///    what is here, and the rest is read, the oldest version of a key first
///    ([io.trailseal.indexer.intake.FolderListing]). A queue with messages in hand goes first.
/// 3. A folder is done when it was listed to its end and all of it is durable or parked. How far
///    the walk is done is remembered in `HOME/intake/`, so that a backfill that was stopped goes on
///    from there.
/// 4. When all folders are done, the comparison is entered with a hash over the listing
///    ([io.trailseal.indexer.intake.ListingHash]), and custody concludes what is absent of the days
///    that had ended. A listing that could not be done to its end enters nothing and concludes
///    nothing.
///
/// A reconciliation is a listing of the last days. What is younger than a few minutes it leaves to
/// the queue, and what it finds else nobody had announced.
///
/// ## Durability
///
/// A message is the only thing that is ever acknowledged, and last. A crash, a lost answer, a
/// receipt that is stale, a second consumer: each leaves a message that comes again, and then
/// everything of it that is here is found to be here.
///
/// ## Memory
///
/// Bounded at any backlog: messages in hand by count and weight, bytes of objects by the buckets'
/// common budget, which an object gives back once it is durable. Nothing is received while there is
/// no room, while the disk is low, or while the store cannot be written.
///
/// ## Trust
///
/// Nothing that a message says is believed. It makes us read an object of a bucket that the
/// operator named, under the root that the operator named, and nothing else.
@NullMarked
package io.trailseal.indexer.intake;

import org.jspecify.annotations.NullMarked;
