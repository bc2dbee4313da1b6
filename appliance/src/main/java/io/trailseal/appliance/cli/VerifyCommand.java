package io.trailseal.appliance.cli;

import io.trailseal.verifier.S3Name;
import io.trailseal.verifier.check.Archive;
import io.trailseal.verifier.check.WalkProgress;
import io.trailseal.verifier.cli.StopException;
import io.trailseal.verifier.cli.TrustedKeys;
import io.trailseal.verifier.cli.VerifyPlan;
import io.trailseal.verifier.cli.VerifyRun;
import io.trailseal.verifier.key.KeyRing;
import io.trailseal.verifier.report.Format;
import io.trailseal.verifier.source.LocalArchives;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// Examines an archive where it lies, and keeps nothing of it.
@CommandLine.Command(
    name = "verify",
    header = "Verify a folder, archive, bucket or the store with CloudTrail's digests, and report.",
    description = {
      "Takes a folder shaped like a CloudTrail bucket, a .zip, .tar or .tar.gz, or a live bucket as"
          + " s3://BUCKET[/PREFIX], and takes nothing in: no store is needed. Without --keys, those"
          + " count that the store trusts, if there is one, and for a bucket CloudTrail is asked in"
          + " every region found. Keys that lie in the source itself prove nothing.",
      "",
      "With --store, reads everything that the store keeps once more, with the keys that it"
          + " trusts, and holds what the bytes say against what the ledger says."
    },
    footer = {
      "",
      "Exit code 0: everything examined was proven. 1: there are findings. 2: not everything could"
          + " be told, or there was nothing to examine."
    })
final class VerifyCommand extends Command {

  VerifyCommand(CommandContext context) {
    super(context);
  }

  @Parameters(
      paramLabel = "SOURCE",
      arity = "0..1",
      description = "What to verify, unless it is the store.")
  Optional<String> source = Optional.empty();

  @Option(names = "--store", description = "Verify what the store keeps.")
  boolean ofStore;

  @Mixin S3Options s3 = new S3Options();

  @Option(names = "--from", paramLabel = "TIME", description = "Only digests that end after this.")
  List<String> from = new ArrayList<>();

  @Option(
      names = "--to",
      paramLabel = "TIME",
      description = "Only digests that start before this; a day given alone is included.")
  List<String> to = new ArrayList<>();

  @Option(names = "--account", paramLabel = "ID", description = "Only these accounts.")
  List<String> accounts = new ArrayList<>();

  @Option(names = "--region", paramLabel = "REGION", description = "Only events of these regions.")
  List<String> regions = new ArrayList<>();

  @Option(names = "--trail", paramLabel = "NAME", description = "Only digests of these trails.")
  List<String> trails = new ArrayList<>();

  @Option(
      names = "--keys",
      paramLabel = "FILE|DIR",
      description = "Public keys to trust: answers of ListPublicKeys, or a folder of these.")
  List<String> keys = new ArrayList<>();

  @Option(
      names = "--bucket",
      paramLabel = "NAME",
      description = "The bucket the source is a copy of, where its digests do not say it.")
  List<String> bucket = new ArrayList<>();

  @Option(
      names = "--map-bucket",
      paramLabel = "ORIGINAL=COPY",
      description = "What CloudTrail wrote to one lies at the other; bucket or bucket/prefix.")
  List<String> mappings = new ArrayList<>();

  @Option(
      names = "--as-of",
      paramLabel = "TIME|now",
      description = "What is due by then counts as overdue.")
  List<String> asOf = new ArrayList<>();

  @Option(
      names = "--seen-before",
      paramLabel = "REPORT",
      description = "An earlier report in JSON: what it saw and is gone since is missing.")
  List<String> seenBefore = new ArrayList<>();

  @Option(
      names = "--format",
      paramLabel = "FORMAT",
      description = "${COMPLETION-CANDIDATES}; standard is ${DEFAULT-VALUE}.")
  Format format = Format.TEXT;

  @Option(names = "--output", paramLabel = "FILE", description = "Write the report to a file.")
  List<String> output = new ArrayList<>();

  @Option(
      names = "--fail-on",
      paramLabel = "LIST",
      description =
          "What makes the exit code 1 or 2: verdict words, error, warning, note, any or none;"
              + " standard is warning.")
  List<String> failOn = new ArrayList<>();

  @Option(names = "--verbose", description = "List the days on which everything is intact too.")
  boolean verbose;

