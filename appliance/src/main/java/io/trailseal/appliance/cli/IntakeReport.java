package io.trailseal.appliance.cli;

import io.trailseal.api.ask.IntakeAccount;
import io.trailseal.api.ask.IntakeWords;
import io.trailseal.indexer.intake.IntakeStatus;
import io.trailseal.indexer.intake.IntakeStatus.BucketStatus;
import io.trailseal.indexer.intake.IntakeStatus.QueueStatus;
import io.trailseal.indexer.ledger.IntakeCounts;
import io.trailseal.indexer.ledger.LedgerEntry.BucketCompared;
import io.trailseal.indexer.ledger.LedgerEntry.MessageKept;
import io.trailseal.indexer.ledger.LedgerEntry.ObjectParked;
import io.trailseal.indexer.ledger.LedgerEntry.ObjectReceived;
import io.trailseal.indexer.ledger.LedgerEntry.ObjectRemoved;
import io.trailseal.indexer.ledger.Recorded;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/// What happened on the way in, as text.
final class IntakeReport {
  private final Terminal terminal;
  private final IntakeAccount account;

  IntakeReport(Terminal terminal, IntakeAccount account) {
    this.terminal = terminal;
    this.account = account;
  }

  /// A few lines: what intake does, where there is trouble, how much of what.
  void figures() {
    row("intake", IntakeWords.state(account.state()));
    account.status().ifPresent(this::status);
    IntakeWords.lag(account.lag().sinceEvent())
        .ifPresent(lag -> row("lag", "new events, from eventTime until found: %s".formatted(lag)));
    IntakeWords.lag(account.lag().sinceDelivery())
        .ifPresent(lag -> row("", "new objects, from delivery until found: %s".formatted(lag)));
    IntakeCounts counts = account.counts();
    row(
        "on the way",
        "%s parked, %s set aside, %s removed in the bucket, %s overwritten, %s found only by listing"
            .formatted(
                Figures.counted(counts.parked(), "object"),
                Figures.counted(counts.messagesSetAside(), "message"),
                Figures.count(counts.removed()),
                Figures.count(counts.overwritten()),
                Figures.count(counts.foundByListing())));
  }

  private void status(IntakeStatus status) {
    status.trouble().ifPresent(trouble -> row("", "TROUBLE: " + trouble));
    status.queues().forEach(this::queue);
    status.buckets().forEach(this::bucket);
    status
        .listing()
        .ifPresent(
            listing ->
                row(
                    "listing",
                    "%s: %s of %s folders, %s listed, %s found%s"
                        .formatted(
                            listing.what(),
                            Figures.count(listing.foldersDone()),
                            Figures.count(listing.foldersKnown()),
                            Figures.counted(listing.listed(), "object"),
                            Figures.count(listing.found()),
                            listing
                                .left()
                                .map(left -> ", about %s left".formatted(Figures.duration(left)))
                                .orElse(""))));
    status.keys().trouble().ifPresent(trouble -> row("keys", "TROUBLE: " + trouble));
    if (status.disk().watermarkBytes() > 0) {
      row(
          "disk",
          "%s free, intake rests below %s"
              .formatted(
                  Figures.bytes(status.disk().freeBytes()),
                  Figures.bytes(status.disk().watermarkBytes())));
    }
  }

  private void queue(QueueStatus queue) {
    row(
        "queue",
        "%s: %s waiting, %s in flight, %s in hand%s; received %s, deleted %s, set aside %s"
            .formatted(
                queue.name(),
                figure(queue.waiting()),
                figure(queue.inFlight()),
                Figures.count(queue.held()),
                queue
                    .oldestSentAt()
                    .map(at -> ", the oldest sent " + IntakeWords.ago(at, account.at()))
                    .orElse(""),
                Figures.count(queue.received()),
                Figures.count(queue.deleted()),
                Figures.count(queue.setAside())));
    queue.trouble().ifPresent(trouble -> row("", "TROUBLE: " + trouble));
    queue.advice().ifPresent(advice -> row("", advice));
  }

  private static String figure(OptionalLong number) {
    return number.isPresent() ? Figures.count(number.getAsLong()) : "unknown";
  }

