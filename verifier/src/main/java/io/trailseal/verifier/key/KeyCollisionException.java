package io.trailseal.verifier.key;

/// Two different keys have one fingerprint. Fingerprints are MD5, of which anyone can make such
/// pairs; CloudTrail has no reason to. Whoever offers the second one is not to be trusted.
public final class KeyCollisionException extends IllegalArgumentException {
  private static final long serialVersionUID = 1L;

  private final String fingerprint;

  public KeyCollisionException(String fingerprint) {
    super("two different keys have the fingerprint " + fingerprint);
    this.fingerprint = fingerprint;
  }

  public String fingerprint() {
    return fingerprint;
  }
}
