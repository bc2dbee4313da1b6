package io.trailseal.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.trailseal.api.auth.Passwords;
import io.trailseal.api.connection.ConnectionLimits;
import io.trailseal.indexer.Store;
import io.trailseal.indexer.access.AccountException;
import io.trailseal.indexer.access.Caller;
import io.trailseal.indexer.access.Role;
import io.trailseal.indexer.access.Secrets;
import io.trailseal.indexer.ingest.ImportSummary;
import io.trailseal.indexer.ledger.AccountTables.CredentialRow;
import io.trailseal.indexer.ledger.AccountTables.UserRow;
import io.trailseal.indexer.ledger.Ledger;
import io.trailseal.indexer.ledger.LedgerEntry.KeyLearned;
import io.trailseal.indexer.ledger.Ledgers;
import io.trailseal.verifier.key.KeyFile;
import io.trailseal.verifier.key.Provenance;
import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.zip.GZIPOutputStream;

/// A real store in a folder, and a real server over it on loopback.
final class Rig implements Closeable {
  static final Instant NOW = Instant.parse("2026-03-10T12:00:00Z");
  private static final String NAME = "rig";
  static final String PASSWORD = "correct horse battery";

  /// Of that password, and dear to work out.
  static final String PASSWORD_HASH = Passwords.hash(PASSWORD);

  static final String TOKEN =
      "tseal_RigRigRig0_" + "ExampleExampleExampleExampleExampleExamplex30BTBr";

  static final String BUCKET = "example-trail-logs";

  /// Tests ask more often than any person or script.
  static final ServerOptions OPTIONS =
      ServerOptions.on("127.0.0.1", 0)
          .withLimits(ConnectionLimits.STANDARD.withRequestsPerSecond(100_000));

  private final Path folder;
  private final Store store;
  private final Server server;
  private final HttpClient client = HttpClient.newHttpClient();
  private int files;

  /// Of the session of who may do everything; empty until it has begun.
  private String cookie = "";

  private Rig(Path folder, Store store, Server server) {
    this.folder = folder;
    this.store = store;
    this.server = server;
  }

  static Rig open(Path folder) throws IOException {
    return open(folder, OPTIONS);
  }

  static Rig open(Path folder, ServerOptions options) throws IOException {
    return open(folder, options, InstantSource.fixed(NOW));
  }

  static Rig open(Path folder, InstantSource clock) throws IOException {
    return open(folder, OPTIONS, clock);
  }

  private static Rig open(Path folder, ServerOptions options, InstantSource clock)
      throws IOException {
    Path home = folder.resolve("store");
    userWithoutEntry(home, clock);
    Store store = Store.open(home, "a test", clock);
    return new Rig(folder, store, Server.start(store, options, clock));
  }

  /// Somebody who may do everything, by a door that enters nothing: tests count entries, and name
  /// the first ones.
  private static void userWithoutEntry(Path home, InstantSource clock) throws IOException {
    String all = Arrays.stream(Role.values()).map(Role::name).collect(Collectors.joining(" "));
    try (Ledger ledger = Ledgers.open(home.resolve("ledger"), clock)) {
      ledger
          .accounts()
          .put(
              List.of(
                  new UserRow(
                      NAME,
                      Optional.of(PASSWORD_HASH),
                      all,
                      Optional.empty(),
                      false,
                      1,
                      NOW,
                      Optional.empty(),
                      0,
                      Optional.empty())),
              List.of(
                  new CredentialRow(
                      TOKEN.substring(6, 16),
                      false,
                      NAME,
                      "a test",
                      Secrets.hash(TOKEN),
                      all,
                      Optional.empty(),
                      NOW,
                      Optional.empty(),
                      Optional.of(clock.instant()),
                      Optional.empty())));
    }
  }

  /// Signs in on the page, as a person does, and goes on to `path`.
  void signIn(Browser browser, String path) throws IOException, InterruptedException {
    browser.open(url() + path);
    assertThat(browser.title()).isEqualTo("Sign in · Trailseal");
    browser.type("#name", NAME);
    browser.type("#password", PASSWORD);
    browser.follow("button[type=submit]");
    assertThat(browser.url()).isEqualTo(url() + path);
  }

  Server server() {
    return server;
  }

  /// Makes a user without a password and gives a token of theirs.
  static String token(Store store, String name, Set<Role> roles, Optional<Set<String>> awsAccounts)
      throws IOException {
    try {
      store.accounts().add(name, Optional.empty(), roles, awsAccounts, Caller.machine("a test"));
      return store
          .accounts()
          .credentials()
          .issue(
              false,
              name,
              "a test",
              roles,
              Optional.empty(),
              Optional.empty(),
              Caller.machine("a test"))
          .secret();
    } catch (AccountException e) {
      throw new AssertionError(e);
    }
  }

  /// What requests of this rig are sent with: it may do everything.
  String authorization() {
    return "Bearer " + TOKEN;
  }

  Store store() {
    return store;
  }

  String url() {
    return server.url();
  }

  /// Delivers one log file with these records, each as it is written.
  void deliver(String... records) throws IOException, InterruptedException {
    deliver(("{\"Records\":[" + String.join(",", records) + "]}").getBytes(StandardCharsets.UTF_8));
  }

  void deliver(byte[] content) throws IOException, InterruptedException {
    deliverAs(
        "AWSLogs/111122223333/CloudTrail/us-east-1/2026/03/02/"
            + "111122223333_CloudTrail_us-east-1_20260302T0000Z_%016d.json.gz".formatted(files),
        content);
  }

