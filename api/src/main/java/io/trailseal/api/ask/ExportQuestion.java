package io.trailseal.api.ask;

import io.micronaut.http.HttpRequest;
import io.trailseal.api.error.ErrorCode;
import io.trailseal.api.error.Problem;
import io.trailseal.indexer.export.ExportForm;
import io.trailseal.indexer.export.ExportRefusedException;
import io.trailseal.indexer.export.ExportRequest;
import io.trailseal.indexer.search.WalkRequest.Order;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
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
  private static final Parameter<ExportForm> FORMAT =
      Parameter.oneOf(
          "format",
          ordered("ndjson", ExportForm.NDJSON, "csv", ExportForm.CSV),
          "ndjson",
          "a record a line, or chosen columns");

  private static final Parameter<Order> ORDER =
      Parameter.oneOf(
          "order",
          ordered("oldest", Order.OLDEST_FIRST, "newest", Order.NEWEST_FIRST),
          "oldest",
          "which come first");

  private static final Parameter<String> COLUMNS =
      Parameter.text("columns", "of CSV, with commas between them; the usual ones where empty");

  private static final Parameter<Boolean> PROOF =
      Parameter.flag(
          "proof", "of NDJSON: each line says where its record stands and what is known");

  private static final Parameter<Integer> LIMIT =
      Parameter.count("limit", Integer.MAX_VALUE, Integer.MAX_VALUE, "events at most");

  /// What `GET /api/v1/events/export` takes.
  public static final List<Parameter<?>> PARAMETERS =
      List.of(Question.Q, Question.FROM, Question.TO, FORMAT, ORDER, COLUMNS, PROOF, LIMIT);

  private static <T> Map<String, T> ordered(String first, T one, String second, T other) {
    Map<String, T> words = new LinkedHashMap<>();
    words.put(first, one);
    words.put(second, other);
    return words;
  }

  /// Reads the parameters, and refuses any other.
  public static ExportQuestion of(HttpRequest<?> request) {
    Parameters parameters = Parameters.of(request, PARAMETERS);
    String columns = parameters.get(COLUMNS);
    int limit = parameters.get(LIMIT);
    return new ExportQuestion(
        parameters.get(Question.Q),
        parameters.get(Question.FROM),
        parameters.get(Question.TO),
        parameters.get(FORMAT),
        parameters.get(ORDER),
        columns.isEmpty() ? Optional.empty() : Optional.of(columns),
        parameters.get(PROOF),
        limit == Integer.MAX_VALUE ? ExportRequest.UNLIMITED : limit);
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
