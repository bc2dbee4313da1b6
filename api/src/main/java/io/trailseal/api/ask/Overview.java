package io.trailseal.api.ask;

import io.trailseal.indexer.ledger.Recorded;
import java.util.List;

/// What stands on the page about the evidence.
///
/// @param findings verdicts that are findings, the newest first
/// @param needingAPerson verdicts that are findings or could not be told, the newest first
/// @param quarantine objects set aside, the oldest first
public record Overview(
    Standing standing,
    List<Recorded> findings,
    List<Recorded> needingAPerson,
    List<Recorded> quarantine,
    IntakeAccount intake) {
  public Overview {
    findings = List.copyOf(findings);
    needingAPerson = List.copyOf(needingAPerson);
    quarantine = List.copyOf(quarantine);
  }
}
