package io.trailseal.indexer.proof;

import io.trailseal.indexer.ledger.DigestFacts;
import io.trailseal.verifier.key.TrustedKey;
import io.trailseal.verifier.proof.Proof;
import java.util.List;
import java.util.Optional;

/// What speaks for one object, or against it, without any of its bytes: for showing.
///
/// @param digest the digest that lists it, or should; empty where there is none
/// @param signature that digest's, and where it came from
/// @param key that signed the digest, where it is in the ring
/// @param chain the digests before it in an unbroken run, newest first
/// @param anchor what the oldest of them is
public record Grounds(
    Optional<DigestFacts> digest,
    Optional<Proof.Signature> signature,
    Optional<TrustedKey> key,
    List<DigestFacts> chain,
    Proof.Anchor anchor) {
  static final Grounds NONE =
      new Grounds(
          Optional.empty(), Optional.empty(), Optional.empty(), List.of(), Proof.Anchor.NONE);

  public Grounds {
    chain = List.copyOf(chain);
  }
}
