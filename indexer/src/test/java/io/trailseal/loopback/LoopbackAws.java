package io.trailseal.loopback;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.Closeable;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/// Serves a sample's folder as S3 and CloudTrail: see the package.
///
/// Threads: all methods may be called by any thread while it serves.
public final class LoopbackAws implements Closeable {
  /// What `trailseal sample` calls its bucket.
  public static final String BUCKET = "trailseal-sample-logs";

  private static final int BACKLOG = 512;

  static {
    // Without it an answer of two packets waits 40 ms for the client's acknowledgement.
    System.setProperty("sun.net.httpserver.nodelay", "true");
    System.setProperty("sun.net.httpserver.maxIdleConnections", "1000");
  }

  private final Path folder;
  private final String bucketName;
  private final HttpServer http;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final CountDownLatch ended = new CountDownLatch(1);
  private final Map<String, Planned> faults = new ConcurrentHashMap<>();
  private final Map<String, String> regions = new ConcurrentHashMap<>();
  private final List<String> keysAsked = new CopyOnWriteArrayList<>();
  private final List<Map<String, String>> rolesAsked = new CopyOnWriteArrayList<>();
  private final Set<String> sessionTokens = ConcurrentHashMap.newKeySet();
  private final AtomicInteger gets = new AtomicInteger();
  private final AtomicInteger listings = new AtomicInteger();
  private final AtomicInteger running = new AtomicInteger();
  private final AtomicInteger runningMost = new AtomicInteger();
  private volatile Duration delay = Duration.ZERO;
  private volatile CountDownLatch gate = new CountDownLatch(0);
  private volatile int keysPerPage = Integer.MAX_VALUE;

  private record Planned(Fault fault, AtomicInteger left) {}

  private LoopbackAws(Path folder, String bucketName, HttpServer http) {
    this.folder = folder;
    this.bucketName = bucketName;
    this.http = http;
  }

  /// Serves `folder` as the bucket [#BUCKET] on a free port.
  public static LoopbackAws serve(Path folder) throws IOException {
    return serve(folder, BUCKET, 0);
  }

