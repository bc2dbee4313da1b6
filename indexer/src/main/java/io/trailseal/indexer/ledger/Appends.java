package io.trailseal.indexer.ledger;

import java.io.Closeable;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;

/// The one way into the database: transactions that append, and what of the ledger is on disk.
final class Appends implements Closeable {
  private final Path folder;
  private final InstantSource clock;
  private final LedgerDatabase database;
  private final RandomAccessFile newestFile;

  /// The newest entry that is on disk. Set by the writing thread only.
  private volatile Newest head = Newest.NONE;

  /// Of those that are not of the access record the newest on disk. As above.
  private volatile long evidenceHead;

  /// @param fileSystem prefix of one of H2's file systems: `file:` for the disk
  Appends(Path folder, String fileSystem, InstantSource clock) throws IOException {
    this.folder = folder;
    this.clock = clock;
    Files.createDirectories(folder);
    this.database = new LedgerDatabase(folder, fileSystem, this::opened);
    boolean opened = false;
    this.newestFile = new RandomAccessFile(Newest.file(folder).toFile(), "rw");
    try {
      database.write(_ -> true, done -> done);
      opened = true;
    } finally {
      if (!opened) {
        newestFile.close();
        database.close();
      }
    }
  }

  /// On the first connection each time the database has been opened.
  private void opened(Connection connection) throws SQLException, IOException {
    Newest remembered = Newest.read(folder);
    if (LedgerSchema.version(connection) == 0 && remembered.position() > 0) {
      throw remembered.lost(folder, "is empty now");
    }
    LedgerSchema.migrate(connection, database.url());
    FreshnessTable.deriveWhereDue(connection);
    head = EntryTable.newest(connection);
    evidenceHead = AccessTable.evidenceBefore(connection, head.position() + 1);
    remembered.requireStillThere(connection, folder, head);
  }

  /// Appends entries within a transaction, and whatever belongs to them.
  @FunctionalInterface
  interface Appending<T> {
    T to(Connection connection, EntryTable.Appender entries, Tally tally)
        throws SQLException, IOException;
  }

  /// @return what `appending` returned, once everything is on disk
  <T> T append(Appending<T> appending) throws IOException {
    return database.write(
        connection -> {
          Instant at = clock.instant().truncatedTo(ChronoUnit.MILLIS);
          try (EntryTable.Appender entries =
              new EntryTable.Appender(connection, EntryTable.newest(connection), at)) {
            Tally tally = new Tally();
            T result = appending.to(connection, entries, tally);
            tally.write(connection);
            return new Written<>(result, entries.head(), entries.newestEvidence());
          }
        },
        this::written);
  }

  /// @param evidence the newest entry of evidence among those appended; 0 where none was
  private record Written<T>(T result, Newest head, long evidence) {}

  /// On the writing thread, once the transaction is on disk.
  private <T> T written(Written<T> written) throws IOException {
    if (written.head().position() != head.position()) {
      written.head().write(newestFile);
      head = written.head();
      if (written.evidence() > 0) {
        evidenceHead = written.evidence();
      }
    }
    return written.result();
  }

  Newest head() {
    return head;
  }

  /// The newest entry that is not of the access record; 0 where there is none.
  long evidenceHead() {
    return evidenceHead;
  }

  LedgerDatabase database() {
    return database;
  }

  @Override
  public void close() throws IOException {
    try (newestFile) {
      database.close();
    }
  }
}
