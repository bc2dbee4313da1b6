/// Whose keys, from where, valid when?
///
/// ## Trust
///
/// The key ring **is** trusted: whoever can add a key to it can make a forged digest verify. This
/// package only says what a key file holds; that its keys are CloudTrail's is a person's decision.
/// A key's name is its fingerprint, the MD5 of its DER bytes. MD5 is CloudTrail's choice; it names
/// a key and proves nothing: anyone can make two keys of one fingerprint. A second one is refused
/// ([io.trailseal.verifier.key.KeyCollisionException]) and never takes the place of the first.
///
/// ## What stays
///
/// A key that was learned stays in the ring and still verifies what it signed, also when AWS no
/// longer lists it. Learned again with other times, it counts as valid from the earlier start to
/// the later end. Each learning keeps its provenance: from which call or file, on what ground, by
/// whom, when.
///
/// ## Threads and failures
///
/// Everything is immutable. A key file that cannot be understood whole is a
/// [io.trailseal.verifier.key.KeyFormatException]: half a key ring would make good digests look
/// unprovable without anyone knowing why.
///
/// Source: ListPublicKeys in the CloudTrail API reference.
@NullMarked
package io.trailseal.verifier.key;

import org.jspecify.annotations.NullMarked;
