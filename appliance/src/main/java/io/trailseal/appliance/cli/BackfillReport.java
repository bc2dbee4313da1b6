package io.trailseal.appliance.cli;

import io.trailseal.indexer.Store;
import io.trailseal.indexer.intake.ListingCounts;
import io.trailseal.indexer.intake.ListingReport;
import io.trailseal.indexer.intake.ListingReport.Refusal;
import io.trailseal.indexer.ledger.VerdictCounts;
import io.trailseal.verifier.Sha256;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/// What a backfill tells at its end.
///
/// @param isDry whether it was only counted what there is
/// @param verdicts of the whole store
/// @param quarantinedInStore objects set aside, those of earlier times among them
record BackfillReport(
    List<ListingReport> listings, boolean isDry, VerdictCounts verdicts, long quarantinedInStore) {

  static BackfillReport of(Store store, List<ListingReport> listings, boolean isDry)
      throws IOException {
    return new BackfillReport(
        listings,
        isDry,
        store.ledger().verdictCounts(),
        store.ledger().objectCounts().quarantined());
  }

  ExitCode exitCode() {
    if (isRefused(Refusal.NO_BUCKET)) {
      return ExitCode.INPUT_MISSING;
    }
    if (isRefused(Refusal.DENIED)) {
      return ExitCode.INPUT_OUTPUT;
    }
    if (!listings.stream().allMatch(ListingReport::isComplete)) {
      return ExitCode.UNAVAILABLE;
    }
    boolean isEmpty = listings.stream().anyMatch(BackfillReport::isEmpty);
    if (isDry) {
      return isEmpty ? ExitCode.COULD_NOT_TELL : ExitCode.FINE;
    }
    ExitCode standing = Standing.of(verdicts).exitCode(quarantinedInStore);
    boolean isParked = listings.stream().anyMatch(listing -> listing.counts().parked() > 0);
    return standing == ExitCode.FINE && (isParked || isEmpty) ? ExitCode.COULD_NOT_TELL : standing;
  }

  private boolean isRefused(Refusal refusal) {
    return listings.stream().anyMatch(listing -> listing.refusal().equals(Optional.of(refusal)));
  }

  /// Rather a wrong prefix or day than a bucket in which nothing ever was.
  private static boolean isEmpty(ListingReport listing) {
    return listing.isComplete() && listing.counts().listed() == 0;
  }

  void text(Terminal terminal) {
    for (ListingReport listing : listings) {
      text(terminal, listing);
    }
    List<String> lines = isDry ? List.of() : Standing.lines(verdicts);
    if (!lines.isEmpty()) {
      terminal.line("the evidence in this store:");
      lines.forEach(line -> terminal.line("  " + line));
    }
    if (!isDry && Standing.of(verdicts).findings() > 0) {
      terminal.line("  see trailseal verdicts");
    }
  }

  private void text(Terminal terminal, ListingReport listing) {
    ListingCounts counts = listing.counts();
    terminal.line(listing.bucket());
    row(
        terminal,
        "listed",
        "%s in %s (%s)"
            .formatted(
                Figures.counted(counts.listed(), "object"),
                Figures.counted(counts.folders(), "folder"),
                Figures.bytes(counts.listedBytes())));
    row(
        terminal,
        "found",
        "%s not here before (%s)"
            .formatted(Figures.count(counts.found()), Figures.bytes(counts.foundBytes())));
    if (!isDry) {
      row(
          terminal,
          "read",
          "%s (%s)".formatted(Figures.count(counts.read()), Figures.bytes(counts.readBytes())));
    }
    some(terminal, "parked", counts.parked(), "cannot be read until somebody does something");
    some(terminal, "removed", counts.removed(), "delete markers");
    some(terminal, "skipped", counts.skipped(), "empty markers, nothing to take in");
    some(terminal, "failed", counts.failed(), "could not be read although tried again");
    row(
        terminal,
        "time",
        Figures.duration(listing.took()) + (listing.wasResumed() ? ", gone on with" : ""));
    if (isEmpty(listing)) {
      row(terminal, "EMPTY", "nothing is listed there: look at bucket, prefix and days");
    } else if (listing.isComplete()) {
      row(
          terminal,
          isDry ? "complete" : "all here",
          "listing " + listing.listing().map(Sha256::hex).orElse(""));
    } else {
      row(
          terminal,
          "INCOMPLETE",
          listing.trouble().orElse("it was stopped") + "; " + whatToDo(listing.refusal()));
    }
    terminal.line("");
  }

  private static String whatToDo(Optional<Refusal> refusal) {
    if (refusal.isEmpty()) {
      return "run the same again, it goes on from there";
    }
    return switch (refusal.get()) {
      case NO_BUCKET ->
          "there is no such bucket: compare its name and endpoint in the settings, then run the same"
              + " again";
      case DENIED -> "it may not be listed: run the same again once it may";
    };
  }

  private static void some(Terminal terminal, String subject, long count, String words) {
    if (count > 0) {
      row(terminal, subject, Figures.count(count) + "  " + words);
    }
  }

  private static void row(Terminal terminal, String subject, String text) {
    terminal.line("  %-12s%s".formatted(subject, text));
  }

  void json(Terminal terminal) {
    Json.object(
        terminal,
        json -> {
          json.writeBooleanProperty(
              "complete", listings.stream().allMatch(ListingReport::isComplete));
          json.writeBooleanProperty("dryRun", isDry);
          json.writeArrayPropertyStart("buckets");
          for (ListingReport listing : listings) {
            ListingCounts counts = listing.counts();
            json.writeStartObject();
            Json.text(json, "bucket", listing.bucket());
            json.writeBooleanProperty("complete", listing.isComplete());
            json.writeBooleanProperty("resumed", listing.wasResumed());
            json.writeNumberProperty("folders", counts.folders());
            json.writeNumberProperty("listed", counts.listed());
            json.writeNumberProperty("listedBytes", counts.listedBytes());
            json.writeNumberProperty("found", counts.found());
            json.writeNumberProperty("foundBytes", counts.foundBytes());
            json.writeNumberProperty("read", counts.read());
            json.writeNumberProperty("readBytes", counts.readBytes());
            json.writeNumberProperty("parked", counts.parked());
            json.writeNumberProperty("removed", counts.removed());
            json.writeNumberProperty("skipped", counts.skipped());
            json.writeNumberProperty("failed", counts.failed());
            json.writeNumberProperty("seconds", Figures.seconds(listing.took()));
            if (listing.listing().isPresent()) {
              json.writeStringProperty("listing", listing.listing().get().hex());
            }
            if (listing.trouble().isPresent()) {
              Json.text(json, "trouble", listing.trouble().get());
            }
            json.writeEndObject();
          }
          json.writeEndArray();
          Json.counts(json, "verdicts", verdicts);
        });
  }
}
