package io.trailseal.indexer.custody;

import io.trailseal.indexer.ledger.DigestFacts;
import io.trailseal.verifier.S3Name;
import io.trailseal.verifier.S3Prefix;
import io.trailseal.verifier.check.ChainNode;
import io.trailseal.verifier.digest.DigestFile;
import io.trailseal.verifier.trail.ObjectKey;
import io.trailseal.verifier.trail.ObjectKind;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Optional;

/// Which chain a digest belongs to, and where its neighbours lie.
final class Chains {
  private static final DateTimeFormatter DAY =
      DateTimeFormatter.ofPattern("yyyy/MM/dd/").withZone(ZoneOffset.UTC);

  private Chains() {}

  /// From the key, whose layout is CloudTrail's. A digest that was signed for another place than
  /// the one it was found at is no link of any chain: it is kept apart with others of its account.
  static String of(S3Name foundAt, DigestFile digest) {
    return ObjectKey.parse(foundAt.key())
        .filter(key -> key.kind() == ObjectKind.DIGEST && foundAt.equals(digest.name()))
        .map(ObjectKey::chain)
        .orElse(digest.awsAccountId() + "/unknown");
  }

  /// Whether the digest is a link of the chain that its name says.
  static boolean isInPlace(DigestFacts digest) {
    return key(digest.name()).filter(key -> key.chain().equals(digest.chain())).isPresent();
  }

  /// Whether it is a link of one of the chains that have a digest every hour.
  static boolean isStandard(DigestFacts digest) {
    return isInPlace(digest) && digest.chain().endsWith("/standard");
  }

  /// What a name says, where it is a digest's.
  static Optional<ObjectKey> key(S3Name name) {
    return ObjectKey.parse(name.key()).filter(key -> key.kind() == ObjectKind.DIGEST);
  }

  /// A verified digest, as the shared rules see it.
  static ChainNode.Signed node(DigestFacts digest) {
    return new ChainNode.Signed(
        digest.name(),
        digest.startTime(),
        digest.endTime(),
        digest.hash(),
        digest.signatureHex(),
        digest
            .previous()
            .map(link -> new DigestFile.BackLink(link.name(), link.hash(), link.signatureHex())));
  }

  /// The folder in which objects of a day lie, beside another one's.
  ///
  /// @param like the name of a digest or log file, which lies in the folder of its own day
  static S3Prefix dayFolder(S3Name like, Instant time) {
    return new S3Prefix(like.bucket(), regionFolder(like) + DAY.format(time));
  }

  /// The folder of the region, above the one of the day.
  static String regionFolder(S3Name like) {
    String folder = like.key().substring(0, like.key().lastIndexOf('/') + 1);
    return folder.substring(0, Math.max(0, folder.length() - "yyyy/MM/dd/".length()));
  }
}
