package io.trailseal.verifier;

/// A part of a bucket: every object whose key begins with a text.
///
/// @param keyPrefix what keys begin with; empty for the whole bucket
public record S3Prefix(String bucket, String keyPrefix) {
  public boolean contains(S3Name name) {
    return name.bucket().equals(bucket) && name.key().startsWith(keyPrefix);
  }
}
