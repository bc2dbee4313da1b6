package io.trailseal.appliance.bench;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Where a measurement has its data.
///
/// ```
/// this-is-a-bench   says that everything here may be deleted
/// objects/          the bucket
/// home/             the store
/// questions.ndjson  what was asked, for others to be asked the same
/// made-objects      what was made and came to its end, in words; made-home the same
/// ```
public final class BenchFolder implements Closeable {
  private static final String MARK = "this-is-a-bench";

  private final Path folder;
  private final boolean kept;

  private BenchFolder(Path folder, boolean kept) {
    this.folder = folder;
    this.kept = kept;
  }

  /// One that is deleted at the end.
  public static BenchFolder temporary() throws IOException {
    return new BenchFolder(Files.createTempDirectory("trailseal-bench-"), false);
  }

  /// One that stays, with what an earlier measurement left in it.
  ///
  /// @throws IOException if there is something else in it
  public static BenchFolder keep(Path folder) throws IOException {
    Files.createDirectories(folder);
    Path mark = folder.resolve(MARK);
    if (!Files.exists(mark)) {
      try (Stream<Path> entries = Files.list(folder)) {
        if (entries.findAny().isPresent()) {
          throw new IOException(
              "%s must be empty or of an earlier bench: there is no %s in it"
                  .formatted(folder, MARK));
        }
      }
      Files.writeString(mark, "Made by trailseal bench. Everything here may be deleted.\n");
    }
    return new BenchFolder(folder, true);
  }

  /// The two things that are made here.
  public enum Part {
    OBJECTS("objects"),
    HOME("home");

    private final String word;

    Part(String word) {
      this.word = word;
    }
  }

  public Path path(Part part) {
    return folder.resolve(part.word);
  }

  /// File for what is asked.
  public Path questions() {
    return folder.resolve("questions.ndjson");
  }

  /// What is there of it, as [#made] was told; empty where it is not complete.
  public Optional<String> there(Part part) throws IOException {
    Path mark = mark(part);
    return Files.exists(mark) ? Optional.of(Files.readString(mark)) : Optional.empty();
  }

  /// It is complete.
  public void made(Part part, String what) throws IOException {
    Files.writeString(mark(part), what);
  }

  /// It is no longer what it was made as.
  public void forget(Part part) throws IOException {
    Files.deleteIfExists(mark(part));
  }

  /// Takes it away.
  public void clear(Part part) throws IOException {
    forget(part);
    delete(path(part));
  }

  private Path mark(Part part) {
    return folder.resolve("made-" + part.word);
  }

  /// Does not follow symbolic links: what they lead to is not ours.
  public static void delete(Path tree) throws IOException {
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

  /// Bytes of all files below.
  public static long bytes(Path tree) throws IOException {
    try (Stream<Path> files = Files.walk(tree)) {
      return files.filter(Files::isRegularFile).mapToLong(file -> file.toFile().length()).sum();
    }
  }

  @Override
  public void close() throws IOException {
    if (!kept) {
      delete(folder);
    }
  }
}
