package io.trailseal.api.rest;

import io.trailseal.api.ask.Parameter;
import io.trailseal.api.error.ErrorCode;
import io.trailseal.api.openapi.Documented;
import io.trailseal.api.openapi.Operation;
import io.trailseal.indexer.ledger.LedgerPosition;
import jakarta.inject.Singleton;
import java.util.List;

/// What can be asked about the evidence as a whole.
@Singleton
final class EvidenceOperations implements Documented {
  private static final String EVIDENCE = "evidence";
  private static final int COUNT_MAX = 10_000;

  static final Operation STANDING =
      Operation.get("/api/v1/evidence", EVIDENCE, "How the evidence stands")
          .gives("Standing", "what was received, what is known of it, and whose signatures count")
          .example("/api/v1/evidence", 200);

  static final Parameter<Boolean> FINDINGS =
      Parameter.flag("findings", "leaves out those where nothing could be told");

  static final Parameter<Integer> LIMIT =
      Parameter.count("limit", 1000, COUNT_MAX, "how many at most");

  static final Operation VERDICTS =
      Operation.get("/api/v1/verdicts", EVIDENCE, "Verdicts that need a person")
          .about("Current verdicts about objects that are findings or could not be told.")
          .takes(FINDINGS, LIMIT)
          .gives("Verdicts", "the newest first")
          .refuses(ErrorCode.PARAMETER_INVALID)
          .example("/api/v1/verdicts?findings=true&limit=10", 200)
          .example("/api/v1/verdicts?findings=maybe", 400);

  static final Parameter<LedgerPosition> AFTER = Parameter.after("after");

  static final Operation QUARANTINE =
      Operation.get("/api/v1/quarantine", EVIDENCE, "Objects set aside")
          .about("Something is wrong with their bytes; what could be read of them is searchable.")
          .takes(AFTER, LIMIT)
          .gives("Quarantine", "the oldest first")
          .refuses(ErrorCode.PARAMETER_INVALID)
          .example("/api/v1/quarantine?limit=10", 200)
          .example("/api/v1/quarantine?after=yesterday", 400);

  static final Parameter<Integer> INTAKE_LIMIT =
      Parameter.count("limit", 100, COUNT_MAX, "of each kind at most");

  static final Operation INTAKE =
      Operation.get("/api/v1/intake", EVIDENCE, "What happened on the way in")
          .takes(INTAKE_LIMIT)
          .gives("Intake", "how intake is, and the newest of everything that is worth a look")
          .refuses(ErrorCode.PARAMETER_INVALID)
          .example("/api/v1/intake?limit=10", 200)
          .example("/api/v1/intake?limit=-1", 400);

  @Override
  public List<Operation> operations() {
    return List.of(STANDING, VERDICTS, QUARANTINE, INTAKE);
  }
}
