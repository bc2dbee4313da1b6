package io.trailseal.indexer.custody;

import io.trailseal.verifier.S3Name;
import io.trailseal.verifier.digest.DigestFile;
import io.trailseal.verifier.trail.ObjectKey;
import io.trailseal.verifier.trail.ObjectKind;

/// Names the chain that a digest belongs to.
final class Chains {
  private Chains() {}

  /// From the key, whose layout is CloudTrail's; a digest found under some other name forms a chain
  /// with others of its account that were found so.
  static String of(S3Name name, DigestFile digest) {
    return ObjectKey.parse(name.key())
        .filter(key -> key.kind() == ObjectKind.DIGEST)
        .map(ObjectKey::chain)
        .orElse(digest.awsAccountId() + "/unknown");
  }
}
