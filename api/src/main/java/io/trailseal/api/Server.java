package io.trailseal.api;

import io.micronaut.context.ApplicationContext;
import io.micronaut.runtime.server.EmbeddedServer;
import io.trailseal.indexer.Store;
import java.io.Closeable;
import java.io.IOException;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/// REST and pages over one store, listening. The one door to this module: whoever starts it need
/// not know what serves.
///
/// Threads: starting and closing is for one thread; requests are answered on threads of their own,
/// a limited number at a time.
public final class Server implements Closeable {
  /// A long query with many values fits; a request line is kept in memory before it is judged.
  private static final int REQUEST_LINE_BYTES_MAX = 16 * 1024;

  /// The network threads take about a tenth of a second.
  static final int CLOSING_SECONDS_MAX = 5;

  private static final int CLOSING_POLL_MILLIS = 20;

  /// Nothing here takes a body.
  private static final int REQUEST_BODY_BYTES_MAX = 1024;

  private final ApplicationContext context;
  private final EmbeddedServer listener;
  private final BoundHost boundHost;
  private final int port;

  private Server(ApplicationContext context, EmbeddedServer listener, BoundHost boundHost) {
    this.context = context;
    this.listener = listener;
    this.boundHost = boundHost;
    this.port = listener.getPort();
  }

  /// Listens where `options` say and nowhere else, and returns once requests are answered. The
  /// store stays the caller's: closing the server does not close it.
  ///
  /// @throws IOException if the port is taken or the host is not of this machine; the message says
  ///   what to do
  public static Server start(Store store, ServerOptions options, InstantSource clock)
      throws IOException {
    BoundHost boundHost = options.boundHost();
    ApplicationContext context =
        ApplicationContext.builder()
            .properties(
                Map.of(
                    "micronaut.server.host",
                    options.host(),
                    "micronaut.server.port",
                    options.port() == 0 ? -1 : options.port(),
                    // A query may hold a semicolon; it ends no parameter.
                    "micronaut.server.semicolon-is-normal-char",
                    true,
                    "micronaut.server.netty.max-initial-line-length",
                    REQUEST_LINE_BYTES_MAX,
                    "micronaut.server.max-request-size",
                    REQUEST_BODY_BYTES_MAX))
            // The caller's arguments decide, not files or variables that happen to be around.
            .environmentPropertySource(false)
            .bootstrapEnvironment(false)
            .deduceEnvironment(false)
            .deduceCloudEnvironment(false)
            .banner(false)
            .build();
    context.registerSingleton(Store.class, store);
    context.registerSingleton(InstantSource.class, clock);
    context.registerSingleton(ServerOptions.class, options);
    context.registerSingleton(BoundHost.class, boundHost);
    try {
      EmbeddedServer listener = context.start().getBean(EmbeddedServer.class).start();
      return new Server(context, listener, boundHost);
    } catch (RuntimeException e) {
      context.close();
      throw refusal(options.host(), options.port(), e);
    }
  }

  private static IOException refusal(String host, int port, RuntimeException e) {
    for (Throwable cause = e; cause != null; cause = cause.getCause()) {
      if (cause instanceof BindException) {
        return new IOException(
            ("port %d on %s is taken or may not be used; stop what listens there"
                    + " or choose another port")
                .formatted(port, host),
            e);
      }
    }
    return new IOException(
        "the server could not start on %s:%d: %s".formatted(host, port, e.getMessage()), e);
  }

  /// Where it listens: `http://127.0.0.1:8480`, without a slash at the end.
  public String url() {
    return "http://%s:%d".formatted(boundHost.inUrl(), port);
  }

  /// Stops listening, and returns once the port is free for whoever comes next.
  ///
  /// @throws IOException if it is not free after [#CLOSING_SECONDS_MAX] seconds
  @Override
  public void close() throws IOException {
    listener.stop();
    context.close();
    awaitPortFree();
  }

  /// The network threads let go of the port in their own time, and nothing tells when.
  private void awaitPortFree() throws IOException {
    long start = System.nanoTime();
    while (true) {
      try (ServerSocket probe = new ServerSocket()) {
        probe.setReuseAddress(true);
        probe.bind(new InetSocketAddress(boundHost.host(), port));
        return;
      } catch (BindException e) {
        if (System.nanoTime() - start > TimeUnit.SECONDS.toNanos(CLOSING_SECONDS_MAX)) {
          throw new IOException("port %d is still taken after closing".formatted(port), e);
        }
      }
      try {
        Thread.sleep(CLOSING_POLL_MILLIS);
      } catch (InterruptedException _) {
        // Whoever interrupts wants to be gone; the port will be free soon without us.
        Thread.currentThread().interrupt();
        return;
      }
    }
  }
}
