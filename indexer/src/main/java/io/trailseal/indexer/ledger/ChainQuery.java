package io.trailseal.indexer.ledger;

import java.io.IOException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Goes back along a chain, digest by digest. By name and not by time, because a link is what makes
/// a chain: a digest that only claims the time before proves nothing.
final class ChainQuery {
  private ChainQuery() {}

  static List<DigestFacts> back(Connection connection, DigestFacts newer, int countMax)
      throws SQLException, IOException {
    List<DigestFacts> back = new ArrayList<>();
    try (PreparedStatement statement =
        connection.prepareStatement(
            "SELECT position, facts FROM digest WHERE name_key = ? AND verified = TRUE"
                + " ORDER BY position DESC")) {
      DigestFacts last = newer;
      while (last.previous().isPresent() && back.size() < countMax) {
        Optional<DigestFacts> older = named(statement, last.previous().get());
        // A digest cannot be older than itself; without this, damage could go round in a circle.
        if (older.isEmpty() || !older.get().endTime().isBefore(last.endTime())) {
          return back;
        }
        last = older.get();
        back.add(last);
      }
    }
    return back;
  }

  private static Optional<DigestFacts> named(
      PreparedStatement statement, DigestFacts.Previous previous) throws SQLException, IOException {
    statement.setBytes(1, NameKeys.of(previous.name()));
    try (ResultSet rows = statement.executeQuery()) {
      while (rows.next()) {
        DigestFacts found =
            DigestFormat.facts(new LedgerPosition(rows.getLong(1)), rows.getBytes(2), List.of());
        if (found.name().equals(previous.name())
            && previous.hash().filter(hash -> !hash.equals(found.hash())).isEmpty()
            && found.signatureHex().filter(previous.signatureHex()::equalsIgnoreCase).isPresent()) {
          return Optional.of(found);
        }
      }
      return Optional.empty();
    }
  }
}
