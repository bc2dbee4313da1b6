package io.trailseal.indexer.ledger;

import io.trailseal.verifier.S3Name;
import io.trailseal.verifier.Sha256;

/// One log file as one digest lists it.
///
/// @param digest the ledger entry of the digest
/// @param digestName where that digest was found
/// @param verified whether that digest's own signature is right
public record Listing(
    S3Name log, Sha256 hash, LedgerPosition digest, S3Name digestName, boolean verified) {}
