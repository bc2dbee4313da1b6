package io.trailseal.api;

import static java.util.Objects.requireNonNull;

import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/// A real Keycloak, on loopback and in memory, with one realm. The build unpacks it; it takes some
/// ten seconds of two cores to start, and twice that the first time.
final class Keycloak implements Closeable {
  private static final int START_SECONDS_MAX = 240;
  private static final int LOG_CHARACTERS_SHOWN = 4_000;

  private final Process process;
  private final Path log;
  private final int port;
  private final Thread atExit;

  private Keycloak(Process process, Path log, int port) {
    this.process = process;
    this.log = log;
    this.port = port;
    this.atExit = new Thread(this::end);
  }

  /// A port that nobody listens on now. Keycloak cannot choose one itself.
  static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  /// Begins to start; see [#awaitStarted].
  ///
  /// @param realm as Keycloak exports realms
  static Keycloak start(Path folder, int port, String realm) throws IOException {
    Path home =
        Path.of(
            requireNonNull(
                System.getProperty("trailseal.keycloak"), "the build says where Keycloak is"));
    Path imports = Files.createDirectories(home.resolve("data/import"));
    Files.writeString(imports.resolve("realm.json"), realm);
    Path log = folder.resolve("keycloak.log");
    ProcessBuilder builder =
        new ProcessBuilder(
                "sh",
                home.resolve("bin/kc.sh").toString(),
                "start-dev",
                "--db=dev-mem",
                "--cache=local",
                "--http-host=127.0.0.1",
                "--http-port=" + port,
                "--import-realm")
            .redirectErrorStream(true)
            .redirectOutput(log.toFile());
    builder
        .environment()
        .putAll(
            Map.of(
                "JAVA_HOME",
                System.getProperty("java.home"),
                "JAVA_OPTS",
                "-Xms128m -Xmx512m -XX:+UseSerialGC -XX:TieredStopAtLevel=1"
                    + " -Dfile.encoding=UTF-8"));
    Keycloak keycloak = new Keycloak(builder.start(), log, port);
    // Whoever stops the build must not leave it running.
    Runtime.getRuntime().addShutdownHook(keycloak.atExit);
    return keycloak;
  }

  /// The realm's issuer. Not at 127.0.0.1, where the appliance is: to a browser these two are
  /// different sites.
  static URI issuer(int port, String realm) {
    return URI.create("http://localhost:%d/realms/%s".formatted(port, realm));
  }

  /// Returns once the realm answers.
  void awaitStarted(String realm) throws IOException, InterruptedException {
    long start = System.nanoTime();
    try (HttpClient client = HttpClient.newHttpClient()) {
      HttpRequest question =
          HttpRequest.newBuilder(
                  URI.create(issuer(port, realm) + "/.well-known/openid-configuration"))
              .build();
      while (true) {
        try {
          if (client.send(question, HttpResponse.BodyHandlers.discarding()).statusCode() == 200) {
            return;
          }
        } catch (IOException _) {
          // It does not listen yet.
        }
        if (!process.isAlive()
            || System.nanoTime() - start > TimeUnit.SECONDS.toNanos(START_SECONDS_MAX)) {
          String said = Files.readString(log);
          throw new AssertionError(
              "Keycloak did not start:\n"
                  + said.substring(Math.max(0, said.length() - LOG_CHARACTERS_SHOWN)));
        }
        Thread.sleep(100);
      }
    }
  }

  /// A realm for tests.
  ///
  /// @param callback where the client is sent back to
  /// @param secret the client's; empty for a public client
  /// @param groups of each user; everybody's password is `password of NAME`
  static String realm(
      String name,
      URI callback,
      String secret,
      URI afterSignOut,
      Map<String, List<String>> groups) {
    String users =
        groups.entrySet().stream()
            .map(
                user ->
                    """
                    {"username":"%1$s","enabled":true,"email":"%1$s@example.com",\
                    "emailVerified":true,"firstName":"%1$s","lastName":"Example",\
                    "credentials":[{"type":"password","value":"password of %1$s"}],\
                    "groups":[%2$s]}"""
                        .formatted(
                            user.getKey(),
                            user.getValue().stream()
                                .map("\"%s\""::formatted)
                                .collect(Collectors.joining(","))))
            .collect(Collectors.joining(","));
    String all =
        groups.values().stream()
            .flatMap(List::stream)
            .distinct()
            .map("{\"name\":\"%s\"}"::formatted)
            .collect(Collectors.joining(","));
    return """
        {"realm":"%s","enabled":true,"groups":[%s],"users":[%s],"clients":[{
        "clientId":"trailseal","enabled":true,"publicClient":%s,"secret":"%s",
        "standardFlowEnabled":true,"directAccessGrantsEnabled":false,"redirectUris":["%s"],
        "attributes":{"pkce.code.challenge.method":"S256","post.logout.redirect.uris":"%s"},
        "protocolMappers":[{"name":"groups","protocol":"openid-connect",
        "protocolMapper":"oidc-group-membership-mapper","config":{"claim.name":"groups",
        "full.path":"false","id.token.claim":"true","access.token.claim":"false",
        "userinfo.token.claim":"true"}}]}]}
        """
        .formatted(name, all, users, secret.isEmpty(), secret, callback, afterSignOut);
  }

  @Override
  public void close() {
    end();
    Runtime.getRuntime().removeShutdownHook(atExit);
  }

  private void end() {
    // Asked before the script ends, after which nobody knows whose they were; and the script ends
    // first, because it starts another where one ends in a certain way.
    List<ProcessHandle> java = process.descendants().toList();
    process.destroyForcibly();
    java.forEach(ProcessHandle::destroyForcibly);
    try {
      process.waitFor();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new UncheckedIOException(new IOException("not awaited", e));
    }
  }
}
