package io.trailseal.verifier.source;

import io.trailseal.verifier.S3Name;
import io.trailseal.verifier.S3Prefix;
import io.trailseal.verifier.check.Archive;
import io.trailseal.verifier.check.Fetched;
import io.trailseal.verifier.check.ListingException;
import io.trailseal.verifier.synthetic.FolderBucket;
import io.trailseal.verifier.synthetic.SampleSettings;
import io.trailseal.verifier.synthetic.SyntheticTrail;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/// A small trail in a folder, and everything that an archive lists.
final class Sample {
  static final String BUCKET = "sample-log-archive";

  static final Archive.ListingSink NOBODY =
      new Archive.ListingSink() {
        @Override
        public void folder(String prefix) {}

        @Override
        public void object(S3Name name, long bytes) {}
      };

  private Sample() {}

  /// Two chains of some hours.
  static FolderBucket write(Path folder, String prefix) throws IOException {
    SampleSettings defaults = SampleSettings.DEFAULTS;
    FolderBucket bucket = FolderBucket.at(folder);
    new SyntheticTrail(
            new SampleSettings(1, 2, 4, 20, Optional.empty(), 7, defaults.start(), BUCKET, prefix),
            1)
        .writeTo(bucket);
    return bucket;
  }

  /// Files by path, as an archiver takes them.
  static Map<String, byte[]> files(Path folder) throws IOException {
    Map<String, byte[]> files = new TreeMap<>();
    try (Stream<Path> all = Files.walk(folder)) {
      for (Path file : all.filter(Files::isRegularFile).toList()) {
        files.put(folder.relativize(file).toString(), Files.readAllBytes(file));
      }
    }
    return files;
  }

  /// Everything under the roots with the length told; fails where something is listed twice.
  static Map<S3Name, Long> listed(Archive archive) throws ListingException {
    Map<S3Name, Long> listed = new TreeMap<>();
    for (S3Prefix root : archive.roots()) {
      list(archive, root, listed);
    }
    return listed;
  }

  static void list(Archive archive, S3Prefix prefix, Map<S3Name, Long> listed)
      throws ListingException {
    List<String> folders = new ArrayList<>();
    archive.list(
        prefix,
        new Archive.ListingSink() {
          @Override
          public void folder(String folder) {
            folders.add(folder);
          }

          @Override
          public void object(S3Name name, long bytes) {
            if (listed.put(name, bytes) != null) {
              throw new AssertionError("listed twice: " + name);
            }
          }
        });
    for (String folder : folders) {
      if (!folder.startsWith(prefix.keyPrefix()) || !folder.endsWith("/")) {
        throw new AssertionError("not below " + prefix + ": " + S3Name.printable(folder));
      }
      list(archive, new S3Prefix(prefix.bucket(), folder), listed);
    }
  }

  static Fetched.Present present(Archive archive, String bucket, String key) {
    Fetched fetched = archive.fetch(new S3Name(bucket, key));
    if (fetched instanceof Fetched.Present present) {
      return present;
    }
    throw new AssertionError(key + ": " + fetched);
  }

  static Fetched.Withheld withheld(Archive archive, String bucket, String key) {
    Fetched fetched = archive.fetch(new S3Name(bucket, key));
    if (fetched instanceof Fetched.Withheld withheld) {
      return withheld;
    }
    throw new AssertionError(key + ": " + fetched);
  }
}
