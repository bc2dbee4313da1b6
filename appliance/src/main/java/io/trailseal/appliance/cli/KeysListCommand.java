package io.trailseal.appliance.cli;

import io.trailseal.indexer.Store;
import io.trailseal.verifier.key.LearnedKey;
import io.trailseal.verifier.key.Provenance;
import io.trailseal.verifier.key.TrustedKey;
import java.io.IOException;
import java.time.temporal.ChronoUnit;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Option;
import tools.jackson.core.JsonGenerator;

/// Lists the ring.
@CommandLine.Command(
    name = "list",
    header = "List the trusted keys, and how, when and by whom each was learned.",
    description =
        "A key that was learned more than once has a line for each time; its validity is that of"
            + " all of them together.")
final class KeysListCommand extends Command {

  KeysListCommand(CommandContext context) {
    super(context);
  }

  @Option(
      names = "--format",
      paramLabel = "FORMAT",
      description = "${COMPLETION-CANDIDATES}; standard is ${DEFAULT-VALUE}.")
  Formats.Report format = Formats.Report.TEXT;

  @Override
  ExitCode run() throws Exception {
    return StoreAccess.run(context, StoreAccess.Stay.SHORT, this::list);
  }

  private ExitCode list(Store store) throws IOException {
    List<TrustedKey> keys = TrustedKey.gather(store.ledger().keys());
    if (format == Formats.Report.JSON) {
      Json.object(
          terminal,
          json -> {
            json.writeArrayPropertyStart("keys");
            keys.forEach(key -> key(json, key));
            json.writeEndArray();
          });
    } else if (keys.isEmpty()) {
      terminal.line("no key is trusted; add some with trailseal keys trust REGION.json");
    } else {
      table(keys);
    }
    return ExitCode.FINE;
  }

  private static void key(JsonGenerator json, TrustedKey trusted) {
    json.writeStartObject();
    Json.text(json, "fingerprint", trusted.key().fingerprint());
    Json.text(json, "region", trusted.region());
    Json.text(json, "validFrom", trusted.key().validFrom().toString());
    Json.text(json, "validTo", trusted.key().validTo().toString());
    Json.text(json, "provenance", trusted.provenance());
    json.writeArrayPropertyStart("learned");
    for (LearnedKey learned : trusted.learned()) {
      json.writeStartObject();
      Json.text(json, "at", learned.at().toString());
      Json.text(json, "validFrom", learned.key().validFrom().toString());
      Json.text(json, "validTo", learned.key().validTo().toString());
      switch (learned.provenance().origin()) {
        case Provenance.Origin.File(var path) -> Json.text(json, "file", path);
        case Provenance.Origin.ApiCall(var from, var to) -> {
          Json.text(json, "calledFrom", from.toString());
          Json.text(json, "calledTo", to.toString());
        }
        case Provenance.Origin.Told(var text) -> Json.text(json, "told", text);
      }
      learned.provenance().decision().ifPresent(how -> Json.text(json, "decision", how.name()));
      learned.provenance().by().ifPresent(by -> Json.text(json, "by", by));
      json.writeEndObject();
    }
    json.writeEndArray();
    json.writeEndObject();
  }

  private void table(List<TrustedKey> keys) {
    Table table =
        new Table(
            List.of("FINGERPRINT", "REGION", "VALID FROM", "VALID TO", "LEARNED AT", "FROM"),
            List.of(0, 1, 2, 3, 4));
    for (TrustedKey trusted : keys) {
      boolean first = true;
      for (LearnedKey learned : trusted.learned()) {
        table.row(
            first ? trusted.key().fingerprint() : "",
            first ? trusted.region() : "",
            first ? trusted.key().validFrom().toString() : "",
            first ? trusted.key().validTo().toString() : "",
            learned.at().truncatedTo(ChronoUnit.SECONDS).toString(),
            learned.provenance().sentence());
        first = false;
      }
    }
    table.print(terminal, SearchOutput.width(terminal));
  }
}
