package io.trailseal.api.ask;

import io.micronaut.http.HttpRequest;
import io.trailseal.api.error.ErrorCode;
import io.trailseal.api.error.Problem;
import io.trailseal.indexer.export.ExportForm;
import io.trailseal.indexer.export.ExportRefusedException;
import io.trailseal.indexer.export.ExportRequest;
import io.trailseal.indexer.search.WalkRequest.Order;
import java.util.List;
import java.util.Optional;

/// An export as it was typed.
///
/// @param q as in [Question]
/// @param from as in [Question]
/// @param to as in [Question]
/// @param columns of CSV; empty for the usual ones
/// @param limit events at most
public record ExportQuestion(
    String q,
    String from,
    String to,
    ExportForm form,
    Order order,
    Optional<String> columns,
    boolean withProof,
    long limit) {
  private static final List<String> NAMES =
      List.of("q", "from", "to", "format", "order", "columns", "proof", "limit");

  /// Reads the parameters, and refuses any other.
  public static ExportQuestion of(HttpRequest<?> request) {
    Parameters parameters = Parameters.of(request, NAMES);
    String columns = parameters.text("columns");
    int limit = parameters.count("limit", Integer.MAX_VALUE, Integer.MAX_VALUE);
    return new ExportQuestion(
        parameters.text("q"),
        parameters.text("from"),
        parameters.text("to"),
        switch (parameters.text("format")) {
          case "", "ndjson" -> ExportForm.NDJSON;
          case "csv" -> ExportForm.CSV;
          default -> throw invalid("format must be ndjson or csv", parameters.text("format"));
        },
        switch (parameters.text("order")) {
          case "", "oldest" -> Order.OLDEST_FIRST;
          case "newest" -> Order.NEWEST_FIRST;
          default -> throw invalid("order must be oldest or newest", parameters.text("order"));
        },
        columns.isEmpty() ? Optional.empty() : Optional.of(columns),
        parameters.flag("proof"),
        limit == Integer.MAX_VALUE ? ExportRequest.UNLIMITED : limit);
  }

  private static RuntimeException invalid(String must, String text) {
    return Problem.of(ErrorCode.PARAMETER_INVALID, must + ", was " + Parameters.quoted(text))
        .exception();
  }

  /// What is asked.
  ///
  /// @throws io.trailseal.api.error.ProblemException if it is not understood
  public ExportRequest request() {
    TimeRange range = TimeRange.of(from, to);
    try {
      return ExportRequest.of(
          QueryReading.read(q), range.from(), range.to(), order, form, columns, withProof, limit);
    } catch (ExportRefusedException e) {
      throw Problem.of(ErrorCode.PARAMETER_INVALID, String.valueOf(e.getMessage())).exception();
    }
  }
}
