/// Is this what CloudTrail signed? The front door of the trust kernel: for one object facts in and
/// a [io.trailseal.verifier.Verdict] out; for an archive a [io.trailseal.verifier.check.Walk] and
/// its [io.trailseal.verifier.check.Report].
///
/// ## Trust
///
/// Everything but the key ring is hostile. A verdict `intact` follows only from a signature by a
/// key in the ring, or from a hash in a digest that a key in the ring signed.
///
/// ## What is compared
///
/// - a digest: its signature, the name it was signed for with the name it was found at, the account
///   in its name with the account in its content, its time with its key's time, its metadata. Where
///   its own signature is lost or wrong, the digest after it remembers what it was
/// - a link: the hash and the signature that the newer digest remembers with those of the older,
///   and their times. `aws cloudtrail validate-logs` does not compare them
/// - a log file: its content's hash with the hash listed. A file that does not inflate as one whole
///   gzip member is altered even where the part that does inflate is right, because another reader
///   sees other events in it
/// - what is there with what should be: every digest of a missing run by the hourly cadence, gaps
///   and restarts, the end of a chain with the clock, log files that no digest lists, objects that
///   CloudTrail does not write
///
/// A digest that CloudTrail signed proves the log files it lists wherever the digest is found: out
/// of place it is a finding itself, and what it says stays true.
///
/// ## A walk
///
/// First the folders down to the regions are listed; each account and region is a
/// [io.trailseal.verifier.check.Place]. Places are walked by themselves, a few at once, each from
/// its newest day to its oldest, so that a digest's witness is known before it. Objects are read
/// and hashed by worker threads, each once. What lies between digests, and what to say of objects
/// that none of them lists, is concluded when a place is done; what spans places, at the end.
///
/// ## Threads and failures
///
/// [io.trailseal.verifier.check.DigestCheck], [io.trailseal.verifier.check.LogCheck],
/// [io.trailseal.verifier.check.DigestExam], [io.trailseal.verifier.check.ChainRules],
/// [io.trailseal.verifier.check.Cadence] and [io.trailseal.verifier.check.Coverage] are pure. A
/// walk runs threads of its own and returns when they are done. Nothing throws because data was
/// tampered with; what an archive cannot read is `could not tell` with its obstacle.
@NullMarked
package io.trailseal.verifier.check;

import org.jspecify.annotations.NullMarked;
