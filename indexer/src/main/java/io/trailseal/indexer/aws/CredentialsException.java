package io.trailseal.indexer.aws;

/// There is nothing to sign a request with. It goes through the SDK to whoever asked, so that a
/// refusal by STS is not taken for one by S3.
final class CredentialsException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final transient Troubles.Trouble trouble;

  CredentialsException(Troubles.Trouble trouble, RuntimeException cause) {
    super(trouble.detail(), cause);
    this.trouble = trouble;
  }

  Troubles.Trouble trouble() {
    return trouble;
  }
}