  @Override
  ExitCode run() throws Exception {
    if (source.isPresent() == ofStore) {
      throw wrongUsage(
          ofStore
              ? "--store is what to verify; leave out " + S3Name.printable(source.get())
              : "what to verify is missing: SOURCE, or --store");
    }
    if (s3.given() && source.filter(S3Source::isMeant).isEmpty()) {
      throw wrongUsage(
          "--endpoint-url, --aws-region and --profile are for s3://BUCKET, was '%s'"
              .formatted(S3Name.printable(source.orElse("--store"))));
    }
    try {
      if (ofStore) {
        StoreVerification.refuse(options());
      }
      VerifyPlan plan = VerifyPlan.of(options(), context.workingFolder(), context.clock());
      if (ofStore) {
        return StoreVerification.run(context, plan);
      }
      if (plan.keys().isEmpty() && !S3Source.isMeant(source.orElseThrow())) {
        return StoreKeys.use(context, found -> begin(plan, found));
      }
      return begin(plan, new StoreKeys(TrustedKeys.read(plan.keys()), List.of()));
    } catch (StopException e) {
      ExitCode code = StoreAccess.ofCode(e.exitCode());
      if (code == ExitCode.USAGE) {
        throw wrongUsage(e.message());
      }
      throw new Failure(code, e.message(), e.advice());
    }
  }

  private ExitCode begin(VerifyPlan plan, StoreKeys keys) throws Exception {
    // Away from this thread: Ctrl-C must not wait for a walk, and nothing of ours is written.
    return context.cancellation().await("verify", () -> verify(plan, keys));
  }

  private ExitCode verify(VerifyPlan plan, StoreKeys keys) throws Exception {
    String typed = source.orElseThrow();
    if (S3Source.isMeant(typed)) {
      return verify(plan, keys.ring(), bucket(typed, plan));
    }
    try (Archive archive = open(path(typed), plan)) {
      return verify(plan, keys.ring(), keys.remarks(), archive);
    }
  }

  private ExitCode verify(VerifyPlan plan, KeyRing given, S3Source bucket) throws Exception {
    try (Archive archive = open(bucket)) {
      if (!plan.keys().isEmpty()) {
        return verify(plan, given, List.of(), archive);
      }
      S3Source.Keys published = bucket.keys(archive, plan.walk());
      return verify(plan, published.ring(), published.remarks(), archive);
    }
  }

  private ExitCode verify(VerifyPlan plan, KeyRing ring, List<String> remarks, Archive archive)
      throws Exception {
    try (ProgressLine line = new ProgressLine(terminal)) {
      return StoreAccess.ofCode(
          new VerifyRun(plan, ring, remarks, terminal.columns(), progress(terminal, line))
              .run(archive, terminal.out(), terminal::remark));
    }
  }

  static WalkProgress progress(Terminal terminal, ProgressLine line) {
    if (!terminal.errIsTerminal()) {
      return WalkProgress.SILENT;
    }
    return (places, done, objects, bytes) ->
        line.show(
            places == 0 ? -1 : done / (double) places,
            String.format(
                Locale.ROOT,
                "%s  %,d of %,d accounts x regions  %s",
                Figures.counted(objects, "object"),
                done,
                places,
                Figures.bytes(bytes)));
  }

  private S3Source bucket(String typed, VerifyPlan plan) throws StopException {
    if (plan.bucket().isPresent()) {
      throw StopException.usage(
          "--bucket is for folders and archive files; what a bucket is a copy of says --map-bucket");
    }
    try {
      return S3Source.of(typed, s3.access(regions), context.clock());
    } catch (IllegalArgumentException e) {
      throw StopException.usage(String.valueOf(e.getMessage()));
    }
  }

  private static Archive open(S3Source bucket) throws StopException, Failure {
    try {
      return bucket.open();
    } catch (IllegalArgumentException e) {
      throw StopException.usage(String.valueOf(e.getMessage()));
    }
  }

  private Path path(String typed) throws StopException {
    try {
      return context.resolve(Path.of(typed));
    } catch (InvalidPathException _) {
      throw StopException.usage("not a path: '%s'".formatted(typed));
    }
  }

  private static Archive open(Path path, VerifyPlan plan) throws StopException, IOException {
    if (!Files.exists(path)) {
      throw new StopException(
          ExitCode.INPUT_MISSING.code(), "there is no file or folder " + path, "");
    }
    try {
      return LocalArchives.open(path, plan.bucket());
    } catch (IllegalArgumentException e) {
      throw new StopException(ExitCode.USAGE.code(), "--bucket: " + e.getMessage(), "");
    }
  }

  private Map<String, List<String>> options() {
    Map<String, List<String>> options = new HashMap<>();
    options.put("--from", from);
    options.put("--to", to);
    options.put("--account", accounts);
    options.put("--region", regions);
    options.put("--trail", trails);
    options.put("--keys", keys);
    options.put("--bucket", bucket);
    options.put("--map-bucket", mappings);
    options.put("--as-of", asOf);
    options.put("--seen-before", seenBefore);
    options.put("--format", List.of(format.word()));
    options.put("--output", output);
    options.put("--fail-on", failOn);
    if (verbose) {
      options.put(VerifyPlan.VERBOSE, List.of());
    }
    return options;
  }
}
