package io.trailseal.indexer.ledger;

import java.io.IOException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/// Verified digests by their place in their chain, all without what they list.
final class ChainQueries {
  /// How far to look for a neighbour at first, and then, in hours; after that as far as it takes.
  /// Most are an hour away, and the index would have to be walked from the chain's end.
  private static final long[] REACH_HOURS = {2, 100, 5_000};

  private static final long HOUR_MILLIS = 3_600_000;

  private ChainQueries() {}

  private static Optional<DigestFacts> first(PreparedStatement statement)
      throws SQLException, IOException {
    try (ResultSet rows = statement.executeQuery()) {
      return rows.next()
          ? Optional.of(
              DigestFormat.facts(new LedgerPosition(rows.getLong(1)), rows.getBytes(2), List.of()))
          : Optional.empty();
    }
  }

  private static OptionalLong number(PreparedStatement statement) throws SQLException {
    try (ResultSet rows = statement.executeQuery()) {
      if (!rows.next()) {
        return OptionalLong.empty();
      }
      long number = rows.getLong(1);
      return rows.wasNull() ? OptionalLong.empty() : OptionalLong.of(number);
    }
  }

  /// The newest of each chain (the one that starts last). From chain to chain through the index, so
  /// that no more facts are read than there are chains.
  static List<DigestFacts> newestOfEach(Connection connection) throws SQLException, IOException {
    List<DigestFacts> newest = new ArrayList<>();
    try (PreparedStatement next =
        connection.prepareStatement(
            "SELECT chain_key FROM digest WHERE chain_key > ? AND verified = TRUE"
                + " ORDER BY chain_key LIMIT 1")) {
      OptionalLong chain = OptionalLong.of(Long.MIN_VALUE);
      while (chain.isPresent()) {
        next.setLong(1, chain.getAsLong());
        chain = number(next);
        if (chain.isPresent()) {
          between(connection, chain.getAsLong(), Long.MIN_VALUE, Long.MAX_VALUE, true)
              .ifPresent(newest::add);
        }
      }
    }
    return newest;
  }

  /// The one of a chain that starts last of those that start before `start`.
  static Optional<DigestFacts> before(Connection connection, String chain, Instant start)
      throws SQLException, IOException {
    long key = NameKeys.ofText(chain);
    long end = DigestTable.milliseconds(start);
    for (long hours : REACH_HOURS) {
      Optional<DigestFacts> found =
          between(connection, key, end - hours * HOUR_MILLIS, end - 1, true);
      if (found.isPresent()) {
        return found;
      }
    }
    return between(connection, key, Long.MIN_VALUE, end - 1, true);
  }

  /// The one of a chain that starts first of those that start after `start`.
  static Optional<DigestFacts> after(Connection connection, String chain, Instant start)
      throws SQLException, IOException {
    long key = NameKeys.ofText(chain);
    long from = DigestTable.milliseconds(start);
    for (long hours : REACH_HOURS) {
      Optional<DigestFacts> found =
          between(connection, key, from + 1, from + hours * HOUR_MILLIS, false);
      if (found.isPresent()) {
        return found;
      }
    }
    return between(connection, key, from + 1, Long.MAX_VALUE, false);
  }

  private static Optional<DigestFacts> between(
      Connection connection, long chain, long from, long to, boolean last)
      throws SQLException, IOException {
    OptionalLong start;
    try (PreparedStatement statement =
        connection.prepareStatement(
            "SELECT "
                + (last ? "MAX" : "MIN")
                + "(start_at) FROM digest WHERE chain_key = ? AND verified = TRUE"
                + " AND start_at >= ? AND start_at <= ?")) {
      statement.setLong(1, chain);
      statement.setLong(2, from);
      statement.setLong(3, to);
      start = number(statement);
    }
    if (start.isEmpty()) {
      return Optional.empty();
    }
    try (PreparedStatement statement =
        connection.prepareStatement(
            "SELECT position, facts FROM digest WHERE chain_key = ? AND verified = TRUE"
                + " AND start_at = ? ORDER BY position DESC LIMIT 1")) {
      statement.setLong(1, chain);
      statement.setLong(2, start.getAsLong());
      return first(statement);
    }
  }

  /// Those that custody has not concluded about.
  static Page<DigestFacts, Long> unconcluded(Connection connection, long from)
      throws SQLException, IOException {
    List<DigestFacts> found = new ArrayList<>();
    long last = 0;
    try (PreparedStatement statement =
        connection.prepareStatement(
            "SELECT d.position, d.facts FROM unconcluded u JOIN digest d ON d.position = u.position"
                + " WHERE u.position >= ? ORDER BY u.position LIMIT ?")) {
      statement.setLong(1, from);
      statement.setInt(2, Page.COUNT);
      try (ResultSet rows = statement.executeQuery()) {
        while (rows.next()) {
          last = rows.getLong(1);
          found.add(DigestFormat.facts(new LedgerPosition(last), rows.getBytes(2), List.of()));
        }
      }
    }
    return new Page<>(found, found.size() < Page.COUNT ? Optional.empty() : Optional.of(last + 1));
  }

  static void conclude(Connection connection, List<LedgerPosition> digests) throws SQLException {
    try (PreparedStatement delete =
        connection.prepareStatement("DELETE FROM unconcluded WHERE position = ?")) {
      for (LedgerPosition digest : digests) {
        delete.setLong(1, digest.value());
        delete.executeUpdate();
      }
    }
  }

  /// Goes back along a chain, digest by digest, by name and not by time, because a link is what
  /// makes a chain: a digest that only claims the time before proves nothing.
  static List<DigestFacts> back(Connection connection, DigestFacts newer, int countMax)
      throws SQLException, IOException {
    List<DigestFacts> back = new ArrayList<>();
    try (PreparedStatement statement =
        connection.prepareStatement(
            "SELECT position, facts FROM digest WHERE name_key = ? AND verified = TRUE"
                + " ORDER BY position DESC")) {
      DigestFacts last = newer;
      while (last.previous().isPresent() && back.size() < countMax) {
        Optional<DigestFacts> older = linked(statement, last.previous().get());
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

  private static Optional<DigestFacts> linked(
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
