package io.trailseal.verifier.key;

import java.time.Instant;

/// A key, how it came to be trusted, and when. The same key may be learned several times, with
/// other validity or from other regions.
///
/// @param region the AWS region whose digests it signs
/// @param at when it was entered into the key ring
public record LearnedKey(PublishedKey key, String region, Provenance provenance, Instant at) {}
