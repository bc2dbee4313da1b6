package io.trailseal.verifier.synthetic;

import io.trailseal.verifier.Payload;
import io.trailseal.verifier.S3Name;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;

/// A folder as a bucket: each object is a file at its key.
///
/// User metadata stands beside an object as `NAME.metadata.json`, a JSON object of names and values
/// without the `x-amz-meta-` prefix; an object without metadata has no such file, and these files
/// are no objects themselves. A key that would lead out of the folder, or be taken for such a file,
/// is refused.
public final class FolderBucket implements Bucket {
  /// What a metadata file's name ends with.
  public static final String METADATA_SUFFIX = ".metadata.json";

  private static final JsonFactory JSON = new JsonFactory();

  private final Path root;
  private final Set<Path> foldersReady = ConcurrentHashMap.newKeySet();

  private FolderBucket(Path root) {
    this.root = root;
  }

  /// Opens `folder` as a bucket, creating it if it is not there.
  public static FolderBucket at(Path folder) throws IOException {
    Files.createDirectories(folder);
    return new FolderBucket(folder.toRealPath());
  }

  public Path folder() {
    return root;
  }

  /// Throws [IllegalArgumentException] where the key would leave the folder.
  @Override
  public void put(String key, byte[] bytes, Map<String, String> metadata) throws IOException {
    Path file = fileFor(key);
    makeFolder(file.getParent(), key);
    write(file, bytes);
    Path beside = besides(file);
    if (metadata.isEmpty()) {
      Files.deleteIfExists(beside);
    } else {
      write(beside, toJson(metadata).getBytes(StandardCharsets.UTF_8));
    }
  }

  @Override
  public Optional<StoredObject> get(String key) throws IOException {
    Path file = fileFor(key);
    if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
      return Optional.empty();
    }
    Path beside = besides(file);
    Map<String, String> metadata = Map.of();
    if (Files.exists(beside, LinkOption.NOFOLLOW_LINKS)) {
      metadata = fromJson(beside, Files.readAllBytes(beside));
    }
    return Optional.of(new StoredObject(Payload.adopt(Files.readAllBytes(file)), metadata));
  }

  @Override
  public boolean delete(String key) throws IOException {
    Path file = fileFor(key);
    Files.deleteIfExists(besides(file));
    return Files.deleteIfExists(file);
  }

  @Override
  public List<String> keys(String prefix) throws IOException {
    List<String> keys = new ArrayList<>();
    Files.walkFileTree(
        folderToWalk(prefix),
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
            String key = root.relativize(file).toString().replace('\\', '/');
            if (attributes.isRegularFile()
                && key.startsWith(prefix)
                && !key.endsWith(METADATA_SUFFIX)) {
              keys.add(key);
            }
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFileFailed(Path file, IOException e) throws IOException {
            if (e instanceof NoSuchFileException) {
              return FileVisitResult.CONTINUE;
            }
            throw e;
          }
        });
    Collections.sort(keys);
    return keys;
  }

  @Override
  public boolean isEmpty() throws IOException {
    try (Stream<Path> files = Files.list(root)) {
      return files.findAny().isEmpty();
    }
  }

  /// The deepest folder that all keys with this prefix are in.
  private Path folderToWalk(String prefix) {
    int slash = prefix.lastIndexOf('/');
    return slash <= 0 ? root : fileFor(prefix.substring(0, slash));
  }

  private Path fileFor(String key) {
    if (key.endsWith(METADATA_SUFFIX)) {
      throw refused(key, "names that end in " + METADATA_SUFFIX + " are kept for user metadata");
    }
    if (key.indexOf('\\') >= 0 || key.indexOf(':') >= 0) {
      throw refused(key, "\\ and : mean something else in some file systems");
    }
    for (String name : key.split("/", -1)) {
      if (name.isEmpty() || name.equals(".") || name.equals("..")) {
        throw refused(key, "it would not be a file inside the folder");
      }
    }
    try {
      Path file = root.resolve(key).normalize();
      if (!file.startsWith(root)) {
        throw refused(key, "it would lead out of the folder");
      }
      return file;
    } catch (InvalidPathException e) {
      throw new IllegalArgumentException(
          "key %s cannot be a file name: %s"
              .formatted(S3Name.printable(key), S3Name.printable(e.getReason())),
          e);
    }
  }

  private static IllegalArgumentException refused(String key, String why) {
    return new IllegalArgumentException(
        "key %s cannot be written to a folder: %s".formatted(S3Name.printable(key), why));
  }

  private void makeFolder(@Nullable Path folder, String key) throws IOException {
    if (folder == null || foldersReady.contains(folder)) {
      return;
    }
    Files.createDirectories(folder);
    if (!folder.toRealPath().startsWith(root)) {
      throw refused(key, "a symbolic link on its way leads out of the folder");
    }
    foldersReady.add(folder);
  }

  private static void write(Path file, byte[] bytes) throws IOException {
    try (OutputStream out =
        Files.newOutputStream(
            file,
            StandardOpenOption.CREATE,
            StandardOpenOption.TRUNCATE_EXISTING,
            StandardOpenOption.WRITE,
            LinkOption.NOFOLLOW_LINKS)) {
      out.write(bytes);
    }
  }

  private static Path besides(Path file) {
    return file.resolveSibling(file.getFileName() + METADATA_SUFFIX);
  }

  /// Sorted, so that the same metadata is the same file.
  private static String toJson(Map<String, String> metadata) {
    StringBuilder json = new StringBuilder("{");
    for (Map.Entry<String, String> entry : new TreeMap<>(metadata).entrySet()) {
      json.append(json.length() == 1 ? "\n  " : ",\n  ");
      json.append(JsonText.quote(entry.getKey()));
      json.append(": ").append(JsonText.quote(entry.getValue()));
    }
    return json.append("\n}\n").toString();
  }

  private static Map<String, String> fromJson(Path file, byte[] json) throws IOException {
    Map<String, String> metadata = new LinkedHashMap<>();
    try (JsonParser parser = JSON.createParser(ObjectReadContext.empty(), json)) {
      if (parser.nextToken() != JsonToken.START_OBJECT) {
        throw new IOException(file + " must hold a JSON object of user metadata");
      }
      while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
        String name = parser.currentName();
        if (parser.nextToken() != JsonToken.VALUE_STRING) {
          throw new IOException(file + " must hold texts only, found another value at " + name);
        }
        metadata.put(name, parser.getString());
      }
    } catch (JacksonException e) {
      throw new IOException(file + " is not JSON: " + e.getOriginalMessage(), e);
    }
    return metadata;
  }
}
