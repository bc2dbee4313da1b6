package io.trailseal.verifier.synthetic;

import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Objects that are as they were, and that S3 does not hand out.
///
/// What is to be answered stands in their user metadata; only a server that plays S3 heeds it.
/// Wherever else the sample is read from, these objects are there.
final class AnswerTampering {
  /// The user metadata with an error code of S3, or `ConnectionReset` for a connection that ends in
  /// the middle of the object.
  static final String METADATA = "trailseal-answer";

  private AnswerTampering() {}

  static Tampering.Done archivedLog(TamperScene scene) throws IOException {
    return answer(scene, scene.logs(1).getFirst(), "InvalidObjectState");
  }

  static Tampering.Done deniedLog(TamperScene scene) throws IOException {
    return answer(scene, scene.logs(1).getFirst(), "AccessDenied");
  }

  static Tampering.Done throttledLog(TamperScene scene) throws IOException {
    return answer(scene, scene.logs(1).getFirst(), "SlowDown");
  }

  static Tampering.Done interruptedLog(TamperScene scene) throws IOException {
    return answer(scene, scene.logs(1).getFirst(), "ConnectionReset");
  }

  static Tampering.Done archivedDigest(TamperScene scene) throws IOException {
    return answer(scene, scene.spot.plan().digestKey(scene.hourWithLogs(1)), "InvalidObjectState");
  }

  private static Tampering.Done answer(TamperScene scene, String key, String code)
      throws IOException {
    Map<String, String> metadata = new HashMap<>(scene.object(key).metadata());
    metadata.put(METADATA, code);
    scene.bucket.put(key, scene.bytes(key), metadata);
    return new Tampering.Done(
        List.of(key), "a server that plays S3 answers %s for it".formatted(code));
  }
}
