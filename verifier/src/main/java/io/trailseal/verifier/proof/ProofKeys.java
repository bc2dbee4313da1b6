package io.trailseal.verifier.proof;

import io.trailseal.verifier.S3Name;
import io.trailseal.verifier.key.KeyRing;
import io.trailseal.verifier.key.PublishedKey;
import io.trailseal.verifier.trail.ObjectKey;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/// The keys a check uses: the caller's, and where they lack one, the one in the document, which is
/// then good for seeing whether things fit and for no more.
final class ProofKeys {
  private final KeyRing trusted;
  private final KeyRing all;
  private final Map<String, Use> uses = new LinkedHashMap<>();

  /// What a key that is not trusted was needed for.
  private static final class Use {
    private Instant first;
    private Instant last;

    Use(Instant time) {
      this.first = time;
      this.last = time;
    }

    void add(Instant time) {
      first = time.isBefore(first) ? time : first;
      last = time.isAfter(last) ? time : last;
    }
  }

  /// Holds the document's keys against the trusted ones.
  ProofKeys(Proof proof, KeyRing trusted, Steps steps) {
    this.trusted = trusted;
    List<PublishedKey> usable = new ArrayList<>();
    for (Proof.Key inDocument : proof.keys()) {
      PublishedKey key = inDocument.key();
      Optional<PublishedKey> known = trusted.find(key.fingerprint());
      if (known.isEmpty()) {
        usable.add(key);
        continue;
      }
      usable.add(known.get());
      if (!known.get().der().equals(key.der())) {
        steps.failed(
            "The document brings another key under the fingerprint %s than the one you trust: it was made to deceive.",
            key.fingerprint());
      } else if (!known.get().equals(key)) {
        steps.open(
            "The document says that the key %s is valid from %s to %s, and your key file says from %s to %s. One of the two is not what CloudTrail published.",
            key.fingerprint(),
            key.validFrom(),
            key.validTo(),
            known.get().validFrom(),
            known.get().validTo());
      }
    }
    this.all = KeyRing.of(usable);
  }

  Optional<PublishedKey> find(String fingerprint) {
    return trusted.find(fingerprint).or(() -> all.find(fingerprint));
  }

  /// Only the key that `fingerprint` names, so that a check can be given a ring.
  KeyRing ringOf(String fingerprint) {
    return KeyRing.of(find(fingerprint).stream().toList());
  }

  /// Notes that a digest that ends at `time` names this key.
  void use(String fingerprint, Instant time) {
    if (trusted.find(fingerprint).isEmpty()) {
      String lower = fingerprint.toLowerCase(Locale.ROOT);
      Use use = uses.computeIfAbsent(lower, _ -> new Use(time));
      use.add(time);
    }
  }

  /// Says what is open because a key is not trusted.
  void conclude(Proof proof, Steps steps) {
    String region = regionOf(proof);
    uses.forEach(
        (fingerprint, use) -> {
          String how =
              "aws cloudtrail list-public-keys --region %s --start-time %s --end-time %s"
                  .formatted(
                      region,
                      use.first.minus(Duration.ofDays(1)),
                      use.last.plus(Duration.ofDays(1)));
          String printable = S3Name.excerpt(fingerprint, 64);
          if (all.find(fingerprint).isEmpty()) {
            steps.open(
                "The public key %s, which signed digests from %s to %s, is neither in your key files nor in the document. Get it from AWS (%s) and name the answer with --keys.",
                printable, use.first, use.last, how);
          } else {
            steps.open(
                "The public key %s came with this document only, and whoever made the document could have made the key. Ask AWS (%s): if its answer has this fingerprint, name that answer with --keys.",
                printable, how);
          }
        });
    if (uses.isEmpty() && proof.digest().isPresent()) {
      steps.held("Every public key used is one that you named as trusted.");
    }
  }

  private static String regionOf(Proof proof) {
    return proof
        .digest()
        .flatMap(digest -> ObjectKey.parse(digest.name().key()))
        .flatMap(ObjectKey::region)
        .map(region -> S3Name.excerpt(region, 40))
        .orElse("REGION");
  }
}
