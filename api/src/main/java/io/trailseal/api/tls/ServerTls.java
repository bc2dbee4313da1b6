package io.trailseal.api.tls;

import io.micronaut.context.annotation.Replaces;
import io.micronaut.context.annotation.Requires;
import io.micronaut.http.server.netty.ssl.CertificateProvidedSslBuilder;
import io.micronaut.http.server.netty.ssl.ServerSslBuilder;
import io.micronaut.http.ssl.ServerSslConfiguration;
import io.netty.handler.ssl.ClientAuth;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.TrustManagerFactory;

/// Sets the server's TLS up.
@Singleton
@Requires(bean = Certificates.class)
@Replaces(CertificateProvidedSslBuilder.class)
final class ServerTls implements ServerSslBuilder {
  /// What browsers of the last ten years and every supported OpenSSL speak.
  private static final List<String> PROTOCOLS = List.of("TLSv1.3", "TLSv1.2");

  /// Authenticated ciphers with keys of their own for each connection (Mozilla's intermediate set).
  private static final List<String> CIPHERS =
      List.of(
          "TLS_AES_256_GCM_SHA384",
          "TLS_AES_128_GCM_SHA256",
          "TLS_CHACHA20_POLY1305_SHA256",
          "TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384",
          "TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384",
          "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256",
          "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256",
          "TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256",
          "TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256");

  /// How long a client may take up a session, without showing its certificate again.
  private static final long SESSION_SECONDS_MAX = Duration.ofHours(1).toSeconds();

  static {
    // A client of TLS 1.2 could have keys agreed on again and again, which costs us more than it.
    // The JDK knows no other way to say so, and asks at its first handshake as a server.
    System.setProperty("jdk.tls.rejectClientInitiatedRenegotiation", "true");
  }

  private final Certificates certificates;
  private final ServerSslConfiguration configuration;

  ServerTls(Certificates certificates, ServerSslConfiguration configuration) {
    this.certificates = certificates;
    this.configuration = configuration;
  }

  @Override
  public ServerSslConfiguration getSslConfiguration() {
    return configuration;
  }

  @Override
  public Optional<SslContext> build() {
    try {
      SslContextBuilder builder =
          SslContextBuilder.forServer(new ShownKey(certificates))
              .sslProvider(SslProvider.JDK)
              .protocols(PROTOCOLS)
              .ciphers(CIPHERS)
              .sessionTimeout(SESSION_SECONDS_MAX);
      Optional<TlsOptions.Clients> clients = certificates.options().clients();
      if (clients.isPresent()) {
        builder
            .trustManager(trust(PemFile.certificates(clients.get().authorities())))
            .clientAuth(clients.get().required() ? ClientAuth.REQUIRE : ClientAuth.OPTIONAL);
      }
      return Optional.of(builder.build());
    } catch (IOException | GeneralSecurityException e) {
      throw new IllegalStateException("TLS cannot be set up: " + e.getMessage(), e);
    }
  }

  private static TrustManagerFactory trust(List<X509Certificate> authorities)
      throws IOException, GeneralSecurityException {
    KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
    store.load(null, null);
    for (int i = 0; i < authorities.size(); i++) {
      store.setCertificateEntry("authority-" + i, authorities.get(i));
    }
    TrustManagerFactory factory = TrustManagerFactory.getInstance("PKIX");
    factory.init(store);
    return factory;
  }
}
