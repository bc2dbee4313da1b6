package io.trailseal.verifier.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import io.trailseal.verifier.check.BucketInMemory;
import io.trailseal.verifier.check.Report;
import io.trailseal.verifier.check.Walk;
import io.trailseal.verifier.check.WalkOptions;
import io.trailseal.verifier.check.WalkProgress;
import io.trailseal.verifier.key.KeyFile;
import io.trailseal.verifier.key.KeyFormatException;
import io.trailseal.verifier.key.KeyRing;
import io.trailseal.verifier.report.Format;
import io.trailseal.verifier.report.ReportOptions;
import io.trailseal.verifier.report.Reports;
import io.trailseal.verifier.synthetic.SampleSettings;
import io.trailseal.verifier.synthetic.SyntheticTrail;
import io.trailseal.verifier.trail.ObjectReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.LongPredicate;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/// Bounded at every build: a fixed number of inputs from a fixed seed. `verifier/bench/fuzz` runs
/// longer, from another seed.
final class FuzzTest {
  /// `-Dfuzz.minutes=10`: so long for all targets together, instead of a number of inputs.
  private static final long MINUTES = Long.getLong("fuzz.minutes", 0);

  /// `-Dfuzz.seed=7`
  private static final long SEED = Long.getLong("fuzz.seed", 20261121);

  /// `-Dfuzz.inputs=5`: for each target.
  private static final long INPUTS = Long.getLong("fuzz.inputs", 4_000);

  private static final Path REGRESSIONS = Path.of("src", "test", "resources", "fuzz");

  private static List<FuzzTarget> targets() {
    SampleSettings defaults = SampleSettings.DEFAULTS;
    SampleSettings settings =
        new SampleSettings(
            1,
            1,
            2,
            12,
            defaults.organization(),
            1,
            defaults.start(),
            defaults.bucket(),
            defaults.prefix());
    BucketInMemory bucket = new BucketInMemory(settings.bucket());
    try {
      new SyntheticTrail(settings).writeTo(bucket);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    byte[] keyFile =
        bucket.get(bucket.keys("public-keys/").getFirst()).orElseThrow().content().toByteArray();
    return List.of(
        new LogTarget(contents(bucket, "/CloudTrail/").subList(0, 2)),
        new DigestTarget(contents(bucket, "/CloudTrail-Digest/")),
        new KeyFileTarget(keyFile),
        new KeyNameTarget(),
        new MetadataTarget(),
        new ReportTarget(List.of(report(bucket, keyFile))),
        new WalkTarget(bucket, keyFile));
  }

  private static byte[] report(BucketInMemory bucket, byte[] keyFile) {
    try {
      Report report =
          Walk.run(
              bucket,
              KeyRing.of(KeyFile.parse(keyFile)),
              WalkOptions.STANDARD,
              WalkProgress.SILENT);
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      Reports.write(Format.JSON, report, ReportOptions.STANDARD, out);
      return out.toByteArray();
    } catch (KeyFormatException | IOException | InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  private static List<byte[]> contents(BucketInMemory bucket, String folder) {
    ObjectReader reader = new ObjectReader();
    return bucket.keys("AWSLogs/").stream()
        .filter(key -> key.contains(folder))
        .map(key -> reader.content(bucket.get(key).orElseThrow().content().borrow()))
        .toList();
  }

  @TestFactory
  Stream<DynamicTest> hostileBytesAreAnsweredAndNothingElseHappens() {
    return targets().stream()
        .map(target -> DynamicTest.dynamicTest(target.name(), () -> fuzz(target)));
  }

  private static void fuzz(FuzzTarget target) throws InterruptedException {
    long until = System.nanoTime() + MINUTES * 60_000_000_000L / targets().size();
    LongPredicate goesOn =
        MINUTES == 0 ? i -> i < INPUTS / target.cost() : _ -> System.nanoTime() - until < 0;
    long examined = new FuzzRun(target, SEED).run(goesOn);
    assertThat(examined).isPositive();
    if (MINUTES > 0) {
      System.out.printf("fuzz: %s, seed %d: %,d inputs%n", target.name(), SEED, examined);
    }
  }

  @TestFactory
  Stream<DynamicTest> whatOnceFailedIsAnswered() {
    return targets().stream()
        .map(target -> DynamicTest.dynamicTest(target.name(), () -> replay(target)));
  }

  private static void replay(FuzzTarget target) throws IOException, InterruptedException {
    Path folder = REGRESSIONS.resolve(target.name());
    if (!Files.isDirectory(folder)) {
      return;
    }
    try (Stream<Path> files = Files.list(folder)) {
      new FuzzRun(target, 0).replay(files.sorted().map(FuzzTest::read).toList());
    }
  }

  private static byte[] read(Path file) {
    try {
      return Files.readAllBytes(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
