package io.trailseal.verifier.source;

import io.trailseal.verifier.S3Name;
import io.trailseal.verifier.check.Archive;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.zip.GZIPInputStream;

/// From paths that somebody typed to shelves.
final class LocalShelves {
  private static final int GZIP_MAGIC = 0x1f8b;
  private static final int ZIP_MAGIC = 0x504b0304;
  private static final int ZIP_EMPTY_MAGIC = 0x504b0506;

  private LocalShelves() {}

  /// Files of one folder that are no archives become one shelf, so that `import *.json.gz` does not
  /// cost a sync to disk for each of them.
  ///
  /// @throws IOException if a path does not exist or is neither folder nor file
  static List<LocalObjects.Unopened> of(List<Path> paths) throws IOException {
    for (Path path : paths) {
      require(path);
    }
    List<LocalObjects.Unopened> shelves = new ArrayList<>();
    Map<Path, List<Path>> filesByFolder = new LinkedHashMap<>();
    for (Path path : paths) {
      if (Files.isDirectory(path)) {
        shelves.add(
            new LocalObjects.Unopened(() -> FolderShelf.of(path), parts(path.toRealPath()), true));
        continue;
      }
      switch (format(path)) {
        case ZIP -> shelves.add(archive(path, "zip", ZipEntries::open));
        case TAR -> shelves.add(archive(path, "tar", file -> TarEntries.open(file, false)));
        case TAR_GZ -> shelves.add(archive(path, "tar.gz", file -> TarEntries.open(file, true)));
        case OBJECT ->
            filesByFolder
                .computeIfAbsent(realFolder(path), _ -> new ArrayList<>())
                .add(path.getFileName());
      }
    }
    for (Map.Entry<Path, List<Path>> files : filesByFolder.entrySet()) {
      Path folder = files.getKey();
      List<Path> names = files.getValue().stream().distinct().sorted().toList();
      shelves.add(
          new LocalObjects.Unopened(
              () -> FolderShelf.ofFiles(folder, names), parts(folder), false));
    }
    return shelves;
  }

  /// See [LocalArchives#open].
  static Archive archive(Path path, Optional<String> bucket) throws IOException {
    require(path);
    Format format = Files.isDirectory(path) ? Format.OBJECT : format(path);
    return switch (format) {
      case ZIP -> PackedFile.zip(path, bucket);
      case TAR -> PackedFile.tar(path, bucket);
      case TAR_GZ -> PackedFile.tarGz(path, bucket);
      case OBJECT -> folder(path, bucket);
    };
  }

  private static Archive folder(Path path, Optional<String> bucket) throws IOException {
    boolean whole = Files.isDirectory(path);
    Path folder = whole ? path.toRealPath() : realFolder(path);
    FolderShelf shelf =
        whole ? FolderShelf.of(folder) : FolderShelf.ofFiles(folder, List.of(path.getFileName()));
    Shelf.Survey survey = shelf.survey();
    return new PlacedArchive(
        shelf.tree(),
        Placement.infer(bucket, survey.digests().claims(), parts(folder), shelf.name()));
  }

  private static LocalObjects.Unopened archive(
      Path path, String format, ArchiveShelf.Opener opener) {
    return new LocalObjects.Unopened(() -> new ArchiveShelf(path, format, opener), List.of(), true);
  }

  private static Path realFolder(Path file) throws IOException {
    Path folder = file.toAbsolutePath().getParent();
    return folder == null ? file.toAbsolutePath() : folder.toRealPath();
  }

  private static List<String> parts(Path folder) {
    List<String> parts = new ArrayList<>();
    folder.forEach(part -> parts.add(part.toString()));
    return parts;
  }

  private static void require(Path path) throws IOException {
    String shown = S3Name.printable(path.toString());
    if (!Files.exists(path)) {
      throw new IOException("a path must exist, there is no %s".formatted(shown));
    }
    if (!Files.isDirectory(path) && !Files.isRegularFile(path)) {
      throw new IOException(
          "a path must be a folder or a file, %s is a pipe, socket or device".formatted(shown));
    }
  }

  private enum Format {
    ZIP,
    TAR,
    TAR_GZ,
    OBJECT
  }

  /// By content, because a name proves nothing; the name only saves looking and settles what an
  /// empty archive is.
  private static Format format(Path path) {
    String name = path.toString().toLowerCase(Locale.ROOT);
    if (name.endsWith(".json") || name.endsWith(".json.gz")) {
      return Format.OBJECT;
    }
    try (InputStream in = new BufferedInputStream(Files.newInputStream(path))) {
      in.mark(TarEntries.BLOCK_BYTES);
      byte[] head = in.readNBytes(TarEntries.BLOCK_BYTES);
      int magic = head.length < 4 ? 0 : bigEndian(head);
      if (magic == ZIP_MAGIC
          || magic == ZIP_EMPTY_MAGIC
          || (name.endsWith(".zip") && isZipAfterAll(path))) {
        return Format.ZIP;
      }
      if (magic >>> 16 == GZIP_MAGIC) {
        in.reset();
        return name.endsWith(".tgz") || name.endsWith(".tar.gz") || holdsTar(in)
            ? Format.TAR_GZ
            : Format.OBJECT;
      }
      return name.endsWith(".tar") || TarEntries.isHeader(head) ? Format.TAR : Format.OBJECT;
    } catch (IOException _) {
      // Whoever opens it next meets the same trouble and enters it with its reason.
      return Format.OBJECT;
    }
  }

  /// Bytes may come before a zip, so only the search for its directory tells.
  private static boolean isZipAfterAll(Path path) throws IOException {
    try (ZipEntries _ = ZipEntries.open(path)) {
      return true;
    } catch (BrokenShelfException _) {
      return false;
    }
  }

  private static int bigEndian(byte[] head) {
    return head[0] << 24 | (head[1] & 0xff) << 16 | (head[2] & 0xff) << 8 | (head[3] & 0xff);
  }

  private static boolean holdsTar(InputStream gzip) {
    try {
      return TarEntries.isHeader(new GZIPInputStream(gzip).readNBytes(TarEntries.BLOCK_BYTES));
    } catch (IOException _) {
      // Not inflatable: no archive, and set aside as an object.
      return false;
    }
  }
}
