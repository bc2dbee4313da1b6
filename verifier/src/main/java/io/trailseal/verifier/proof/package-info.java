/// One event's proof in one file, and its check without network, store or trust in whoever made it.
///
/// A proof holds everything from which "CloudTrail wrote this record" follows: the record and where
/// it stands in its log file, the log file as delivered, the digest that lists it as delivered,
/// that digest's signature, and of every older digest in an unbroken run exactly what *its*
/// signature covers, down to the *anchor*. The signed text of a digest is four lines (see
/// `io.trailseal.verifier.digest`), so each link can be verified without the older digest's bytes.
///
/// ## The document
///
/// JSON in UTF-8, version [io.trailseal.verifier.proof.Proof#VERSION], described by
/// `proof.schema.json` beside this package. Bytes are base64. Unknown members, members that come
/// twice and another version are refused: whoever checks a proof must know everything it says.
///
/// A store makes one also where its verdict is not *intact*: then the document carries what there
/// is, as evidence against the event, and no check of it ever says "proven".
///
/// ## Trust
///
/// - The document is hostile. Nothing it concludes is believed; everything is derived again from
///   its bytes.
/// - The keys that the caller names **are** trusted. A key that came with the document is not: with
///   it alone, the answer is "could not tell", and says how to compare its fingerprint.
///
/// ## Limits and failures
///
/// The constants of [io.trailseal.verifier.proof.Proof]; what is over them, or is no proof, is a
/// [io.trailseal.verifier.proof.ProofFormatException]. Checking takes memory of about three times
/// the inflated log file. Everything is immutable; any thread may do anything.
@NullMarked
package io.trailseal.verifier.proof;

import org.jspecify.annotations.NullMarked;
