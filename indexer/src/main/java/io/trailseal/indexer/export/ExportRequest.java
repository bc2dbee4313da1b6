package io.trailseal.indexer.export;

import io.trailseal.indexer.ledger.LedgerPosition;
import io.trailseal.indexer.query.Query;
import io.trailseal.indexer.search.EventPlace;
import io.trailseal.indexer.search.EventWalk;
import io.trailseal.indexer.search.Questions;
import io.trailseal.indexer.search.WalkRequest;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/// Which events, and how they are to be written.
///
/// @param from as in [io.trailseal.indexer.search.SearchRequest]
/// @param to likewise
/// @param columns of CSV; other forms have none
/// @param withProof NDJSON only: with each record where it stands and the verdict about its log
///   file
/// @param limit events at most
public record ExportRequest(
    Query query,
    Optional<Instant> from,
    Optional<Instant> to,
    WalkRequest.Order order,
    ExportForm form,
    Columns columns,
    boolean withProof,
    long limit) {
  private static final int KNOWN_PATHS_MAX = 20_000;

  /// For [#limit]: all there are.
  public static final long UNLIMITED = Long.MAX_VALUE;

  /// @throws ExportRefusedException if this form cannot have what is asked for
  public static ExportRequest of(
      Query query,
      Optional<Instant> from,
      Optional<Instant> to,
      WalkRequest.Order order,
      ExportForm form,
      Optional<String> columns,
      boolean withProof,
      long limit)
      throws ExportRefusedException {
    if (withProof && form != ExportForm.NDJSON) {
      throw new ExportRefusedException(
          "proof comes with ndjson only; csv has the columns verdict, object, objectSha256 and"
              + " offset instead");
    }
    if (columns.isPresent() && form != ExportForm.CSV) {
      throw new ExportRefusedException("columns are for csv, this is " + form);
    }
    if (limit < 1) {
      throw new ExportRefusedException("the limit must be 1 or more, was " + limit);
    }
    Columns chosen = columns.isPresent() ? Columns.parse(columns.get()) : Columns.USUAL;
    return new ExportRequest(query, from, to, order, form, chosen, withProof, limit);
  }

  /// What the walk has to say, and which columns will be empty.
  List<String> hints(Questions search, EventWalk walk) throws IOException {
    List<String> hints = new ArrayList<>(walk.hints());
    if (form == ExportForm.CSV) {
      hints.addAll(columns.hints(search.knownPaths(KNOWN_PATHS_MAX)));
    }
    return List.copyOf(hints);
  }

  WalkRequest walk(
      Optional<LedgerPosition> asOf,
      Optional<EventPlace> after,
      Instant now,
      BooleanSupplier cancelled) {
    return new WalkRequest(
        query, from, to, order, asOf, after, Optional.of(now), withProof, cancelled);
  }
}
