package io.trailseal.verifier.check;

import io.trailseal.verifier.S3Name;
import io.trailseal.verifier.Sha256;
import io.trailseal.verifier.Verdict;
import io.trailseal.verifier.Verdict.Obstacle;
import io.trailseal.verifier.digest.DigestFile;
import io.trailseal.verifier.digest.DigestFormatException;
import io.trailseal.verifier.trail.ContentHash;
import io.trailseal.verifier.trail.ObjectReader;
import java.util.Map;
import java.util.Optional;

/// An object under a digest's name, read and not yet judged.
///
/// @param name where it was found, under the name CloudTrail gave
/// @param digest what it says, where it can be read
/// @param hash SHA-256 of its inflated bytes, where it inflates as one whole gzip member
/// @param fault why there is no digest, printable; empty where there is one
/// @param withheld why nothing was read at all
public record DigestReading(
    S3Name name,
    Optional<DigestFile> digest,
    Optional<Sha256> hash,
    String fault,
    Map<String, String> userMetadata,
    Optional<Verdict.Undecided> withheld) {
  public DigestReading {
    userMetadata = Map.copyOf(userMetadata);
  }

  /// Reads one. Never throws for what is in it.
  public static DigestReading of(
      S3Name name, byte[] delivered, Map<String, String> userMetadata, ObjectReader reader) {
    ContentHash content = reader.hash(name.key(), delivered);
    if (content.inflated().isEmpty()) {
      var defect = content.defect().orElseThrow();
      return defect.isOverLimit()
          ? withheld(name, Obstacle.OBJECT_OVER_LIMIT, defect.reason())
          : unreadable(name, Optional.empty(), defect.reason(), userMetadata);
    }
    if (content.bytes() > ObjectReader.INFLATED_BYTES_MAX) {
      return withheld(
          name,
          Obstacle.OBJECT_OVER_LIMIT,
          "a digest of %,d bytes, and %,d is the most"
              .formatted(content.bytes(), ObjectReader.INFLATED_BYTES_MAX));
    }
    try {
      return new DigestReading(
          name,
          Optional.of(DigestFile.parse(reader.content(delivered))),
          content.inflated(),
          "",
          userMetadata,
          Optional.empty());
    } catch (DigestFormatException e) {
      return unreadable(
          name, content.inflated(), S3Name.printable(String.valueOf(e.getMessage())), userMetadata);
    }
  }

  private static DigestReading unreadable(
      S3Name name, Optional<Sha256> hash, String fault, Map<String, String> userMetadata) {
    return new DigestReading(name, Optional.empty(), hash, fault, userMetadata, Optional.empty());
  }

  /// One that could not be read.
  public static DigestReading withheld(S3Name name, Obstacle obstacle, String detail) {
    return new DigestReading(
        name,
        Optional.empty(),
        Optional.empty(),
        "",
        Map.of(),
        Optional.of(new Verdict.Undecided(name, obstacle, detail)));
  }

  /// The same with what it says let go.
  DigestReading withoutDigest() {
    return new DigestReading(name, Optional.empty(), hash, fault, userMetadata, withheld);
  }
}
