package io.trailseal.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.trailseal.api.tls.Certificates;
import io.trailseal.api.tls.TlsOptions;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.KeyStore;
import java.security.MessageDigest;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.time.InstantSource;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Real clients over real TLS.
final class TlsTest {
  private static final char[] PASSWORD = "changeit".toCharArray();

  @TempDir Path folder;

  private TlsOptions selfSigned(String name) {
    return new TlsOptions(
        new TlsOptions.SelfSigned(folder.resolve(name), List.of("logs.example")), Optional.empty());
  }

  private Path certificate(String name) {
    return folder.resolve(name).resolve("self-signed.crt");
  }

  private Path key(String name) {
    return folder.resolve(name).resolve("self-signed.key");
  }

  private static Certificate read(Path certificate) throws Exception {
    try (InputStream in = Files.newInputStream(certificate)) {
      return CertificateFactory.getInstance("X.509").generateCertificate(in);
    }
  }

  private static SSLContext context(Certificate trusted, @Nullable KeyStore own) throws Exception {
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(null, null);
    store.setCertificateEntry("server", trusted);
    TrustManagerFactory trust = TrustManagerFactory.getInstance("PKIX");
    trust.init(store);
    KeyManagerFactory keys = KeyManagerFactory.getInstance("PKIX");
    keys.init(own, own == null ? null : PASSWORD);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(keys.getKeyManagers(), trust.getTrustManagers(), null);
    return context;
  }

  private static HttpRequest health(Rig rig) {
    return HttpRequest.newBuilder(URI.create(rig.url() + "/health"))
        .header("Authorization", rig.authorization())
        .build();
  }

  private static HttpResponse<String> get(Rig rig, SSLContext context, String protocol)
      throws IOException, InterruptedException {
    try (HttpClient client =
        HttpClient.newBuilder()
            .sslContext(context)
            .sslParameters(new SSLParameters(null, new String[] {protocol}))
            .version(HttpClient.Version.HTTP_1_1)
            .build()) {
      return client.send(health(rig), HttpResponse.BodyHandlers.ofString());
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"TLSv1.3", "TLSv1.2"})
  void aClientThatKnowsTheCertificateIsAnsweredAndToldToStayWithTls(String protocol)
      throws Exception {
    try (Rig rig = Rig.open(folder, Rig.OPTIONS.withTls(selfSigned("tls")))) {
      Certificate shown = read(certificate("tls"));
      HttpResponse<String> answer = get(rig, context(shown, null), protocol);
      assertThat(answer.statusCode()).isEqualTo(200);
      assertThat(answer.sslSession().orElseThrow().getProtocol()).isEqualTo(protocol);
      assertThat(answer.headers().firstValue("Strict-Transport-Security"))
          .contains("max-age=31536000");
      assertThat(answer.body()).contains("\"name\":\"certificate\",\"state\":\"ok\"");
      assertThat(rig.url()).startsWith("https://127.0.0.1:");
      byte[] hash = MessageDigest.getInstance("SHA-256").digest(shown.getEncoded());
      assertThat(rig.server().certificates().map(one -> one.status().fingerprint()))
          .contains(HexFormat.ofDelimiter(":").withUpperCase().formatHex(hash));
    }
  }

  @Test
  void theCertificatesNamesAreAnsweredTo() throws Exception {
    try (Rig rig = Rig.open(folder, Rig.OPTIONS.withTls(selfSigned("tls")))) {
      SSLContext context = context(read(certificate("tls")), null);
      for (String host : List.of("logs.example", "evil.example")) {
        try (var socket =
            context.getSocketFactory().createSocket("127.0.0.1", URI.create(rig.url()).getPort())) {
          socket
              .getOutputStream()
              .write(
                  "GET /health/live HTTP/1.1\r\nHost: %s\r\nConnection: close\r\n\r\n"
                      .formatted(host)
                      .getBytes(StandardCharsets.US_ASCII));
          assertThat(new String(socket.getInputStream().readNBytes(12), StandardCharsets.US_ASCII))
              .isEqualTo(host.equals("logs.example") ? "HTTP/1.1 200" : "HTTP/1.1 421");
        }
      }
    }
  }

  /// What a client says that speaks nothing newer than `version`, as RFC 5246 has it.
  private static byte[] hello(int version, int cipher) {
    String body =
        "%04x".formatted(version)
            + "00".repeat(32)
            + "00"
            + "0002%04x".formatted(cipher)
            + "0100"
            // Supported groups, point formats, and signature algorithms.
            + "001a"
            + "000a00040002"
            + "0017"
            + "000b00020100"
            + "000d00080006"
            + "040104030201";
    int length = body.length() / 2;
    return HexFormat.of().parseHex("160301%04x01%06x%s".formatted(length + 4, length, body));
  }

  @Test
  void oldProtocolsAndWeakCiphersAreRefusedByAnAlert() throws Exception {
    try (Rig rig = Rig.open(folder, Rig.OPTIONS.withTls(selfSigned("tls")))) {
      int ecdhe = 0xc02b;
      // A fatal alert: no such protocol (70), or nothing in common (40).
      assertThat(answer(rig, hello(0x0300, ecdhe))).containsExactly(0x15, 2, 70);
      assertThat(answer(rig, hello(0x0301, ecdhe))).containsExactly(0x15, 2, 70);
      assertThat(answer(rig, hello(0x0302, ecdhe))).containsExactly(0x15, 2, 70);
      // ECDHE-ECDSA-AES128-SHA, RSA-AES128-GCM, ECDHE-ECDSA-3DES, ECDHE-ECDSA-NULL.
      for (int weak : new int[] {0xc009, 0x009c, 0xc008, 0xc006}) {
        assertThat(answer(rig, hello(0x0303, weak))).containsExactly(0x15, 2, 40);
      }
      // The same words with a good cipher are taken: the server goes on with its own hello.
      assertThat(answer(rig, hello(0x0303, ecdhe))[0]).isEqualTo(0x16);
    }
  }

