package io.trailseal.indexer.job;

import io.trailseal.indexer.intake.ListingScope;
import io.trailseal.verifier.S3Name;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/// What is to be done.
public sealed interface JobOrder {

  Job.Kind kind();

  /// In a few words.
  String what();

  /// Takes in what lies on this machine.
  ///
  /// @param paths absolute
  /// @param bucket the bucket it came from; empty where the files say so themselves
  record Import(List<Path> paths, Optional<String> bucket) implements JobOrder {
    public Import {
      paths = List.copyOf(paths);
    }

    @Override
    public Job.Kind kind() {
      return Job.Kind.IMPORT;
    }

    @Override
    public String what() {
      return "import of "
          + paths.stream()
              .map(path -> S3Name.excerpt(path.toString(), 200))
              .limit(10)
              .collect(Collectors.joining(", "))
          + (paths.size() > 10 ? " and %d more".formatted(paths.size() - 10) : "");
    }
  }

  /// Lists the buckets that are set and takes in what is not here.
  record Backfill(ListingScope scope) implements JobOrder {
    @Override
    public Job.Kind kind() {
      return Job.Kind.BACKFILL;
    }

    @Override
    public String what() {
      return scope.equals(ListingScope.EVERYTHING) ? "backfill" : "backfill of a part";
    }
  }

  /// Reads everything stored once more.
  record Verify() implements JobOrder {
    @Override
    public Job.Kind kind() {
      return Job.Kind.VERIFY;
    }

    @Override
    public String what() {
      return "re-verification of everything stored";
    }
  }

  /// Makes the index, or one month of it, anew.
  ///
  /// @param month as `2026-11` or `undated`; empty for all
  record Rebuild(Optional<String> month) implements JobOrder {
    @Override
    public Job.Kind kind() {
      return Job.Kind.REBUILD;
    }

    @Override
    public String what() {
      return "rebuild of " + month.map("the index of "::concat).orElse("the index");
    }
  }
}
