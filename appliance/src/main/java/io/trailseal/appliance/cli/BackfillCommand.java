package io.trailseal.appliance.cli;

import io.trailseal.appliance.settings.Settings;
import io.trailseal.appliance.settings.SourceSettings;
import io.trailseal.indexer.Store;
import io.trailseal.indexer.aws.AwsSources.BucketAt;
import io.trailseal.indexer.intake.BackfillOrder;
import io.trailseal.indexer.intake.BackfillProgress;
import io.trailseal.indexer.intake.Intake;
import io.trailseal.indexer.intake.IntakeStatus.ListingStatus;
import io.trailseal.indexer.intake.ListingReport;
import io.trailseal.indexer.intake.ListingScope;
import io.trailseal.verifier.S3Name;
import io.trailseal.verifier.S3Prefix;
import io.trailseal.verifier.key.KeyFile;
import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.stream.Collectors;
import picocli.CommandLine;
import picocli.CommandLine.Option;

/// Takes in what lies in the buckets by listing them, beside whatever the queues bring.
@CommandLine.Command(
    name = "backfill",
    header = "List the buckets that are set, and take in what is not here.",
    description = {
      "Lists day by day of every account and region, and reads only what is not here: every"
          + " version, where the bucket has versions. Works beside a running serve, whose queues go"
          + " first.",
      "Stopped, it goes on from there when it is run again with the same options. Without --from,"
          + " --to, --account and --region everything in the bucket is listed; with any of them,"
          + " only folders of days."
    },
    footer = {
      "",
      "Exit codes: 66 if there is no such bucket, 74 if it may not be listed, 69 if it could not be"
          + " listed to its end or an object not be read, 2 if nothing is listed there; otherwise they"
          + " are about the whole store. 0: everything is intact. 1: there are findings. 2: no"
          + " findings, but something was parked, set aside or could not be told."
    })
final class BackfillCommand extends Command {
  private static final long LOOK_MILLIS = 200;

  BackfillCommand(CommandContext context) {
    super(context);
  }

  @Option(
      names = "--source",
      paramLabel = "NAME",
      description = "Only the bucket of intake.NAME; may be given several times.")
  List<String> sources = new ArrayList<>();

  @Option(
      names = "--from",
      paramLabel = "DAY",
      description = "First day of delivery, in UTC: 2026-03-01.")
  Optional<String> from = Optional.empty();

  @Option(names = "--to", paramLabel = "DAY", description = "Last day of delivery.")
  Optional<String> to = Optional.empty();

  @Option(
      names = "--account",
      paramLabel = "ID",
      description = "Only this account; may be given several times.")
  List<String> accounts = new ArrayList<>();

  @Option(
      names = "--region",
      paramLabel = "REGION",
      description = "Only events of this region; may be given several times.")
  List<String> regions = new ArrayList<>();

  @Option(
      names = "--dry-run",
      description = "Only list and count: nothing is read, nothing is written.")
  boolean dryRun;

  @Option(
      names = "--format",
      paramLabel = "FORMAT",
      description = "${COMPLETION-CANDIDATES}; standard is ${DEFAULT-VALUE}.")
  Formats.Report format = Formats.Report.TEXT;

  @Override
  ExitCode run() throws Exception {
    ListingScope scope = scope();
    Settings settings = Settings.read(context.home().settingsFile(), context.environment());
    BackfillOrder order = new BackfillOrder(roots(settings), scope, dryRun);
    return StoreAccess.run(context, StoreAccess.Stay.BEGIN, store -> run(store, settings, order));
  }

  private ExitCode run(Store store, Settings settings, BackfillOrder order) throws Exception {
    Optional<Intake> running = store.runningIntake();
    List<ListingReport> listings;
    if (running.isPresent()) {
      listings = backfill(store, running.get(), order);
    } else {
      try (Intake own = IntakeSources.withoutQueues(store, settings, context.clock())) {
        listings = backfill(store, own, order);
      }
    }
    BackfillReport report = BackfillReport.of(store, listings, dryRun);
    if (format == Formats.Report.JSON) {
      report.json(terminal);
    } else {
      report.text(terminal);
    }
    return report.exitCode();
  }

