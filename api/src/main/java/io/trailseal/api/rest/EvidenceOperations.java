package io.trailseal.api.rest;

import io.trailseal.api.ask.ObjectsQuestion;
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

  static final Parameter<Integer> HISTORY_LIMIT =
      Parameter.count("limit", 100, 1000, "verdicts on one page");

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

  static final Operation SOURCES =
      Operation.get("/api/v1/sources", EVIDENCE, "Where objects are taken in from")
          .about("The queues and buckets that are set, and how each is at this moment.")
          .gives("IntakeStatus", "only `state` where no source is set")
          .example("/api/v1/sources", 200);

  static final Operation COVERAGE =
      Operation.get("/api/v1/coverage", EVIDENCE, "How far what is here reaches")
          .about(
              "What is known, and no more: the newest time in the name of a log file and of a digest"
                  + " of each account and region, the newest verified digest of each chain, and the"
                  + " months of event time that are searched. That nothing lies between is what"
                  + " verdicts are about.")
          .gives("Coverage", "places, chains and months")
          .example("/api/v1/coverage", 200);

  static final Parameter<String> ENTRY =
      Parameter.text("entry", 18, "the ledger entry with which it came in, a number");

  static final Operation OBJECTS =
      Operation.get("/api/v1/objects", EVIDENCE, "Objects received")
          .about(
              "In the order in which they came in, each with its current verdict. A page may hold"
                  + " fewer than asked for, even none, and have a `next` all the same: only so many"
                  + " entries of the ledger are looked at for one page.")
          .takes(ObjectsQuestion.PARAMETERS)
          .gives("Objects", "a page of them, the oldest first")
          .refuses(ErrorCode.PARAMETER_INVALID, ErrorCode.TIME_RANGE_INVALID)
          .example("/api/v1/objects?prefix=AWSLogs/111122223333/&limit=2", 200)
          .example("/api/v1/objects?kind=digest&from=2026-03-01", 200)
          .example("/api/v1/objects?key=without-a-bucket", 400);

  static final Operation OBJECT =
      Operation.get("/api/v1/objects/{entry}", EVIDENCE, "One object")
          .at(ENTRY)
          .gives("Object", "what came in, and what is known of it")
          .tagged()
          .refuses(ErrorCode.OBJECT_NOT_FOUND)
          .example("/api/v1/objects/1", 200)
          .example("/api/v1/objects/999", 404);

  static final Operation HISTORY =
      Operation.get("/api/v1/objects/{entry}/verdicts", EVIDENCE, "All verdicts about one object")
          .about("Each as it was reached. The last one counts; the others stay on record.")
          .at(ENTRY)
          .takes(AFTER, HISTORY_LIMIT)
          .gives("History", "a page of them, the oldest first; `next` as with objects")
          .refuses(ErrorCode.OBJECT_NOT_FOUND, ErrorCode.PARAMETER_INVALID)
          .example("/api/v1/objects/1/verdicts", 200)
          .example("/api/v1/objects/1/verdicts?limit=0", 400)
          .example("/api/v1/objects/nothing/verdicts", 404);

  @Override
  public List<Operation> operations() {
    return List.of(
        STANDING, VERDICTS, QUARANTINE, INTAKE, SOURCES, COVERAGE, OBJECTS, OBJECT, HISTORY);
  }
}
