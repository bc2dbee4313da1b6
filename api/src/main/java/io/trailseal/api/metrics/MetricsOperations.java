package io.trailseal.api.metrics;

import io.trailseal.api.openapi.Documented;
import io.trailseal.api.openapi.Operation;
import jakarta.inject.Singleton;
import java.util.List;

/// What Prometheus asks.
@Singleton
final class MetricsOperations implements Documented {
  static final Operation METRICS =
      Operation.get("/metrics", "appliance", "Metrics")
          .about("In OpenMetrics where that is accepted.")
          .gives(200, "text/plain", "", "Prometheus text")
          .example("/metrics", 200);

  @Override
  public List<Operation> operations() {
    return List.of(METRICS);
  }
}
