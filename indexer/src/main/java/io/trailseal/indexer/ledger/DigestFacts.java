package io.trailseal.indexer.ledger;

import io.trailseal.verifier.S3Name;
import io.trailseal.verifier.Sha256;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// What custody keeps of one digest, so that later arrivals can be held against it.
///
/// @param position the ledger entry of the digest object
/// @param name where it was found
/// @param chain which chain it belongs to: account, source region, trail, home region, and whether
///   it is a backfill digest, joined by `/`
/// @param fingerprint of the key it says it was signed with
/// @param verified whether its signature was checked and is right
/// @param hash SHA-256 of its inflated bytes
/// @param signatureHex its signature, where it is known
/// @param previous the digest before it, as it says
/// @param logFiles what it lists
public record DigestFacts(
    LedgerPosition position,
    S3Name name,
    String chain,
    Instant startTime,
    Instant endTime,
    String fingerprint,
    boolean verified,
    Sha256 hash,
    Optional<String> signatureHex,
    Optional<Previous> previous,
    List<Listed> logFiles) {

  /// The digest one hour earlier, as its successor describes it.
  public record Previous(S3Name name, Optional<Sha256> hash, String signatureHex) {}

  /// One log file, and the hash its inflated content must have.
  public record Listed(S3Name name, Sha256 hash) {}

  public DigestFacts {
    logFiles = List.copyOf(logFiles);
  }
}
