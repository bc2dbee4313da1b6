package io.trailseal.api.health;

import io.trailseal.api.openapi.Documented;
import io.trailseal.api.openapi.Operation;
import jakarta.inject.Singleton;
import java.util.List;

/// What can be asked about the appliance itself.
@Singleton
final class HealthOperations implements Documented {
  private static final String APPLIANCE = "appliance";
  private static final String JSON = "application/json";

  static final Operation HEALTH =
      Operation.get("/health", APPLIANCE, "How the appliance is")
          .gives("Health", "it can be asked: every check with its numbers")
          .gives(503, JSON, "Health", "it cannot be asked at present: the checks say why")
          .example("/health", 200);

  static final Operation LIVE =
      Operation.get("/health/live", APPLIANCE, "Whether it is alive")
          .gives("Status", "it is")
          .gives(503, JSON, "Status", "it is not: start it again")
          .example("/health/live", 200);

  static final Operation READY =
      Operation.get("/health/ready", APPLIANCE, "Whether it can be asked")
          .gives("Status", "it can")
          .gives(503, JSON, "Status", "it cannot at present")
          .example("/health/ready", 200);

  @Override
  public List<Operation> operations() {
    return List.of(HEALTH, LIVE, READY);
  }
}
