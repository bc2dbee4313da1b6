package io.trailseal.indexer.ledger;

import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/// Part of an answer that may be long. Between pages nothing is held, so that appends go on.
///
/// @param next where the next page begins; empty at the end
record Page<T, C>(List<T> found, Optional<C> next) {
  /// Rows in a page where nothing else suggests a number: some 100 KB.
  static final int COUNT = 500;

  /// Reads the page that begins somewhere.
  @FunctionalInterface
  interface Reader<T, C> {
    Page<T, C> from(Connection connection, C start) throws SQLException, IOException;
  }

  /// Reads page by page and tells each to `consumer`, on the caller's thread and with nothing held:
  /// it may ask and append in there.
  static <T, C> void forEach(
      LedgerDatabase database, C start, Reader<T, C> pages, Consumer<T> consumer)
      throws IOException {
    Optional<C> from = Optional.of(start);
    while (from.isPresent()) {
      C next = from.get();
      Page<T, C> page = database.read(connection -> pages.from(connection, next));
      page.found().forEach(consumer);
      from = page.next();
    }
  }
}
