package io.trailseal.verifier.cli;

import io.trailseal.verifier.S3Name;
import io.trailseal.verifier.check.Archive;
import io.trailseal.verifier.check.Mapping;
import io.trailseal.verifier.check.Report;
import io.trailseal.verifier.check.Walk;
import io.trailseal.verifier.check.WalkOptions;
import io.trailseal.verifier.check.WalkProgress;
import io.trailseal.verifier.key.KeyRing;
import io.trailseal.verifier.report.ReportOptions;
import io.trailseal.verifier.report.Reports;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/// One verification from archive to exit code, for whoever opened the archive.
///
/// @param plan what was asked for
/// @param keys whose signatures count as CloudTrail's
/// @param remarks what the report's reader has to know about archive and keys
/// @param columns how wide the text form may be
/// @param progress told how far it is
public record VerifyRun(
    VerifyPlan plan, KeyRing keys, List<String> remarks, int columns, WalkProgress progress) {
  public VerifyRun {
    remarks = List.copyOf(remarks);
  }

  /// Examines, for whoever has more to do than walk over an archive.
  @FunctionalInterface
  public interface Examination {
    Examined examine(WalkOptions options, WalkProgress progress)
        throws IOException, InterruptedException;
  }

  /// What an examination gave.
  ///
  /// @param remarks what the report's reader has to know besides, one sentence each
  public record Examined(Report report, List<String> remarks) {
    public Examined {
      remarks = List.copyOf(remarks);
    }
  }

  /// Walks, and writes the report. Does not close the archive.
  ///
  /// @param out where the report goes unless the plan names a file
  /// @param aside told in one line what it came to where the report goes to a file
  /// @return one of [Exit]
  /// @throws StopException if the file for the report cannot be begun; nothing was done then
  /// @throws IOException if the report cannot be written
  /// @throws InterruptedException if the thread was interrupted meanwhile; no report is written
  ///   then
  public int run(Archive archive, OutputStream out, Consumer<String> aside)
      throws StopException, IOException, InterruptedException {
    return run(
        (options, told) -> {
          Report report = Walk.run(archive, keys, options, told);
          return new Examined(report, keys.size() == 0 ? TrustedKeys.advice(archive) : List.of());
        },
        out,
        aside);
  }

  /// The same for any other examination than a walk over one archive.
  public int run(Examination examination, OutputStream out, Consumer<String> aside)
      throws StopException, IOException, InterruptedException {
    if (plan.output().isEmpty()) {
      Examined examined = examination.examine(plan.walk(), progress);
      Reports.write(plan.format(), examined.report(), options(examined), out);
      return plan.failOn().exitCode(examined.report());
    }
    Path file = plan.output().get();
    Path unfinished = begin(file);
    try {
      Examined examined = examination.examine(plan.walk(), progress);
      try (OutputStream stream = new BufferedOutputStream(Files.newOutputStream(unfinished))) {
        Reports.write(plan.format(), examined.report(), options(examined), stream);
      }
      finish(unfinished, file);
      aside.accept(Reports.headline(examined.report()));
      return plan.failOn().exitCode(examined.report());
    } finally {
      Files.deleteIfExists(unfinished);
    }
  }

  /// Begins the file before anything is examined: hours later would be late to learn that it cannot
  /// be.
  private static Path begin(Path file) throws StopException {
    Path folder = file.toAbsolutePath().getParent();
    if (folder == null || Files.isDirectory(file)) {
      throw new StopException(
          Exit.USAGE, "--output must be a file, %s is a folder".formatted(file), "");
    }
    try {
      return Files.createTempFile(folder, ".trailseal-report-", ".tmp");
    } catch (IOException _) {
      throw new StopException(
          Exit.INPUT_OUTPUT,
          "the report cannot be written to %s: the folder is not there, or nothing may be written in it"
              .formatted(file),
          "");
    }
  }

  private static void finish(Path unfinished, Path file) throws IOException {
    try {
      Files.move(unfinished, file, StandardCopyOption.ATOMIC_MOVE);
    } catch (AtomicMoveNotSupportedException _) {
      Files.move(unfinished, file, StandardCopyOption.REPLACE_EXISTING);
    }
  }

  private ReportOptions options(Examined examined) {
    List<String> all = new ArrayList<>(plan.remarks());
    all.addAll(remarks);
    all.addAll(examined.remarks());
    Mapping.suggested(examined.report().findings())
        .ifPresent(
            rule ->
                all.add(
                    "digests out of place lie as in a copy: where you know that this is one, and"
                        + " where from, verify it with --map-bucket "
                        + rule));
    return new ReportOptions(columns, plan.verbose(), all.stream().map(S3Name::printable).toList());
  }
}
