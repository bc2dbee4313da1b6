package io.trailseal.indexer.access;

/// A credential just made.
///
/// @param secret the token, or the access key's secret. Nobody can be told it again
public record Issued(Credential credential, String secret) {
  /// For no log.
  @Override
  public String toString() {
    return "issued " + credential.id();
  }
}
