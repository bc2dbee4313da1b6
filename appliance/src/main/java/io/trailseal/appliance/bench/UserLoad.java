package io.trailseal.appliance.bench;

import io.trailseal.appliance.bench.WorstQuestions.Worst;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;

/// Users of a server on loopback, some of them hostile.
///
/// Those who mean well ask something cheap every second. Those who do not ask the most expensive
/// questions without a rest, hang up on them, or begin exports and read a trickle of them.
///
/// Threads: one for each user; starting and closing is for one.
public final class UserLoad implements Closeable {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  /// All begin at once, with code that has not been compiled: that is no figure of anything.
  private static final int WARM_UP_EACH = 3;

  private static final int REST_MILLIS_MIN = 500;
  private static final int REST_MILLIS_MAX = 1_500;
  private static final int HANG_UP_MILLIS = 150;

  /// An analyst may have as many.
  private static final int EXPORTED = 10_000;

  private static final int TRICKLE_BYTES = 512;
  private static final int TRICKLE_MILLIS = 250;
  private static final int END_SECONDS_MAX = 90;

  private final URI server;
  private final List<String> cheap;
  private final ExecutorService users = Executors.newCachedThreadPool();
  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final List<Long> cheapNanos = Collections.synchronizedList(new ArrayList<>());
  private final Map<String, LongAdder> answers = new ConcurrentSkipListMap<>();
  private volatile boolean ends;

  private UserLoad(URI server, List<String> cheap) {
    this.server = server;
    this.cheap = List.copyOf(cheap);
  }

  /// What happened.
  ///
  /// @param cheapMillis how long each cheap question took, but for everybody's first, sorted
  /// @param answers how often, by what was answered to whom
  public record Seen(List<Double> cheapMillis, Map<String, Long> answers) {
    public Seen {
      cheapMillis = List.copyOf(cheapMillis);
      answers = Collections.unmodifiableMap(new TreeMap<>(answers));
    }

    /// In milliseconds; nearest rank.
    public double percentile(double part) {
      if (cheapMillis.isEmpty()) {
        return 0;
      }
      int rank = (int) Math.ceil(part * cheapMillis.size()) - 1;
      return cheapMillis.get(Math.clamp(rank, 0, cheapMillis.size() - 1));
    }

    /// Answers that say that something of ours broke.
    public long broken() {
      return answers.entrySet().stream()
          .filter(one -> one.getKey().matches(".* 5\\d\\d"))
          .mapToLong(Map.Entry::getValue)
          .sum();
    }
  }

  /// Lets them begin.
  ///
  /// @param tokens of those who mean well, one each
  /// @param hostile of those who do not
  /// @param cheap queries that are answered quickly
  public static UserLoad start(
      String url, List<String> tokens, List<String> hostile, List<String> cheap, long seed) {
    UserLoad load = new UserLoad(URI.create(url), cheap);
    for (int i = 0; i < tokens.size(); i++) {
      String token = tokens.get(i);
      Random random = new Random(seed + i);
      AtomicInteger asked = new AtomicInteger();
      load.users.execute(
          () ->
              load.until(
                  () -> load.askCheaply(token, random, asked.getAndIncrement() >= WARM_UP_EACH)));
    }
    for (int i = 0; i < hostile.size(); i++) {
      String token = hostile.get(i);
      Random random = new Random(seed - 1 - i);
      switch (i % 3) {
        case 0 -> {
          // Two at a time: as many as one user has begun.
          load.users.execute(() -> load.until(() -> load.askWorst(token, random)));
          load.users.execute(() -> load.until(() -> load.askWorst(token, random)));
        }
        case 1 -> load.users.execute(() -> load.until(() -> load.hangUp(token, random)));
        default -> load.users.execute(() -> load.until(() -> load.trickle(token)));
      }
    }
    return load;
  }

  private interface Doing {
    void once() throws IOException, InterruptedException;
  }

  private void until(Doing doing) {
    while (!ends) {
      try {
        doing.once();
      } catch (InterruptedException _) {
        Thread.currentThread().interrupt();
        return;
      } catch (IOException e) {
        count("cut off: " + e.getClass().getSimpleName());
      }
    }
  }

  private void count(String what) {
    answers.computeIfAbsent(what, _ -> new LongAdder()).increment();
  }

