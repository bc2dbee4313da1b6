package io.trailseal.appliance.cli;

import io.trailseal.api.ask.IntakeAccount;
import io.trailseal.api.rest.IntakeJson;
import io.trailseal.indexer.Store;
import io.trailseal.indexer.job.ReportFolder;
import io.trailseal.indexer.ledger.ObjectCounts;
import io.trailseal.indexer.ledger.VerdictCounts;
import io.trailseal.indexer.query.Query;
import io.trailseal.indexer.search.Audience;
import io.trailseal.indexer.search.IndexState;
import io.trailseal.indexer.search.SearchRequest;
import io.trailseal.indexer.search.UnanswerableException;
import io.trailseal.verifier.key.TrustedKey;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine;
import picocli.CommandLine.Option;
import tools.jackson.core.JsonGenerator;

/// What the store holds and how far everything is.
@CommandLine.Command(
    name = "status",
    header = "Show what the store holds, how large it is, and how far the index is.")
final class StatusCommand extends Command {

  StatusCommand(CommandContext context) {
    super(context);
  }

  @Option(
      names = "--format",
      paramLabel = "FORMAT",
      description = "${COMPLETION-CANDIDATES}; standard is ${DEFAULT-VALUE}.")
  Formats.Report format = Formats.Report.TEXT;

  @Override
  ExitCode run() throws Exception {
    return StoreAccess.run(context, StoreAccess.Stay.SHORT, this::show);
  }

  private ExitCode show(Store store) throws IOException, UnanswerableException {
    ObjectCounts objects = store.ledger().objectCounts();
    VerdictCounts verdicts = store.ledger().verdictCounts();
    long head = store.ledger().evidenceHead().value();
    long indexed = store.search().position().value();
    long examined = store.ledger().custodyPosition().value();
    int keys = TrustedKey.gather(store.ledger().keys()).size();
    long vaultBytes = store.vault().bytes();
    long ledgerBytes = store.ledger().bytes();
    long searchBytes = store.search().bytes();
    IntakeAccount intake = IntakeAccount.of(store, 1, context.clock().instant());
    Optional<ReportFolder.Last> verified = new ReportFolder(context.home().reports()).last();
    IndexState index = store.search().upkeep().state();
    long conflicts = conflicts(store);
    boolean served = context.ownersStore().isPresent();
    if (format == Formats.Report.JSON) {
      Json.object(
          terminal,
          json -> {
            Json.text(json, "home", context.home().folder().toString());
            json.writeBooleanProperty("running", served);
            json.writeNumberProperty("objects", objects.objects());
            json.writeNumberProperty("events", objects.events());
            json.writeNumberProperty("quarantined", objects.quarantined());
            json.writeNumberProperty("conflicts", conflicts);
            json.writeNumberProperty("deliveredBytes", objects.deliveredBytes());
            json.writeNumberProperty("keys", keys);
            Json.counts(json, "verdicts", verdicts);
            json.writeNumberProperty("head", head);
            json.writeNumberProperty("examined", examined);
            json.writeNumberProperty("indexed", indexed);
            index(json, index);
            verified(json, verified);
            json.writeObjectPropertyStart("intake");
            IntakeJson.figures(json, intake);
            json.writeEndObject();
            json.writeObjectPropertyStart("bytes");
            json.writeNumberProperty("vault", vaultBytes);
            json.writeNumberProperty("ledger", ledgerBytes);
            json.writeNumberProperty("search", searchBytes);
            json.writeEndObject();
          });
      return ExitCode.FINE;
    }
    List<String> lines =
        List.of(
            row("store", context.home().folder() + (served ? ", open in another process" : "")),
            row(
                "received",
                "%s with %s, %s as delivered"
                    .formatted(
                        Figures.counted(objects.objects(), "object"),
                        Figures.counted(objects.events(), "event"),
                        Figures.bytes(objects.deliveredBytes()))),
            row("quarantine", Figures.counted(objects.quarantined(), "object")),
            row("keys", Figures.counted(keys, "trusted key")));
    lines.forEach(terminal::line);
    Standing.lines(verdicts).forEach(terminal::line);
    if (conflicts > 0) {
      terminal.line(
          row(
              "conflicts",
              Figures.counted(conflicts, "event")
                  + " with an eventID that another one has; search conflicting:true"));
    }
    terminal.line(
        row(
            "verified",
            verified
                .map(last -> "%s, %s: %s".formatted(last.at(), last.outcome(), last.sentence()))
                .orElse("never again since it came in; now with trailseal verify --store")));
    verified.ifPresent(last -> terminal.line(row("report", last.file().toString())));
    terminal.line(
        row(
            "ledger",
            "%s entries, examined to %s, indexed to %s"
                .formatted(Figures.count(head), Figures.count(examined), Figures.count(indexed))));
    index.reservations().forEach(sentence -> terminal.line(row("index", sentence)));
    index.retention().ifPresent(sentence -> terminal.line(row("retention", sentence)));
    for (IndexState.Rebuild rebuild : index.rebuilds()) {
      terminal.line(
          row(
              "rebuild",
              "%s, at entry %s of %s%s"
                  .formatted(
                      rebuild.months(),
                      Figures.count(rebuild.reached().value()),
                      Figures.count(head),
                      rebuild.trouble().map("; tries again: "::concat).orElse(""))));
    }
    if (intake.isWorthTelling()) {
      new IntakeReport(terminal, intake).figures();
    }
    terminal.line(
        row(
            "on disk",
            "vault %s, ledger %s, search %s"
                .formatted(
                    Figures.bytes(vaultBytes),
                    Figures.bytes(ledgerBytes),
                    Figures.bytes(searchBytes))));
    return ExitCode.FINE;
  }

  private static long conflicts(Store store) throws IOException, UnanswerableException {
    return store
        .search()
        .shownTo(Audience.EVERYBODY)
        .search(
            new SearchRequest(
                new Query.Conflicting(), Optional.empty(), Optional.empty(), 0, Optional.empty()))
        .evidence()
        .conflicts();
  }

  private static void index(JsonGenerator json, IndexState index) {
    json.writeObjectPropertyStart("index");
    json.writeArrayPropertyStart("reservations");
    index.reservations().forEach(json::writeString);
    json.writeEndArray();
    Json.text(json, "retention", index.retention().orElse(""));
    json.writeArrayPropertyStart("rebuilds");
    for (IndexState.Rebuild rebuild : index.rebuilds()) {
      json.writeStartObject();
      json.writeNumberProperty("id", rebuild.id());
      json.writeStringProperty("months", rebuild.months());
      json.writeNumberProperty("reached", rebuild.reached().value());
      Json.text(json, "trouble", rebuild.trouble().orElse(""));
      json.writeEndObject();
    }
    json.writeEndArray();
    json.writeEndObject();
  }

  private static void verified(JsonGenerator json, Optional<ReportFolder.Last> verified) {
    if (verified.isEmpty()) {
      json.writeNullProperty("verified");
      return;
    }
    json.writeObjectPropertyStart("verified");
    json.writeStringProperty("at", verified.get().at().toString());
    Json.text(json, "outcome", verified.get().outcome());
    json.writeNumberProperty("findings", verified.get().findings());
    Json.text(json, "report", verified.get().file().toString());
    json.writeEndObject();
  }

  static String row(String subject, String text) {
    return "%-12s%s".formatted(subject, text);
  }
}
