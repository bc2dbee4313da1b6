package io.trailseal.appliance.cli;

import io.trailseal.api.ask.AccessAsk;
import io.trailseal.indexer.ledger.AccessAction;
import java.util.Optional;
import picocli.CommandLine.Option;

/// Which entries of the access record.
final class AccessOptions {
  @Option(names = "--who", paramLabel = "NAME", description = "Of whom; case is one.")
  String who = "";

  @Option(
      names = "--action",
      paramLabel = "ACTION",
      description = "Of this kind: ${COMPLETION-CANDIDATES}.")
  Optional<AccessAction> action = Optional.empty();

  @Option(
      names = "--from",
      paramLabel = "TIME",
      description = "At or after: 2026-03-02 or 2026-03-02T14:05:00Z.")
  String from = "";

  @Option(
      names = "--to",
      paramLabel = "TIME",
      description = "Before this time; a day given alone is included.")
  String to = "";

  @Option(
      names = "--text",
      paramLabel = "TEXT",
      description = "That have it in a name, an address, a query or another detail; case is one.")
  String text = "";

  AccessAsk ask() {
    return new AccessAsk(who.strip(), action, from.strip(), to.strip(), text.strip());
  }
}
