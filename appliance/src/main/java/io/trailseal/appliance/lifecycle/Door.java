package io.trailseal.appliance.lifecycle;

import java.io.BufferedOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.net.ProtocolException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.TimeUnit;
import jdk.net.ExtendedSocketOptions;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The owner's side of the local door: lets other processes of the same user run commands here.
public final class Door implements Closeable {
  private static final Logger LOG = LoggerFactory.getLogger(Door.class);

  /// Commands at once. A person has a few terminals; more is a script gone wrong.
  static final int COMMANDS_MAX = 16;

  /// Long enough to read a page in `less`, short enough that a stopped client does not hold its
  /// place for ever.
  static final Duration STALLED_MAX = Duration.ofMinutes(10);

  /// A client sends its request at once or it is none of ours.
  static final Duration REQUEST_WAIT_MAX = Duration.ofSeconds(10);

  private static final Duration WATCH_INTERVAL = Duration.ofMillis(500);

  private final Home home;
  private final UnixDomainSocketAddress address;
  private final ServerSocketChannel server;
  private final DoorHandler handler;
  private final Set<Visit> visits = ConcurrentHashMap.newKeySet();
  private volatile boolean closing;

  private Door(
      Home home, UnixDomainSocketAddress address, ServerSocketChannel server, DoorHandler handler) {
    this.home = home;
    this.address = address;
    this.server = server;
    this.handler = handler;
  }

  /// Starts listening. Only the owner of the store may call this.
  public static Door open(Home home, DoorHandler handler) throws IOException {
    UnixDomainSocketAddress address = DoorAddress.prepare(home);
    ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
    try {
      server.bind(address);
      Home.makePrivate(address.getPath(), "rw-------");
    } catch (IOException e) {
      server.close();
      throw e;
    }
    Door door = new Door(home, address, server, handler);
    Thread.ofPlatform().daemon().name("door").start(door::accept);
    Thread.ofPlatform().daemon().name("door-watch").start(door::watch);
    return door;
  }

  /// Commands that are running for others right now.
  public int busy() {
    return visits.size();
  }

  /// Lets nobody in any more, so that what is running comes to its end.
  public void stopAccepting() throws IOException {
    closing = true;
    server.close();
    DoorAddress.remove(home, address);
  }

