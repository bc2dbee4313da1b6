package io.trailseal.indexer.search;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The folder `search` and the folders of months in it. A month that is made anew gets a folder of
/// another name (`2026-11.1` beside `2026-11`); which of them counts, the position file says.
///
/// Threads: any.
final class IndexFolder {
  private final Path path;
  private final Month.Disk disk;

  IndexFolder(Path path, Month.Disk disk) throws IOException {
    this.path = path;
    this.disk = disk;
    Files.createDirectories(path);
  }

  Path path() {
    return path;
  }

  Month.Disk disk() {
    return disk;
  }

  /// How much more fits on this disk.
  long usableBytes() throws IOException {
    return disk.usableBytes(path);
  }

  /// A name that no folder here has.
  synchronized String freshName(Partition partition, Set<String> taken) {
    String name = partition.name();
    for (int i = 1; taken.contains(name) || Files.exists(path.resolve(name)); i++) {
      name = partition.name() + "." + i;
    }
    return name;
  }

  /// Names of the folders that look like ours.
  List<String> names() throws IOException {
    List<String> found = new ArrayList<>();
    try (var entries = Files.newDirectoryStream(path, Files::isDirectory)) {
      for (Path entry : entries) {
        String name = String.valueOf(entry.getFileName());
        if (partition(name) != null) {
          found.add(name);
        }
      }
    }
    return found;
  }

  /// Which month's folder has this name; null where it is none of ours.
  static @Nullable Partition partition(String name) {
    int dot = name.indexOf('.');
    return Partition.named(dot < 0 ? name : name.substring(0, dot)).orElse(null);
  }

  /// Deletes a month's folder with everything in it; nothing where it is not there.
  void delete(String name) throws IOException {
    Path tree = path.resolve(name);
    if (!Files.exists(tree)) {
      return;
    }
    Files.walkFileTree(
        tree,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
              throws IOException {
            Files.delete(file);
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult postVisitDirectory(Path directory, @Nullable IOException failure)
              throws IOException {
            if (failure != null) {
              throw failure;
            }
            Files.delete(directory);
            return FileVisitResult.CONTINUE;
          }
        });
  }

  long bytes() throws IOException {
    return bytes(path);
  }

  long bytes(String name) throws IOException {
    return bytes(path.resolve(name));
  }

  /// Bytes on disk. Files that a merge deletes meanwhile do not count.
  private static long bytes(Path tree) throws IOException {
    long[] sum = {0};
    Files.walkFileTree(
        tree,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
            sum[0] += attributes.size();
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFileFailed(Path file, IOException failure)
              throws IOException {
            if (failure instanceof NoSuchFileException) {
              return FileVisitResult.CONTINUE;
            }
            throw failure;
          }
        });
    return sum[0];
  }
}
