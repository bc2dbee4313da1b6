package io.trailseal.api.connection;

import java.time.Duration;

/// How much connections and whoever asks over them may take.
///
/// @param connectionsMax at a time, all together; each may hold a request of [#REQUEST_BYTES_MAX]
///   and an answer
/// @param connectionsPerAddressMax at a time from one address, or one network of 64 bits with IPv6;
///   trusted proxies may open all
/// @param requestWithin from a request's first byte to its last
/// @param idleMax how long a connection stays open over which nothing is asked
/// @param stallMax how long an answer waits for who does not read it
/// @param requestsPerSecond of one user or address in the long run; ten times as many at once
public record ConnectionLimits(
    int connectionsMax,
    int connectionsPerAddressMax,
    Duration requestWithin,
    Duration idleMax,
    Duration stallMax,
    int requestsPerSecond) {
  /// More than fifty browsers open, few enough for the memory of a small machine; one address
  /// leaves half of them to others.
  public static final ConnectionLimits STANDARD =
      new ConnectionLimits(
          512, 256, Duration.ofSeconds(30), Duration.ofSeconds(60), Duration.ofSeconds(60), 100);

  /// A long query with many values fits; a request line is kept in memory before it is judged.
  public static final int REQUEST_LINE_BYTES_MAX = 16 * 1024;

  /// All headers of a request together.
  public static final int HEADER_BYTES_MAX = 16 * 1024;

  /// Browsers send about twenty, and a chain of proxies adds some.
  public static final int HEADERS_MAX = 100;

  /// What is sent to us is a form or a small JSON document.
  public static final int REQUEST_BYTES_MAX = 64 * 1024;

  /// Then the connection ends and the client opens another, which sees a new certificate.
  static final int REQUESTS_PER_CONNECTION_MAX = 1_000;

  /// What the operating system takes off us for one connection (Linux takes twice as much). It
  /// tells only once a third of it is gone, so that much passes between two looks at who reads
  /// slowly.
  static final int SEND_BUFFER_BYTES = 128 * 1024;

  /// A modem; whoever reads more slowly keeps an export's turn from others.
  static final int READ_BYTES_PER_SECOND_MIN = 1_024;

  public ConnectionLimits {
    if (connectionsMax < 1 || connectionsPerAddressMax < 1 || requestsPerSecond < 1) {
      throw new IllegalArgumentException("limits are at least 1");
    }
  }

  public ConnectionLimits withConnections(int max, int perAddressMax) {
    return new ConnectionLimits(
        max, perAddressMax, requestWithin, idleMax, stallMax, requestsPerSecond);
  }

  public ConnectionLimits withTimes(Duration request, Duration idle, Duration stall) {
    return new ConnectionLimits(
        connectionsMax, connectionsPerAddressMax, request, idle, stall, requestsPerSecond);
  }

  public ConnectionLimits withRequestsPerSecond(int requests) {
    return new ConnectionLimits(
        connectionsMax, connectionsPerAddressMax, requestWithin, idleMax, stallMax, requests);
  }
}