  /// @param port 0 for a free one
  public static LoopbackAws serve(Path folder, String bucketName, int port) throws IOException {
    HttpServer http =
        HttpServer.create(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), port), BACKLOG);
    LoopbackAws server = new LoopbackAws(folder.toRealPath(), bucketName, http);
    S3Side s3 = new S3Side(server);
    CloudTrailSide cloudTrail = new CloudTrailSide(server);
    StsSide sts = new StsSide(server);
    http.setExecutor(server.threads);
    http.createContext("/", exchange -> server.answer(exchange, s3, cloudTrail, sts));
    http.start();
    return server;
  }

  private void answer(HttpExchange exchange, S3Side s3, CloudTrailSide cloudTrail, StsSide sts)
      throws IOException {
    try (exchange) {
      String target = exchange.getRequestHeaders().getFirst("x-amz-target");
      Request.Scope scope = Request.scope(exchange);
      if (scope.region().isEmpty()) {
        S3Side.error(exchange, Fault.ACCESS_DENIED);
      } else if (target != null) {
        cloudTrail.answer(exchange, target, scope.region());
      } else if (scope.service().equals("sts")) {
        sts.answer(exchange);
      } else {
        exchange.getRequestBody().readAllBytes();
        Optional.ofNullable(exchange.getRequestHeaders().getFirst("x-amz-security-token"))
            .ifPresent(sessionTokens::add);
        s3.answer(exchange, scope.region());
      }
    } catch (RuntimeException e) {
      throw new IOException("the loopback server failed on " + exchange.getRequestURI(), e);
    }
  }

  /// `http://127.0.0.1:PORT`
  public URI endpoint() {
    return URI.create("http://127.0.0.1:" + http.getAddress().getPort());
  }

  /// From now on every GET of an object takes this much longer.
  public void delay(Duration time) {
    delay = time;
  }

  /// From now on GETs of objects wait, until what is returned is run.
  public Runnable holdGets() {
    CountDownLatch closed = new CountDownLatch(1);
    gate = closed;
    return closed::countDown;
  }

  /// From now on ListPublicKeys answers in pages of so many.
  public void keysPerPage(int count) {
    keysPerPage = count;
  }

  /// From now on requests for an object, or listings of exactly this prefix, go wrong. An object
  /// need not exist for that. The bucket `cloudtrail` stands for CloudTrail, its keys are regions;
  /// the bucket `sts` for STS, its keys are roles' ARNs. The key `*` is for all requests for the
  /// bucket, `?versions` for listings of its versions.
  public void fault(String bucket, String key, Fault fault) {
    fault(bucket, key, fault, Integer.MAX_VALUE);
  }

  /// @param times after so many requests it goes right again
  public void fault(String bucket, String key, Fault fault, int times) {
    faults.put(bucket + "/" + key, new Planned(fault, new AtomicInteger(times)));
  }

  /// The bucket lies in this region and redirects requests that are signed for another.
  public void region(String bucket, String region) {
    regions.put(bucket, region);
  }

  /// GETs of objects so far.
  public int gets() {
    return gets.get();
  }

  /// Pages of listings so far.
  public int listings() {
    return listings.get();
  }

  /// The most GETs that ran at the same time.
  public int getsAtOnce() {
    return runningMost.get();
  }

  /// The regions whose keys were asked for, in order.
  public List<String> keysAsked() {
    return List.copyOf(keysAsked);
  }

  /// What STS was asked for, in order: the parameters of each AssumeRole by their names.
  public List<Map<String, String>> rolesAsked() {
    return List.copyOf(rolesAsked);
  }

  /// The session tokens that S3 was asked with.
  public Set<String> sessionTokens() {
    return Set.copyOf(sessionTokens);
  }

  Path folder() {
    return folder;
  }

  String bucketName() {
    return bucketName;
  }

  int keysPerPage() {
    return keysPerPage;
  }

  String region(String bucket) {
    return regions.getOrDefault(bucket, "us-east-1");
  }

  Optional<BucketFolder> bucket(String name) {
    if (name.equals(bucketName)) {
      return Optional.of(new BucketFolder(folder, Set.of("buckets", "public-keys")));
    }
    Path other = folder.resolve("buckets").resolve(name);
    return !name.contains("..") && Files.isDirectory(other)
        ? Optional.of(new BucketFolder(other, Set.of()))
        : Optional.empty();
  }

  Optional<Fault> fault(String bucket, String key) {
    Planned planned = faults.get(bucket + "/" + key);
    return planned != null && planned.left.getAndDecrement() > 0
        ? Optional.of(planned.fault)
        : Optional.empty();
  }

  void listed() {
    listings.incrementAndGet();
  }

  void keysAsked(String region) {
    keysAsked.add(region);
  }

  void roleAsked(Map<String, String> parameters) {
    rolesAsked.add(parameters);
  }

  void beginGet() {
    gets.incrementAndGet();
    int now = running.incrementAndGet();
    runningMost.accumulateAndGet(now, Math::max);
    try {
      gate.await();
      Thread.sleep(delay);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  void endGet() {
    running.decrementAndGet();
  }

  void waitForTheEnd() {
    try {
      ended.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() {
    ended.countDown();
    gate.countDown();
    http.stop(0);
    threads.shutdownNow();
  }

  /// Serves until the process is ended; prints the endpoint as its first line.
  public static void main(String[] arguments) throws IOException {
    String bucket = BUCKET;
    int port = 0;
    Duration delay = Duration.ZERO;
    for (int i = 1; i + 1 < arguments.length; i += 2) {
      switch (arguments[i]) {
        case "--bucket" -> bucket = arguments[i + 1];
        case "--port" -> port = Integer.parseInt(arguments[i + 1]);
        case "--delay-ms" -> delay = Duration.ofMillis(Long.parseLong(arguments[i + 1]));
        default -> throw new IllegalArgumentException("no such option: " + arguments[i]);
      }
    }
    if (arguments.length % 2 == 0) {
      throw new IllegalArgumentException("usage: FOLDER [--bucket NAME] [--port N] [--delay-ms N]");
    }
    LoopbackAws server = serve(Path.of(arguments[0]), bucket, port);
    server.delay(delay);
    System.out.println(server.endpoint());
  }
}
