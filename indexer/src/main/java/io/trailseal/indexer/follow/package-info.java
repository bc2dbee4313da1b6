/// The one loop by which derived rooms advance, catch up and rebuild.
///
/// ## Threads
///
/// One daemon platform thread for each follower, named `follow-` and its name. Threads are never
/// interrupted: an interrupt closes the file channels they read from.
///
/// ## Failures
///
/// A follower that throws is given the same entries again, from its own
/// [io.trailseal.indexer.follow.Follower#position()], after a rest that doubles from 0.1 s to 30 s.
/// The others go on meanwhile. Trouble is logged, shown by
/// [io.trailseal.indexer.follow.FollowLoop#status()], and told to whoever waits.
///
/// ## Durability
///
/// The loop remembers nothing: after a crash each follower says where it stands. It settles when it
/// has caught up, every 20 s on the way, and when the loop is closed.
@NullMarked
package io.trailseal.indexer.follow;

import org.jspecify.annotations.NullMarked;