  private void bucket(BucketStatus bucket) {
    row(
        "bucket",
        "%s: %s read, %s, %s tried again; %s"
            .formatted(
                bucket.name(),
                Figures.counted(bucket.read(), "object"),
                Figures.bytes(bucket.bytes()),
                Figures.count(bucket.triedAgain()),
                bucket
                    .reconciledAt()
                    .map(at -> "reconciled " + IntakeWords.ago(at, account.at()))
                    .orElse("not reconciled yet")));
    bucket.trouble().ifPresent(trouble -> row("", "TROUBLE: " + trouble));
  }

  /// Everything there is of each kind, as far as it was asked for.
  void lists() {
    IntakeCounts counts = account.counts();
    list("parked", account.parked(), counts.parked(), "what could not be read and is tried again");
    list(
        "set aside",
        account.setAside(),
        counts.messagesSetAside(),
        "messages nobody understood or nobody may be asked about");
    list("removed", account.removed(), counts.removed(), "what we hold of it stays");
    list(
        "overwritten",
        account.overwritten(),
        counts.overwritten(),
        "came again with other bytes or metadata; both are kept");
    list(
        "comparisons",
        account.comparisons(),
        account.comparisons().size() + (account.more() ? 1 : 0),
        "buckets listed and held against what is here");
  }

  private void list(String title, List<Recorded> shown, long all, String meaning) {
    if (shown.isEmpty()) {
      return;
    }
    terminal.line("");
    terminal.line("%s: %s".formatted(title, meaning));
    for (Recorded one : shown) {
      List<String> lines = lines(one);
      terminal.line("  " + lines.getFirst());
      lines.stream().skip(1).forEach(line -> terminal.line("      " + line));
    }
    if (all > shown.size()) {
      terminal.line(
          title.equals("comparisons")
              ? "  … and more: --limit"
              : "  … and %s more: --limit %d".formatted(Figures.count(all - shown.size()), all));
    }
  }

  private List<String> lines(Recorded recorded) {
    List<String> lines = new ArrayList<>();
    String entry =
        "entry %s, %s"
            .formatted(recorded.position(), recorded.recordedAt().truncatedTo(ChronoUnit.SECONDS));
    switch (recorded.entry()) {
      case ObjectParked parked -> {
        lines.add(named(parked.name().toString(), parked.versionId()));
        lines.add("%s: %s".formatted(IntakeWords.reason(parked.reason()), parked.detail()));
        lines.add("%s, from %s".formatted(entry, parked.source()));
      }
      case MessageKept message -> {
        lines.add("message %s of %s".formatted(message.id(), message.queue()));
        lines.add("%s: %s".formatted(IntakeWords.kind(message.kind()), message.detail()));
        lines.add(
            "%s; its body: trailseal intake message %s".formatted(entry, recorded.position()));
      }
      case ObjectRemoved removed -> {
        lines.add(removed.name().toString());
        lines.add(IntakeWords.removal(removed));
        lines.add("%s, from %s".formatted(entry, removed.source()));
      }
      case ObjectReceived object -> {
        lines.add(named(object.name().toString(), object.version().versionId()));
        lines.add(
            "%s, sha256 %s"
                .formatted(Figures.bytes(object.deliveredBytes()), object.delivered().hex()));
        lines.add("%s, from %s".formatted(entry, object.source()));
      }
      case BucketCompared compared -> {
        lines.add(IntakeWords.comparison(compared));
        lines.add(
            "%s listed, %s of them found only so, %s parked"
                .formatted(
                    Figures.counted(compared.objects(), "object"),
                    Figures.count(compared.found()),
                    Figures.count(compared.parked())));
        lines.add(entry);
      }
      default ->
          throw new IllegalArgumentException(
              "entry " + recorded.position() + " is in no such list");
    }
    return lines;
  }

  private static String named(String name, Optional<String> versionId) {
    return name + versionId.map(id -> " (version " + id + ")").orElse("");
  }

  private void row(String subject, String text) {
    terminal.line(StatusCommand.row(subject, text));
  }
}
