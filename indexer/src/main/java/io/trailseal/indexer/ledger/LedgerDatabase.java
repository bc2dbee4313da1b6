package io.trailseal.indexer.ledger;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayDeque;
import java.util.Properties;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.h2.Driver;
import org.h2.api.ErrorCode;
import org.h2.engine.SessionLocal;
import org.h2.jdbc.JdbcConnection;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The database's connections and the threads they are used on; see Threads, Durability and
/// Failures in the package comment.
final class LedgerDatabase implements Closeable {
  private static final Logger LOG = LoggerFactory.getLogger(LedgerDatabase.class);

  /// A page, a search and a follower at once; more would only wait for the same two disks.
  private static final int READER_COUNT = 3;

  /// Constants.TRANSACTION_SNAPSHOT of H2, which JDBC has no name for.
  private static final int ISOLATION_SNAPSHOT = 6;

  private static final String SETTINGS =
      // No background thread: see Durability.
      ";WRITE_DELAY=0"
          // Space of dead chunks may be written over after so many milliseconds. The default of 45
          // seconds is for those who do not sync; an import rewrites tens of megabytes a second.
          + ";RETENTION_TIME=5000"
          // Kilobytes; a fixed share of a 2 GiB machine instead of a quarter of the memory.
          + ";CACHE_SIZE=32768"
          // The database is closed by us, after the last append, not by a shutdown hook before it.
          + ";DB_CLOSE_ON_EXIT=FALSE"
          // No tidying up when closing, every short command would wait for it: see tidyUp.
          + ";MAX_COMPACT_TIME=0"
          // Statements are written for their indexes; sampling tables to guess them costs time.
          + ";ANALYZE_AUTO=0"
          + ";QUERY_CACHE_SIZE=64"
          // Trouble is an exception here, not a file beside the database.
          + ";TRACE_LEVEL_FILE=0";

  /// How often to look whether too much of the file is dead, how much of it must be live, and how
  /// much to move at once: as fast as an import makes garbage, in a few milliseconds.
  private static final int TIDY_UP_WRITES = 8;

  private static final int FILL_PERCENT_MIN = 75;
  private static final int TIDY_UP_BYTES = 2 * 1024 * 1024;

  private final String url;
  private final Recovery recovery;
  private final ExecutorService writerThread;
  private final ExecutorService readerThreads;
  private final ReentrantLock opening = new ReentrantLock();
  private final ArrayDeque<Connection> idle = new ArrayDeque<>();
  private @Nullable Connection writer;

  /// Counted by the writing thread only.
  private int writes;

  private boolean closed;

  /// Work on a connection.
  @FunctionalInterface
  interface Work<T> {
    T on(Connection connection) throws SQLException, IOException;
  }

  /// Called on the first connection whenever the database has been opened, before anything else.
  @FunctionalInterface
  interface Recovery {
    void opened(Connection connection) throws SQLException, IOException;
  }

  /// @param fileSystem prefix of one of H2's file systems: `file:` for the disk
  LedgerDatabase(Path folder, String fileSystem, Recovery recovery) throws IOException {
    String path = folder.toAbsolutePath().resolve("ledger").toString();
    if (path.indexOf(';') >= 0) {
      throw new IOException(
          "the store's folder must not have a semicolon in its path, this is %s; move it"
              .formatted(path));
    }
    this.url = "jdbc:h2:" + fileSystem + path + SETTINGS;
    this.recovery = recovery;
    this.writerThread = Executors.newSingleThreadExecutor(daemon("ledger-writer"));
    this.readerThreads = Executors.newFixedThreadPool(READER_COUNT, daemon("ledger-reader"));
  }

  private static java.util.concurrent.ThreadFactory daemon(String name) {
    return Thread.ofPlatform().daemon().name(name).factory();
  }

  /// What follows a transaction that is on disk, before the caller hears of it.
  @FunctionalInterface
  interface Afterwards<W, T> {
    T with(W written) throws IOException;
  }

  /// One transaction: all of `work` or nothing, on disk before `afterwards` runs. On an
  /// `IOException` it may be either.
  <W, T> T write(Work<W> work, Afterwards<W, T> afterwards) throws IOException {
    return onThread(
        writerThread,
        () -> {
          Connection connection = writer();
          try {
            W written = work.on(connection);
            connection.commit();
            sync(connection);
            T result = afterwards.with(written);
            tidyUp(connection);
            return result;
          } catch (IllegalArgumentException e) {
            // What was asked is impossible; nothing is wrong with the database.
            connection.rollback();
            throw e;
          } catch (SQLException | IOException | RuntimeException | Error e) {
            // An Error too: the next transaction must not commit half of this one.
            shutDown(connection, e);
            throw e;
          }
        });
  }

  /// Without a background thread nobody else brings together what is still live in chunks that are
  /// mostly dead. What is moved here is written with the next transaction.
  private void tidyUp(Connection connection) throws SQLException {
    writes++;
    if (writes % TIDY_UP_WRITES == 0) {
      JdbcConnection h2 = connection.unwrap(JdbcConnection.class);
      if (h2.getSession() instanceof SessionLocal session) {
        session.getDatabase().getStore().getMvStore().compact(FILL_PERCENT_MIN, TIDY_UP_BYTES);
      }
    }
  }

  /// Runs `work` beside the writer, on what is committed.
  <T> T read(Work<T> work) throws IOException {
    return onThread(
        readerThreads,
        () -> {
          try {
            return readOnce(work);
          } catch (SQLException e) {
            if (!isShutDown(e)) {
              throw e;
            }
            // A failed write shut the database down under us. It opens again once.
            return readOnce(work);
          }
        });
  }

