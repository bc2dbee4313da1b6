package io.trailseal.verifier.proof;

import io.trailseal.verifier.Payload;
import io.trailseal.verifier.S3Name;
import io.trailseal.verifier.Sha256;
import io.trailseal.verifier.Verdict;
import io.trailseal.verifier.key.PublishedKey;
import io.trailseal.verifier.trail.ObjectReader;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// What one proof document says. Nothing of it is believed for being here: see [ProofCheck].
///
/// @param made who made the document and when; a claim
/// @param claim what its maker concluded; a claim
/// @param digest the digest that lists the log file, or should; empty where there was none
/// @param anchor what the last of `links` (or `digest`, without links) is, as the maker says
/// @param links the digests before `digest`, newest first, each the one that the one before it in
///   this list names as its previous
/// @param keys the keys named by `digest` and `links`, as far as the maker had them
public record Proof(
    Made made,
    Claim claim,
    Event event,
    LogFile logFile,
    Optional<Digest> digest,
    Anchor anchor,
    List<Link> links,
    List<Key> keys) {
  /// Of the document's format. A reader refuses any other: an older one could overlook what a newer
  /// document says.
  public static final int VERSION = 1;

  /// What a store takes in at most as one object; CloudTrail writes at most 50 MB, inflated.
  public static final int LOG_FILE_BYTES_MAX = 64 * 1024 * 1024;

  /// As delivered. A digest with as many listings as are read at all deflates to about 15 MB.
  public static final int DIGEST_BYTES_MAX = 32 * 1024 * 1024;

  /// A record nobody wrote by hand; CloudTrail's own limit is 1 MB.
  public static final int RECORD_BYTES_MAX = ObjectReader.INFLATED_BYTES_MAX;

  /// One digest an hour for five and a half years, 65 MB of document. A run that goes further back
  /// is cut there, and the anchor says so.
  public static final int LINKS_MAX = 50_000;

  /// CloudTrail changes its key a few times a year.
  public static final int KEYS_MAX = 1_000;

  /// DER bytes of one key: 8192 bits need 1,038.
  public static final int KEY_BYTES_MAX = 4_096;

  /// Characters of a text that only people read.
  public static final int REMARK_LENGTH_MAX = 4_000;

  /// Everything at its limit at once fits.
  public static final int DOCUMENT_BYTES_MAX = 352 * 1024 * 1024;

  public Proof {
    links = List.copyOf(links);
    keys = List.copyOf(keys);
    requireAtMost("links", links.size(), LINKS_MAX);
    requireAtMost("keys", keys.size(), KEYS_MAX);
    requireAtMost("bytes of the log file", logFile.delivered.length(), LOG_FILE_BYTES_MAX);
    requireAtMost("bytes of the record", event.record.length(), RECORD_BYTES_MAX);
    digest.ifPresent(
        listing ->
            requireAtMost("bytes of the digest", listing.delivered.length(), DIGEST_BYTES_MAX));
  }

  private static void requireAtMost(String what, int found, int max) {
    if (found > max) {
      throw new IllegalArgumentException(
          "a proof has at most %,d %s, these are %,d".formatted(max, what, found));
    }
  }

  /// @param by the program, for a person
  /// @param eventId what its store calls the event: `1234-17`
  public record Made(String by, Instant at, String eventId) {
    public Made {
      by = remark(by);
      eventId = remark(eventId);
    }
  }

  /// @param word see [Verdict#word()], or `not yet examined`
  /// @param sentence see [Verdict#sentence()]
  public record Claim(String word, String sentence) {
    public Claim {
      word = remark(word);
      sentence = remark(sentence);
    }

    public static Claim of(Optional<Verdict> verdict) {
      return verdict
          .map(concluded -> new Claim(concluded.word(), concluded.sentence()))
          .orElse(new Claim("not yet examined", "its log file waits to be examined"));
    }
  }

  /// @param logFile the name of the log file it stands in
  /// @param offset of its first byte, an opening brace, in the inflated log file
  /// @param endOffset one past its last byte
  /// @param record the bytes between
  public record Event(S3Name logFile, long offset, long endOffset, Payload record) {}

  /// @param delivered its bytes as they lay in the bucket
  /// @param inflated SHA-256 of its inflated content, as the maker found it; empty where it does
  ///   not inflate in order
  public record LogFile(S3Name name, Optional<Sha256> inflated, Payload delivered) {}

  /// @param delivered its bytes as they lay in the bucket
  public record Digest(S3Name name, Optional<Signature> signature, Payload delivered) {}

  /// @param hex lower case
  public record Signature(String hex, Origin from) {
    public Signature {
      hex = hex.toLowerCase(Locale.ROOT);
    }
  }

  /// Where a digest's signature came from.
  public enum Origin {
    OWN_METADATA("own metadata"),
    SUCCESSOR("its successor");

    private final String word;

    Origin(String word) {
      this.word = word;
    }

    public String word() {
      return word;
    }
  }

  /// An older digest: what its signature covers, and what it says the key is.
  ///
  /// @param endTime exactly as written: the signature covers the text
  /// @param sha256 of its inflated bytes
  /// @param signatureHex its signature, exactly as the next newer digest remembers it
  /// @param previousSignatureHex of the digest before it, as it says; empty on a starting digest
  public record Link(
      S3Name name,
      String endTime,
      Sha256 sha256,
      String signatureHex,
      Optional<String> previousSignatureHex,
      String keyFingerprint) {}

  /// A key as the maker had it.
  ///
  /// @param provenance how it was learned; a claim, for a person
  public record Key(PublishedKey key, String provenance) {
    public Key {
      provenance = remark(provenance);
    }
  }

  /// What the oldest digest of the document is.
  public enum Anchor {
    /// CloudTrail began the chain with it. This one is proven by its signature.
    STARTING_DIGEST("starting digest"),
    /// It names an older one that the maker does not hold.
    FIRST_HELD("first held"),
    /// The older one that it names is held and could not be verified, or is not what it says.
    FIRST_THAT_FITS("first that fits"),
    /// The maker holds more, over [#LINKS_MAX].
    CUT("cut"),
    /// There is no digest in the document.
    NONE("none");

    private final String word;

    Anchor(String word) {
      this.word = word;
    }

    public String word() {
      return word;
    }
  }

  /// Writes the document and leaves `out` open. Streams: takes no memory to speak of.
  public void writeTo(OutputStream out) throws IOException {
    ProofWriter.write(this, out);
  }

  /// Reads a document.
  ///
  /// @throws ProofFormatException where it is not one, or is over a limit
  public static Proof parse(byte[] document) throws ProofFormatException {
    return ProofReader.read(document);
  }

  private static String remark(String text) {
    return text.length() <= REMARK_LENGTH_MAX
        ? text
        : text.substring(0, REMARK_LENGTH_MAX - 2) + "…";
  }
}
