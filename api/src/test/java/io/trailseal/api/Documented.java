package io.trailseal.api;

import io.trailseal.indexer.job.ReportFolder;
import io.trailseal.verifier.check.WalkOptions;
import io.trailseal.verifier.check.WalkProgress;
import java.time.Instant;

/// What the examples of the API's document are about.
final class Documented {
  static final String ONE = "3038ebd2-c98a-4c65-9b6e-e22506292313";
  private static final String TWO = "c9f2a5a0-0000-4000-8000-2f2f2f2f2f2f";

  private Documented() {}

  static void deliver(Rig rig) throws Exception {
    String session =
        """
        ,"sharedEventID":"7a2b1c3d-0000-4000-8000-000000000001",\
        "resources":[{"ARN":"arn:aws:s3:::example-bucket","type":"AWS::S3::Bucket"}]""";
    rig.deliver(
        Rig.event("2026-03-02T10:00:00Z", "DeleteBucket", ONE, session),
        Rig.event("2026-03-02T10:01:00Z", "PutObject", "beside", session),
        Rig.event("2026-03-02T10:02:00Z", "GetObject", TWO, ""),
        Rig.event(
            "2026-03-02T10:03:00Z", "CreateUser", "failed", ",\"errorCode\":\"AccessDenied\""));
    rig.deliver(Rig.event("2026-03-02T10:02:00Z", "PutObject", TWO, ""));
    var found = rig.store().reverify(WalkOptions.STANDARD, 1, WalkProgress.SILENT);
    new ReportFolder(rig.store().home().resolve("reports"))
        .keep(found.report(), found.remarks(), Instant.parse("2026-03-09T12:00:00Z"));
    rig.deliver(
        "{\"Records\":[{\"eventName\":\"Broken\""
            .getBytes(java.nio.charset.StandardCharsets.UTF_8));
  }
}
