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

/// What a verified digest lists and no object entry answers, page by page.
final class AbsenceQueries {
  /// Listings looked at in one page.
  private static final int PAGE_COUNT = 4096;

  private AbsenceQueries() {}

  /// @param position of a verified digest
  /// @param fromId id in the table `listed` to start from; 0 at the beginning
  static Page<Listing, Long> listedAbsent(Connection connection, long position, long fromId)
      throws SQLException, IOException {
    Optional<DigestFacts> digest = facts(connection, position);
    if (digest.isEmpty()) {
      return new Page<>(List.of(), Optional.empty());
    }
    long start = Math.max(fromId, position << DigestTable.LISTED_BITS);
    long end = Math.min(start + PAGE_COUNT, (position + 1) << DigestTable.LISTED_BITS);
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
    return new Page<>(
        listings(connection, digest.get(), ids),
        seen == PAGE_COUNT ? Optional.of(end) : Optional.empty());
  }

  private static Optional<DigestFacts> facts(Connection connection, long position)
      throws SQLException, IOException {
    try (PreparedStatement statement =
        connection.prepareStatement(
            "SELECT facts FROM digest WHERE position = ? AND verified = TRUE")) {
      statement.setLong(1, position);
      try (ResultSet rows = statement.executeQuery()) {
        return rows.next()
            ? Optional.of(
                DigestFormat.facts(new LedgerPosition(position), rows.getBytes(1), List.of()))
            : Optional.empty();
      }
    }
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
}