  /// Kind of record, and of an alert its level and number.
  private static int[] answer(Rig rig, byte[] hello) throws IOException {
    try (RawSocket socket = new RawSocket(rig.url())) {
      String answer = socket.send(hello).read(7);
      assertThat(answer).hasSize(7);
      return new int[] {answer.charAt(0), answer.charAt(5), answer.charAt(6)};
    }
  }

  @Test
  void plainHttpIsNotAnsweredWhereTlsIsExpected() throws Exception {
    try (Rig rig = Rig.open(folder, Rig.OPTIONS.withTls(selfSigned("tls")));
        RawSocket socket = new RawSocket(rig.url())) {
      assertThat(socket.get("/health/live").restText()).doesNotContain("HTTP/1.1 200", "checks");
    }
  }

  @Test
  void newFilesAreShownToNewConnectionsAndBrokenOnesAreNot() throws Exception {
    for (String name : List.of("one", "other")) {
      new Certificates(selfSigned(name), InstantSource.fixed(Rig.NOW)).close();
    }
    Path shown = folder.resolve("server.crt");
    Path shownKey = folder.resolve("server.key");
    Files.copy(certificate("one"), shown);
    Files.copy(key("one"), shownKey);
    SSLContext one = context(read(certificate("one")), null);
    SSLContext other = context(read(certificate("other")), null);
    TlsOptions options = new TlsOptions(new TlsOptions.Files(shown, shownKey), Optional.empty());
    try (Rig rig = Rig.open(folder, Rig.OPTIONS.withTls(options));
        HttpClient before =
            HttpClient.newBuilder().sslContext(one).version(HttpClient.Version.HTTP_1_1).build()) {
      Certificates certificates = rig.server().certificates().orElseThrow();
      HttpRequest health = health(rig);
      assertThat(before.send(health, HttpResponse.BodyHandlers.ofString()).statusCode())
          .isEqualTo(200);

      // Half of the change: certificate and key do not belong together.
      Files.copy(certificate("other"), shown, StandardCopyOption.REPLACE_EXISTING);
      certificates.lookAgain();
      String ill = get(rig, one, "TLSv1.3").body();
      assertThat(ill)
          .contains("\"name\":\"certificate\",\"state\":\"degraded\"")
          .contains("is not the key of");

      Files.copy(key("other"), shownKey, StandardCopyOption.REPLACE_EXISTING);
      certificates.lookAgain();
      assertThat(get(rig, other, "TLSv1.3").body())
          .contains("\"name\":\"certificate\",\"state\":\"ok\"");
      assertThatThrownBy(() -> get(rig, context(read(certificate("one")), null), "TLSv1.3"))
          .isInstanceOf(IOException.class);
      // The connection that was open before goes on.
      assertThat(before.send(health, HttpResponse.BodyHandlers.ofString()).statusCode())
          .isEqualTo(200);

      Files.delete(shownKey);
      certificates.lookAgain();
      assertThat(get(rig, other, "TLSv1.2").statusCode()).isEqualTo(200);
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void aCertificateOfTheClientIsAskedFor(boolean required) throws Exception {
    KeyStore client = keytool("client");
    Path authorities = folder.resolve("authorities.pem");
    Files.writeString(
        authorities,
        "-----BEGIN CERTIFICATE-----\n%s\n-----END CERTIFICATE-----\n"
            .formatted(
                Base64.getMimeEncoder()
                    .encodeToString(client.getCertificate("client").getEncoded())));
    TlsOptions options =
        new TlsOptions(
            selfSigned("tls").source(), Optional.of(new TlsOptions.Clients(authorities, required)));
    try (Rig rig = Rig.open(folder, Rig.OPTIONS.withTls(options))) {
      Certificate server = read(certificate("tls"));
      assertThat(get(rig, context(server, client), "TLSv1.3").statusCode()).isEqualTo(200);
      SSLContext none = context(server, null);
      SSLContext stranger = context(server, keytool("stranger"));
      if (required) {
        assertThatThrownBy(() -> get(rig, none, "TLSv1.3")).isInstanceOf(IOException.class);
        assertThatThrownBy(() -> get(rig, none, "TLSv1.2")).isInstanceOf(IOException.class);
        assertThatThrownBy(() -> get(rig, stranger, "TLSv1.2")).isInstanceOf(IOException.class);
      } else {
        assertThat(get(rig, none, "TLSv1.3").statusCode()).isEqualTo(200);
      }
    }
  }

  private KeyStore keytool(String name) throws Exception {
    Path file = folder.resolve(name + ".p12");
    Process keytool =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair",
                "-keyalg",
                "EC",
                "-alias",
                name,
                "-dname",
                "CN=" + name,
                "-storepass",
                new String(PASSWORD),
                "-keystore",
                file.toString())
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("keytool.log").toFile())
            .start();
    assertThat(keytool.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(keytool.exitValue()).isZero();
    return KeyStore.getInstance(file.toFile(), PASSWORD);
  }

  @Test
  void aCertificateThatCannotBeUsedStopsTheStart() throws Exception {
    TlsOptions options =
        new TlsOptions(
            new TlsOptions.Files(folder.resolve("none.crt"), folder.resolve("none.key")),
            Optional.empty());
    assertThatThrownBy(() -> Rig.open(folder, Rig.OPTIONS.withTls(options)))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("none.crt");
  }

  @Test
  void httpIsNotOfferedToOtherMachines() {
    assertThatThrownBy(() -> ServerOptions.on("0.0.0.0", 0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("TLS or a trusted proxy");
  }
}
