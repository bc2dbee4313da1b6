package io.trailseal.api.tls;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/// What the server shows, and what it asks for.
///
/// @param source where its certificate comes from
/// @param clients which certificates clients show; empty where they need none
public record TlsOptions(Source source, Optional<Clients> clients) {

  /// Where a certificate comes from.
  public sealed interface Source {}

  /// The operator's.
  ///
  /// @param certificate PEM file with the server's certificate first, then those that lead to its
  ///   root
  /// @param key PEM file with its private key, PKCS#8, not encrypted
  public record Files(Path certificate, Path key) implements Source {}

  /// One of our own, made at the first start and kept.
  ///
  /// @param folder where it is kept, for its owner only
  /// @param names host names and addresses it is for, besides this machine's own loopback
  public record SelfSigned(Path folder, List<String> names) implements Source {
    public SelfSigned {
      names = List.copyOf(names);
    }
  }

  /// Certificates of clients.
  ///
  /// @param authorities PEM file with the certificates of those who issue them; read at the start
  /// @param required whether nobody gets in without one
  public record Clients(Path authorities, boolean required) {}
}
