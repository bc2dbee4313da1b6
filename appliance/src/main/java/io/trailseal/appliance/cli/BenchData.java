package io.trailseal.appliance.cli;

import io.trailseal.appliance.bench.BenchFolder;
import io.trailseal.appliance.bench.BenchFolder.Part;
import io.trailseal.appliance.bench.Multiplied;
import io.trailseal.indexer.Store;
import io.trailseal.indexer.query.Query;
import io.trailseal.indexer.search.SearchRequest;
import io.trailseal.verifier.key.Provenance;
import io.trailseal.verifier.synthetic.FolderBucket;
import io.trailseal.verifier.synthetic.SampleSettings;
import io.trailseal.verifier.synthetic.SampleSummary;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/// The objects that a measurement is about.
///
/// @param folder where they lie
/// @param keys where their public keys lie, if they have any
/// @param bytesInflated all log files before compression; 0 where nobody counted
record BenchData(Path folder, Optional<Path> keys, long bytesInflated) {
  /// Two accounts in two regions.
  private static final int ACCOUNTS = 2;

  private static final int REGIONS = 2;

  /// Fills the twelve deliveries of an hour with a file of about 1,100 events each.
  private static final int EVENTS_PER_HOUR_MAX = 13_200;

  /// More are not needed to see how it goes, and take hours.
  static final long EVENTS_MAX = 100_000_000;

  /// Takes what is there, or makes it.
  ///
  /// @param from a folder shaped like a bucket, taken as it is; or a file of one record a line,
  ///   which is multiplied; else a sample of `seed`
  static BenchData make(
      CommandContext context, BenchFolder folder, Optional<Path> from, long events, long seed)
      throws IOException, Failure {
    if (from.isPresent() && Files.isDirectory(from.get())) {
      return of(from.get(), 0);
    }
    String what = what(from, events, seed);
    Path objects = folder.path(Part.OBJECTS);
    Optional<String> there = folder.there(Part.OBJECTS);
    if (there.isPresent() && there.get().startsWith(what + "\n")) {
      return of(objects, Long.parseLong(there.get().substring(what.length() + 1).strip()));
    }
    folder.clear(Part.OBJECTS);
    FolderBucket bucket = FolderBucket.at(objects);
    long bytesInflated =
        from.isPresent()
            ? multiply(context, from.get(), events, bucket)
            : sample(context, events, seed, bucket);
    folder.made(Part.OBJECTS, "%s\n%d\n".formatted(what, bytesInflated));
    return of(objects, bytesInflated);
  }

  /// The data in words, to know it again.
  static String what(Optional<Path> from, long events, long seed) {
    return from.map(
            path ->
                Files.isDirectory(path)
                    ? "the objects in " + path
                    : "%,d events multiplied from %s".formatted(events, path))
        .orElse("%,d events of seed %d".formatted(events, seed));
  }

  /// Makes sure that the folder's home, which the context has chosen, holds this data.
  static void fill(
      CommandContext context, BenchFolder folder, Optional<Path> from, long events, long seed)
      throws Exception {
    String what = what(from, events, seed);
    if (folder.there(Part.HOME).equals(Optional.of(what))) {
      return;
    }
    BenchData data = make(context, folder, from, events, seed);
    folder.clear(Part.HOME);
    StoreAccess.own(
        context,
        store -> {
          data.importInto(context, store);
          return ExitCode.FINE;
        });
    folder.made(Part.HOME, what);
  }

  /// How many events there are.
  static SearchRequest everything() {
    return new SearchRequest(
        new Query.All(), Optional.empty(), Optional.empty(), 0, Optional.empty());
  }

  /// Imports it with everything on, into a store that is open.
  private void importInto(CommandContext context, Store store) throws Exception {
    trustKeys(context, store);
    importOnly(context, store);
  }

  void trustKeys(CommandContext context, Store store) throws IOException, Failure {
    KeyFiles.Offer offer = KeyFiles.read(keys.stream().toList(), Optional.empty());
    KeyFiles.trust(store, offer.keys(), Provenance.Decision.SAMPLE, context.user());
  }

  void importOnly(CommandContext context, Store store) throws Exception {
    ImportCommand.run(context, store, List.of(folder), Optional.empty(), 0);
  }

  private static BenchData of(Path folder, long bytesInflated) {
    Path keys = folder.resolve("public-keys");
    return new BenchData(
        folder, Files.isDirectory(keys) ? Optional.of(keys) : Optional.empty(), bytesInflated);
  }

  private static long multiply(
      CommandContext context, Path source, long events, FolderBucket bucket)
      throws IOException, Failure {
    if (!Files.exists(source)) {
      throw new Failure(ExitCode.INPUT_MISSING, "there is no " + source, "");
    }
    try (ProgressLine line = new ProgressLine(context.terminal())) {
      return Multiplied.write(
              source,
              events,
              bucket,
              written -> {
                context.cancellation().check();
                line.show(
                    written / (double) events,
                    "writing objects  " + Figures.counted(written, "event"));
              })
          .bytesInflated();
    }
  }

  private static long sample(CommandContext context, long events, long seed, FolderBucket bucket)
      throws IOException, Failure {
    int chains = ACCOUNTS * REGIONS;
    int hours =
        Math.toIntExact(Math.max(1, Math.ceilDiv(events, (long) chains * EVENTS_PER_HOUR_MAX)));
    SampleSettings settings =
        new SampleSettings(
            ACCOUNTS,
            REGIONS,
            hours,
            Math.toIntExact(events / ((long) chains * hours)),
            Optional.empty(),
            seed,
            SampleSettings.DEFAULTS.start(),
            SampleSettings.DEFAULTS.bucket(),
            "");
    SampleSummary summary = SampleCommand.write(context, settings, bucket, List.of()).summary();
    return summary.bytesInflated();
  }
}
