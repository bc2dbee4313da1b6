package io.trailseal.verifier.source;

import static io.trailseal.verifier.Verdict.Obstacle.ACCESS_DENIED;
import static io.trailseal.verifier.Verdict.Obstacle.OBJECT_NOT_READABLE;
import static io.trailseal.verifier.Verdict.Obstacle.OBJECT_OVER_LIMIT;

import io.trailseal.verifier.S3Name;
import io.trailseal.verifier.check.Archive;
import io.trailseal.verifier.check.Fetched;
import io.trailseal.verifier.check.ListingException;
import io.trailseal.verifier.trail.Defect;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Map;
import java.util.Optional;

/// A folder on disk. Nothing of it is held in memory but where a bounded number of its folders
/// really are.
///
/// Paths asked for come from digests, which anybody may have written: no path leaves the folder,
/// whatever its parts are and wherever links lead.
final class FolderTree implements Tree {
  private static final Fetched.Absent ABSENT = new Fetched.Absent();

  private final FolderPaths paths;
  private final Optional<String> only;

  /// @param root an existing folder, as it really is
  /// @param links see [FolderWalk#links()]
  /// @param only the one name in it that was given
  FolderTree(Path root, Map<String, Path> links, Optional<String> only) {
    this.paths = new FolderPaths(root, links);
    this.only = only;
  }

  @Override
  public String description() {
    return only.map(name -> "file " + S3Name.printable(paths.root().resolve(name).toString()))
        .orElseGet(() -> "folder " + S3Name.printable(paths.root().toString()));
  }

  @Override
  public void list(String folder, Sink sink) throws ListingException {
    if (only.isPresent()) {
      if (folder.isEmpty()) {
        sink.file(only.get(), -1);
      }
      throw new ListingException(
          OBJECT_NOT_READABLE, "one file was given; what else there was is not known");
    }
    if (Litter.isLitter(folder)) {
      return;
    }
    try {
      Optional<Path> real = paths.folder(folder);
      if (real.isPresent()) {
        list(folder, real.get(), sink);
      }
    } catch (FolderPaths.RefusedException e) {
      throw new ListingException(OBJECT_NOT_READABLE, e.detail());
    } catch (NoSuchFileException | NotDirectoryException _) {
      // It was there a moment ago and holds nothing any more.
    } catch (IOException e) {
      throw new ListingException(
          e instanceof AccessDeniedException ? ACCESS_DENIED : OBJECT_NOT_READABLE,
          "folder %s could not be listed: %s"
              .formatted(S3Name.printable(folder), Content.reason(e)));
    }
  }

