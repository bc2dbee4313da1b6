package io.trailseal.verifier.source;

import io.trailseal.verifier.S3Name;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The files of a folder and its subfolders, or some of a folder's files given by name; sorted.
final class FolderShelf implements Shelf {
  private final Path folder;
  private final Optional<List<Path>> given;
  private @Nullable FolderWalk walk;
  private Map<String, Path> links = Map.of();

  private FolderShelf(Path folder, Optional<List<Path>> given) {
    this.folder = folder;
    this.given = given;
  }

  /// @param folder an existing folder
  static FolderShelf of(Path folder) throws IOException {
    return new FolderShelf(folder.toRealPath(), Optional.empty());
  }

  /// @param folder an existing folder, as it really is
  /// @param files names in it
  static FolderShelf ofFiles(Path folder, List<Path> files) {
    return new FolderShelf(folder, Optional.of(files));
  }

  @Override
  public String description() {
    return given
        .filter(files -> files.size() == 1)
        .map(files -> "file " + S3Name.printable(folder.resolve(files.getFirst()).toString()))
        .orElseGet(() -> "folder " + S3Name.printable(folder.toString()));
  }

  @Override
  public String name() {
    Path last = folder.getFileName();
    return last == null ? "" : last.toString();
  }

  @Override
  public Survey survey() {
    long objects = 0;
    long bytes = 0;
    DigestSample digests = new DigestSample();
    FolderWalk surveyed = new FolderWalk(folder, given);
    for (FileItem item = surveyed.next(); item != null; item = surveyed.next()) {
      objects++;
      bytes += item.bytesExpected();
      if (item.refusal().isEmpty()
          && DigestSample.isNamedLikeDigest(item.name().path())
          && digests.wants(item.name().path())) {
        Path file = item.file();
        digests.offer(item.name().path(), () -> readDigest(file));
      }
    }
    links = surveyed.links();
    return new Survey(objects, bytes, digests);
  }

  /// The same folder for many threads, after [#survey()].
  FolderTree tree() {
    return new FolderTree(folder, links, given.map(files -> files.getFirst().toString()));
  }

  private static byte[] readDigest(Path file) throws IOException {
    long size = Files.size(file);
    return switch (FileItem.read(file, size, DigestSample.DELIVERED_BYTES_MAX)) {
      case Content.Whole whole -> whole.bytes();
      case Content.Withheld withheld -> throw new IOException(withheld.why().reason());
    };
  }

  @Override
  public @Nullable Item next() {
    if (walk == null) {
      walk = new FolderWalk(folder, given);
    }
    return walk.next();
  }

  /// Nothing is held open between two calls.
  @Override
  public void close() {}
}
