/// Is this what CloudTrail signed? The front door of the trust kernel: facts in, a
/// [io.trailseal.verifier.Verdict] out.
///
/// ## Trust
///
/// Everything but the key ring is hostile. A verdict `intact` follows only from a signature by a
/// key in the ring, or from a hash in a digest that is `intact` itself; the caller keeps that
/// order.
///
/// ## What is compared
///
/// - a digest: its signature, the name it was signed for with the name it was found at, the account
///   in its name with the account in its content, its time with its key's time
/// - a link: the hash and the signature that the newer digest remembers with those of the older.
///   `aws cloudtrail validate-logs` does not compare them
/// - a log file: its content's hash with the hash listed. A file that does not inflate as one whole
///   gzip member is altered even where the part that does inflate is right, because another reader
///   sees other events in it
///
/// ## Threads and failures
///
/// Pure functions. Nothing throws because data was tampered with.
@NullMarked
package io.trailseal.verifier.check;

import org.jspecify.annotations.NullMarked;
