package io.trailseal.appliance.cli;

import io.trailseal.indexer.Store;
import io.trailseal.verifier.Payload;
import io.trailseal.verifier.key.KeyFile;
import io.trailseal.verifier.key.KeyFormatException;
import io.trailseal.verifier.key.PublishedKey;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// Files with public keys that a person tells us to trust: answers of ListPublicKeys, one region
/// each.
final class KeyFiles {
  /// AWS has a few dozen regions.
  private static final int FILES_MAX = 500;

  private static final Pattern REGION = Pattern.compile("[a-z]{2}(-[a-z]+)+-\\d{1,2}");
  private static final String SUFFIX = ".json";

  private KeyFiles() {}

  /// One file, read and understood.
  record Read(Path file, String region, Payload content, List<PublishedKey> keys) {
    Read {
      keys = List.copyOf(keys);
    }
  }

  /// Reads them all, so that nothing is trusted where one of them is wrong.
  ///
  /// @param paths files, or folders whose `REGION.json` are meant; absolute
  /// @param region the region of all of them; where empty, each file's name says it
  static List<Read> read(List<Path> paths, Optional<String> region) throws IOException, Failure {
    List<Read> all = new ArrayList<>();
    for (Path path : paths) {
      if (!Files.exists(path)) {
        throw new Failure(ExitCode.INPUT_MISSING, "there is no key file or folder " + path, "");
      }
      for (Path file : Files.isDirectory(path) ? filesIn(path) : List.of(path)) {
        all.add(readOne(file, region.isPresent() ? region.get() : regionOf(file)));
      }
    }
    return all;
  }

  private static List<Path> filesIn(Path folder) throws IOException, Failure {
    List<Path> files;
    try (Stream<Path> entries = Files.list(folder)) {
      files =
          entries
              .filter(file -> file.toString().endsWith(SUFFIX) && Files.isRegularFile(file))
              .sorted()
              .limit(FILES_MAX + 1L)
              .toList();
    }
    if (files.isEmpty() || files.size() > FILES_MAX) {
      throw new Failure(
          ExitCode.INPUT_BAD,
          "a folder of keys must hold 1 to %d files REGION.json, %s holds %s"
              .formatted(FILES_MAX, folder, files.isEmpty() ? "none" : "more"),
          "");
    }
    return files;
  }

  private static String regionOf(Path file) throws Failure {
    String name = String.valueOf(file.getFileName());
    String region =
        name.endsWith(SUFFIX) ? name.substring(0, name.length() - SUFFIX.length()) : name;
    if (!isRegion(region)) {
      throw new Failure(
          ExitCode.INPUT_BAD,
          "a key file's name must be its region, such as eu-west-1.json; this is " + name,
          "rename it, or use trailseal keys trust --region REGION " + name);
    }
    return region;
  }

  static boolean isRegion(String text) {
    return REGION.matcher(text).matches();
  }

  private static Read readOne(Path file, String region) throws IOException, Failure {
    if (Files.size(file) > KeyFile.BYTES_MAX) {
      throw new Failure(
          ExitCode.INPUT_BAD,
          "a key file must have at most %s, %s has %s"
              .formatted(Figures.bytes(KeyFile.BYTES_MAX), file, Figures.bytes(Files.size(file))),
          "");
    }
    byte[] bytes = Files.readAllBytes(file);
    try {
      return new Read(file, region, Payload.copyOf(bytes), KeyFile.parse(bytes));
    } catch (KeyFormatException e) {
      throw new Failure(
          ExitCode.INPUT_BAD,
          "%s is no answer of ListPublicKeys: %s".formatted(file, e.getMessage()),
          "get one with: aws cloudtrail list-public-keys --region %s > %s.json"
              .formatted(region, region));
    }
  }

  /// Enters them into the key ring.
  ///
  /// @param how for the ledger, for a person: which command, made by whom
  /// @return how many were new
  static int trust(Store store, List<Read> files, String how)
      throws IOException, KeyFormatException {
    int fresh = 0;
    for (Read file : files) {
      fresh +=
          store
              .custody()
              .trustKeys(
                  file.content().toByteArray(),
                  file.region(),
                  "file %s, %s".formatted(file.file(), how));
    }
    if (fresh > 0) {
      store.wake();
    }
    return fresh;
  }
}
