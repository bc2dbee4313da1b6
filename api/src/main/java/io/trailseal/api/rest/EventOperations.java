package io.trailseal.api.rest;

import io.trailseal.api.ask.ExportQuestion;
import io.trailseal.api.ask.Parameter;
import io.trailseal.api.ask.Question;
import io.trailseal.api.ask.Surrounding;
import io.trailseal.api.error.ErrorCode;
import io.trailseal.api.openapi.Documented;
import io.trailseal.api.openapi.Operation;
import jakarta.inject.Singleton;
import java.util.List;

/// What can be asked about events and their fields.
@Singleton
final class EventOperations implements Documented {
  private static final String EVENTS = "events";
  private static final String FIELDS = "fields";

  /// An event that the tests deliver, and CloudTrail's id of two.
  private static final String ONE = "/api/v1/events/3038ebd2-c98a-4c65-9b6e-e22506292313";

  private static final String TWO = "/api/v1/events/c9f2a5a0-0000-4000-8000-2f2f2f2f2f2f";
  private static final String NONE = "/api/v1/events/0-0";

  private static final Parameter<String> ID =
      Parameter.text(
          "id",
          128,
          "`1234-17`, as answers give it in `id`, or CloudTrail's `eventID` where one event alone"
              + " carries it");

  static final Operation MATCHING =
      Operation.get("/api/v1/events", EVENTS, "Events that match")
          .about(
              "A page of them, the newest first where nothing else is asked for, each with the"
                  + " verdict about its log file, and over which evidence they were found. Records"
                  + " are quoted byte for byte.")
          .takes(Question.PARAMETERS)
          .gives("Answer", "the page")
          .refuses(
              ErrorCode.QUERY_NOT_UNDERSTOOD,
              ErrorCode.QUERY_NOT_ANSWERABLE,
              ErrorCode.PARAMETER_INVALID,
              ErrorCode.TIME_RANGE_INVALID)
          .example("/api/v1/events?q=eventName:DeleteBucket", 200)
          .example("/api/v1/events?q=errorCode:*&from=2026-03-02&to=2026-03-02&limit=5", 200)
          .example("/api/v1/events?q=sourceIPAddress:203.0.113.0/24&explain=true", 200)
          .example(
              "/api/v1/events?limit=0&aggregate=terms(eventName,5),histogram(eventTime,auto)"
                  + ",cardinality(sourceIPAddress)",
              200)
          .example("/api/v1/events?q=eventName:(", 400);

  static final Operation EXPORT =
      Operation.get("/api/v1/events/export", EVENTS, "All events that match")
          .about(
              "As a stream of any size. Its last line says whether it is complete: in NDJSON an"
                  + " object with the one member `trailseal`, in CSV a row that begins with"
                  + " `#trailseal`. In CSV a cell that a spreadsheet would calculate begins with an"
                  + " apostrophe.")
          .takes(ExportQuestion.PARAMETERS)
          .gives(200, "application/x-ndjson", "", "a record a line")
          .gives(200, "text/csv", "", "a row for each event, below a header")
          .refuses(ErrorCode.QUERY_NOT_UNDERSTOOD, ErrorCode.PARAMETER_INVALID)
          .example("/api/v1/events/export?q=eventName:DeleteBucket", 200)
          .example("/api/v1/events/export?format=csv&columns=eventTime,eventName,who", 200)
          .example("/api/v1/events/export?format=xml", 400);

  static final Operation EVENT =
      Operation.get("/api/v1/events/{id}", EVENTS, "One event")
          .at(ID)
          .gives("Event", "the event, its verdict and where it was delivered")
          .tagged()
          .refuses(ErrorCode.EVENT_NOT_FOUND, ErrorCode.EVENT_AMBIGUOUS)
          .example(ONE, 200)
          .example(NONE, 404)
          .example(TWO, 409);

