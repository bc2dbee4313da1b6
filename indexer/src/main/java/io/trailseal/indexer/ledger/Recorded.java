package io.trailseal.indexer.ledger;

import io.trailseal.verifier.Sha256;
import java.time.Instant;

/// A ledger entry with its place, its time and its hash.
///
/// @param leafHash RFC 6962 leaf hash: SHA-256 over a zero byte and the entry's canonical bytes,
///   whose format the package comment specifies
public record Recorded(
    LedgerPosition position, Instant recordedAt, Sha256 leafHash, LedgerEntry entry) {}
