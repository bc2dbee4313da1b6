package io.trailseal.api.tls;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The certificate that is shown, read again when its files change.
///
/// Threads: any.
public final class Certificates implements Closeable {
  private static final Logger LOG = LoggerFactory.getLogger(Certificates.class);

  /// Looking costs two calls of the operating system.
  private static final int SECONDS_BETWEEN_LOOKS = 5;

  private final TlsOptions options;
  private final TlsOptions.Files files;
  private final ScheduledExecutorService looking =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().daemon().name("certificate").factory());

  private volatile State state;

  /// @param seen what the files looked like when they were last read
  /// @param trouble why what they hold now is not shown
  private record State(KeyAndChain shown, Look seen, @Nullable String trouble) {}

  /// What a file's change shows in.
  private record Look(FileTime certificate, FileTime key, long certificateBytes, long keyBytes) {}

  /// How it is with the certificate.
  ///
  /// @param fingerprint SHA-256 of it, as browsers show it
  /// @param until when it ends
  /// @param trouble why what its files hold now is not shown instead; empty where it is
  public record Status(String fingerprint, Instant until, Optional<String> trouble) {}

  /// Reads what `options` name, or makes it.
  ///
  /// @throws IOException if it cannot be; the message says what to do
  public Certificates(TlsOptions options, InstantSource clock) throws IOException {
    this.options = options;
    this.files =
        switch (options.source()) {
          case TlsOptions.Files given -> given;
          case TlsOptions.SelfSigned wanted -> SelfSigned.keptIn(wanted, clock.instant());
        };
    Look seen = look();
    this.state = new State(KeyAndChain.read(files.certificate(), files.key()), seen, null);
    var _ =
        looking.scheduleWithFixedDelay(
            this::lookAgain, SECONDS_BETWEEN_LOOKS, SECONDS_BETWEEN_LOOKS, TimeUnit.SECONDS);
  }

  private Look look() throws IOException {
    try {
      return new Look(
          Files.getLastModifiedTime(files.certificate()),
          Files.getLastModifiedTime(files.key()),
          Files.size(files.certificate()),
          Files.size(files.key()));
    } catch (IOException e) {
      throw new IOException(
          "%s and %s must be there and readable".formatted(files.certificate(), files.key()), e);
    }
  }

  /// Reads the files again if they changed. What cannot be shown is told once and looked at again.
  public synchronized void lookAgain() {
    State before = state;
    try {
      Look now = look();
      // Certificate and key are two files: what does not fit together may just be half written.
      if (before.trouble() == null && now.equals(before.seen())) {
        return;
      }
      KeyAndChain read = KeyAndChain.read(files.certificate(), files.key());
      state = new State(read, now, null);
      if (!read.fingerprint().equals(before.shown().fingerprint())) {
        LOG.info(
            "new connections get the new certificate, valid until {}, SHA-256 {}",
            read.own().getNotAfter().toInstant(),
            read.fingerprint());
      }
    } catch (IOException | RuntimeException e) {
      String trouble = String.valueOf(e.getMessage());
      if (!trouble.equals(before.trouble())) {
        LOG.warn("the certificate was changed and the old one is still shown: {}", trouble);
      }
      state = new State(before.shown(), before.seen(), trouble);
    }
  }

  KeyAndChain shown() {
    return state.shown();
  }

  TlsOptions options() {
    return options;
  }

  /// The names and addresses it is for, in lower case; a name may begin with `*.`.
  public Set<String> names() {
    return state.shown().names();
  }

  public Status status() {
    State now = state;
    return new Status(
        now.shown().fingerprint(),
        now.shown().own().getNotAfter().toInstant(),
        Optional.ofNullable(now.trouble()));
  }

  @Override
  public void close() {
    looking.shutdownNow();
  }
}
