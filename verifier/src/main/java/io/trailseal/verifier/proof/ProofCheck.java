package io.trailseal.verifier.proof;

import io.trailseal.verifier.S3Name;
import io.trailseal.verifier.Sha256;
import io.trailseal.verifier.Verdict;
import io.trailseal.verifier.check.DigestCheck;
import io.trailseal.verifier.digest.DigestFile;
import io.trailseal.verifier.digest.DigestFile.LogFile;
import io.trailseal.verifier.digest.DigestFormatException;
import io.trailseal.verifier.key.KeyRing;
import io.trailseal.verifier.proof.Proof.Claim;
import io.trailseal.verifier.proof.Proof.Digest;
import io.trailseal.verifier.trail.ContentHash;
import io.trailseal.verifier.trail.Defect;
import io.trailseal.verifier.trail.EventSink;
import io.trailseal.verifier.trail.ObjectReader;
import io.trailseal.verifier.trail.ObjectReading;
import java.util.Arrays;
import java.util.Optional;

/// Checks a proof. A pure function of the document and the keys trusted.
public final class ProofCheck {
  private final Proof proof;
  private final Steps steps = new Steps();
  private final ProofKeys keys;

  private ProofCheck(Proof proof, KeyRing trusted) {
    this.proof = proof;
    this.keys = new ProofKeys(proof, trusted, steps);
  }

  /// Derives everything from the document's bytes again and says what held.
  ///
  /// @param document a proof as [Proof#writeTo] wrote it
  /// @param trusted the keys that the caller knows to be CloudTrail's
  /// @throws ProofFormatException where `document` is no proof, or is over a limit
  public static ProofResult check(byte[] document, KeyRing trusted) throws ProofFormatException {
    return check(Proof.parse(document), trusted);
  }

  /// The same for a document that was read.
  public static ProofResult check(Proof proof, KeyRing trusted) {
    return new ProofCheck(proof, trusted).run();
  }

  private ProofResult run() {
    Optional<Sha256> content = checkLogFile();
    if (proof.digest().isEmpty()) {
      steps.open(
          "The document holds no digest that lists the log file, so nothing shows who wrote it.");
      if (!proof.links().isEmpty() || proof.anchor() != Proof.Anchor.NONE) {
        steps.failed("The document holds older digests, and none that they could lead to.");
      }
    } else {
      checkDigest(proof.digest().get(), content);
    }
    keys.conclude(proof, steps);
    checkClaim();
    return steps.result();
  }

  /// @return the hash of its content, where that inflates in order
  private Optional<Sha256> checkLogFile() {
    Proof.Event event = proof.event();
    S3Name name = proof.logFile().name();
    if (!event.logFile().equals(name)) {
      steps.failed(
          "The event is said to stand in %s, and the log file here is %s.", event.logFile(), name);
    }
    byte[] delivered = proof.logFile().delivered().borrow();
    ObjectReader reader = new ObjectReader();
    Finder finder = new Finder(event.offset());
    ObjectReading reading = reader.read(name.key(), delivered, finder);
    if (reading.inflated().isEmpty()) {
      steps.failed(
          "The log file %s, %,d bytes as delivered, is not one sound file: %s.",
          name,
          delivered.length,
          reading.defects().isEmpty()
              ? "it does not inflate"
              : reading.defects().getFirst().reason());
    } else if (!proof.logFile().inflated().equals(reading.inflated())) {
      steps.failed(
          "The content of the log file %s has the SHA-256 %s, and the document says %s.",
          name,
          reading.inflated().get().hex(),
          proof.logFile().inflated().map(Sha256::hex).orElse("that it has none"));
    } else {
      steps.held(
          "The log file %s is sound, and its content has the SHA-256 %s.",
          name, reading.inflated().get().hex());
    }
    if (finder.end != event.endOffset()) {
      steps.failed(
          "No record stands at bytes %,d to %,d of the log file's content.",
          event.offset(), event.endOffset());
    } else if (!Arrays.equals(
        reader.record(delivered, event.offset(), event.endOffset()), event.record().borrow())) {
      steps.failed(
          "The record at bytes %,d to %,d of the log file's content is another than the one the document shows.",
          event.offset(), event.endOffset());
    } else {
      steps.held(
          "The record stands, byte for byte, at bytes %,d to %,d of the log file's content.",
          event.offset(), event.endOffset());
    }
    return reading.inflated();
  }

