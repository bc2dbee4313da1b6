package io.trailseal.verifier.source;

import io.trailseal.verifier.trail.Defect;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// One walk through a folder, in the order of keys, holding in memory one list of names for each
/// folder on the way down.
///
/// Links are followed where they stay inside; each folder is entered through a link at most once
/// and never from inside itself, so that a knot of links ends. What is no file is never opened: a
/// pipe would wait for a writer, a device might never end.
final class FolderWalk {

  private final Path root;
  private final Map<Path, String> enteredThroughLinks = new HashMap<>();
  private final Deque<Level> levels = new ArrayDeque<>();

  /// A folder on the way down.
  ///
  /// @param real where it really is
  /// @param prefix what names in it start with
  private record Level(Path real, String prefix, Iterator<Found> found) {}

  /// One name in a folder. Sorted by `sortName`, which for folders ends in `/`: then walking down
  /// gives the order of keys.
  private record Found(
      String sortName, String text, Path fileName, List<Defect> decoding, Optional<Path> sidecar) {}

  /// @param given names in `root` to which the walk is limited
  FolderWalk(Path root, Optional<List<Path>> given) {
    this.root = root;
    if (given.isPresent()) {
      List<Found> found = new ArrayList<>();
      Set<String> all = new HashSet<>();
      given.get().forEach(name -> all.add(name.toString()));
      for (Path name : given.get()) {
        if (Sidecar.isNamedLikeOne(name.toString())
            && all.contains(Sidecar.objectOf(name.toString()))) {
          continue;
        }
        Path sidecar = Path.of(name + Sidecar.SUFFIX);
        boolean accompanied =
            !name.toString().endsWith(Sidecar.SUFFIX)
                && Files.isRegularFile(root.resolve(sidecar), LinkOption.NOFOLLOW_LINKS);
        found.add(found(name, false, accompanied ? Optional.of(sidecar) : Optional.empty()));
      }
      levels.push(new Level(root, "", found.iterator()));
    } else {
      levels.push(new Level(root, "", list(root).iterator()));
    }
  }

  /// The links to folders that were followed so far: the path of each, and where it really leads.
  Map<String, Path> links() {
    Map<String, Path> links = new HashMap<>();
    enteredThroughLinks.forEach((real, path) -> links.put(path, real));
    return links;
  }

  @Nullable FileItem next() {
    while (!levels.isEmpty()) {
      Level level = levels.peek();
      if (!level.found().hasNext()) {
        levels.pop();
        continue;
      }
      Found found = level.found().next();
      String path = level.prefix() + found.text();
      if (Litter.isLitter(path) || Litter.isLitter(path + "/")) {
        continue;
      }
      FileItem item = look(level, found, path);
      if (item != null) {
        return item;
      }
    }
    return null;
  }

  /// Enters a folder and gives null, or says what else is there.
  private @Nullable FileItem look(Level level, Found found, String path) {
    Path here = level.real().resolve(found.fileName());
    try {
      BasicFileAttributes is =
          Files.readAttributes(here, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
      Path real = here;
      if (is.isSymbolicLink()) {
        real = here.toRealPath();
        if (!real.startsWith(root)) {
          return refused(found, path, "a link must stay inside the folder, this one leads out");
        }
        is = Files.readAttributes(real, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
        if (is.isDirectory() && level.real().startsWith(real)) {
          return refused(found, path, "a link must not lead to a folder it lies in, this one does");
        }
        if (is.isDirectory() && enteredThroughLinks.putIfAbsent(real, path) != null) {
          return refused(
              found, path, "a folder is entered through one link only, this is another one");
        }
      }
      if (is.isDirectory()) {
        return enter(found, path, real);
      }
      if (!is.isRegularFile()) {
        return refused(found, path, "an object must be a file, this is a pipe, socket or device");
      }
      Optional<Path> sidecar = found.sidecar().map(level.real()::resolve);
      return new FileItem(
          EntryName.inFolder(path, found.decoding()),
          real,
          is.size(),
          Optional.empty(),
          sidecar,
          EntryName.inFolder(path + Sidecar.SUFFIX, found.decoding()));
    } catch (IOException e) {
      return refused(found, path, "it could not be read: " + Content.reason(e));
    }
  }

  private @Nullable FileItem enter(Found found, String path, Path real) {
    List<Found> inside;
    try {
      inside = listOrThrow(real);
    } catch (IOException e) {
      return refused(found, path + "/", "the folder could not be listed: " + Content.reason(e));
    }
    levels.push(new Level(real, path + "/", inside.iterator()));
    return null;
  }

  private static FileItem refused(Found found, String path, String why) {
    EntryName name = EntryName.inFolder(path, found.decoding());
    return new FileItem(
        name, found.fileName(), 0, Optional.of(new Defect(0, why)), Optional.empty(), name);
  }

  /// The root itself, which was there a moment ago.
  private static List<Found> list(Path folder) {
    try {
      return listOrThrow(folder);
    } catch (IOException _) {
      // Looking at it meets the same trouble and says so.
      return List.of(new Found("", "", folder, List.of(), Optional.empty()));
    }
  }

  private static List<Found> listOrThrow(Path folder) throws IOException {
    List<Found> all = new ArrayList<>();
    Map<String, Path> sidecars = new HashMap<>();
    Set<String> files = new HashSet<>();
    try (DirectoryStream<Path> names = Files.newDirectoryStream(folder)) {
      for (Path entry : names) {
        Path name = entry.getFileName();
        boolean directory = Files.isDirectory(entry);
        Found found = found(name, directory, Optional.empty());
        all.add(found);
        if (Sidecar.isNamedLikeOne(found.text())
            && Files.isRegularFile(entry, LinkOption.NOFOLLOW_LINKS)) {
          sidecars.put(Sidecar.objectOf(found.text()), name);
        } else if (!directory) {
          files.add(found.text());
        }
      }
    } catch (DirectoryIteratorException e) {
      throw e.getCause();
    }
    sidecars.keySet().retainAll(files);
    all.removeIf(
        found ->
            Sidecar.isNamedLikeOne(found.text())
                && sidecars.containsKey(Sidecar.objectOf(found.text())));
    all.replaceAll(
        found ->
            sidecars.containsKey(found.text())
                ? new Found(
                    found.sortName(),
                    found.text(),
                    found.fileName(),
                    found.decoding(),
                    Optional.ofNullable(sidecars.get(found.text())))
                : found);
    all.sort(Comparator.comparing(Found::sortName));
    return all;
  }

  private static Found found(Path name, boolean directory, Optional<Path> sidecar) {
    EntryName.Decoded decoded = FolderPaths.decode(name);
    String text = decoded.text();
    return new Found(
        directory ? text + "/" : text,
        text,
        name,
        decoded.defect().map(List::of).orElse(List.of()),
        sidecar);
  }
}
