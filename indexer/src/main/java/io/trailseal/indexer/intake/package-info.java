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
