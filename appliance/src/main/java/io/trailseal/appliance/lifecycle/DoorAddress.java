package io.trailseal.appliance.lifecycle;

import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Optional;

/// Where the door of a home is.
final class DoorAddress {
  /// Linux has 108 bytes with a zero at the end, macOS 104; 100 is safe everywhere.
  static final int PATH_BYTES_MAX = 99;

  private static final int ELSEWHERE_BYTES_MAX = 4096;

  private DoorAddress() {}

  /// Makes place for a socket and says where; only for the owner of the store.
  static UnixDomainSocketAddress prepare(Home home) throws IOException {
    Path folder = home.folder().resolve("door");
    Home.createPrivate(folder);
    Home.makePrivate(folder, "rwx------");
    // Whatever is here belongs to an owner that is gone: we have the lock.
    Files.deleteIfExists(folder.resolve("socket"));
    Files.deleteIfExists(folder.resolve("elsewhere"));
    Path socket = folder.resolve("socket");
    if (fits(socket)) {
      return UnixDomainSocketAddress.of(socket);
    }
    // Created with 0700 by the JDK.
    Path elsewhere = Files.createTempDirectory("trailseal-").resolve("socket");
    if (!fits(elsewhere)) {
      Files.deleteIfExists(elsewhere.getParent());
      throw new IOException(
          "a socket's path must have at most %d bytes; neither %s nor %s has, set TMPDIR to a shorter"
                  .formatted(PATH_BYTES_MAX, socket, elsewhere)
              + " one");
    }
    Files.writeString(folder.resolve("elsewhere"), elsewhere.toString());
    return UnixDomainSocketAddress.of(elsewhere);
  }

  /// Where an owner would listen; empty where none does.
  static Optional<UnixDomainSocketAddress> find(Home home) throws IOException {
    Path folder = home.folder().resolve("door");
    Path socket = folder.resolve("socket");
    if (Home.exists(socket) && fits(socket)) {
      return Optional.of(UnixDomainSocketAddress.of(socket));
    }
    Path note = folder.resolve("elsewhere");
    if (!Files.isRegularFile(note) || Files.size(note) > ELSEWHERE_BYTES_MAX) {
      return Optional.empty();
    }
    try {
      Path elsewhere = Path.of(Files.readString(note).strip());
      return fits(elsewhere)
          ? Optional.of(UnixDomainSocketAddress.of(elsewhere))
          : Optional.empty();
    } catch (InvalidPathException _) {
      return Optional.empty(); // Cut off by a crash: nobody listens there.
    }
  }

  /// Removes what [#prepare(Home)] made.
  static void remove(Home home, UnixDomainSocketAddress address) throws IOException {
    Path socket = address.getPath();
    Files.deleteIfExists(socket);
    Path folder = home.folder().resolve("door");
    if (!socket.startsWith(folder)) {
      Files.deleteIfExists(socket.getParent());
      Files.deleteIfExists(folder.resolve("elsewhere"));
    }
  }

  private static boolean fits(Path path) {
    return path.toString().getBytes(StandardCharsets.UTF_8).length <= PATH_BYTES_MAX;
  }
}
