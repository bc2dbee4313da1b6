package io.trailseal.api.web;

import io.trailseal.api.ask.EvidenceWords;
import io.trailseal.api.ask.IntakeAccount;
import io.trailseal.api.ask.IntakeWords;
import io.trailseal.indexer.intake.IntakeStatus;
import io.trailseal.indexer.ledger.IntakeCounts;
import io.trailseal.indexer.ledger.LedgerEntry.BucketCompared;
import io.trailseal.indexer.ledger.LedgerEntry.MessageKept;
import io.trailseal.indexer.ledger.LedgerEntry.ObjectParked;
import io.trailseal.indexer.ledger.LedgerEntry.ObjectReceived;
import io.trailseal.indexer.ledger.LedgerEntry.ObjectRemoved;
import io.trailseal.indexer.ledger.Recorded;
import io.trailseal.verifier.S3Name;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// What happened on the way in.
///
/// @param state what intake does, a sentence
/// @param troubles what keeps it from it
/// @param lags how long events take until they are found
/// @param figures how much happened
/// @param kinds the newest of each kind that there is anything of
public record IntakeView(
    String state,
    List<String> troubles,
    List<String> lags,
    List<Figure> figures,
    List<Kind> kinds) {
  /// More belong in a file, which is what the API is for.
  static final int ITEMS_MAX = 20;

  private static final int TEXT_LENGTH_MAX = 2000;

  private static final String PARKED = "intake-parked";
  private static final String SET_ASIDE = "intake-set-aside";
  private static final String REMOVED = "intake-removed";
  private static final String OVERWRITTEN = "intake-overwritten";
  private static final String COMPARISONS = "intake-comparisons";

  public IntakeView {
    troubles = List.copyOf(troubles);
    lags = List.copyOf(lags);
    figures = List.copyOf(figures);
    kinds = List.copyOf(kinds);
  }

  /// @param kind id of the list that shows them; empty where there is none
  public record Figure(String what, String count, String kind) {}

  /// @param id where links lead
  /// @param meaning what these are
  /// @param remark where the rest is; empty where this is all
  public record Kind(String id, String title, String meaning, List<Item> items, String remark) {
    public Kind {
      items = List.copyOf(items);
    }
  }

  /// @param what an object, a message, a part of a bucket
  /// @param said what there is to say of it
  /// @param origin where this is written down, and where it came from
  public record Item(String what, String said, String origin) {}

  static IntakeView of(IntakeAccount account) {
    return new IntakeView(
        IntakeWords.state(account.state()),
        account.status().map(IntakeView::troubles).orElse(List.of()),
        lags(account),
        figures(account.counts()),
        kinds(account));
  }

  private static List<String> troubles(IntakeStatus status) {
    List<String> troubles = new ArrayList<>();
    status.trouble().ifPresent(trouble -> troubles.add(shown(trouble)));
    status
        .queues()
        .forEach(
            queue -> queue.trouble().ifPresent(said -> troubles.add(trouble(queue.name(), said))));
    status
        .buckets()
        .forEach(
            bucket ->
                bucket.trouble().ifPresent(said -> troubles.add(trouble(bucket.name(), said))));
    status.keys().trouble().ifPresent(said -> troubles.add(trouble("public keys", said)));
    return troubles;
  }

  private static String trouble(String where, String said) {
    return shown(where + ": " + said);
  }

  private static List<String> lags(IntakeAccount account) {
    List<String> lags = new ArrayList<>();
    IntakeWords.lag(account.lag().sinceEvent())
        .ifPresent(lag -> lags.add("New events, from eventTime until found: " + lag));
    IntakeWords.lag(account.lag().sinceDelivery())
        .ifPresent(lag -> lags.add("New objects, from delivery until found: " + lag));
    return lags;
  }

  private static List<Figure> figures(IntakeCounts counts) {
    return List.of(
        figure("objects parked now", counts.parked(), PARKED),
        figure("messages set aside", counts.messagesSetAside(), SET_ASIDE),
        figure("removals and delete markers", counts.removed(), REMOVED),
        figure("objects overwritten", counts.overwritten(), OVERWRITTEN),
        figure("objects found only by listing", counts.foundByListing(), COMPARISONS),
        figure("reconciliations", counts.reconciliations(), COMPARISONS),
        figure("messages of AWS Config kept", counts.messagesConfig(), ""));
  }

  private static Figure figure(String what, long n, String kind) {
    return new Figure(what, EvidenceWords.count(n), n == 0 ? "" : kind);
  }

  private static List<Kind> kinds(IntakeAccount account) {
    IntakeCounts counts = account.counts();
    List<Kind> kinds = new ArrayList<>();
    add(
        kinds,
        PARKED,
        "Parked",
        "These could not be read, which is no evidence of anything. They are tried again.",
        account.parked(),
        account.parked().size() < counts.parked());
    add(
        kinds,
        SET_ASIDE,
        "Messages set aside",
        "Nobody here understood these, or they name buckets that are no source.",
        account.setAside(),
        account.setAside().size() < counts.messagesSetAside());
    add(
        kinds,
        REMOVED,
        "Removed in the bucket",
        "What came in before stays here.",
        account.removed(),
        account.removed().size() < counts.removed());
    add(
        kinds,
        OVERWRITTEN,
        "Overwritten in the bucket",
        "These came in under a name that had other bytes or metadata before. Both are kept.",
        account.overwritten(),
        account.overwritten().size() < counts.overwritten());
    add(
        kinds,
        COMPARISONS,
        "Comparisons with the bucket",
        "When the bucket was listed and held against what is here.",
        account.comparisons(),
        account.more());
    return kinds;
  }

  private static void add(
      List<Kind> kinds,
      String id,
      String title,
      String meaning,
      List<Recorded> recorded,
      boolean more) {
    if (!recorded.isEmpty()) {
      kinds.add(
          new Kind(
              id,
              title,
              meaning,
              recorded.stream().map(IntakeView::item).toList(),
              more
                  ? "these are %,d of them; /api/v1/intake?limit=10000 has more"
                      .formatted(recorded.size())
                  : ""));
    }
  }

  private static Item item(Recorded recorded) {
    String entry =
        "ledger entry %s, %s".formatted(recorded.position(), Shown.time(recorded.recordedAt()));
    return switch (recorded.entry()) {
      case ObjectParked parked ->
          new Item(
              named(parked.name(), parked.versionId()),
              shown(IntakeWords.reason(parked.reason()) + ": " + parked.detail()),
              entry + ", from " + shown(parked.source()));
      case MessageKept message ->
          new Item(
              shown("message %s of %s".formatted(message.id(), message.queue())),
              shown(IntakeWords.kind(message.kind()) + ": " + message.detail()),
              entry + "; body: trailseal intake message " + recorded.position());
      case ObjectRemoved removed ->
          new Item(
              removed.name().toString(),
              shown(IntakeWords.removal(removed)),
              entry + ", from " + shown(removed.source()));
      case ObjectReceived object ->
          new Item(
              named(object.name(), object.version().versionId()),
              "sha256 " + object.delivered().hex(),
              entry + ", from " + shown(object.source()));
      case BucketCompared compared ->
          new Item(
              shown(IntakeWords.comparison(compared)),
              "%s listed, %s found only so, %s parked"
                  .formatted(
                      EvidenceWords.count(compared.objects()),
                      EvidenceWords.count(compared.found()),
                      EvidenceWords.count(compared.parked())),
              entry);
      default ->
          throw new IllegalArgumentException(
              "entry " + recorded.position() + " is in no such list");
    };
  }

  private static String named(S3Name name, Optional<String> versionId) {
    return name + versionId.map(id -> shown(" (version " + id + ")")).orElse("");
  }

  private static String shown(String text) {
    return Shown.text(text, TEXT_LENGTH_MAX);
  }
}
