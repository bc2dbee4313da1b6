package io.trailseal.indexer.access;

/// An AWS-style access key that is accepted now.
///
/// @param secret what requests are signed with
/// @param caller who asks with it
public record AccessKey(String secret, Caller caller) {
  /// For no log.
  @Override
  public String toString() {
    return "access key of " + caller.name();
  }
}
