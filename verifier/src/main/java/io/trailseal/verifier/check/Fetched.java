package io.trailseal.verifier.check;

import io.trailseal.verifier.Verdict.Obstacle;
import java.util.Map;

/// What came of reading one object. To be closed once its bytes are done with, because archives
/// bound how many are out at a time.
public sealed interface Fetched extends AutoCloseable {

  @Override
  default void close() {}

  /// Its bytes and what S3 keeps beside them.
  ///
  /// Not a record, whose equality would be a lie for the bytes.
  final class Present implements Fetched {
    private final byte[] delivered;
    private final Map<String, String> userMetadata;
    private final Runnable done;

    /// @param delivered the bytes as delivered; not copied, not written to by anyone from now on
    /// @param userMetadata without the `x-amz-meta-` prefix, keys in lower case
    public Present(byte[] delivered, Map<String, String> userMetadata) {
      this(delivered, userMetadata, () -> {});
    }

    /// @param done told when the bytes are done with
    public Present(byte[] delivered, Map<String, String> userMetadata, Runnable done) {
      this.delivered = delivered;
      this.userMetadata = Map.copyOf(userMetadata);
      this.done = done;
    }

    public byte[] delivered() {
      return delivered;
    }

    public Map<String, String> userMetadata() {
      return userMetadata;
    }

    @Override
    public void close() {
      done.run();
    }
  }

  /// There is no such object: the archive was asked and said so.
  record Absent() implements Fetched {}

  /// It may be there and could not be read. That is never evidence of tampering.
  ///
  /// @param obstacle one of those that keep bytes from being read
  /// @param detail facts for a person, printable, may be empty
  record Withheld(Obstacle obstacle, String detail) implements Fetched {}
}
