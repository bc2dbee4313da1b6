package io.trailseal.loopback;

import io.trailseal.verifier.synthetic.FolderBucket;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;

/// One bucket as it lies in a folder.
final class BucketFolder {
  /// S3's order: by the bytes of the key's UTF-8.
  static final Comparator<String> BY_BYTES =
      (a, b) ->
          Arrays.compareUnsigned(
              a.getBytes(StandardCharsets.UTF_8), b.getBytes(StandardCharsets.UTF_8));

  private static final JsonFactory JSON = new JsonFactory();

  private final Path root;
  private final Set<String> notObjects;

  /// @param notObjects names at the top of the folder that are no part of the bucket
  BucketFolder(Path root, Set<String> notObjects) {
    this.root = root;
    this.notObjects = Set.copyOf(notObjects);
  }

  /// What lies under a prefix: sizes by key, and the common prefixes.
  record Listing(TreeMap<String, Long> objects, TreeSet<String> folders) {}

  /// The file of an object, if there is one.
  Optional<Path> file(String key) {
    if (key.endsWith(FolderBucket.METADATA_SUFFIX)
        || notObjects.contains(key.split("/", 2)[0])
        || Stream.of(key.split("/", -1))
            .anyMatch(name -> name.isEmpty() || name.equals(".") || name.equals(".."))) {
      return Optional.empty();
    }
    try {
      return Optional.of(root.resolve(key)).filter(Files::isRegularFile);
    } catch (InvalidPathException e) {
      return Optional.empty();
    }
  }

  /// @param delimiter empty, or `/`: only what lies directly under the prefix's last folder is read
  ///   then
  Listing list(String prefix, String delimiter) throws IOException {
    Listing listing = new Listing(new TreeMap<>(BY_BYTES), new TreeSet<>(BY_BYTES));
    int slash = prefix.lastIndexOf('/');
    Path folder;
    try {
      folder = root.resolve(prefix.substring(0, slash + 1));
    } catch (InvalidPathException e) {
      return listing;
    }
    if (Files.isDirectory(folder) && folder.normalize().startsWith(root)) {
      collect(folder, prefix, delimiter, listing);
    }
    return listing;
  }

  private void collect(Path folder, String prefix, String delimiter, Listing listing)
      throws IOException {
    try (Stream<Path> entries = Files.list(folder)) {
      for (Path entry : (Iterable<Path>) entries::iterator) {
        String key = root.relativize(entry).toString();
        boolean inside = key.startsWith(prefix);
        if (folder.equals(root) && notObjects.contains(key)) {
          continue;
        }
        if (Files.isDirectory(entry)) {
          if (delimiter.isEmpty() && (inside || prefix.startsWith(key + "/"))) {
            collect(entry, prefix, delimiter, listing);
          } else if (inside && holdsAnything(entry)) {
            listing.folders.add(key + "/");
          }
        } else if (inside && isObject(entry)) {
          listing.objects.put(key, Files.size(entry));
        }
      }
    }
  }

  private static boolean isObject(Path file) {
    return !file.toString().endsWith(FolderBucket.METADATA_SUFFIX);
  }

  private static boolean holdsAnything(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      return files.anyMatch(file -> Files.isRegularFile(file) && isObject(file));
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }

  /// The user metadata kept beside a file, names as they stand there.
  static Map<String, String> metadata(Path file) throws IOException {
    Map<String, String> metadata = new TreeMap<>();
    Path beside = file.resolveSibling(file.getFileName() + FolderBucket.METADATA_SUFFIX);
    if (!Files.isRegularFile(beside)) {
      return metadata;
    }
    try (JsonParser parser =
        JSON.createParser(ObjectReadContext.empty(), Files.readAllBytes(beside))) {
      String name = null;
      for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken()) {
        if (token == JsonToken.PROPERTY_NAME) {
          name = parser.currentName();
        } else if (token == JsonToken.VALUE_STRING) {
          metadata.put(required(name), parser.getString());
        }
      }
    }
    return metadata;
  }

  private static String required(@Nullable String name) {
    if (name == null) {
      throw new IllegalStateException("a metadata file must hold an object of texts");
    }
    return name;
  }
}
