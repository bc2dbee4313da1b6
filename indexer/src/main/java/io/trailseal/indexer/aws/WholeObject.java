package io.trailseal.indexer.aws;

import io.trailseal.verifier.Verdict.Obstacle;
import io.trailseal.verifier.check.Archive;
import io.trailseal.verifier.check.Fetched;
import java.io.IOException;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import software.amazon.awssdk.core.exception.AbortedException;
import software.amazon.awssdk.core.exception.RetryableException;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.core.sync.ResponseTransformer;
import software.amazon.awssdk.http.AbortableInputStream;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;

/// Reads an answer of GetObject to its end, its length checked before anything is taken into
/// memory. An answer that breaks off is asked for again.
final class WholeObject implements ResponseTransformer<GetObjectResponse, Fetched> {
  private final ByteBudget budget;

  WholeObject(ByteBudget budget) {
    this.budget = budget;
  }

  /// What came is not what was announced.
  static final class NotWholeException extends IOException {
    private static final long serialVersionUID = 1L;

    NotWholeException(String message) {
      super(message);
    }
  }

  @Override
  public Fetched transform(GetObjectResponse response, AbortableInputStream body) {
    Long length = response.contentLength();
    if (length == null || length < 0) {
      body.abort();
      return new Fetched.Withheld(Obstacle.OBJECT_NOT_READABLE, "S3 did not say how long it is");
    }
    if (length > Archive.OBJECT_BYTES_MAX) {
      // What is not read would otherwise be read to keep the connection.
      body.abort();
      return new Fetched.Withheld(
          Obstacle.OBJECT_OVER_LIMIT,
          "%,d bytes, the limit is %,d".formatted(length, Archive.OBJECT_BYTES_MAX));
    }
    Runnable done;
    try {
      done = budget.take(length);
    } catch (InterruptedException e) {
      throw interrupted(body, e);
    }
    boolean whole = false;
    try {
      byte[] bytes = readAll(body, length.intValue());
      whole = true;
      return new Fetched.Present(bytes, lowerCase(response.metadata()), done);
    } finally {
      if (!whole) {
        done.run();
      }
    }
  }

  static AbortedException interrupted(AbortableInputStream body, InterruptedException e) {
    Thread.currentThread().interrupt();
    body.abort();
    return AbortedException.create("interrupted while waiting for memory", e);
  }

  /// @throws RetryableException if more or fewer bytes come, or they do not fit S3's checksum
  static byte[] readAll(AbortableInputStream body, int length) {
    try {
      byte[] bytes = body.readNBytes(length);
      // Also where nothing more may come: the SDK compares its checksum at the end.
      if (bytes.length != length || body.read() >= 0) {
        throw new NotWholeException(
            bytes.length < length
                ? "%,d of %,d bytes came".formatted(bytes.length, length)
                : "more than the announced %,d bytes came".formatted(length));
      }
      return bytes;
    } catch (AbortedException e) {
      throw e;
    } catch (IOException | SdkClientException e) {
      body.abort();
      throw RetryableException.create("the object could not be read to its end", e);
    }
  }

  static Map<String, String> lowerCase(Map<String, String> metadata) {
    Map<String, String> lower = new TreeMap<>();
    metadata.forEach((name, value) -> lower.put(name.toLowerCase(Locale.ROOT), value));
    return lower;
  }
}
