package io.trailseal.api;

import io.micronaut.context.ApplicationContext;
import io.micronaut.runtime.server.EmbeddedServer;
import io.trailseal.api.ask.Workings;
import io.trailseal.api.auth.Admission;
import io.trailseal.api.connection.ConnectionLimits;
import io.trailseal.api.connection.ProxyTrust;
import io.trailseal.api.oidc.OidcSettings;
import io.trailseal.api.tls.Certificates;
import io.trailseal.indexer.Store;
import io.trailseal.indexer.job.Jobs;
import java.io.Closeable;
import java.io.IOException;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/// REST and pages over one store, listening. The one door to this module: whoever starts it need
/// not know what serves.
///
/// Threads: starting and closing is for one thread; requests are answered on threads of their own,
/// a limited number at a time.
public final class Server implements Closeable {
  /// The network threads take about a tenth of a second.
  static final int CLOSING_SECONDS_MAX = 5;

  private static final int CLOSING_POLL_MILLIS = 20;

  private final ApplicationContext context;
  private final EmbeddedServer listener;
  private final BoundHost boundHost;
  private final Optional<Certificates> certificates;

  /// To be closed with the server.
  private final Optional<Jobs> ownJobs;

  private final int port;

  private Server(
      ApplicationContext context,
      EmbeddedServer listener,
      BoundHost boundHost,
      Optional<Certificates> certificates,
      Optional<Jobs> ownJobs) {
    this.context = context;
    this.listener = listener;
    this.boundHost = boundHost;
    this.certificates = certificates;
    this.ownJobs = ownJobs;
    this.port = listener.getPort();
  }

  /// Listens where `options` say and nowhere else, and returns once requests are answered. The
  /// store stays the caller's: closing the server does not close it.
  ///
  /// Jobs may be begun, but nothing be imported by them, and no settings are shown.
  ///
  /// @throws IOException if the port is taken, the host is not of this machine, or the certificate
  ///   cannot be used; the message says what to do
  public static Server start(Store store, ServerOptions options, InstantSource clock)
      throws IOException {
    Jobs jobs = Jobs.open(store, List.of(), clock);
    try {
      return start(store, new Workings(jobs, List.of()), options, clock, Optional.of(jobs));
    } catch (IOException | RuntimeException e) {
      jobs.close();
      throw e;
    }
  }

  /// The same with jobs and settings that whoever starts it has opened.
  ///
  /// @throws IOException likewise
  public static Server start(
      Store store, Workings workings, ServerOptions options, InstantSource clock)
      throws IOException {
    return start(store, workings, options, clock, Optional.empty());
  }

  private static Server start(
      Store store,
      Workings workings,
      ServerOptions options,
      InstantSource clock,
      Optional<Jobs> ownJobs)
      throws IOException {
    Optional<Certificates> certificates =
        options.tls().isPresent()
            ? Optional.of(new Certificates(options.tls().get(), clock))
            : Optional.empty();
    BoundHost boundHost = new BoundHost(options.host(), () -> names(options, certificates));
    ApplicationContext context =
        ApplicationContext.builder()
            .properties(properties(options))
            // The caller's arguments decide, not files or variables that happen to be around.
            .environmentPropertySource(false)
            .bootstrapEnvironment(false)
            .deduceEnvironment(false)
            .deduceCloudEnvironment(false)
            .banner(false)
            .build();
    context.registerSingleton(Store.class, store);
    context.registerSingleton(InstantSource.class, clock);
    context.registerSingleton(Workings.class, workings);
    context.registerSingleton(ServerOptions.class, options);
    context.registerSingleton(ProxyTrust.class, options.proxies());
    context.registerSingleton(ConnectionLimits.class, options.limits());
    certificates.ifPresent(one -> context.registerSingleton(Certificates.class, one));
    context.registerSingleton(Admission.class, options.admission());
    options.provider().ifPresent(one -> context.registerSingleton(OidcSettings.class, one));
    context.registerSingleton(BoundHost.class, boundHost);
    try {
      EmbeddedServer listener = context.start().getBean(EmbeddedServer.class).start();
      return new Server(context, listener, boundHost, certificates, ownJobs);
    } catch (RuntimeException e) {
      context.close();
      certificates.ifPresent(Certificates::close);
      throw refusal(options.host(), options.port(), e);
    }
  }

  private static Map<String, Object> properties(ServerOptions options) {
    Map<String, Object> properties = new HashMap<>();
    int port = options.port() == 0 ? -1 : options.port();
    boolean tls = options.tls().isPresent();
    properties.put("micronaut.server.host", options.host());
    properties.put(tls ? "micronaut.server.ssl.port" : "micronaut.server.port", port);
    properties.put("micronaut.server.ssl.enabled", tls);
    properties.put("micronaut.server.ssl.build-self-signed", false);
    // A query may hold a semicolon; it ends no parameter.
    properties.put("micronaut.server.semicolon-is-normal-char", true);
    properties.put(
        "micronaut.server.netty.max-initial-line-length", ConnectionLimits.REQUEST_LINE_BYTES_MAX);
    properties.put("micronaut.server.netty.max-header-size", ConnectionLimits.HEADER_BYTES_MAX);
    properties.put("micronaut.server.max-request-size", ConnectionLimits.REQUEST_BYTES_MAX);
    properties.put("micronaut.server.max-request-buffer-size", ConnectionLimits.REQUEST_BYTES_MAX);
    // What is sent to us is small; what inflates is meant to harm.
    properties.put("micronaut.server.netty.request-decompression-enabled", false);
    // [io.trailseal.api.auth] decides what a page of another site may ask, and says why not.
    properties.put("micronaut.server.cors.localhost-pass-through", true);
    // [ConnectionLimits] say how long; an export may be silent for longer while it looks for more.
    properties.put("micronaut.server.idle-timeout", "-1s");
    // A thread each, that the operating system divides the processors between: questions compute,
    // and
    // a few of them on virtual threads keep everybody else from beginning.
    properties.put("micronaut.executors.blocking.type", "cached");
    properties.put("micronaut.executors.blocking.virtual", false);
    return properties;
  }

  private static Set<String> names(ServerOptions options, Optional<Certificates> certificates) {
    Set<String> names = new HashSet<>(options.names());
    certificates.ifPresent(one -> names.addAll(one.names()));
    return names;
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
    return "%s://%s:%d"
        .formatted(certificates.isPresent() ? "https" : "http", boundHost.inUrl(), port);
  }

  /// The certificate it shows; empty without TLS.
  public Optional<Certificates> certificates() {
    return certificates;
  }

  /// Stops listening, and returns once the port is free for whoever comes next.
  ///
  /// @throws IOException if it is not free after [#CLOSING_SECONDS_MAX] seconds
  @Override
  public void close() throws IOException {
    listener.stop();
    context.close();
    ownJobs.ifPresent(Jobs::close);
    certificates.ifPresent(Certificates::close);
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