  /// Closes the door, cancels what is running for others and waits a moment for it to end.
  @Override
  public void close() throws IOException {
    stopAccepting();
    visits.forEach(visit -> visit.cancellation.cancel("the owner of the store is closing it"));
    try {
      for (int i = 0; i < 50 && !visits.isEmpty(); i++) {
        Thread.sleep(100);
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
    for (Visit visit : visits) {
      visit.channel.close();
    }
  }

  private void accept() {
    while (true) {
      try {
        SocketChannel channel = server.accept();
        String user = channel.getOption(ExtendedSocketOptions.SO_PEERCRED).user().getName();
        if (!letIn(channel, user)) {
          channel.close();
          continue;
        }
        Visit visit = new Visit(channel, user);
        visits.add(visit);
        Thread.ofPlatform().daemon().name("door-command").start(visit::run);
      } catch (ClosedChannelException _) {
        return; // Closing in order.
      } catch (IOException e) {
        LOG.warn("the door could not let a command in: {}", e.toString());
        if (!server.isOpen()) {
          return;
        }
        pause();
      }
    }
  }

  private boolean letIn(SocketChannel channel, String user) throws IOException {
    if (!user.equals(System.getProperty("user.name")) && !user.equals("root")) {
      LOG.warn("the door was tried by another user, {}", user);
      return false;
    }
    if (visits.size() >= COMMANDS_MAX) {
      new DoorFrames(channel)
          .writeText(
              DoorFrames.REFUSED, "it runs %d commands for others already".formatted(COMMANDS_MAX));
      return false;
    }
    return true;
  }

  /// Closes the connections of clients that neither ask nor read.
  private void watch() {
    while (server.isOpen() || !visits.isEmpty()) {
      for (Visit visit : visits) {
        if (visit.isStalled()) {
          LOG.warn("the door closes on a client that has stopped reading");
          visit.closeChannel();
        }
      }
      pause();
    }
  }

  private static void pause() {
    try {
      Thread.sleep(WATCH_INTERVAL);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  /// One client.
  private final class Visit implements DoorVisitor {
    private final SocketChannel channel;
    private final String user;
    private final DoorFrames frames;
    private final Cancellation cancellation = new Cancellation();
    private final long sinceNanos = System.nanoTime();
    private final SynchronousQueue<String> answers = new SynchronousQueue<>();
    private volatile boolean asked;
    private volatile boolean gone;

    Visit(SocketChannel channel, String user) {
      this.channel = channel;
      this.user = user;
      this.frames = new DoorFrames(channel);
    }

    boolean isStalled() {
      return frames.blockedNanos() > STALLED_MAX.toNanos()
          || (!asked && System.nanoTime() - sinceNanos > REQUEST_WAIT_MAX.toNanos());
    }

    void closeChannel() {
      try {
        channel.close();
      } catch (IOException e) {
        LOG.warn("a connection through the door could not be closed: {}", e.toString());
      }
    }

    void run() {
      try (channel) {
        Optional<DoorFrames.Frame> first = frames.read(DoorFrames.REQUEST_BYTES_MAX);
        asked = true;
        if (first.isEmpty()) {
          return;
        }
        if (closing) {
          frames.writeText(DoorFrames.REFUSED, "it is closing the store");
          return;
        }
        DoorRequest request;
        try {
          request = DoorFrames.request(first.get());
        } catch (ProtocolException e) {
          frames.writeText(DoorFrames.REFUSED, String.valueOf(e.getMessage()));
          return;
        }
        answer(request);
      } catch (ClosedChannelException | CancellationException _) {
        LOG.info("a command through the door ended early: its client went away");
      } catch (IOException e) {
        LOG.info("a command through the door ended early: {}", e.toString());
      } catch (RuntimeException e) {
        LOG.error("a command through the door failed", e);
      } finally {
        visits.remove(this);
      }
    }

    private void answer(DoorRequest request) throws IOException {
      Thread.ofPlatform().daemon().name("door-client-watch").start(this::watchClient);
      // From the first frame on the client knows that the command has begun, and must not be begun
      // a second time.
      frames.write(DoorFrames.OUTPUT, new byte[0], 0, 0);
      try (OutputStream out =
          new BufferedOutputStream(frames.stream(DoorFrames.OUTPUT), DoorFrames.OUTPUT_BYTES_MAX)) {
        int code = handler.run(request, this, out, frames.stream(DoorFrames.ERRORS), cancellation);
        out.flush();
        frames.writeExit(code);
      }
    }

    /// A client says nothing after its request but answers, so whatever else happens here is its
    /// end.
    private void watchClient() {
      try {
        Optional<DoorFrames.Frame> frame = frames.read(DoorFrames.ANSWER_BYTES_MAX);
        while (frame.isPresent()
            && frame.get().kind() == DoorFrames.ANSWER
            && answers.offer(
                new String(frame.get().payload().array(), StandardCharsets.UTF_8),
                WATCH_INTERVAL.toMillis(),
                TimeUnit.MILLISECONDS)) {
          frame = frames.read(DoorFrames.ANSWER_BYTES_MAX);
        }
      } catch (IOException _) {
        // A reset is an end too.
      } catch (InterruptedException _) {
        Thread.currentThread().interrupt();
      }
      gone = true;
      cancellation.cancel("the client went away");
    }

    @Override
    public String user() {
      return user;
    }

    @Override
    public synchronized String ask(String question) throws IOException, InterruptedException {
      frames.writeText(DoorFrames.QUESTION, question);
      String answer = null;
      // A person may take all day; the command they wait for is theirs.
      while (answer == null && !gone) {
        answer = answers.poll(WATCH_INTERVAL.toMillis(), TimeUnit.MILLISECONDS);
      }
      return answer == null ? "" : answer;
    }
  }
}
