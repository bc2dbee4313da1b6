package io.trailseal.api.rest;

import io.trailseal.api.ask.AccessAsk;
import io.trailseal.api.error.ErrorCode;
import io.trailseal.api.openapi.Documented;
import io.trailseal.api.openapi.Operation;
import jakarta.inject.Singleton;
import java.util.List;

/// What can be asked about who did what.
@Singleton
final class AccessOperations implements Documented {
  private static final String ACCESS = "access record";

  static final Operation READ =
      Operation.get("/api/v1/access", ACCESS, "Who did what")
          .about(
              "A page of the access record, the latest first. A page may have fewer entries than"
                  + " asked for and a `next` all the same, where looking for a text would have taken"
                  + " long: `reached` says how far it came. That somebody asked is an entry too.")
          .takes(AccessAsk.OF_PAGE)
          .gives("Access", "the page")
          .refuses(ErrorCode.PARAMETER_INVALID, ErrorCode.TIME_RANGE_INVALID)
          .example("/api/v1/access?action=QUERY&limit=10", 200)
          .example("/api/v1/access?who=nobody&text=%3Cscript%3E&from=2026-03-01", 200)
          .example("/api/v1/access?action=DANCED", 400);

  static final Operation EXPORT =
      Operation.get("/api/v1/access/export", ACCESS, "The access record, to be checked")
          .about(
              "NDJSON in the ledger's order: first a line that says what was asked, then a line for"
                  + " each entry with its position, its leaf hash and its canonical bytes, last"
                  + " `{\"complete\":true,\"rows\":N}`. Where that is missing, it was cut off. Each"
                  + " leaf hash is SHA-256 over a zero byte and the bytes of `body` as they stand in"
                  + " the line: `check-access.sh` checks it with sed and openssl.")
          .takes(AccessAsk.OF_EXPORT)
          .gives(200, "application/x-ndjson", "", "an entry a line")
          .refuses(ErrorCode.PARAMETER_INVALID, ErrorCode.TIME_RANGE_INVALID)
          .example("/api/v1/access/export?action=QUERY", 200)
          .example("/api/v1/access/export?action=DANCED", 400);

  @Override
  public List<Operation> operations() {
    return List.of(READ, EXPORT);
  }
}
