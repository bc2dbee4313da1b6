package io.trailseal.bench.duckdb;

import com.fasterxml.jackson.databind.JsonNode;
import io.trailseal.bench.peer.LogFiles;
import io.trailseal.bench.peer.Measuring;
import io.trailseal.bench.peer.Peer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/// In this process, with as many threads as there are processors.
public final class DuckDbPeer implements Peer {
  private final Path folder;
  private final Path parquet;
  private final Connection connection;

  private DuckDbPeer(Path folder) throws SQLException {
    this.folder = folder;
    this.parquet = folder.resolve("events.parquet");
    this.connection = DriverManager.getConnection("jdbc:duckdb:");
  }

  /// @param arguments the folder that `bench search --keep` left, a file for the result, and how
  ///   often each kind is asked
  public static void main(String[] arguments) throws Exception {
    Path folder = Files.createTempDirectory("trailseal-bench-duckdb-");
    try (DuckDbPeer peer = new DuckDbPeer(folder)) {
      Measuring.run(
          peer, Path.of(arguments[0]), Path.of(arguments[1]), Integer.parseInt(arguments[2]));
    }
  }

  @Override
  public String name() {
    return "DuckDB 2.0";
  }

  @Override
  public long ingest(Path objects) throws SQLException {
    execute(
        """
        COPY (
          SELECT try_cast(r->>'$.eventTime' AS TIMESTAMP) AS t,
            r->>'$.eventName' AS eventName, r->>'$.eventSource' AS eventSource,
            r->>'$.awsRegion' AS awsRegion, r->>'$.sourceIPAddress' AS sourceIPAddress,
            r->>'$.userAgent' AS userAgent, r->>'$.errorCode' AS errorCode,
            r->>'$.eventID' AS eventID, r->>'$.userIdentity.arn' AS userIdentity_arn,
            r->>'$.userIdentity.userName' AS userIdentity_userName,
            r->>'$.resources[*].ARN' AS resources_ARN,
            CASE WHEN regexp_full_match(r->>'$.sourceIPAddress', '[0-9]+(\\.[0-9]+){3}') THEN
              list_reduce(list_transform(string_split(r->>'$.sourceIPAddress', '.'),
                lambda x: x::UBIGINT), lambda a, b: a * 256 + b) END AS ip,
            strlen(r::VARCHAR) AS bytes, r::VARCHAR AS raw
          FROM (SELECT unnest(json_extract(json, '$.Records[*]')) AS r
            FROM read_json_objects('%s/**/*_CloudTrail_*.json.gz', format = 'unstructured',
              maximum_object_size = 268435456))
        ) TO '%s' (FORMAT parquet, COMPRESSION zstd, ROW_GROUP_SIZE 20480)"""
            .formatted(quoted(objects), quoted(parquet)));
    execute(
        "CREATE VIEW events AS SELECT * FROM read_parquet('%s', file_row_number = true)"
            .formatted(quoted(parquet)));
    return count("SELECT count(*) FROM events");
  }

  private static String quoted(Path path) {
    return path.toAbsolutePath().toString().replace("'", "''");
  }

  @Override
  public long bytes() throws IOException {
    return LogFiles.bytes(folder);
  }

  @Override
  public long ask(JsonNode question, boolean records) throws SQLException {
    String where = Sql.where(question.get("query"));
    long matched = count("SELECT count(*) FROM events WHERE " + where);
    if (question.has("count")) {
      read(Sql.counting(question.get("count").asText(), where));
    }
    int limit = question.get("limit").asInt();
    if (limit > 0) {
      String order =
          question.path("sort").asText().startsWith("size") ? "bytes" : "t DESC NULLS LAST";
      // Which they are is found without reading any record; then only theirs are read.
      String which =
          "SELECT file_row_number FROM events WHERE %s ORDER BY %s LIMIT %d"
              .formatted(where, order, limit);
      read(
          records
              ? "SELECT raw FROM events WHERE file_row_number IN (%s)".formatted(which)
              : which);
    }
    return matched;
  }

  private void execute(String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  private long count(String sql) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(sql)) {
      rows.next();
      return rows.getLong(1);
    }
  }

  /// Reads every row.
  private void read(String sql) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(sql)) {
      while (rows.next()) {
        rows.getString(1);
      }
    }
  }

  @Override
  public void close() throws SQLException, IOException {
    connection.close();
    Files.deleteIfExists(parquet);
    Files.deleteIfExists(folder);
  }
}