  private List<ListingReport> backfill(Store store, Intake intake, BackfillOrder order)
      throws Exception {
    try (ProgressLine line = new ProgressLine(terminal)) {
      List<ListingReport> listings = intake.backfill(order, new Shown(line));
      if (!order.isDry()) {
        CatchingUp.await(
            store,
            context.cancellation(),
            LOOK_MILLIS,
            at -> line.show(-1, "verifying and indexing  " + Figures.count(at)));
      }
      return listings;
    } catch (CancellationException e) {
      terminal.remark("stopped; run with the same options it goes on from there");
      throw e;
    } catch (IllegalArgumentException e) {
      throw new Failure(
          ExitCode.SETTINGS_BAD,
          String.valueOf(e.getMessage()),
          "the settings have changed since serve was started: start it again");
    }
  }

  /// Shows how far it is, and stops it when nobody waits any more.
  private final class Shown implements BackfillProgress {
    private final ProgressLine line;

    /// Said last: what comes and goes is not said each time.
    private Optional<String> said = Optional.empty();

    Shown(ProgressLine line) {
      this.line = line;
    }

    @Override
    public void listing(ListingStatus status) {
      context.cancellation().check();
      if (!terminal.errIsTerminal() && status.trouble().isPresent()) {
        if (!status.trouble().equals(said)) {
          terminal.remark("TROUBLE with %s: %s".formatted(status.what(), status.trouble().get()));
        }
        said = status.trouble();
      }
      line.show(
          -1,
          String.format(
              Locale.ROOT,
              "%s%s%s  %,d objects listed, %,d found, in %,d of %,d folders",
              // First, because a narrow terminal cuts the end off.
              terminal.errIsTerminal()
                  ? status.trouble().map("TROUBLE: %s  "::formatted).orElse("")
                  : "",
              status.left().map(left -> Figures.duration(left) + " left  ").orElse(""),
              status.what(),
              status.listed(),
              status.found(),
              status.foldersDone(),
              status.foldersKnown()));
    }

    @Override
    public void waiting(String what) {
      context.cancellation().check();
      line.show(-1, what);
    }
  }

  private ListingScope scope() {
    for (String account : accounts) {
      if (!account.matches("[0-9]{12}")) {
        throw wrongUsage(
            "--account must be the 12 digits of an account, was '%s'"
                .formatted(S3Name.excerpt(account, 50)));
      }
    }
    for (String region : regions) {
      if (!KeyFile.isRegion(region)) {
        throw wrongUsage(KeysTrustCommand.regionWanted(S3Name.excerpt(region, 50)));
      }
    }
    try {
      return new ListingScope(
          day("--from", from), day("--to", to), Set.copyOf(accounts), Set.copyOf(regions));
    } catch (IllegalArgumentException e) {
      throw wrongUsage("--from, --to: " + e.getMessage());
    }
  }

  private Optional<LocalDate> day(String option, Optional<String> typed) {
    try {
      return typed.map(LocalDate::parse);
    } catch (DateTimeParseException e) {
      throw wrongUsage(
          "%s must be a day such as 2026-03-01, was '%s'"
              .formatted(option, S3Name.excerpt(typed.orElse(""), 50)));
    }
  }

  /// @return of the sources that were named; empty for all
  private Set<S3Prefix> roots(Settings settings) throws Failure {
    List<SourceSettings> listed =
        settings.intake().stream().filter(source -> source.bucket().isPresent()).toList();
    if (listed.isEmpty()) {
      throw new Failure(
          ExitCode.SETTINGS_BAD,
          "no bucket is set to take objects in from; nothing was done",
          "set intake.NAME.bucket in %s".formatted(context.home().settingsFile()));
    }
    Set<S3Prefix> roots = new LinkedHashSet<>();
    for (String name : sources) {
      roots.add(
          listed.stream()
              .filter(source -> source.name().equals(name))
              .flatMap(source -> source.bucket().stream())
              .map(BucketAt::root)
              .findFirst()
              .orElseThrow(
                  () ->
                      wrongUsage(
                          "--source must be one of %s, was '%s'"
                              .formatted(
                                  listed.stream()
                                      .map(SourceSettings::name)
                                      .collect(Collectors.joining(", ")),
                                  S3Name.excerpt(name, 50)))));
    }
    return roots;
  }
}
