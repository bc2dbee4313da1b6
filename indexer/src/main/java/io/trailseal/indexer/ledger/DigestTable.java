package io.trailseal.indexer.ledger;

import io.trailseal.indexer.ledger.DigestFacts.Listed;
import io.trailseal.verifier.S3Name;
import java.io.IOException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The tables `digest`, `digest_part` and `listed`: custody's memory.
final class DigestTable {
  /// Enough for 67 million listings in one digest; CloudTrail writes thousands.
  static final int PART_BITS = 20;

  static final int LISTED_BITS = 26;

  static final String COLUMNS = "d.position, d.facts";

  private DigestTable() {}

  /// Where account and region are in [DigestFacts#chain()].
  static long spanKey(DigestFacts digest) {
    String[] chain = digest.chain().split("/", -1);
    return NameKeys.ofSpan(digest.name().bucket(), chain[0], chain.length > 1 ? chain[1] : "");
  }

  /// Digests say what they like about time, also what no clock shows.
  static long milliseconds(Instant instant) {
    if (instant.isBefore(Instant.EPOCH)) {
      return 0;
    }
    return instant.getEpochSecond() > Long.MAX_VALUE / 2000
        ? Long.MAX_VALUE / 2
        : instant.toEpochMilli();
  }

  /// Enters or replaces what is known of a digest.
  static void put(Connection connection, DigestFacts digest) throws SQLException {
    long position = digest.position().value();
    List<byte[]> parts = DigestFormat.parts(digest.logFiles());
    if (!Lists.equal(parts(connection, position), parts)) {
      replaceParts(connection, position, parts, digest.logFiles());
    }
    try (PreparedStatement merge =
        connection.prepareStatement(
            "MERGE INTO digest (position, name_key, previous_key, span_key, chain_key, start_at,"
                + " end_at, fingerprint, verified, facts)"
                + " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)")) {
      merge.setLong(1, position);
      merge.setBytes(2, NameKeys.of(digest.name()));
      merge.setBytes(3, previousKey(digest));
      merge.setLong(4, spanKey(digest));
      merge.setLong(5, NameKeys.ofText(digest.chain()));
      merge.setLong(6, milliseconds(digest.startTime()));
      merge.setLong(7, milliseconds(digest.endTime()));
      merge.setString(8, fingerprint(digest.fingerprint()));
      merge.setBoolean(9, digest.verified());
      merge.setBytes(10, DigestFormat.facts(digest));
      merge.executeUpdate();
    }
    try (PreparedStatement unconcluded =
        connection.prepareStatement(
            digest.verified()
                ? "MERGE INTO unconcluded (position) VALUES (?)"
                : "DELETE FROM unconcluded WHERE position = ?")) {
      unconcluded.setLong(1, position);
      unconcluded.executeUpdate();
    }
  }

  static byte @Nullable [] previousKey(DigestFacts digest) {
    return digest.previous().map(previous -> NameKeys.of(previous.name())).orElse(null);
  }

  /// What the column holds. A fingerprint has 32 characters, but an unverified digest may say
  /// anything; the facts keep it whole.
  static String fingerprint(String fingerprint) {
    return fingerprint.substring(0, Math.min(fingerprint.length(), 1000));
  }

  private static void replaceParts(
      Connection connection, long position, List<byte[]> parts, List<Listed> listed)
      throws SQLException {
    deleteRange(
        connection, "DELETE FROM digest_part WHERE id >= ? AND id < ?", position, PART_BITS);
    deleteRange(connection, "DELETE FROM listed WHERE id >= ? AND id < ?", position, LISTED_BITS);
    try (PreparedStatement insert =
        connection.prepareStatement("INSERT INTO digest_part (id, listed) VALUES (?, ?)")) {
      for (int i = 0; i < parts.size(); i++) {
        insert.setLong(1, (position << PART_BITS) + i);
        insert.setBytes(2, parts.get(i));
        insert.executeUpdate();
      }
    }
    try (PreparedStatement insert =
        connection.prepareStatement("INSERT INTO listed (id, name_key) VALUES (?, ?)")) {
      for (int i = 0; i < listed.size(); i++) {
        insert.setLong(1, (position << LISTED_BITS) + i);
        insert.setBytes(2, NameKeys.of(listed.get(i).name()));
        insert.executeUpdate();
      }
    }
  }

