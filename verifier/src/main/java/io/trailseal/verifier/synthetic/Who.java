package io.trailseal.verifier.synthetic;

/// Who brings about what a [Tampering] does.
public enum Who {
  WRITER("whoever may write to the bucket"),
  KEY_HOLDER("only the holder of CloudTrail's signing key"),
  CLOUDTRAIL("CloudTrail itself, in good order or as told"),
  COPIER("a tool that copies, moves or restores objects"),
  KEY_SOURCE("whoever hands over the public keys"),
  S3("S3, which does not hand out what is there; read elsewhere the object is as it was");

  private final String words;

  Who(String words) {
    this.words = words;
  }

  /// For a list, without a full stop.
  public String words() {
    return words;
  }
}
