package io.trailseal.api.web;

import io.trailseal.api.ask.EvidenceWords;
import io.trailseal.indexer.ledger.DigestFacts;
import io.trailseal.indexer.proof.Grounds;
import io.trailseal.indexer.search.EventHit;
import io.trailseal.verifier.Sha256;
import io.trailseal.verifier.key.TrustedKey;
import io.trailseal.verifier.proof.Proof;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// What a verdict rests on, line by line.
///
/// @param lines what there is of digest, signature, key and chain; empty without a digest
/// @param href the whole proof as a file
/// @param file what that file is called when it is saved
public record ProofView(List<Line> lines, String href, String file) {
  /// Enough of a signature to compare by eye.
  private static final int SIGNATURE_SHOWN = 32;

  /// A person's own words on where a key is from.
  private static final int PROVENANCE_LENGTH_MAX = 300;

  public ProofView {
    lines = List.copyOf(lines);
  }

  /// @param value shown as code
  /// @param note in plain words, may be empty
  public record Line(String label, String value, String note) {}

  static ProofView of(EventHit hit, Grounds grounds) {
    List<Line> lines = new ArrayList<>();
    grounds.digest().ifPresent(digest -> addDigest(lines, hit, digest, grounds));
    return new ProofView(lines, Links.proof(hit.id()), "proof-%s.json".formatted(hit.id()));
  }

  private static void addDigest(
      List<Line> lines, EventHit hit, DigestFacts digest, Grounds grounds) {
    Optional<Sha256> listed =
        digest.logFiles().stream()
            .filter(each -> each.name().equals(hit.objectName()))
            .map(DigestFacts.Listed::hash)
            .findFirst();
    if (!listed.equals(hit.objectHash())) {
      lines.add(
          new Line(
              "SHA-256 it lists",
              listed.map(Sha256::hex).orElse("none"),
              listed.isPresent() ? "" : "it does not list this log file"));
    }
    lines.add(new Line("SHA-256 of the digest", digest.hash().hex(), covers(digest)));
    Optional<Proof.Signature> signature = grounds.signature();
    lines.add(
        new Line(
            "Its signature",
            signature.map(ProofView::beginning).orElse("none"),
            signature.map(ProofView::origin).orElse("it did not come with the digest")));
    lines.add(key(digest, grounds.key()));
    grounds
        .key()
        .ifPresent(
            learned ->
                lines.add(
                    new Line(
                        "Key in use",
                        "",
                        "%s to %s"
                            .formatted(
                                Shown.time(learned.key().validFrom()),
                                Shown.time(learned.key().validTo())))));
    DigestFacts oldest = grounds.chain().isEmpty() ? digest : grounds.chain().getLast();
    lines.add(new Line("Chain back to", oldest.name().toString(), chain(digest, oldest, grounds)));
  }

  private static String covers(DigestFacts digest) {
    return "covers %s to %s"
        .formatted(Shown.time(digest.startTime()), Shown.time(digest.endTime()));
  }

  private static String beginning(Proof.Signature signature) {
    return Shown.text(signature.hex(), SIGNATURE_SHOWN);
  }

  private static String origin(Proof.Signature signature) {
    return switch (signature.from()) {
      case OWN_METADATA -> "from its own metadata";
      case SUCCESSOR -> "its own was lost; remembered by the digest after it";
    };
  }

  private static Line key(DigestFacts digest, Optional<TrustedKey> key) {
    String fingerprint = Shown.text(digest.fingerprint().toLowerCase(Locale.ROOT), 64);
    return new Line(
        "Signed with key",
        fingerprint,
        key.map(
                learned ->
                    "from %s, for %s"
                        .formatted(
                            Shown.text(learned.provenance(), PROVENANCE_LENGTH_MAX),
                            Shown.text(learned.region(), 64)))
            .orElse("not in the key ring"));
  }

  private static String chain(DigestFacts digest, DigestFacts oldest, Grounds grounds) {
    String span =
        "%s without a break, from %s to %s"
            .formatted(
                EvidenceWords.counted(1L + grounds.chain().size(), "digest"),
                Shown.time(oldest.startTime()),
                Shown.time(digest.endTime()));
    return switch (grounds.anchor()) {
      case STARTING_DIGEST -> span + "; a starting digest: CloudTrail began the chain there";
      case FIRST_HELD -> span + "; the first one held: it names an older one that is not here";
      case FIRST_THAT_FITS ->
          span + "; the one before it is here and could not be verified or does not fit";
      case CUT -> span + "; it goes further back than a proof does";
      case NONE -> span;
    };
  }
}
