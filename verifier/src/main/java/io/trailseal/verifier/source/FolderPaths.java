package io.trailseal.verifier.source;

import io.trailseal.verifier.S3Name;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/// From a path inside a folder to the file it means, if that lies in the folder.
///
/// Threads: any number.
final class FolderPaths {
  /// Linux allows 4,096 bytes; what is longer cannot be opened anyway.
  private static final int PATH_LENGTH_MAX = 4096;

  /// No file system in use allows more for one part of a path.
  private static final int PART_BYTES_MAX = 255;

  /// Folders of which it is remembered where they are. Some megabytes.
  private static final int REMEMBERED_MAX = 10_000;

  /// Folders of which it is remembered which names the JDK cannot spell.
  private static final int MISSPELT_REMEMBERED_MAX = 64;

  private final Path root;
  private final Map<String, Path> links;
  private final Map<String, Path> folders = new ConcurrentHashMap<>();
  private final Map<Path, Map<String, Path>> misspelt = new ConcurrentHashMap<>();

  /// A path that is there and is not followed.
  static final class RefusedException extends Exception {
    private static final long serialVersionUID = 1;

    RefusedException(String detail) {
      super(detail);
    }

    String detail() {
      return String.valueOf(getMessage());
    }
  }

  /// @param root an existing folder, as it really is
  /// @param links see [FolderWalk#links()]
  FolderPaths(Path root, Map<String, Path> links) {
    this.root = root;
    this.links = Map.copyOf(links);
  }

  Path root() {
    return root;
  }

  /// Whether the link at this path is the one through which a folder is entered.
  boolean isLinkToFolder(String path) {
    return links.containsKey(path);
  }

  /// Where a folder really is; empty where there is none.
  ///
  /// @param path empty or ending with `/`
  Optional<Path> folder(String path) throws IOException, RefusedException {
    if (path.isEmpty()) {
      return Optional.of(root);
    }
    Path known = folders.get(path);
    if (known != null) {
      return Optional.of(known);
    }
    if (path.length() > PATH_LENGTH_MAX) {
      return Optional.empty();
    }
    int nameAt = path.lastIndexOf('/', path.length() - 2) + 1;
    Optional<Path> above = folder(path.substring(0, nameAt));
    Optional<Path> here =
        above.isPresent()
            ? child(above.get(), path.substring(nameAt, path.length() - 1))
            : Optional.empty();
    if (here.isEmpty()) {
      return Optional.empty();
    }
    BasicFileAttributes is;
    try {
      is = Files.readAttributes(here.get(), BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
    } catch (NoSuchFileException _) {
      return Optional.empty();
    }
    if (is.isSymbolicLink()) {
      String link = path.substring(0, path.length() - 1);
      Path target = links.get(link);
      // Followed again: what it leads to may have been changed since the survey.
      if (target == null || !target.equals(here.get().toRealPath())) {
        throw new RefusedException(
            "a link to a folder is followed once and only inside, this one is not: "
                + S3Name.printable(link));
      }
      return Optional.of(remember(path, target));
    }
    return is.isDirectory() ? Optional.of(remember(path, here.get())) : Optional.empty();
  }

  private Path remember(String path, Path real) {
    if (folders.size() >= REMEMBERED_MAX) {
      folders.clear();
    }
    folders.put(path, real);
    return real;
  }

  /// What a link to a file leads to.
  ///
  /// @param path of the link
  Path follow(String path, Path link) throws IOException, RefusedException {
    Path real;
    try {
      real = link.toRealPath();
    } catch (NoSuchFileException _) {
      throw new RefusedException("a link must lead to a file, this one leads to nothing");
    }
    if (!real.startsWith(root)) {
      throw new RefusedException("a link must stay inside the folder, this one leads out");
    }
    if (Files.isDirectory(real) && !isLinkToFolder(path)) {
      throw new RefusedException(
          "a folder is entered through one link only and not from inside, this is another one");
    }
    return real;
  }

  /// Something of this name in a folder, whether it is there or not; empty where nothing can have
  /// such a name.
  ///
  /// @param folder as it really is
  Optional<Path> child(Path folder, String name) throws IOException {
    if (name.isEmpty()
        || name.equals(".")
        || name.equals("..")
        || name.indexOf('\0') >= 0
        // Each byte that is not UTF-8 is spelled with three.
        || name.length() > 3 * PART_BYTES_MAX) {
      return Optional.empty();
    }
    try {
      Path plain = folder.getFileSystem().getPath(name);
      if (plain.isAbsolute() || plain.getNameCount() != 1 || !plain.toString().equals(name)) {
        return Optional.empty();
      }
      Path child = folder.resolve(plain);
      boolean fits = name.getBytes(StandardCharsets.UTF_8).length <= PART_BYTES_MAX;
      if (name.indexOf('%') < 0 || (fits && Files.exists(child, LinkOption.NOFOLLOW_LINKS))) {
        return fits ? Optional.of(child) : Optional.empty();
      }
    } catch (InvalidPathException _) {
      // Not to be written in this process's locale; it may be there all the same.
    }
    return Optional.ofNullable(misspelt(folder).get(name));
  }

  /// Files whose names are not UTF-8, or not in this process's locale, by their text.
  private Map<String, Path> misspelt(Path folder) throws IOException {
    Map<String, Path> known = misspelt.get(folder);
    if (known != null) {
      return known;
    }
    Map<String, Path> found = new HashMap<>();
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(folder)) {
      for (Path entry : entries) {
        String text = text(entry.getFileName());
        if (!text.equals(entry.getFileName().toString())) {
          found.put(text, entry);
        }
      }
    } catch (DirectoryIteratorException e) {
      throw e.getCause();
    }
    if (misspelt.size() >= MISSPELT_REMEMBERED_MAX) {
      misspelt.clear();
    }
    misspelt.put(folder, found);
    return found;
  }

  /// A file's name as text. See [EntryName#decode].
  static String text(Path name) {
    return decode(name).text();
  }

  static EntryName.Decoded decode(Path name) {
    String text = name.toString();
    // The JDK could not decode it in this process's locale, but a Path keeps the bytes, and its
    // URI spells them out.
    return text.indexOf('\uFFFD') >= 0
        ? EntryName.decode(rawBytes(name))
        : new EntryName.Decoded(text, Optional.empty());
  }

  private static byte[] rawBytes(Path name) {
    String uri = Path.of("/").resolve(name).toUri().getRawPath();
    // A folder of that name at the root would get a slash at the end.
    uri = uri.endsWith("/") ? uri.substring(0, uri.length() - 1) : uri;
    byte[] ascii = uri.getBytes(StandardCharsets.US_ASCII);
    byte[] raw = new byte[ascii.length];
    int length = 0;
    // Past the leading slash.
    for (int i = 1; i < ascii.length; i++) {
      if (ascii[i] == '%' && i + 2 < ascii.length) {
        raw[length++] = (byte) Integer.parseInt(uri.substring(i + 1, i + 3), 16);
        i += 2;
      } else {
        raw[length++] = ascii[i];
      }
    }
    return Arrays.copyOf(raw, length);
  }
}
