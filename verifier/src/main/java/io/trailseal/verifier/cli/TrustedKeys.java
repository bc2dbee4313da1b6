package io.trailseal.verifier.cli;

import io.trailseal.verifier.S3Name;
import io.trailseal.verifier.S3Prefix;
import io.trailseal.verifier.check.Archive;
import io.trailseal.verifier.check.ListingException;
import io.trailseal.verifier.key.KeyFile;
import io.trailseal.verifier.key.KeyFormatException;
import io.trailseal.verifier.key.KeyRing;
import io.trailseal.verifier.key.PublishedKey;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/// The keys that somebody named as CloudTrail's.
public final class TrustedKeys {
  /// AWS has a few dozen regions.
  private static final int FILES_MAX = 500;

  /// Where people put them beside a copy of a bucket, and `trailseal sample` does.
  private static final String BESIDE = "public-keys/";

  private static final int NAMED_MAX = 3;

  private TrustedKeys() {}

  /// Reads key files, and the `*.json` of folders.
  ///
  /// @throws StopException if one of them is not there or is no answer of ListPublicKeys: half a
  ///   key ring would make good digests look unprovable
  public static KeyRing read(List<Path> paths) throws StopException {
    List<PublishedKey> keys = new ArrayList<>();
    for (Path path : paths) {
      if (!Files.exists(path)) {
        throw new StopException(Exit.INPUT_MISSING, "there is no key file or folder " + path, "");
      }
      try {
        for (Path file : Files.isDirectory(path) ? filesIn(path) : List.of(path)) {
          keys.addAll(readOne(file));
        }
      } catch (IOException e) {
        throw new StopException(
            Exit.INPUT_OUTPUT, "%s could not be read: %s".formatted(path, e.getMessage()), "");
      }
    }
    try {
      return KeyRing.of(keys);
    } catch (IllegalArgumentException e) {
      throw new StopException(Exit.INPUT_BAD, String.valueOf(e.getMessage()), "");
    }
  }

  private static List<Path> filesIn(Path folder) throws IOException, StopException {
    List<Path> files;
    try (Stream<Path> entries = Files.list(folder)) {
      files =
          entries
              .filter(file -> file.toString().endsWith(".json") && Files.isRegularFile(file))
              .sorted()
              .limit(FILES_MAX + 1L)
              .toList();
    }
    if (files.isEmpty() || files.size() > FILES_MAX) {
      throw new StopException(
          Exit.INPUT_BAD,
          "a folder of keys must hold 1 to %d files REGION.json, %s holds %s"
              .formatted(FILES_MAX, folder, files.isEmpty() ? "none" : "more"),
          "");
    }
    return files;
  }

  private static List<PublishedKey> readOne(Path file) throws IOException, StopException {
    byte[] bytes;
    try (InputStream in = Files.newInputStream(file)) {
      bytes = in.readNBytes(KeyFile.BYTES_MAX + 1);
    }
    try {
      return KeyFile.parse(bytes);
    } catch (KeyFormatException e) {
      throw new StopException(
          Exit.INPUT_BAD,
          "%s is no answer of ListPublicKeys: %s".formatted(file, e.getMessage()),
          "get one with: aws cloudtrail list-public-keys --region REGION --start-time … --end-time …");
    }
  }

  /// What to say about keys where none were given.
  static List<String> advice(Archive archive) {
    List<String> remarks = new ArrayList<>();
    remarks.add(
        "no public keys were given, so no signature could be verified: get each region's with"
            + " aws cloudtrail list-public-keys --region REGION --start-time … --end-time …,"
            + " and name the files with --keys");
    List<String> found = beside(archive);
    if (!found.isEmpty()) {
      remarks.add(
          "key files lie in the archive itself (%s%s) and were not used: whoever could alter the archive could have put them there, and trusting them proves nothing; where you know that they are AWS's, name them with --keys"
              .formatted(
                  String.join(", ", found.subList(0, Math.min(NAMED_MAX, found.size()))),
                  found.size() > NAMED_MAX ? ", …" : ""));
    }
    return remarks;
  }

  private static List<String> beside(Archive archive) {
    List<String> found = new ArrayList<>();
    for (S3Prefix root : archive.roots()) {
      try {
        archive.list(
            new S3Prefix(root.bucket(), root.keyPrefix() + BESIDE),
            new Archive.ListingSink() {
              @Override
              public void folder(String prefix) {
                // Keys lie directly in it.
              }

              @Override
              public void object(S3Name name, long bytes) {
                if (found.size() <= NAMED_MAX && name.key().endsWith(".json")) {
                  found.add(S3Name.excerpt(name.key(), 100));
                }
              }
            });
      } catch (ListingException _) {
        // Then the walk says so; this is only advice.
      }
    }
    found.sort(null);
    return found;
  }
}
