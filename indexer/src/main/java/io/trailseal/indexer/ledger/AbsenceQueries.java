package io.trailseal.indexer.ledger;

import io.trailseal.indexer.ledger.DigestFacts.Listed;
import java.io.IOException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;

/// What verified digests name and no object entry answers, page by page.
final class AbsenceQueries {
  /// Listings looked at in one page.
  private static final int PAGE_COUNT = 4096;

  private AbsenceQueries() {}

  /// The first verified digest at or after `position`.
  static Optional<DigestFacts> verifiedFrom(Connection connection, long position)
      throws SQLException, IOException {
    try (PreparedStatement statement =
        connection.prepareStatement(
            "SELECT position, facts FROM digest WHERE position >= ? AND verified = TRUE"
                + " ORDER BY position LIMIT 1")) {
      statement.setLong(1, position);
      try (ResultSet rows = statement.executeQuery()) {
        return rows.next()
            ? Optional.of(
                DigestFormat.facts(
                    new LedgerPosition(rows.getLong(1)), rows.getBytes(2), List.of()))
            : Optional.empty();
      }
    }
  }

  /// @param fromId id in the table `listed` to start from
  static Page<Listing, Long> listedAbsent(Connection connection, long fromId)
      throws SQLException, IOException {
    Optional<DigestFacts> digest = verifiedFrom(connection, fromId >> DigestTable.LISTED_BITS);
    if (digest.isEmpty()) {
      return new Page<>(List.of(), Optional.empty());
    }
    LedgerPosition at = digest.get().position();
    long start = Math.max(fromId, at.value() << DigestTable.LISTED_BITS);
    long end = Math.min(start + PAGE_COUNT, (at.value() + 1) << DigestTable.LISTED_BITS);
    TreeSet<Long> ids = new TreeSet<>();
    long seen = 0;
    try (PreparedStatement statement =
        connection.prepareStatement(
            "SELECT l.id, EXISTS (SELECT 1 FROM object_entry o WHERE o.name_key = l.name_key)"
                + " FROM listed l WHERE l.id >= ? AND l.id < ? ORDER BY l.id")) {
      statement.setLong(1, start);
      statement.setLong(2, end);
      try (ResultSet rows = statement.executeQuery()) {
        while (rows.next()) {
          seen++;
          if (!rows.getBoolean(2)) {
            ids.add(rows.getLong(1));
          }
        }
      }
    }
    long next = seen == PAGE_COUNT ? end : (at.value() + 1) << DigestTable.LISTED_BITS;
    return new Page<>(listings(connection, digest.get(), ids), Optional.of(next));
  }

  private static List<Listing> listings(
      Connection connection, DigestFacts digest, Iterable<Long> ids)
      throws SQLException, IOException {
    List<Listing> listings = new ArrayList<>();
    long partRead = -1;
    List<Listed> part = List.of();
    try (PreparedStatement statement =
        connection.prepareStatement("SELECT listed FROM digest_part WHERE id = ?")) {
      for (long id : ids) {
        long ordinal = id & ((1L << DigestTable.LISTED_BITS) - 1);
        long partNumber = ordinal / DigestFormat.PART_COUNT_MAX;
        if (partNumber != partRead) {
          statement.setLong(1, (digest.position().value() << DigestTable.PART_BITS) + partNumber);
          try (ResultSet rows = statement.executeQuery()) {
            part =
                rows.next() ? DigestFormat.listed(digest.position(), rows.getBytes(1)) : List.of();
          }
          partRead = partNumber;
        }
        Listed listed = part.get((int) (ordinal % DigestFormat.PART_COUNT_MAX));
        listings.add(
            new Listing(listed.name(), listed.hash(), digest.position(), digest.name(), true));
      }
    }
    return listings;
  }

  /// @param from position of a digest to start from
  static Page<DigestFacts, Long> previousAbsent(Connection connection, long from)
      throws SQLException, IOException {
    List<DigestFacts> found =
        DigestTable.query(
            connection,
            "SELECT "
                + DigestTable.COLUMNS
                + " FROM digest d WHERE d.position >= ? AND d.verified = TRUE"
                + " AND d.previous_key IS NOT NULL AND NOT EXISTS (SELECT 1 FROM object_entry o"
                + " WHERE o.name_key = d.previous_key) ORDER BY d.position LIMIT 1",
            statement -> statement.setLong(1, from));
    return new Page<>(
        found, found.stream().findFirst().map(digest -> digest.position().value() + 1));
  }
}
