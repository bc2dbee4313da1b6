package io.trailseal.loopback;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.StandardSocketOptions;
import java.net.URI;
import java.time.Duration;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/// A bad line: passes bytes between a client and a server on loopback, late, and breaks off as its
/// plan says.
///
/// Threads: plans are asked by many at once.
public final class Wire implements Closeable {
  private static final int CHUNK_BYTES = 4096;

  private final URI target;
  private final Plan plan;
  private final ServerSocket server;
  private final Set<Socket> open = ConcurrentHashMap.newKeySet();
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

  private Wire(URI target, Plan plan, ServerSocket server) {
    this.target = target;
    this.plan = plan;
    this.server = server;
  }

  /// What becomes of one connection.
  ///
  /// @param answerBytesMax after so many bytes of answers it ends; -1 for never
  /// @param reset whether it ends with a reset, rather than in good order
  /// @param latency each chunk of an answer comes this much later
  public record Fate(long answerBytesMax, boolean reset, Duration latency) {
    public static final Fate GOOD = new Fate(-1, false, Duration.ZERO);
  }

  /// Says it of the next connection.
  @FunctionalInterface
  public interface Plan {
    Fate next();
  }

  /// Of `count` connections the first `bad` in a hundred break off after up to `bytesMax` bytes,
  /// half of them with a reset; all of them are up to `latencyMax` late.
  public static Plan seeded(long seed, int badPercent, int bytesMax, Duration latencyMax) {
    Random random = new Random(seed);
    return () -> {
      synchronized (random) {
        Duration latency = Duration.ofNanos(random.nextLong(latencyMax.toNanos() + 1));
        return random.nextInt(100) < badPercent
            ? new Fate(random.nextInt(bytesMax), random.nextBoolean(), latency)
            : new Fate(-1, false, latency);
      }
    };
  }

  /// To `target`, from a free port of 127.0.0.1.
  public static Wire to(URI target, Plan plan) throws IOException {
    ServerSocket server = new ServerSocket(0, 512, InetAddress.ofLiteral("127.0.0.1"));
    Wire wire = new Wire(target, plan, server);
    Future<?> _ = wire.threads.submit(wire::accept);
    return wire;
  }

  /// Where it begins.
  public URI endpoint() {
    return URI.create("http://127.0.0.1:" + server.getLocalPort());
  }

  /// The same place over this line as `uri` is at the target.
  public URI over(URI uri) {
    return endpoint().resolve(uri.getRawPath());
  }

  private Void accept() throws IOException {
    while (true) {
      Socket client = server.accept();
      open.add(client);
      Future<?> _ = threads.submit(() -> connect(client));
    }
  }

  private Void connect(Socket client) throws IOException {
    Fate fate = plan.next();
    try (client;
        Socket peer = new Socket(target.getHost(), target.getPort())) {
      client.setOption(StandardSocketOptions.TCP_NODELAY, true);
      peer.setOption(StandardSocketOptions.TCP_NODELAY, true);
      open.add(peer);
      Future<?> _ =
          threads.submit(
              () -> {
                try (peer) {
                  return client.getInputStream().transferTo(peer.getOutputStream());
                }
              });
      answer(client, peer, fate);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    } finally {
      open.remove(client);
    }
    return null;
  }

  private static void answer(Socket client, Socket peer, Fate fate)
      throws IOException, InterruptedException {
    InputStream in = peer.getInputStream();
    byte[] chunk = new byte[CHUNK_BYTES];
    long left = fate.answerBytesMax() < 0 ? Long.MAX_VALUE : fate.answerBytesMax();
    for (int read = in.read(chunk); read >= 0; read = in.read(chunk)) {
      Thread.sleep(fate.latency());
      client.getOutputStream().write(chunk, 0, (int) Math.min(read, left));
      left -= read;
      if (left <= 0) {
        if (fate.reset()) {
          // A close with this option is a reset.
          client.setSoLinger(true, 0);
        }
        return;
      }
    }
  }

  @Override
  public void close() throws IOException {
    server.close();
    for (Socket socket : open) {
      socket.close();
    }
    threads.shutdownNow();
  }
}
