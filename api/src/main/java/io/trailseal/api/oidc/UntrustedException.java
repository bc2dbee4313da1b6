package io.trailseal.api.oidc;

/// What claims to be the provider's word may not be believed.
final class UntrustedException extends Exception {
  private static final long serialVersionUID = 1;

  UntrustedException(String message) {
    super(message, null, false, false);
  }
}
