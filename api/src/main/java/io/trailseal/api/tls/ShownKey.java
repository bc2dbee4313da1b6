package io.trailseal.api.tls;

import java.net.Socket;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.concurrent.atomic.AtomicReference;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedKeyManager;
import org.jspecify.annotations.Nullable;

/// Hands the JDK the certificate that is shown at the moment. One handshake asks several times and
/// must get the same each time, so the one before stays known by its fingerprint.
final class ShownKey extends X509ExtendedKeyManager {
  private final Certificates certificates;

  /// The two that handshakes going on may have chosen.
  private record Known(KeyAndChain newer, KeyAndChain older) {}

  private final AtomicReference<Known> known;

  ShownKey(Certificates certificates) {
    this.certificates = certificates;
    KeyAndChain shown = certificates.shown();
    this.known = new AtomicReference<>(new Known(shown, shown));
  }

  @Override
  @SuppressWarnings("ReferenceEquality") // Read anew or not, whatever it says.
  public @Nullable String chooseEngineServerAlias(
      String keyType, Principal @Nullable [] issuers, SSLEngine engine) {
    KeyAndChain shown = certificates.shown();
    known.updateAndGet(one -> one.newer() == shown ? one : new Known(shown, one.newer()));
    return shown.key().getAlgorithm().equals(keyType) ? shown.fingerprint() : null;
  }

  private @Nullable KeyAndChain of(String alias) {
    Known now = known.get();
    if (now.newer().fingerprint().equals(alias)) {
      return now.newer();
    }
    return now.older().fingerprint().equals(alias) ? now.older() : null;
  }

  @Override
  public X509Certificate @Nullable [] getCertificateChain(String alias) {
    KeyAndChain one = of(alias);
    return one == null ? null : one.chain().toArray(X509Certificate[]::new);
  }

  @Override
  public @Nullable PrivateKey getPrivateKey(String alias) {
    KeyAndChain one = of(alias);
    return one == null ? null : one.key();
  }

  @Override
  public @Nullable String chooseServerAlias(
      String keyType, Principal @Nullable [] issuers, @Nullable Socket socket) {
    throw new UnsupportedOperationException("the server works with engines, not sockets");
  }

  @Override
  public String @Nullable [] getServerAliases(String keyType, Principal @Nullable [] issuers) {
    throw new UnsupportedOperationException("nobody lists them");
  }

  @Override
  public String @Nullable [] getClientAliases(String keyType, Principal @Nullable [] issuers) {
    throw new UnsupportedOperationException("this is a server");
  }

  @Override
  public @Nullable String chooseClientAlias(
      String[] keyType, Principal @Nullable [] issuers, @Nullable Socket socket) {
    throw new UnsupportedOperationException("this is a server");
  }
}
