package io.trailseal.verifier.fuzz;

import io.trailseal.verifier.S3Name;
import io.trailseal.verifier.Sha256;
import io.trailseal.verifier.Verdict;
import io.trailseal.verifier.check.DigestCheck;
import io.trailseal.verifier.check.LogCheck;
import io.trailseal.verifier.digest.DigestFile;
import io.trailseal.verifier.digest.DigestFile.LogFile;
import io.trailseal.verifier.digest.DigestFormatException;
import io.trailseal.verifier.digest.Digests;
import io.trailseal.verifier.digest.SigningKey;
import io.trailseal.verifier.key.KeyRing;
import io.trailseal.verifier.key.PublishedKey;
import io.trailseal.verifier.trail.ObjectReader;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;

/// Digest files, gzipped or not, up to every verdict on them and their links. Whatever they say is
/// also examined as if CloudTrail had signed it: the signature keeps nobody from anything here.
final class DigestTarget implements FuzzTarget {
  private static final int LOG_FILES_LOOKED_AT = 20;

  private final SigningKey signer = SigningKey.generate(1024);
  private final List<byte[]> digests;
  private final KeyRing keys;

  /// @param digests honest ones, inflated
  DigestTarget(List<byte[]> digests) {
    this.digests = List.copyOf(digests);
    // Under the name that the honest ones give to theirs.
    PublishedKey known = signer.published();
    keys =
        KeyRing.of(
            List.of(
                new PublishedKey(
                    parsed(digests.getFirst()).keyFingerprint(),
                    known.der(),
                    Instant.parse("2026-02-01T00:00:00Z"),
                    known.validTo())));
  }

  private static DigestFile parsed(byte[] digest) {
    try {
      return DigestFile.parse(digest);
    } catch (DigestFormatException e) {
      throw new IllegalArgumentException(e);
    }
  }

  @Override
  public String name() {
    return "digest";
  }

  @Override
  public byte[] input(Random random) {
    Mutator mutator = new Mutator(random);
    byte[] damaged = mutator.damage(Dictionary.one(digests, random), digests);
    return random.nextInt(4) == 0 ? new GzipDamage(random).pack(damaged, mutator) : damaged;
  }

  @Override
  public Examiner examiner() {
    ObjectReader reader = new ObjectReader();
    return input -> examine(reader, input);
  }

  private Answer examine(ObjectReader reader, byte[] input) {
    byte[] content = reader.content(input);
    Sha256 hash = Sha256.of(content);
    List<String> shown = new ArrayList<>();
    StringBuilder text = new StringBuilder();
    try {
      DigestFile digest = DigestFile.parse(content);
      text.append(digest);
      for (Verdict verdict : verdicts(digest, hash)) {
        text.append(verdict.getClass()).append(verdict.severity()).append(verdict.isFinding());
        shown.add(verdict.subject().toString());
        shown.add(verdict.sentence());
        shown.add(verdict.expected());
        shown.add(verdict.actual());
      }
    } catch (DigestFormatException e) {
      shown.add(e.getMessage());
      shown.add(e.subject());
    }
    text.append(shown);
    return new Answer(text.toString(), shown, content.length, 0);
  }

  private List<Verdict> verdicts(DigestFile digest, Sha256 hash) {
    Optional<String> signature = Optional.of(signer.sign(digest.signedBytes(hash)));
    List<Verdict> verdicts = new ArrayList<>();
    verdicts.add(DigestCheck.check(digest.name(), digest, hash, signature, keys));
    verdicts.add(DigestCheck.check(Digests.NAME, digest, hash, signature, keys));
    verdicts.add(DigestCheck.check(digest.name(), digest, hash, Optional.empty(), keys));
    verdicts.add(DigestCheck.check(digest.name(), digest, hash, Optional.of("zz"), keys));
    verdicts.add(DigestCheck.check(digest.name(), digest, hash, signature, KeyRing.of(List.of())));
    S3Name previous = digest.previous().map(DigestFile.BackLink::name).orElse(Digests.PREVIOUS);
    for (S3Name at : List.of(previous, Digests.PREVIOUS)) {
      DigestCheck.checkLink(digest.name(), digest, at, hash, signature).ifPresent(verdicts::add);
    }
    for (LogFile log : digest.logFiles().stream().limit(LOG_FILES_LOOKED_AT).toList()) {
      verdicts.add(LogCheck.check(log.name(), log.hash(), hash, digest.name()));
    }
    return verdicts;
  }
}
