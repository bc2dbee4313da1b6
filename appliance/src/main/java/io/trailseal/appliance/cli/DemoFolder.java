package io.trailseal.appliance.cli;

import io.trailseal.appliance.lifecycle.Home;
import io.trailseal.verifier.synthetic.Planted;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// The folder of `trailseal demo`: a store, and beside it
///
/// ```
/// this-is-a-demo   says that everything here may be deleted; written first
/// sample/          the bucket
/// planted          what was done to it, one a line: name, sentence, keys, with tabs between;
///                  written last, so that where it is, the import came to its end
/// ```
final class DemoFolder {
  private static final String MARK = "this-is-a-demo";
  private static final String PLANTED = "planted";
  private static final String OWNER = "owner";

  /// Raised when a demo made by an older Trailseal is not worth taking up.
  private static final String VERSION = "1";

  private final Home home;

  DemoFolder(Home home) {
    this.home = home;
  }

  /// One thing done to the sample.
  record Done(String name, String sentence, List<String> keys) {
    Done {
      keys = List.copyOf(keys);
    }
  }

  Path sample() {
    return home.folder().resolve("sample");
  }

  /// Makes the folder ready: empty, or with a demo that came to its end.
  ///
  /// @param fresh empty in any case
  void prepare(boolean fresh) throws IOException, Failure {
    Path folder = home.folder();
    home.create();
    if (!isEmpty(folder) && !Files.exists(folder.resolve(MARK))) {
      throw new Failure(
          ExitCode.USAGE,
          "%s is not a demo's folder: there is no %s in it".formatted(folder, MARK),
          "move it away, or choose another home with --home; nothing was deleted");
    }
    if (fresh || !isComplete()) {
      clear();
    }
    Files.writeString(
        folder.resolve(MARK),
        VERSION
            + "\nMade by trailseal demo. Nothing here is evidence; trailseal demo --fresh"
            + " deletes it.\n");
  }

  boolean isComplete() throws IOException {
    Path mark = home.folder().resolve(MARK);
    return Files.exists(home.folder().resolve(PLANTED))
        && Files.exists(mark)
        && Files.readString(mark).startsWith(VERSION + "\n");
  }

  void complete(List<Planted> planted) throws IOException {
    StringBuilder lines = new StringBuilder();
    for (Planted one : planted) {
      lines
          .append(one.tampering().kebabName())
          .append('\t')
          .append(one.sentence())
          .append('\t')
          .append(String.join("\t", one.keys()))
          .append('\n');
    }
    Path temporary = home.folder().resolve(PLANTED + ".new");
    Files.writeString(temporary, lines);
    Files.move(temporary, home.folder().resolve(PLANTED), StandardCopyOption.ATOMIC_MOVE);
  }

  List<Done> planted() throws IOException {
    List<Done> planted = new ArrayList<>();
    for (String line : Files.readAllLines(home.folder().resolve(PLANTED))) {
      List<String> parts = List.of(line.split("\t", -1));
      if (parts.size() < 3) {
        throw new IOException(
            "%s is damaged; start over with trailseal demo --fresh"
                .formatted(home.folder().resolve(PLANTED)));
      }
      planted.add(new Done(parts.get(0), parts.get(1), parts.subList(2, parts.size())));
    }
    return planted;
  }

  private static boolean isEmpty(Path folder) throws IOException {
    try (Stream<Path> entries = Files.list(folder)) {
      return entries.findAny().isEmpty();
    }
  }

  /// Deletes everything in the folder but the lock, which is held meanwhile: a demo that runs is
  /// not pulled out from under its owner.
  private void clear() throws IOException, Failure {
    Path folder = home.folder();
    Path owner = folder.resolve(OWNER);
    try (FileChannel channel =
            FileChannel.open(owner, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        @Nullable FileLock lock = channel.tryLock()) {
      if (lock == null) {
        throw new Failure(
            ExitCode.UNAVAILABLE,
            "a demo is running: " + Files.readString(owner).strip(),
            "stop it before another one starts over");
      }
      List<Path> entries;
      try (Stream<Path> list = Files.list(folder)) {
        entries = list.toList();
      }
      for (Path entry : entries) {
        if (!entry.equals(owner) && !entry.equals(folder.resolve(MARK))) {
          delete(entry);
        }
      }
    }
  }

  /// Does not follow symbolic links: what they lead to is not ours.
  static void delete(Path path) throws IOException {
    Files.walkFileTree(
        path,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
              throws IOException {
            Files.delete(file);
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult postVisitDirectory(Path folder, @Nullable IOException e)
              throws IOException {
            if (e != null) {
              throw e;
            }
            Files.delete(folder);
            return FileVisitResult.CONTINUE;
          }
        });
  }
}