  void deliverAs(String key, byte[] content) throws IOException, InterruptedException {
    Path delivery = Files.createDirectory(folder.resolve("delivery-" + files++));
    Path file = delivery.resolve(key);
    Files.createDirectories(file.getParent());
    Files.write(file, gzip(content));
    take(delivery, Optional.of(BUCKET));
  }

  private ImportSummary take(Path files, Optional<String> bucket)
      throws IOException, InterruptedException {
    ImportSummary summary = store.importer().run(List.of(files), bucket, (_, _, _, _, _) -> {});
    store.awaitCaughtUp();
    return summary;
  }

  /// Imports a sample, trusts the keys it brings, and concludes what is absent.
  void takeToItsEnd(Path bucket, List<String> regions) throws Exception {
    for (String region : regions) {
      store
          .custody()
          .trustKeys(
              KeyFile.parse(
                      Files.readAllBytes(bucket.resolve("public-keys/%s.json".formatted(region))))
                  .stream()
                  .map(
                      key ->
                          new KeyLearned(key, region, Provenance.told("the sample's own key file")))
                  .toList());
    }
    ImportSummary summary = take(bucket, Optional.empty());
    store.custody().concludeAbsences(summary.walked(), summary.unseen());
    store.wake();
    store.awaitCaughtUp();
  }

  private static byte[] gzip(byte[] content) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
      gzip.write(content);
    }
    return out.toByteArray();
  }

  /// @param headers names and values in turn
  HttpResponse<byte[]> bytes(String path, String... headers)
      throws IOException, InterruptedException {
    HttpRequest.Builder request = request(path);
    if (headers.length > 0) {
      request.headers(headers);
    }
    return client.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
  }

  /// @param headers names and values in turn
  HttpResponse<String> get(String path, String... headers)
      throws IOException, InterruptedException {
    HttpRequest.Builder request = request(path);
    if (headers.length > 0) {
      request.headers(headers);
    }
    return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
  }

  HttpResponse<String> send(String method, String path) throws IOException, InterruptedException {
    return client.send(
        request(path).method(method, HttpRequest.BodyPublishers.noBody()).build(),
        HttpResponse.BodyHandlers.ofString());
  }

  /// @param json the body, or empty for none
  HttpResponse<String> send(String method, String path, String json)
      throws IOException, InterruptedException {
    HttpRequest.Builder request = request(path);
    if (json.isEmpty()) {
      request.method(method, HttpRequest.BodyPublishers.noBody());
    } else {
      request
          .header("Content-Type", "application/json")
          .method(method, HttpRequest.BodyPublishers.ofString(json));
    }
    return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
  }

  /// The same, by somebody who has signed in, as their own page sends it.
  HttpResponse<String> sendSignedIn(String method, String path, String json)
      throws IOException, InterruptedException {
    if (cookie.isEmpty()) {
      cookie = cookie(url(), client, NAME, PASSWORD);
    }
    return client.send(
        HttpRequest.newBuilder(URI.create(url() + path))
            .headers("Cookie", cookie, "Sec-Fetch-Site", "same-origin")
            .header("Content-Type", "application/json")
            .method(method, HttpRequest.BodyPublishers.ofString(json))
            .build(),
        HttpResponse.BodyHandlers.ofString());
  }

  /// The cookie of a session that begins.
  static String cookie(String url, HttpClient client, String name, String password)
      throws IOException, InterruptedException {
    HttpResponse<String> response =
        client.send(
            HttpRequest.newBuilder(URI.create(url + "/sign-in"))
                .header("Sec-Fetch-Site", "same-origin")
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(
                    HttpRequest.BodyPublishers.ofString(
                        "name=%s&password=%s".formatted(encode(name), encode(password))))
                .build(),
            HttpResponse.BodyHandlers.ofString());
    assertThat(response.statusCode()).as(response.body()).isEqualTo(303);
    return response.headers().firstValue("Set-Cookie").orElseThrow().split(";", 2)[0];
  }

  private HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(URI.create(server.url() + path))
        .header("Authorization", authorization());
  }

  /// What `path` answers, which must be fine.
  Json json(String path) throws IOException, InterruptedException {
    HttpResponse<String> response = get(path);
    assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
    assertThat(response.headers().firstValue("Content-Type")).contains("application/json");
    return Json.of(response.body());
  }

  /// The answer of the search for `q`.
  Json search(String q) throws IOException, InterruptedException {
    return json("/api/v1/events?q=" + encode(q));
  }

  /// The page at `path`, as a browser asks for it, which must be fine.
  String page(String path) throws IOException, InterruptedException {
    HttpResponse<String> response = get(path, "Accept", "text/html");
    assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
    assertThat(response.headers().firstValue("Content-Type")).contains("text/html; charset=utf-8");
    return response.body();
  }

  static String encode(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }

  /// A record such as CloudTrail writes.
  ///
  /// @param more further members, each with a comma before it
  static String event(String time, String name, String eventID, String more) {
    return """
        {"eventVersion":"1.11","userIdentity":{"type":"IAMUser","principalId":"AIDAEXAMPLE",\
        "arn":"arn:aws:iam::111122223333:user/alice","accountId":"111122223333",\
        "accessKeyId":"AKIAIOSFODNN7EXAMPLE","userName":"alice"},"eventTime":"%s",\
        "eventSource":"s3.amazonaws.com","eventName":"%s","awsRegion":"us-east-1",\
        "sourceIPAddress":"203.0.113.7","userAgent":"aws-cli/2.17","eventID":"%s",\
        "recipientAccountId":"111122223333"%s}"""
        .formatted(time, name, eventID, more);
  }

  @Override
  public void close() throws IOException {
    client.close();
    server.close();
    store.close();
  }
}