  private void checkDigest(Digest held, Optional<Sha256> content) {
    byte[] delivered = held.delivered().borrow();
    ObjectReader reader = new ObjectReader();
    ContentHash hash = reader.hash(held.name().key(), delivered);
    if (hash.inflated().isEmpty()) {
      steps.failed(
          "The digest %s is not one sound file: %s.",
          held.name(), hash.defect().map(Defect::reason).orElse("it does not inflate"));
      return;
    }
    DigestFile digest;
    try {
      digest = DigestFile.parse(reader.content(delivered));
    } catch (DigestFormatException e) {
      steps.failed(
          "The digest %s is not as CloudTrail writes them: %s.",
          held.name(), S3Name.printable(String.valueOf(e.getMessage())));
      return;
    }
    checkListing(digest, content);
    checkSignature(held, digest, hash.inflated().get());
    new ChainSteps(proof, keys, steps).check(digest);
  }

  private void checkListing(DigestFile digest, Optional<Sha256> content) {
    S3Name log = proof.logFile().name();
    Optional<Sha256> listed =
        digest.logFiles().stream()
            .filter(each -> each.name().equals(log))
            .map(LogFile::hash)
            .findFirst();
    if (listed.isEmpty()) {
      steps.failed(
          "The digest %s, which covers %s to %s, does not list the log file.",
          digest.name(), digest.startTime(), digest.endTime());
    } else if (!listed.equals(content)) {
      steps.failed(
          "The digest %s lists the log file with the SHA-256 %s, and what is here has %s: it is not what CloudTrail wrote.",
          digest.name(),
          listed.get().hex(),
          content.map(Sha256::hex).orElse("none, as it does not inflate"));
    } else {
      steps.held("The digest %s lists the log file with exactly this SHA-256.", digest.name());
    }
  }

  private void checkSignature(Digest held, DigestFile digest, Sha256 hash) {
    String fingerprint = digest.keyFingerprint();
    keys.use(fingerprint, digest.endTime());
    Verdict verdict =
        DigestCheck.check(
            held.name(),
            digest,
            hash,
            held.signature().map(Proof.Signature::hex),
            keys.ringOf(fingerprint));
    switch (verdict) {
      case Verdict.Intact _ ->
          steps.held(
              "The digest's signature fits its content, its name and its end, %s, by the key %s, which was in use then.",
              digest.endTime(), S3Name.excerpt(fingerprint, 64));
      case Verdict.Undecided undecided ->
          steps.open("The digest's signature could not be checked: %s.", undecided.sentence());
      case Verdict.Altered _,
          Verdict.Missing _,
          Verdict.Unlisted _,
          Verdict.Injected _,
          Verdict.OutOfPlace _,
          Verdict.LinkBroken _,
          Verdict.Overdue _,
          Verdict.Gap _ ->
          steps.failed("The digest does not count (%s): %s.", verdict.word(), verdict.sentence());
    }
  }

  /// A document that speaks against its own event is never a proof of it, whatever else it holds.
  private void checkClaim() {
    Claim claim = proof.claim();
    String said =
        "The maker of this document concluded '%s': %s."
            .formatted(S3Name.excerpt(claim.word(), 40), S3Name.excerpt(claim.sentence(), 1_000));
    switch (claim.word()) {
      case "intact" -> {
        // That is what the steps before had to show.
      }
      case "could not tell", "not yet examined" ->
          steps.open("%s Ask for a new document once that is settled.", said);
      default -> steps.failed("%s", said);
    }
  }

  /// Looks for the record that begins at one offset. Only what the reader takes for a record
  /// counts: a caller can put braces into a request's parameters.
  private static final class Finder implements EventSink {
    private final long wanted;
    private boolean here;
    private long end = -1;

    Finder(long wanted) {
      this.wanted = wanted;
    }

    @Override
    public void beginEvent(int ordinal, long offset) {
      here = offset == wanted;
    }

    @Override
    public void leaf(String path, LeafType type, String text) {}

    @Override
    public void endEvent(long endOffset) {
      if (here) {
        end = endOffset;
      }
    }

    @Override
    public void abandonEvent() {
      here = false;
    }
  }
}