  private static void deleteRange(Connection connection, String sql, long position, int bits)
      throws SQLException {
    try (PreparedStatement delete = connection.prepareStatement(sql)) {
      delete.setLong(1, position << bits);
      delete.setLong(2, (position + 1) << bits);
      delete.executeUpdate();
    }
  }

  static List<byte[]> parts(Connection connection, long position) throws SQLException {
    try (PreparedStatement statement =
        connection.prepareStatement(
            "SELECT listed FROM digest_part WHERE id >= ? AND id < ? ORDER BY id")) {
      statement.setLong(1, position << PART_BITS);
      statement.setLong(2, (position + 1) << PART_BITS);
      try (ResultSet rows = statement.executeQuery()) {
        List<byte[]> parts = new ArrayList<>();
        while (rows.next()) {
          parts.add(rows.getBytes(1));
        }
        return parts;
      }
    }
  }

  /// Runs a query whose rows are digests.
  static List<DigestFacts> query(Connection connection, String sql, EntryTable.Binding binding)
      throws SQLException, IOException {
    List<DigestFacts> digests = new ArrayList<>();
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      binding.to(statement);
      try (ResultSet rows = statement.executeQuery()) {
        while (rows.next()) {
          digests.add(digest(connection, rows.getLong(1), rows.getBytes(2)));
        }
      }
    }
    return digests;
  }

  private static DigestFacts digest(Connection connection, long position, byte[] facts)
      throws SQLException, IOException {
    LedgerPosition at = new LedgerPosition(position);
    List<Listed> listed = new ArrayList<>();
    for (byte[] part : parts(connection, position)) {
      listed.addAll(DigestFormat.listed(at, part));
    }
    return DigestFormat.facts(at, facts, listed);
  }

  static Optional<DigestFacts> named(Connection connection, S3Name name)
      throws SQLException, IOException {
    return query(
            connection,
            "SELECT " + COLUMNS + " FROM digest d WHERE d.name_key = ? ORDER BY d.position DESC",
            statement -> statement.setBytes(1, NameKeys.of(name)))
        .stream()
        .filter(digest -> digest.name().equals(name))
        .findFirst();
  }

  static Optional<DigestFacts> at(Connection connection, long position)
      throws SQLException, IOException {
    return query(
            connection,
            "SELECT " + COLUMNS + " FROM digest d WHERE d.position = ?",
            statement -> statement.setLong(1, position))
        .stream()
        .findFirst();
  }

  static List<DigestFacts> after(Connection connection, S3Name name)
      throws SQLException, IOException {
    return query(
        connection,
        "SELECT "
            + COLUMNS
            + " FROM digest d WHERE d.previous_key = ? AND d.verified = TRUE ORDER BY d.position",
        statement -> statement.setBytes(1, NameKeys.of(name)));
  }

  static List<DigestFacts> unverifiedSignedBy(Connection connection, String fingerprint)
      throws SQLException, IOException {
    return query(
        connection,
        "SELECT "
            + COLUMNS
            + " FROM digest d WHERE d.fingerprint = ? AND d.verified = FALSE ORDER BY d.position",
        statement -> statement.setString(1, fingerprint(fingerprint)));
  }

  static List<DigestFacts> covering(
      Connection connection, String bucket, String account, String region, Instant from, Instant to)
      throws SQLException, IOException {
    long spanMax = Tally.all(connection).getOrDefault(Tally.SPAN_MAX, 0L);
    List<DigestFacts> digests = new ArrayList<>();
    try (PreparedStatement statement =
        connection.prepareStatement(
            "SELECT d.position, d.facts FROM digest d WHERE d.span_key = ? AND d.start_at >= ?"
                + " AND d.start_at <= ? AND d.end_at >= ? AND d.verified = TRUE")) {
      statement.setLong(1, NameKeys.ofSpan(bucket, account, region));
      // No verified digest that starts earlier reaches this far.
      statement.setLong(2, milliseconds(from) - spanMax);
      statement.setLong(3, milliseconds(to));
      statement.setLong(4, milliseconds(from));
      try (ResultSet rows = statement.executeQuery()) {
        while (rows.next()) {
          digests.add(
              DigestFormat.facts(new LedgerPosition(rows.getLong(1)), rows.getBytes(2), List.of()));
        }
      }
    }
    digests.removeIf(
        digest ->
            !digest.name().bucket().equals(bucket)
                || !digest.chain().startsWith(account + "/" + region + "/")
                || digest.startTime().isAfter(to)
                || digest.endTime().isBefore(from));
    digests.sort(Comparator.comparing(DigestFacts::startTime));
    return digests;
  }

  static List<Listing> listings(Connection connection, S3Name log)
      throws SQLException, IOException {
    List<Listing> listings = new ArrayList<>();
    for (long id : listedIds(connection, log)) {
      long position = id >> LISTED_BITS;
      int ordinal = (int) (id & ((1L << LISTED_BITS) - 1));
      Listed listed = listed(connection, position, ordinal);
      if (listed != null && listed.name().equals(log)) {
        listings.add(listing(connection, position, listed));
      }
    }
    listings.sort(Comparator.comparing(Listing::verified).reversed());
    return listings;
  }

  private static List<Long> listedIds(Connection connection, S3Name log) throws SQLException {
    try (PreparedStatement statement =
        connection.prepareStatement("SELECT id FROM listed WHERE name_key = ? ORDER BY id")) {
      statement.setBytes(1, NameKeys.of(log));
      try (ResultSet rows = statement.executeQuery()) {
        List<Long> ids = new ArrayList<>();
        while (rows.next()) {
          ids.add(rows.getLong(1));
        }
        return ids;
      }
    }
  }

  private static @Nullable Listed listed(Connection connection, long position, int ordinal)
      throws SQLException, IOException {
    try (PreparedStatement statement =
        connection.prepareStatement("SELECT listed FROM digest_part WHERE id = ?")) {
      statement.setLong(1, (position << PART_BITS) + ordinal / DigestFormat.PART_COUNT_MAX);
      try (ResultSet rows = statement.executeQuery()) {
        if (!rows.next()) {
          return null;
        }
        List<Listed> part = DigestFormat.listed(new LedgerPosition(position), rows.getBytes(1));
        int within = ordinal % DigestFormat.PART_COUNT_MAX;
        return within < part.size() ? part.get(within) : null;
      }
    }
  }

  private static Listing listing(Connection connection, long position, Listed listed)
      throws SQLException, IOException {
    try (PreparedStatement statement =
        connection.prepareStatement("SELECT facts FROM digest WHERE position = ?")) {
      statement.setLong(1, position);
      try (ResultSet rows = statement.executeQuery()) {
        LedgerPosition at = new LedgerPosition(position);
        if (!rows.next()) {
          throw new IOException("a listing names the digest %s, which is not there".formatted(at));
        }
        DigestFacts digest = DigestFormat.facts(at, rows.getBytes(1), List.of());
        return new Listing(listed.name(), listed.hash(), at, digest.name(), digest.verified());
      }
    }
  }

  /// Comparing lists of arrays, which compare by identity.
  private static final class Lists {
    static boolean equal(List<byte[]> some, List<byte[]> others) {
      boolean equal = some.size() == others.size();
      for (int i = 0; equal && i < some.size(); i++) {
        equal = Arrays.equals(some.get(i), others.get(i));
      }
      return equal;
    }
  }
}