  private HttpRequest request(String token, String path) {
    return HttpRequest.newBuilder(server.resolve(path))
        .header("Authorization", "Bearer " + token)
        .timeout(PATIENCE)
        .build();
  }

  private void askCheaply(String token, Random random, boolean counts)
      throws IOException, InterruptedException {
    String query = cheap.get(random.nextInt(cheap.size()));
    HttpRequest request = request(token, "/api/v1/events?limit=20&q=" + encode(query));
    long start = System.nanoTime();
    int status = client.send(request, HttpResponse.BodyHandlers.discarding()).statusCode();
    if (status == 200 && counts) {
      cheapNanos.add(System.nanoTime() - start);
    }
    count("cheap " + status);
    rest(random.nextInt(REST_MILLIS_MIN, REST_MILLIS_MAX));
  }

  /// In small pieces, so that it ends when it is to.
  private void rest(int millis) throws InterruptedException {
    long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
    while (!ends && System.nanoTime() - end < 0) {
      TimeUnit.MILLISECONDS.sleep(20);
    }
  }

  private static String worst(Random random) {
    List<Worst> all = WorstQuestions.all();
    Worst one = all.get(random.nextInt(all.size()));
    StringBuilder path = new StringBuilder("/api/v1/events?q=").append(encode(one.query()));
    path.append("&limit=").append(Math.clamp(one.limit(), 1, 1_000));
    if (!one.counting().isEmpty()) {
      path.append("&aggregate=").append(encode(one.counting()));
    }
    if (!one.sort().isEmpty()) {
      path.append("&sort=").append(encode(one.sort()));
    }
    return path.toString();
  }

  private void askWorst(String token, Random random) throws IOException, InterruptedException {
    HttpResponse<Void> answer =
        client.send(request(token, worst(random)), HttpResponse.BodyHandlers.discarding());
    count("worst " + answer.statusCode());
    if (answer.statusCode() == 429) {
      rest(REST_MILLIS_MIN);
    }
  }

  private Socket ask(String token, String path) throws IOException {
    Socket socket = new Socket();
    try {
      socket.setReceiveBufferSize(4 * TRICKLE_BYTES);
      socket.setSoTimeout((int) PATIENCE.toMillis());
      socket.connect(new InetSocketAddress(server.getHost(), server.getPort()));
      socket
          .getOutputStream()
          .write(
              "GET %s HTTP/1.1\r\nHost: %s\r\nAuthorization: Bearer %s\r\n\r\n"
                  .formatted(path, server.getAuthority(), token)
                  .getBytes(StandardCharsets.US_ASCII));
      return socket;
    } catch (IOException e) {
      socket.close();
      throw e;
    }
  }

  private void hangUp(String token, Random random) throws IOException, InterruptedException {
    try (Socket _ = ask(token, worst(random))) {
      rest(HANG_UP_MILLIS);
      count("hung up on");
    }
  }

  private void trickle(String token) throws IOException, InterruptedException {
    try (Socket socket = ask(token, "/api/v1/events/export?limit=" + EXPORTED)) {
      InputStream in = socket.getInputStream();
      byte[] some = new byte[TRICKLE_BYTES];
      int read = in.readNBytes(some, 0, 12);
      count(
          "export "
              + new String(
                  some, Math.min(9, read), Math.max(0, read - 9), StandardCharsets.US_ASCII));
      while (!ends && in.read(some) > 0) {
        rest(TRICKLE_MILLIS);
      }
      rest(TRICKLE_MILLIS);
    }
  }

  private static String encode(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }

  /// What happened up to now.
  public Seen seen() {
    Map<String, Long> counts = new TreeMap<>();
    answers.forEach((what, count) -> counts.put(what, count.sum()));
    double[] millis;
    synchronized (cheapNanos) {
      millis = cheapNanos.stream().mapToDouble(nanos -> nanos / 1e6).sorted().toArray();
    }
    return new Seen(Arrays.stream(millis).boxed().toList(), counts);
  }

  /// Lets them end, and waits until they have.
  @Override
  public void close() throws IOException {
    ends = true;
    users.shutdown();
    try {
      if (!users.awaitTermination(END_SECONDS_MAX, TimeUnit.SECONDS)) {
        throw new IOException("a user did not end");
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      users.shutdownNow();
    }
    client.close();
  }
}
