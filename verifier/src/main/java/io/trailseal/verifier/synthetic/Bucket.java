package io.trailseal.verifier.synthetic;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// A bucket to write a sample into, and to tamper with.
///
/// Keys are those of our own generator. Several threads may put different keys at once; nothing
/// else happens at the same time.
public interface Bucket {

  /// Writes an object, over the one with this key if there is one.
  ///
  /// @param metadata S3 user metadata, names without `x-amz-meta-`; empty for none
  void put(String key, byte[] bytes, Map<String, String> metadata) throws IOException;

  /// The object with this key, or empty.
  Optional<StoredObject> get(String key) throws IOException;

  /// Deletes the object with this key and its metadata.
  ///
  /// @return whether there was one
  boolean delete(String key) throws IOException;

  /// Every key that begins with `prefix`, in order.
  List<String> keys(String prefix) throws IOException;

  /// Whether no object is in it.
  default boolean isEmpty() throws IOException {
    return keys("").isEmpty();
  }
}
