package io.trailseal.indexer.proof;

import io.trailseal.indexer.ledger.DigestFacts;
import io.trailseal.indexer.ledger.Ledger;
import io.trailseal.indexer.ledger.LedgerEntry.ObjectReceived;
import io.trailseal.indexer.ledger.LedgerPosition;
import io.trailseal.indexer.ledger.Listing;
import io.trailseal.indexer.ledger.Recorded;
import io.trailseal.indexer.search.EventHit;
import io.trailseal.indexer.vault.Vault;
import io.trailseal.indexer.vault.VaultRef;
import io.trailseal.verifier.Payload;
import io.trailseal.verifier.S3Name;
import io.trailseal.verifier.Verdict;
import io.trailseal.verifier.digest.DigestFile;
import io.trailseal.verifier.digest.DigestFormatException;
import io.trailseal.verifier.digest.DigestSignature;
import io.trailseal.verifier.key.KeyRing;
import io.trailseal.verifier.key.PublishedKey;
import io.trailseal.verifier.key.TrustedKey;
import io.trailseal.verifier.proof.Proof;
import io.trailseal.verifier.proof.Proof.Anchor;
import io.trailseal.verifier.proof.Proof.Link;
import io.trailseal.verifier.trail.ObjectReader;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/// Gathers proofs. The one door to this package.
public final class Proofs {
  private static final String MADE_BY = "trailseal";

  private final Ledger ledger;
  private final Vault vault;

  public Proofs(Ledger ledger, Vault vault) {
    this.ledger = ledger;
    this.vault = vault;
  }

  /// The whole proof of an event, or, where its verdict is not intact, all there is.
  ///
  /// @param at now: when the document is made
  /// @throws ProofTooLargeException if a part is over a limit of [Proof]
  public Proof proof(EventHit hit, Instant at) throws IOException, ProofTooLargeException {
    ObjectReceived log = object(hit.id().object());
    Grounds grounds = grounds(hit);
    byte[] delivered = vault.read(kept(log));
    Optional<Proof.Digest> digest = Optional.empty();
    if (grounds.digest().isPresent()) {
      DigestFacts facts = grounds.digest().get();
      digest =
          Optional.of(
              new Proof.Digest(
                  facts.name(),
                  grounds.signature(),
                  Payload.adopt(vault.read(kept(object(facts.position()))))));
    }
    List<Link> links = links(grounds);
    try {
      return new Proof(
          new Proof.Made(MADE_BY, at, hit.id().toString()),
          Proof.Claim.of(hit.verdict()),
          new Proof.Event(
              hit.objectName(), hit.offset(), hit.offset() + hit.raw().length(), hit.raw()),
          new Proof.LogFile(log.name(), log.reading().inflated(), Payload.adopt(delivered)),
          digest,
          grounds.anchor(),
          links,
          keys(grounds, links));
    } catch (IllegalArgumentException e) {
      throw new ProofTooLargeException(String.valueOf(e.getMessage()));
    }
  }

  /// What speaks for an event's log file or against it.
  public Grounds grounds(EventHit hit) throws IOException {
    Optional<DigestFacts> digest = digest(hit);
    if (digest.isEmpty()) {
      return Grounds.NONE;
    }
    DigestFacts facts = digest.get();
    List<DigestFacts> chain =
        facts.verified() ? ledger.digestsBack(facts, Proof.LINKS_MAX) : List.of();
    return new Grounds(
        digest,
        signature(facts),
        TrustedKey.gather(ledger.keys()).stream()
            .filter(learned -> names(facts, learned.key().fingerprint()))
            .findFirst(),
        chain,
        anchor(chain.isEmpty() ? facts : chain.getLast(), chain.size()));
  }

  /// The verified digest that lists the log file as it is, else one that lists it otherwise, else
  /// the one its verdict names as looked in.
  private Optional<DigestFacts> digest(EventHit hit) throws IOException {
    Optional<Listing> best = Optional.empty();
    for (Listing listing : ledger.listings(hit.objectName())) {
      boolean fits = Optional.of(listing.hash()).equals(hit.objectHash());
      if (listing.verified() && fits) {
        return ledger.digestAt(listing.digest());
      }
      best = best.isEmpty() ? Optional.of(listing) : best;
    }
    if (best.isPresent()) {
      return ledger.digestAt(best.get().digest());
    }
    Optional<S3Name> said = hit.verdict().flatMap(Verdict::saidBy);
    return said.isEmpty() ? Optional.empty() : ledger.digestNamed(said.get());
  }

