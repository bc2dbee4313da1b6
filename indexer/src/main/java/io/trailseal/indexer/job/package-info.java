/// Which long work was asked for from elsewhere than a terminal, how far is it, and what came of
/// it? Imports, backfills, re-verifications and rebuilds that run beside answering.
///
/// One of a kind at a time. What was asked for, by whom, and how it ended is kept for the newest
/// [io.trailseal.indexer.job.Jobs#KEPT_MAX]:
///
/// ```
/// HOME/jobs.properties   7.kind=verify, 7.state=done …; replaced whole when a job begins or ends
/// HOME/reports/          what re-verifications found, verify-20261121T152654Z.json and other forms
/// ```
///
/// A job that was at work when the process ended is found *interrupted* at the next start. Nothing
/// is begun again by itself: an import or a backfill goes on where it was when it is asked for
/// again, a rebuild goes on by itself, a re-verification begins anew.
///
/// ## Trust
///
/// Whoever may start jobs is trusted with the store, not with the machine: what may be imported
/// lies under folders that the machine's owner named.
@NullMarked
package io.trailseal.indexer.job;

import org.jspecify.annotations.NullMarked;
