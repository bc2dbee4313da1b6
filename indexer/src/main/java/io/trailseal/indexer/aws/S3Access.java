package io.trailseal.indexer.aws;

import java.io.Closeable;
import java.util.concurrent.atomic.AtomicInteger;
import software.amazon.awssdk.services.s3.S3Client;

/// A client of S3 that several buckets share; it ends with the last of them.
final class S3Access implements Closeable {
  private final Connection connection;
  private final S3Client client;
  private final AtomicInteger users = new AtomicInteger(1);

  /// Begins with one user, who makes it and closes it.
  ///
  /// @param connection its own, closed with it
  S3Access(Connection connection) {
    this.connection = connection;
    this.client = connection.s3();
  }

  /// For one more user, who closes it as well.
  S3Access share() {
    users.incrementAndGet();
    return this;
  }

  S3Client client() {
    return client;
  }

  @Override
  public void close() {
    if (users.decrementAndGet() == 0) {
      client.close();
      connection.close();
    }
  }
}