  private Optional<Proof.Signature> signature(DigestFacts facts) throws IOException {
    if (facts.signatureHex().isEmpty()) {
      return Optional.empty();
    }
    String own = object(facts.position()).userMetadata().getOrDefault("signature", "").strip();
    return Optional.of(
        new Proof.Signature(
            facts.signatureHex().get(),
            own.equalsIgnoreCase(facts.signatureHex().get())
                ? Proof.Origin.OWN_METADATA
                : Proof.Origin.SUCCESSOR));
  }

  private Anchor anchor(DigestFacts oldest, int links) throws IOException {
    if (oldest.previous().isEmpty()) {
      return Anchor.STARTING_DIGEST;
    }
    if (links == Proof.LINKS_MAX) {
      return Anchor.CUT;
    }
    return ledger.objectsNamed(oldest.previous().get().name()).isEmpty()
        ? Anchor.FIRST_HELD
        : Anchor.FIRST_THAT_FITS;
  }

  private List<Link> links(Grounds grounds) throws IOException {
    List<Link> links = new ArrayList<>(grounds.chain().size());
    if (grounds.digest().isEmpty()) {
      return links;
    }
    DigestFacts newer = grounds.digest().get();
    ObjectReader reader = new ObjectReader();
    KeyRing keys = KeyRing.ofLearned(ledger.keys());
    for (DigestFacts older : grounds.chain()) {
      links.add(
          new Link(
              older.name(),
              endTimeText(older, keys, reader),
              older.hash(),
              newer.previous().orElseThrow().signatureHex(),
              older.previous().map(DigestFacts.Previous::signatureHex),
              older.fingerprint()));
      newer = older;
    }
    return links;
  }

  /// The end of a digest as it wrote it, which its signature covers. The ledger keeps the time;
  /// only where CloudTrail's way of writing it was another than ours is the digest itself needed.
  private String endTimeText(DigestFacts digest, KeyRing keys, ObjectReader reader)
      throws IOException {
    String ours = digest.endTime().toString();
    Optional<PublishedKey> key = keys.find(digest.fingerprint());
    byte[] signed =
        DigestFile.signedBytes(
            ours,
            digest.name(),
            digest.hash(),
            digest.previous().map(DigestFacts.Previous::signatureHex));
    if (key.isPresent()
        && DigestSignature.verify(key.get(), signed, digest.signatureHex().orElse(""))
            == DigestSignature.Outcome.FITS) {
      return ours;
    }
    try {
      byte[] delivered = vault.read(kept(object(digest.position())));
      return DigestFile.parse(reader.content(delivered)).endTimeText();
    } catch (DigestFormatException _) {
      // It was read when it came in, so its bytes are not the ones that came. The check will say
      // so; fsck says more.
      return ours;
    }
  }

  private List<Proof.Key> keys(Grounds grounds, List<Link> links) throws IOException {
    Set<String> named = new LinkedHashSet<>();
    grounds.digest().ifPresent(digest -> named.add(lower(digest.fingerprint())));
    links.forEach(link -> named.add(lower(link.keyFingerprint())));
    List<Proof.Key> keys = new ArrayList<>();
    for (TrustedKey learned : TrustedKey.gather(ledger.keys())) {
      // A key may have been learned for several regions; it is the same key.
      if (named.remove(lower(learned.key().fingerprint()))) {
        keys.add(
            new Proof.Key(
                learned.key(), "%s (%s)".formatted(learned.provenance(), learned.region())));
      }
    }
    return keys;
  }

  private static boolean names(DigestFacts digest, String fingerprint) {
    return lower(digest.fingerprint()).equals(lower(fingerprint));
  }

  private static String lower(String fingerprint) {
    return fingerprint.toLowerCase(Locale.ROOT);
  }

  private ObjectReceived object(LedgerPosition position) throws IOException {
    Recorded entry =
        ledger
            .entry(position)
            .orElseThrow(() -> new IOException("the ledger has no entry " + position));
    if (entry.entry() instanceof ObjectReceived object) {
      return object;
    }
    throw new IOException("ledger entry %s is not an object's; run fsck".formatted(position));
  }

  private static VaultRef kept(ObjectReceived object) throws IOException {
    return object
        .kept()
        .orElseThrow(
            () -> new IOException("the bytes of %s were not kept".formatted(object.name())));
  }
}
