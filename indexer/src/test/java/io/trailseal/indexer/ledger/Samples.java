package io.trailseal.indexer.ledger;

import io.trailseal.indexer.ledger.LedgerEntry.KeyLearned;
import io.trailseal.indexer.ledger.LedgerEntry.ObjectReceived;
import io.trailseal.indexer.ledger.LedgerEntry.VerdictReached;
import io.trailseal.indexer.vault.VaultRef;
import io.trailseal.verifier.Payload;
import io.trailseal.verifier.S3Name;
import io.trailseal.verifier.Sha256;
import io.trailseal.verifier.Verdict;
import io.trailseal.verifier.key.Provenance;
import io.trailseal.verifier.key.PublishedKey;
import io.trailseal.verifier.trail.Defect;
import io.trailseal.verifier.trail.ObjectKind;
import io.trailseal.verifier.trail.ObjectReading;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Entries for tests, shaped like those of an organization's trail.
final class Samples {
  static final Instant NOON = Instant.parse("2026-11-20T12:00:00.123Z");

  private Samples() {}

  static S3Name logName(int i) {
    int account = 100 + i / 50 % 7;
    int hour = i / 2000 % 24;
    return new S3Name(
        "acme-audit-logs",
        "o-a1b2c3d4e5/AWSLogs/o-a1b2c3d4e5/111122223%d/CloudTrail/eu-central-1/2026/11/%02d/111122223%d_CloudTrail_eu-central-1_202611%02dT%02d00Z_%016x.json.gz"
            .formatted(
                account, 1 + i / 48000, account, 1 + i / 48000, hour, i * 0x9E3779B97F4A7C15L));
  }

  static S3Name digestName(int hour) {
    return new S3Name(
        "acme-audit-logs",
        "AWSLogs/111122223100/CloudTrail-Digest/eu-central-1/2026/11/%02d/111122223100_CloudTrail-Digest_eu-central-1_trail_eu-central-1_202611%02dT%02d0000Z.json.gz"
            .formatted(1 + hour / 24, 1 + hour / 24, hour % 24));
  }

  static Sha256 hash(String text) {
    return Sha256.of(text.getBytes(StandardCharsets.UTF_8));
  }

  static ObjectReceived log(int i) {
    return object(logName(i), ObjectKind.LOG, "log " + i, List.of(), Map.of());
  }

  static ObjectReceived digestObject(int hour) {
    return object(
        digestName(hour),
        ObjectKind.DIGEST,
        "digest " + hour,
        List.of(),
        Map.of("signature", "ab".repeat(256), "signature-algorithm", "SHA256withRSA"));
  }

  static ObjectReceived object(
      S3Name name,
      ObjectKind kind,
      String content,
      List<Defect> defects,
      Map<String, String> metadata) {
    Sha256 delivered = hash(content);
    return new ObjectReceived(
        name,
        12_345,
        Optional.of(new VaultRef(3, 123_456_789, 12_345, delivered)),
        new ObjectReading(
            kind,
            delivered,
            Optional.of(hash("inflated " + content)),
            123_456,
            kind == ObjectKind.LOG ? 17 : 0,
            defects),
        metadata,
        "folder /data/bucket");
  }

  static VerdictReached intact(Appended object, S3Name name, S3Name digest) {
    return new VerdictReached(
        new Verdict.Intact(name, hash("inflated " + name.key()), digest.toString()),
        Optional.of(object.position()));
  }

  static VerdictReached noDigestYet(Appended object, S3Name name) {
    return new VerdictReached(
        new Verdict.Undecided(name, Verdict.Obstacle.NO_DIGEST_YET, ""),
        Optional.of(object.position()));
  }

  static VerdictReached missing(S3Name name, S3Name digest) {
    return new VerdictReached(new Verdict.Missing(name, digest), Optional.empty());
  }

  static KeyLearned key(String name) {
    byte[] der = name.getBytes(StandardCharsets.UTF_8);
    return new KeyLearned(
        new PublishedKey(
            PublishedKey.fingerprintOf(der),
            Payload.copyOf(der),
            Instant.parse("2026-01-01T00:00:00Z"),
            Instant.parse("2027-01-01T00:00:00Z")),
        "eu-central-1",
        Provenance.told("file keys.json"));
  }

  /// The digest of an hour, which lists log files `from` to `to`.
  static DigestFacts digest(LedgerPosition position, int hour, boolean verified, int from, int to) {
    Instant end = Instant.parse("2026-11-01T00:00:00Z").plusSeconds(3600L * hour);
    return new DigestFacts(
        position,
        digestName(hour),
        "111122223100/eu-central-1/trail/eu-central-1/standard",
        end.minusSeconds(3600),
        end,
        "0123456789abcdef",
        verified,
        hash("digest " + hour),
        Optional.of("ab".repeat(256)),
        Optional.of(
            new DigestFacts.Previous(
                digestName(hour - 1), Optional.of(hash("digest")), "cd".repeat(256))),
        java.util.stream.IntStream.range(from, to)
            .mapToObj(i -> new DigestFacts.Listed(logName(i), hash("inflated log " + i)))
            .toList());
  }
}
