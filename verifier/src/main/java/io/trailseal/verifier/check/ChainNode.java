package io.trailseal.verifier.check;

import io.trailseal.verifier.S3Name;
import io.trailseal.verifier.Sha256;
import io.trailseal.verifier.digest.DigestFile.BackLink;
import java.time.Instant;
import java.util.Optional;

/// One digest object of a chain, as its neighbours see it.
public sealed interface ChainNode {
  /// Where it was found.
  S3Name name();

  /// End of the delivery times it covers; of one that is not intact, what its name says.
  Instant endTime();

  /// A digest that CloudTrail signed for the name it was found at.
  ///
  /// @param startTime start of the delivery times it covers
  /// @param hash SHA-256 of its inflated bytes
  /// @param signatureHex its own signature, where it is known
  /// @param previous its back-link; empty where it begins a chain
  record Signed(
      S3Name name,
      Instant startTime,
      Instant endTime,
      Sha256 hash,
      Optional<String> signatureHex,
      Optional<BackLink> previous)
      implements ChainNode {}

  /// Something is there under a digest's name, and it says nothing that can be believed.
  record Unusable(S3Name name, Instant endTime) implements ChainNode {}
}
