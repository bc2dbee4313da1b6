package io.trailseal.verifier.source;

import io.trailseal.verifier.check.Archive;
import io.trailseal.verifier.trail.Defect;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Optional;

/// One file on disk, or what was found in its place.
///
/// @param file what to open; a link has been followed already
/// @param refusal why it is not opened
/// @param sidecar the file of user metadata beside it
/// @param sidecarName that file's name
record FileItem(
    EntryName name,
    Path file,
    long bytesExpected,
    Optional<Defect> refusal,
    Optional<Path> sidecar,
    EntryName sidecarName)
    implements Shelf.Item {

  @Override
  public Content read() {
    return refusal.isPresent()
        ? new Content.Withheld(0, refusal.get())
        : read(file, bytesExpected, Archive.OBJECT_BYTES_MAX);
  }

  @Override
  public Optional<Shelf.Beside> beside() {
    return sidecar.map(
        path ->
            new Shelf.Beside(sidecarName, read(path, Sidecar.BYTES_MAX, Archive.OBJECT_BYTES_MAX)));
  }

  static Content read(Path file, long sizeHint, int bytesMax) {
    if (sizeHint > bytesMax) {
      return Content.overLimit(sizeHint, bytesMax);
    }
    // No link is followed here: where one was allowed, `file` is what it leads to.
    try (InputStream in = Files.newInputStream(file, LinkOption.NOFOLLOW_LINKS)) {
      return Content.readAll(in, sizeHint, bytesMax);
    } catch (IOException e) {
      return Content.unreadable(sizeHint, e);
    }
  }
}