  private void list(String folder, Path real, Sink sink) throws IOException {
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(real)) {
      for (Path entry : entries) {
        String text = FolderPaths.text(entry.getFileName());
        String path = folder + text;
        if (!Litter.isLitter(path) && !Litter.isLitter(path + "/")) {
          tell(real, entry, text, path, sink);
        }
      }
    } catch (DirectoryIteratorException e) {
      throw e.getCause();
    }
  }

  private void tell(Path folder, Path entry, String text, String path, Sink sink) {
    try {
      BasicFileAttributes is = attributes(entry);
      if (is.isSymbolicLink()) {
        if (paths.isLinkToFolder(path)) {
          sink.folder(path + "/");
        } else {
          sink.file(path, -1);
        }
      } else if (is.isDirectory()) {
        sink.folder(path + "/");
      } else if (!isSidecar(folder, entry, text, is)) {
        sink.file(path, is.isRegularFile() ? is.size() : -1);
      }
    } catch (NoSuchFileException _) {
      // It was there a moment ago, and no longer is.
    } catch (IOException _) {
      // Reading it meets the same trouble and says so.
      sink.file(path, -1);
    }
  }

  private static BasicFileAttributes attributes(Path file) throws IOException {
    return Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
  }

  /// Whether a file is the user metadata of another one. Where it cannot be used as such, it is an
  /// object itself.
  private boolean isSidecar(Path folder, Path file, String text, BasicFileAttributes is)
      throws IOException {
    if (!Sidecar.isNamedLikeOne(text) || !is.isRegularFile()) {
      return false;
    }
    Optional<Path> object = paths.child(folder, Sidecar.objectOf(text));
    return object.isPresent()
        && Files.exists(object.get(), LinkOption.NOFOLLOW_LINKS)
        && !Files.isDirectory(object.get())
        && metadata(file, is.size()).isPresent();
  }

  private static Optional<Map<String, String>> metadata(Path sidecar, long size) {
    if (size > Sidecar.BYTES_MAX) {
      return Optional.empty();
    }
    try {
      return FileItem.read(sidecar, size, Sidecar.BYTES_MAX) instanceof Content.Whole whole
          ? Optional.of(Sidecar.parse(whole.bytes()))
          : Optional.empty();
    } catch (Sidecar.NotUserMetadataException _) {
      return Optional.empty();
    }
  }

  @Override
  public Fetched read(String path) {
    if (Litter.isLitter(path)) {
      return ABSENT;
    }
    if (only.isPresent() && !only.get().equals(path)) {
      return new Fetched.Withheld(
          OBJECT_NOT_READABLE, "one file was given; what else there was is not known");
    }
    int nameAt = path.lastIndexOf('/') + 1;
    String name = path.substring(nameAt);
    try {
      Optional<Path> folder = paths.folder(path.substring(0, nameAt));
      Optional<Path> file = folder.isPresent() ? paths.child(folder.get(), name) : Optional.empty();
      return file.isPresent() ? read(path, folder.get(), file.get(), name) : ABSENT;
    } catch (FolderPaths.RefusedException e) {
      return new Fetched.Withheld(OBJECT_NOT_READABLE, e.detail());
    } catch (NoSuchFileException | NotDirectoryException _) {
      return ABSENT;
    } catch (AccessDeniedException _) {
      return new Fetched.Withheld(ACCESS_DENIED, "permission to read the file was denied");
    } catch (IOException e) {
      return new Fetched.Withheld(
          OBJECT_NOT_READABLE, "it could not be read: " + Content.reason(e));
    }
  }

  private Fetched read(String path, Path folder, Path file, String name)
      throws IOException, FolderPaths.RefusedException {
    BasicFileAttributes is = attributes(file);
    Path real = file;
    if (is.isSymbolicLink()) {
      real = paths.follow(path, file);
      is = attributes(real);
    }
    if (is.isDirectory()) {
      return ABSENT;
    }
    if (!is.isRegularFile()) {
      return new Fetched.Withheld(
          OBJECT_NOT_READABLE, "an object must be a file, this is a pipe, socket or device");
    }
    if (real.equals(file) && isSidecar(folder, file, name, is)) {
      return ABSENT;
    }
    return read(real, is.size(), folder, name);
  }

  private Fetched read(Path real, long size, Path folder, String name) throws IOException {
    if (size > Archive.OBJECT_BYTES_MAX) {
      return overLimit(Content.overLimit(size, Archive.OBJECT_BYTES_MAX).why());
    }
    Content content;
    // No link is followed here: where one was allowed, `real` is what it leads to.
    try (InputStream in = Files.newInputStream(real, LinkOption.NOFOLLOW_LINKS)) {
      content = Content.readAll(in, size, Archive.OBJECT_BYTES_MAX);
    }
    return switch (content) {
      case Content.Whole whole -> new Fetched.Present(whole.bytes(), metadataOf(folder, name));
      // Nothing else is thrown back by a file that could be read at all.
      case Content.Withheld withheld -> overLimit(withheld.why());
    };
  }

  private static Fetched overLimit(Defect why) {
    return new Fetched.Withheld(OBJECT_OVER_LIMIT, why.reason());
  }

  private Map<String, String> metadataOf(Path folder, String name) throws IOException {
    String sidecar = name + Sidecar.SUFFIX;
    if (!Sidecar.isNamedLikeOne(sidecar)) {
      return Map.of();
    }
    Optional<Path> file = paths.child(folder, sidecar);
    return file.isPresent() && Files.isRegularFile(file.get(), LinkOption.NOFOLLOW_LINKS)
        ? metadata(file.get(), Sidecar.BYTES_USUAL).orElse(Map.of())
        : Map.of();
  }

  /// Nothing is held open between two calls.
  @Override
  public void close() {}
}
