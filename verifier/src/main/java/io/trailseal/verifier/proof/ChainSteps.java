package io.trailseal.verifier.proof;

import io.trailseal.verifier.S3Name;
import io.trailseal.verifier.Verdict;
import io.trailseal.verifier.check.DigestCheck;
import io.trailseal.verifier.digest.DigestFile;
import io.trailseal.verifier.digest.DigestSignature;
import io.trailseal.verifier.key.PublishedKey;
import io.trailseal.verifier.proof.Proof.Anchor;
import io.trailseal.verifier.proof.Proof.Link;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// Goes from the digest back to the anchor, link by link.
final class ChainSteps {
  private final Proof proof;
  private final ProofKeys keys;
  private final Steps steps;

  ChainSteps(Proof proof, ProofKeys keys, Steps steps) {
    this.proof = proof;
    this.keys = keys;
    this.steps = steps;
  }

  /// Stops at the first link that does not fit: what lies behind it proves nothing.
  void check(DigestFile digest) {
    List<Link> links = proof.links();
    if (!anchorFits(digest)) {
      return;
    }
    if (links.isEmpty()) {
      steps.held(
          digest.previous().isEmpty()
              ? "The digest is the first of its chain: its signature covers that there was none before it."
              : "The document holds no older digest; the digest stands on its own signature.");
      return;
    }
    Link newest = links.getFirst();
    Optional<Verdict> broken =
        DigestCheck.checkLink(
            digest.name(),
            digest,
            newest.name(),
            newest.sha256(),
            Optional.of(newest.signatureHex()));
    String remembered = digest.previous().map(DigestFile.BackLink::signatureHex).orElse("");
    if (broken.isPresent() || !remembered.equals(newest.signatureHex())) {
      steps.failed(
          "The digest %s does not name the next older one in the document, %s, with the hash and signature it has here.",
          digest.name(), newest.name());
      return;
    }
    boolean open = false;
    Instant newerEnd = digest.endTime();
    for (int i = 0; i < links.size(); i++) {
      Link link = links.get(i);
      Optional<Instant> end = endOf(link);
      if (end.isEmpty() || end.get().isAfter(newerEnd)) {
        steps.failed(
            "The older digest %s ends at %s, which is not before the end of the digest after it.",
            link.name(), S3Name.excerpt(link.endTime(), 64));
        return;
      }
      newerEnd = end.get();
      if (i + 1 < links.size()
          && !link.previousSignatureHex().equals(Optional.of(links.get(i + 1).signatureHex()))) {
        steps.failed(
            "The digest %s was not written after %s: its signature covers another signature before it.",
            link.name(), links.get(i + 1).name());
        return;
      }
      keys.use(link.keyFingerprint(), end.get());
      Optional<PublishedKey> key = keys.find(link.keyFingerprint());
      if (key.isEmpty()) {
        open = true;
      } else if (!isSigned(link, end.get(), key.get())) {
        return;
      }
    }
    if (!open) {
      Link oldest = links.getLast();
      steps.held(
          "%,d older digest%s, back to %s (%s), %s: each signature fits its key and covers the signature before it. %s",
          links.size(),
          links.size() == 1 ? "" : "s",
          newerEnd,
          oldest.name(),
          links.size() == 1 ? "fits" : "fit",
          anchorSentence());
    }
  }

  private static Optional<Instant> endOf(Link link) {
    try {
      return Optional.of(Instant.parse(link.endTime()));
    } catch (DateTimeException _) {
      return Optional.empty();
    }
  }

  private boolean isSigned(Link link, Instant end, PublishedKey key) {
    byte[] signed =
        DigestFile.signedBytes(
            link.endTime(), link.name(), link.sha256(), link.previousSignatureHex());
    DigestSignature.Outcome outcome = DigestSignature.verify(key, signed, link.signatureHex());
    if (outcome != DigestSignature.Outcome.FITS) {
      steps.failed(
          "The older digest %s was not signed as it stands here by the key %s: %s.",
          link.name(), key.fingerprint(), outcome.sentence());
      return false;
    }
    if (!DigestCheck.isInForce(link.name(), end, key)) {
      steps.open(
          "The older digest %s ends at %s, and the key %s was in use from %s to %s only.",
          link.name(), end, key.fingerprint(), key.validFrom(), key.validTo());
      return false;
    }
    return true;
  }

  /// A starting digest signs that there was none before it; every other digest names one.
  private boolean anchorFits(DigestFile digest) {
    boolean starts =
        proof.links().isEmpty()
            ? digest.previous().isEmpty()
            : proof.links().getLast().previousSignatureHex().isEmpty();
    boolean says = proof.anchor() == Anchor.STARTING_DIGEST;
    if (starts != says || proof.anchor() == Anchor.NONE) {
      steps.failed(
          "The document calls its oldest digest '%s', and %s.",
          proof.anchor().word(),
          starts
              ? "its signature covers that there was none before it"
              : "its signature covers that there is one before it");
      return false;
    }
    return true;
  }

  private String anchorSentence() {
    return switch (proof.anchor()) {
      case STARTING_DIGEST ->
          "That is a starting digest: its signature covers that the chain began with it.";
      case FIRST_HELD ->
          "The chain goes further back; the maker of this document says that it is the oldest one held.";
      case FIRST_THAT_FITS ->
          "The chain goes further back; the maker of this document says that what it holds of it does not fit.";
      case CUT -> "The chain goes further back; the document was cut there for its size.";
      case NONE -> throw new IllegalStateException("refused before");
    };
  }
}
