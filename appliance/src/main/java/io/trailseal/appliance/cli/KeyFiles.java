package io.trailseal.appliance.cli;

import io.trailseal.indexer.Store;
import io.trailseal.indexer.ledger.LedgerEntry.KeyLearned;
import io.trailseal.verifier.key.KeyCollisionException;
import io.trailseal.verifier.key.KeyFile;
import io.trailseal.verifier.key.KeyFormatException;
import io.trailseal.verifier.key.KeyRing;
import io.trailseal.verifier.key.Provenance;
import io.trailseal.verifier.key.PublishedKey;
import io.trailseal.verifier.key.TrustedKey;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// Files with public keys that a person tells us to trust: answers of ListPublicKeys, one region
/// each, or key rings that `trailseal keys export` wrote.
final class KeyFiles {
  /// AWS has a few dozen regions.
  private static final int FILES_MAX = 500;

  private static final String SUFFIX = ".json";

  private KeyFiles() {}

  /// What files hold, read and understood.
  ///
  /// @param keys in the files' order; the same key may be there twice
  /// @param continued files that are not all of their answer: AWS had more to say
  record Offer(List<Offered> keys, List<Path> continued) {
    static final Offer NOTHING = new Offer(List.of(), List.of());

    Offer {
      keys = List.copyOf(keys);
      continued = List.copyOf(continued);
    }
  }

  /// One key of one file.
  record Offered(Path file, String region, PublishedKey key) {}

  /// Reads them all, so that nothing is trusted where one of them is wrong.
  ///
  /// @param paths files, or folders whose `REGION.json` are meant; absolute
  /// @param region the region of all of them; where empty, each key or its file's name says it
  static Offer read(List<Path> paths, Optional<String> region) throws IOException, Failure {
    List<Offered> keys = new ArrayList<>();
    List<Path> continued = new ArrayList<>();
    for (Path path : paths) {
      if (!Files.exists(path)) {
        throw new Failure(ExitCode.INPUT_MISSING, "there is no key file or folder " + path, "");
      }
      for (Path file : Files.isDirectory(path) ? filesIn(path) : List.of(path)) {
        KeyFile.Content content = readOne(file);
        for (KeyFile.Entry entry : content.entries()) {
          keys.add(new Offered(file, regionOf(file, entry, region), entry.key()));
        }
        if (content.continues()) {
          continued.add(file);
        }
      }
    }
    refuseCollisions(List.of(), keys);
    return new Offer(keys, continued);
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

  private static String regionOf(Path file, KeyFile.Entry entry, Optional<String> chosen)
      throws Failure {
    Optional<String> said = entry.region();
    Optional<String> outside = chosen.isPresent() ? chosen : regionIn(file);
    if (said.isPresent() && outside.isPresent() && !said.equals(outside)) {
      throw new Failure(
          ExitCode.INPUT_BAD,
          "%s says that key %s is of %s, its name or --region says %s; nothing was trusted"
              .formatted(file, entry.key().fingerprint(), said.get(), outside.get()),
          "");
    }
    return said.or(() -> outside)
        .orElseThrow(
            () ->
                new Failure(
                    ExitCode.INPUT_BAD,
                    "a key file's name must be its region, such as eu-west-1.json; this is "
                        + file.getFileName(),
                    "rename it, or use trailseal keys trust --region REGION "
                        + file.getFileName()));
  }

  private static Optional<String> regionIn(Path file) {
    String name = String.valueOf(file.getFileName());
    return Optional.of(
            name.endsWith(SUFFIX) ? name.substring(0, name.length() - SUFFIX.length()) : name)
        .filter(KeyFile::isRegion);
  }

  private static KeyFile.Content readOne(Path file) throws IOException, Failure {
    if (Files.size(file) > KeyFile.BYTES_MAX) {
      throw new Failure(
          ExitCode.INPUT_BAD,
          "a key file must have at most %s, %s has %s"
              .formatted(Figures.bytes(KeyFile.BYTES_MAX), file, Figures.bytes(Files.size(file))),
          "");
    }
    String howToGetOne =
        "aws cloudtrail list-public-keys --region REGION --start-time … --end-time … > REGION.json";
    KeyFile.Content content;
    try {
      content = KeyFile.read(Files.readAllBytes(file));
    } catch (KeyFormatException e) {
      throw new Failure(
          ExitCode.INPUT_BAD,
          "%s is no answer of ListPublicKeys: %s; nothing was trusted"
              .formatted(file, e.getMessage()),
          "get one with: " + howToGetOne);
    }
    if (content.entries().isEmpty()) {
      throw new Failure(
          ExitCode.INPUT_BAD,
          file + " holds no key; nothing was trusted",
          "AWS lists the keys of the time that is asked for: " + howToGetOne);
    }
    return content;
  }

  /// What the ring does not know yet: new keys, and known ones with other validity.
  ///
  /// @param ring see [TrustedKey#gather]
  static List<Offered> unknown(List<TrustedKey> ring, List<Offered> keys) {
    return keys.stream()
        .filter(
            offered ->
                ring.stream()
                    .noneMatch(
                        known ->
                            known.region().equals(offered.region())
                                && known.key().covers(offered.key())))
        .toList();
  }

  /// @throws Failure if one fingerprint stands for two different keys
  static void refuseCollisions(List<TrustedKey> ring, List<Offered> keys) throws Failure {
    try {
      KeyRing.of(
          Stream.concat(ring.stream().map(TrustedKey::key), keys.stream().map(Offered::key))
              .toList());
    } catch (KeyCollisionException e) {
      throw collision(e, ring.isEmpty() ? "these files" : "these files and the key ring");
    }
  }

  /// Enters them into the key ring, all or none.
  ///
  /// @param decision on what ground
  /// @param by who decided
  /// @return how many were new, or known with other validity
  static int trust(Store store, List<Offered> keys, Provenance.Decision decision, String by)
      throws IOException, Failure {
    List<KeyLearned> learned =
        keys.stream()
            .map(
                offered ->
                    new KeyLearned(
                        offered.key(),
                        offered.region(),
                        Provenance.of(
                            new Provenance.Origin.File(offered.file().toString()), decision, by)))
            .toList();
    try {
      int entered = store.custody().trustKeys(learned);
      if (entered > 0) {
        store.wake();
      }
      return entered;
    } catch (KeyCollisionException e) {
      throw collision(e, "these files and the key ring");
    }
  }

  private static Failure collision(KeyCollisionException e, String where) {
    return new Failure(
        ExitCode.INPUT_BAD,
        "two different keys in %s have the fingerprint %s; nothing was trusted"
            .formatted(where, e.fingerprint()),
        "AWS has no reason to make such a pair: find out where the files come from");
  }
}
