package io.trailseal.api.web;

import java.util.List;
import java.util.Optional;

/// How the evidence stands.
///
/// @param conflicts a search for the conflicting events; empty where there are none
/// @param intake empty where nothing ever came in other than by import
public record EvidenceView(
    String line,
    String asOf,
    List<String> reservations,
    Optional<String> conflicts,
    List<Count> counts,
    List<Judgement> findings,
    String findingsRemark,
    List<Judgement> doubts,
    String doubtsRemark,
    List<SetAside> quarantine,
    String quarantineRemark,
    List<SigningKey> keys,
    List<Count> received,
    Optional<IntakeView> intake) {

  public EvidenceView {
    reservations = List.copyOf(reservations);
    counts = List.copyOf(counts);
    findings = List.copyOf(findings);
    doubts = List.copyOf(doubts);
    quarantine = List.copyOf(quarantine);
    keys = List.copyOf(keys);
    received = List.copyOf(received);
  }

  public record Count(String what, String word, String count) {}

  /// A verdict about one object.
  public record Judgement(BadgeView badge, String object, String entry, String recordedAt) {}

  /// An object with something wrong.
  public record SetAside(String object, String entry, String source, List<String> reasons) {
    public SetAside {
      reasons = List.copyOf(reasons);
    }
  }

  public record SigningKey(String fingerprint, String region, String validity, String provenance) {}
}
