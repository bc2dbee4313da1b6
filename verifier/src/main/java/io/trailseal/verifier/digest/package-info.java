/// CloudTrail digest files and what signs them.
///
/// A *digest file* lists the log files delivered in one hour, with the SHA-256 of each. Each digest
/// also carries the hash and signature of the digest before it; that back-link is the *chain*.
///
/// ## Trust
///
/// - The bucket is **not** trusted: whoever can write to it can at most turn a good verdict into a
///   bad one or into "could not tell", or cut off the newest hours. A chain cannot see its own
///   missing end.
/// - The key ring **is** trusted: see `io.trailseal.verifier.key`.
///
/// ## What is signed
///
/// RSASSA-PKCS1-v1_5 with SHA-256, pinned whatever the file says, over four lines joined by a line
/// feed, without one at the end:
///
/// ```
/// digestEndTime                                       verbatim
/// digestS3Bucket/digestS3Object                       verbatim
/// hex SHA-256 of the inflated digest file
/// previousDigestSignature, or the word null
/// ```
///
/// ## Threads and failures
///
/// Everything is immutable and does no I/O. Parsing throws
/// [io.trailseal.verifier.digest.DigestFormatException]; nothing throws because data was tampered
/// with.
///
/// Source: "CloudTrail digest file structure" and "Custom implementations of CloudTrail log file
/// integrity validation" in the CloudTrail user guide.
@NullMarked
package io.trailseal.verifier.digest;

import org.jspecify.annotations.NullMarked;
