package io.trailseal.verifier.proof;

import io.trailseal.verifier.Payload;
import io.trailseal.verifier.S3Name;
import io.trailseal.verifier.Sha256;
import io.trailseal.verifier.Verdict;
import io.trailseal.verifier.digest.DigestFile;
import io.trailseal.verifier.digest.DigestFormatException;
import io.trailseal.verifier.key.KeyFile;
import io.trailseal.verifier.key.KeyFormatException;
import io.trailseal.verifier.key.KeyRing;
import io.trailseal.verifier.key.PublishedKey;
import io.trailseal.verifier.proof.Proof.Anchor;
import io.trailseal.verifier.synthetic.FolderBucket;
import io.trailseal.verifier.synthetic.SampleSettings;
import io.trailseal.verifier.synthetic.StoredObject;
import io.trailseal.verifier.synthetic.SyntheticTrail;
import io.trailseal.verifier.trail.EventSink;
import io.trailseal.verifier.trail.ObjectReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// A proof of an event of a sample, put together by hand.
///
/// @param keys what ListPublicKeys would answer
public record SampleProof(Proof proof, List<PublishedKey> keys) {

  /// The third event of the first log file listed by the newest digest of a chain of six.
  public static SampleProof in(Path folder)
      throws IOException, DigestFormatException, KeyFormatException {
    SampleSettings defaults = SampleSettings.DEFAULTS;
    SampleSettings settings =
        new SampleSettings(
            1, 1, 6, 60, Optional.empty(), 7, defaults.start(), defaults.bucket(), "");
    FolderBucket bucket = FolderBucket.at(folder);
    new SyntheticTrail(settings).writeTo(bucket);
    List<String> digests =
        bucket.keys("").stream()
            .filter(key -> key.contains("/CloudTrail-Digest/") && key.endsWith(".gz"))
            .sorted()
            .toList();
    String keyFile =
        bucket.keys("").stream()
            .filter(key -> key.contains("public-keys"))
            .findFirst()
            .orElseThrow();
    List<PublishedKey> keys =
        KeyFile.parse(bucket.get(keyFile).orElseThrow().content().toByteArray());
    ObjectReader reader = new ObjectReader();
    StoredObject newest = bucket.get(digests.getLast()).orElseThrow();
    DigestFile digest = DigestFile.parse(reader.content(newest.content().borrow()));
    DigestFile.LogFile listed = digest.logFiles().getFirst();
    byte[] log = bucket.get(listed.name().key()).orElseThrow().content().toByteArray();
    Third third = new Third();
    reader.read(listed.name().key(), log, third);

    List<Proof.Link> links = new ArrayList<>();
    DigestFile newer = digest;
    for (String key : digests.reversed().subList(1, digests.size())) {
      byte[] inflated = reader.content(bucket.get(key).orElseThrow().content().borrow());
      DigestFile older = DigestFile.parse(inflated);
      links.add(
          new Proof.Link(
              older.name(),
              older.endTimeText(),
              Sha256.of(inflated),
              newer.previous().orElseThrow().signatureHex(),
              older.previous().map(DigestFile.BackLink::signatureHex),
              older.keyFingerprint()));
      newer = older;
    }
    S3Name name = listed.name();
    Verdict verdict = new Verdict.Intact(name, listed.hash(), digest.name().toString());
    return new SampleProof(
        new Proof(
            new Proof.Made("a test", Instant.parse("2026-03-03T00:00:00Z"), "1-2"),
            Proof.Claim.of(Optional.of(verdict)),
            new Proof.Event(
                name,
                third.offset,
                third.end,
                Payload.adopt(reader.record(log, third.offset, third.end))),
            new Proof.LogFile(name, Optional.of(listed.hash()), Payload.copyOf(log)),
            Optional.of(
                new Proof.Digest(
                    digest.name(),
                    Optional.of(
                        new Proof.Signature(
                            newest.metadata().getOrDefault("signature", ""),
                            Proof.Origin.OWN_METADATA)),
                    newest.content())),
            Anchor.STARTING_DIGEST,
            links,
            keys.stream()
                .filter(
                    key ->
                        key.fingerprint().equals(digest.keyFingerprint())
                            || links.stream()
                                .anyMatch(link -> link.keyFingerprint().equals(key.fingerprint())))
                .map(key -> new Proof.Key(key, "sample"))
                .toList()),
        keys);
  }

  KeyRing ring() {
    return KeyRing.of(keys);
  }

  public byte[] bytes() {
    return bytes(proof);
  }

  public static byte[] bytes(Proof proof) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try {
      proof.writeTo(out);
    } catch (IOException e) {
      throw new AssertionError("writing to memory does not fail", e);
    }
    return out.toByteArray();
  }

  private static final class Third implements EventSink {
    private long offset = -1;
    private long end = -1;

    @Override
    public void beginEvent(int ordinal, long eventOffset) {
      if (ordinal == 2) {
        offset = eventOffset;
      }
    }

    @Override
    public void leaf(String path, LeafType type, String text) {}

    @Override
    public void endEvent(long endOffset) {
      if (offset >= 0 && end < 0) {
        end = endOffset;
      }
    }

    @Override
    public void abandonEvent() {}
  }
}