  /// Runs `work` on one unchanging view of everything committed by now.
  <T> T readSnapshot(Work<T> work) throws IOException {
    return onThread(
        readerThreads,
        () -> {
          writer();
          try (Connection connection = connect()) {
            connection.setTransactionIsolation(ISOLATION_SNAPSHOT);
            connection.setAutoCommit(false);
            return work.on(connection);
          }
        });
  }

  private <T> T readOnce(Work<T> work) throws SQLException, IOException {
    Connection connection = borrow();
    boolean usable = false;
    try {
      T result = work.on(connection);
      usable = true;
      return result;
    } finally {
      giveBack(connection, usable);
    }
  }

  private Connection borrow() throws SQLException, IOException {
    writer();
    opening.lock();
    try {
      while (!idle.isEmpty()) {
        Connection connection = idle.removeFirst();
        if (!connection.isClosed()) {
          return connection;
        }
      }
    } finally {
      opening.unlock();
    }
    return connect();
  }

  private void giveBack(Connection connection, boolean usable) throws SQLException {
    if (usable) {
      opening.lock();
      try {
        idle.addFirst(connection);
      } finally {
        opening.unlock();
      }
    } else {
      connection.close();
    }
  }

  /// The writer's connection. As long as it is open the database is.
  private Connection writer() throws SQLException, IOException {
    opening.lock();
    try {
      if (closed) {
        throw new IOException("the ledger is closed");
      }
      Connection connection = writer;
      if (connection == null || connection.isClosed()) {
        connection = connect();
        try {
          // A process killed between write and sync leaves entries that nobody was told of. From
          // here on they count, so they must be on disk.
          sync(connection);
          recovery.opened(connection);
          connection.setAutoCommit(false);
        } catch (SQLException | IOException | RuntimeException e) {
          connection.close();
          throw e;
        }
        writer = connection;
      }
      return connection;
    } finally {
      opening.unlock();
    }
  }

  private static void sync(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute("CHECKPOINT SYNC");
    }
  }

  private Connection connect() throws SQLException {
    Properties user = new Properties();
    // Who may open the file may read it: a password would protect nothing and could be lost.
    user.setProperty("user", "ledger");
    user.setProperty("password", "");
    return java.util.Objects.requireNonNull(new Driver().connect(url, user));
  }

  /// Opens one more connection to the open database, for what must not run in the writer's.
  String url() {
    return url;
  }

  private void shutDown(Connection connection, Throwable cause) {
    LOG.warn("a write to the ledger failed; opening it again at the next call", cause);
    opening.lock();
    try {
      writer = null;
      idle.clear();
      try (connection;
          Statement statement = connection.createStatement()) {
        statement.execute("SHUTDOWN IMMEDIATELY");
      }
    } catch (SQLException e) {
      // It shuts itself down where it can no longer write, and then says that it is shut down.
      if (!isShutDown(e)) {
        cause.addSuppressed(e);
      }
    } finally {
      opening.unlock();
    }
  }

  private static boolean isShutDown(SQLException e) {
    return e.getErrorCode() == ErrorCode.DATABASE_IS_CLOSED
        || e.getErrorCode() == ErrorCode.DATABASE_CALLED_AT_SHUTDOWN
        || e.getErrorCode() == ErrorCode.OBJECT_CLOSED
        || e.getErrorCode() == ErrorCode.CONNECTION_BROKEN_1;
  }

  /// Waits for the work without minding interrupts: work on the database is short, and giving up
  /// waiting would leave the caller not knowing whether its entries were written.
  private static <T> T onThread(ExecutorService threads, Callable<T> work) throws IOException {
    Future<T> future;
    try {
      future = threads.submit(work);
    } catch (RejectedExecutionException e) {
      throw new IOException("the ledger is closed", e);
    }
    boolean interrupted = false;
    try {
      while (true) {
        try {
          return future.get();
        } catch (InterruptedException _) {
          interrupted = true;
        }
      }
    } catch (ExecutionException e) {
      throw failure(e);
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private static IOException failure(ExecutionException e) {
    return switch (e.getCause()) {
      case SQLException sql -> new IOException("the ledger's database: " + sql.getMessage(), sql);
      case IOException io -> new IOException(io.getMessage(), io);
      case RuntimeException own -> throw own;
      case Error error -> throw error;
      case null, default -> new IOException(e);
    };
  }

  @Override
  public void close() throws IOException {
    if (writerThread.isShutdown()) {
      return;
    }
    readerThreads.shutdown();
    await(readerThreads);
    try {
      onThread(
          writerThread,
          () -> {
            closeConnections();
            return null;
          });
    } finally {
      writerThread.shutdown();
      await(writerThread);
    }
  }

  private void closeConnections() throws SQLException {
    opening.lock();
    try {
      closed = true;
      for (Connection connection : idle) {
        connection.close();
      }
      idle.clear();
      Connection connection = writer;
      writer = null;
      if (connection != null && !connection.isClosed()) {
        // The last one: H2 closes the file in order, with the time it has for compacting.
        connection.close();
      }
    } finally {
      opening.unlock();
    }
  }

  private static void await(ExecutorService threads) {
    boolean interrupted = false;
    while (true) {
      try {
        if (threads.awaitTermination(1, TimeUnit.MINUTES)) {
          break;
        }
        LOG.warn("still waiting for work on the ledger before closing it");
      } catch (InterruptedException _) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
