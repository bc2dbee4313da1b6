package io.trailseal.indexer.ledger;

import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;

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
}