  static final Operation RAW =
      Operation.get("/api/v1/events/{id}/raw", EVENTS, "The record's bytes")
          .about("Untouched, as they stand in the log file; as a file to keep.")
          .at(ID)
          .gives(200, "application/json", "", "the bytes, which a hostile log file may have chosen")
          .tagged()
          .refuses(ErrorCode.EVENT_NOT_FOUND, ErrorCode.EVENT_AMBIGUOUS)
          .example(ONE + "/raw", 200)
          .example(NONE + "/raw", 404)
          .example(TWO + "/raw", 409);

  static final Operation PROOF =
      Operation.get("/api/v1/events/{id}/proof", EVENTS, "One event's proof")
          .about(
              "Everything from which its verdict follows, to be checked without us: `java -jar"
                  + " trailseal-verifier.jar proof FILE --keys KEYS`.")
          .at(ID)
          .gives(
              200, "application/json", "", "a document as proof.schema.json of the verifier says")
          .refuses(ErrorCode.EVENT_NOT_FOUND, ErrorCode.EVENT_AMBIGUOUS, ErrorCode.PROOF_TOO_LARGE)
          .example(ONE + "/proof", 200)
          .example(NONE + "/proof", 404)
          .example(TWO + "/proof", 409);

  static final Parameter<Integer> MINUTES =
      Parameter.count(
          "minutes",
          Surrounding.MINUTES_DEFAULT,
          Surrounding.MINUTES_MAX,
          "before the event and after it");

  static final Parameter<Integer> AROUND_LIMIT =
      Parameter.count("limit", 10, 100, "events of each kind at most");

  static final Operation SURROUNDINGS =
      Operation.get("/api/v1/events/{id}/surroundings", EVENTS, "What happened around one event")
          .about(
              "By the same principal in the same session, with the same access key, about the same"
                  + " resource, with the same `sharedEventID`, and at the same time. Each comes with"
                  + " the query that found it, so that one can go on from there.")
          .at(ID)
          .takes(MINUTES, AROUND_LIMIT)
          .gives("Surroundings", "the events around it, the newest of each kind first")
          .refuses(
              ErrorCode.EVENT_NOT_FOUND, ErrorCode.EVENT_AMBIGUOUS, ErrorCode.PARAMETER_INVALID)
          .example(ONE + "/surroundings?minutes=60", 200)
          .example(ONE + "/surroundings?minutes=0", 400)
          .example(NONE + "/surroundings", 404)
          .example(TWO + "/surroundings", 409);

  static final Parameter<String> PREFIX = Parameter.text("prefix", "how it begins");

  static final Parameter<Integer> FIELDS_LIMIT =
      Parameter.count("limit", 50, 500, "fields at most");

  static final Operation ALL_FIELDS =
      Operation.get("/api/v1/fields", FIELDS, "Fields that events have")
          .about(
              "Their paths, or a part of them, begin with `prefix`; with their commonest values.")
          .takes(PREFIX, FIELDS_LIMIT)
          .gives("Fields", "the fields, those of most events first")
          .refuses(ErrorCode.PARAMETER_INVALID)
          .example("/api/v1/fields?prefix=event", 200)
          .example("/api/v1/fields?limit=0", 400);

  static final Parameter<Integer> VALUES_LIMIT =
      Parameter.count("limit", 10, 100, "values at most");

  static final Operation VALUES =
      Operation.get("/api/v1/fields/{path}/values", FIELDS, "Values of a field")
          .at(Parameter.text("path", "as events have it: `requestParameters.bucketName`"))
          .takes(PREFIX, VALUES_LIMIT)
          .gives("Values", "the values that begin like that, the commonest first")
          .refuses(ErrorCode.PARAMETER_INVALID)
          .example("/api/v1/fields/eventName/values?prefix=Del", 200)
          .example("/api/v1/fields/eventName/values?limit=101", 400);

  @Override
  public List<Operation> operations() {
    return List.of(MATCHING, EXPORT, EVENT, RAW, PROOF, SURROUNDINGS, ALL_FIELDS, VALUES);
  }
}
