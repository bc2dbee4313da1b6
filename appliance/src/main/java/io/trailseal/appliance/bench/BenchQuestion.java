package io.trailseal.appliance.bench;

import io.trailseal.indexer.search.SearchRequest;
import java.util.List;

/// One kind of question, asked about several values in turn, so that no answer is only remembered.
///
/// @param name for a table
public record BenchQuestion(String name, List<SearchRequest> requests) {
  public BenchQuestion {
    requests = List.copyOf(requests);
    if (requests.isEmpty()) {
      throw new IllegalArgumentException("nothing to ask for " + name);
    }
  }
}
