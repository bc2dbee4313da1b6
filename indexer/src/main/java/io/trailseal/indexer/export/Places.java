package io.trailseal.indexer.export;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.stream.Stream;

/// Where the files of one export lie while they are written, and when they are whole.
///
/// @param target the file or folder that is asked for
/// @param work the folder they are written in
record Places(Path target, Path work, boolean isFolder, boolean gzip) {
  static final String MANIFEST = "manifest.json";
  static final String LOST = "unreadable.ndjson";
  private static final String LIST = "files.ndjson";
  private static final String LOCK = "lock";
  private static final String DATA = "data";

  static Places of(ExportForm form, FileOptions options) throws ExportRefusedException {
    Path target = options.target().toAbsolutePath().normalize();
    if (target.getFileName() == null) {
      throw new ExportRefusedException(target + " is no name for a file");
    }
    return new Places(target, beside(target, ".part"), form == ExportForm.RECORDS, options.gzip());
  }

  private static Path beside(Path target, String ending) {
    return target.resolveSibling(fileName(target) + ending);
  }

  private static String fileName(Path path) {
    Path name = path.getFileName();
    return name == null ? "" : name.toString();
  }

  static boolean exists(Path path) {
    return Files.exists(path, LinkOption.NOFOLLOW_LINKS);
  }

  /// The file with this number, from 1, as it will be called.
  String name(long file) {
    return isFolder ? "%06d.json%s".formatted(file, gzip ? ".gz" : "") : fileName(target);
  }

  Path data(long file) {
    return work.resolve(isFolder ? name(file) : DATA);
  }

  Path list() {
    return work.resolve(LIST);
  }

  Path lost() {
    return work.resolve(LOST);
  }

  Path lock() {
    return work.resolve(LOCK);
  }

  /// What the list of unreadable events is called in the end.
  String lostName() {
    return fileName(lostAtLast());
  }

  Path manifest() {
    return isFolder ? target.resolve(MANIFEST) : beside(target, "." + MANIFEST);
  }

  private Path lostAtLast() {
    return isFolder ? target.resolve(LOST) : beside(target, "." + LOST);
  }

  /// What must not be there when an export begins.
  List<Path> wanted() {
    return isFolder ? List.of(target) : List.of(target, manifest(), lostAtLast());
  }

  /// Whether a folder of that name holds nothing, so that nothing of anybody's is lost in it.
  static boolean isEmpty(Path folder) throws IOException {
    try (Stream<Path> inside = Files.list(folder)) {
      return inside
          .map(Places::fileName)
          .allMatch(name -> name.equals(LOCK) || name.equals(ExportState.NEW_NAME));
    }
  }

  /// After a question that could not be answered, takes the folder away.
  void forgetIfNothingWasBegun() throws IOException {
    if (Files.isDirectory(work) && isEmpty(work)) {
      Files.deleteIfExists(lock());
      Files.deleteIfExists(work.resolve(ExportState.NEW_NAME));
      Files.delete(work);
    }
  }

  /// Deletes what was begun after file `last` and is not known to the state.
  void deleteFilesAfter(long last) throws IOException {
    long file = last + 1;
    while (isFolder && Files.deleteIfExists(data(file))) {
      file++;
    }
  }

  /// Gives everything its name. May be done again where it was interrupted.
  void settle(boolean lostAny) throws IOException {
    if (!lostAny) {
      Files.deleteIfExists(lost());
    }
    if (isFolder) {
      if (exists(work)) {
        Files.deleteIfExists(list());
        Files.move(work, target, StandardCopyOption.ATOMIC_MOVE);
      }
      Files.deleteIfExists(target.resolve(LOCK));
      Files.deleteIfExists(target.resolve(ExportState.NAME));
      ExportState.syncFolder(target);
    } else {
      move(lost(), lostAtLast());
      move(data(1), target);
      // Last: whoever finds the manifest finds the rest.
      move(work.resolve(MANIFEST), manifest());
      ExportState.syncFolder(parent());
      Files.deleteIfExists(list());
      Files.deleteIfExists(lock());
      Files.deleteIfExists(work.resolve(ExportState.NAME));
      Files.delete(work);
    }
    ExportState.syncFolder(parent());
  }

  private Path parent() {
    Path parent = target.getParent();
    return parent == null ? target : parent;
  }

  private static void move(Path from, Path to) throws IOException {
    if (exists(from)) {
      Files.move(from, to, StandardCopyOption.ATOMIC_MOVE);
    }
  }
}
