package io.trailseal.indexer.search;

import java.util.logging.Level;
import java.util.logging.Logger;
import org.apache.lucene.search.IndexSearcher;

/// What Lucene keeps once for the whole process.
final class Engine {
  /// Clauses in one question. A query has at most 1,000 fields and words, and each becomes at most
  /// five.
  private static final int CLAUSES_MAX = 8_192;

  /// Lucene asks at every start for a JVM option that serves searches by vector, of which there are
  /// none here. Held, because the logging system forgets loggers that nobody holds.
  private static final Logger VECTOR_ADVICE =
      Logger.getLogger("org.apache.lucene.internal.vectorization.VectorizationProvider");

  private Engine() {}

  static void prepare() {
    VECTOR_ADVICE.setLevel(Level.SEVERE);
    IndexSearcher.setMaxClauseCount(CLAUSES_MAX);
  }

  static UnanswerableException tooManyClauses() {
    return new UnanswerableException(
        "the query stands for more than %,d terms; ask several smaller questions"
            .formatted(CLAUSES_MAX));
  }
}
