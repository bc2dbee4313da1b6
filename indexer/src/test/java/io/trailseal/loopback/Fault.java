package io.trailseal.loopback;

import java.util.Arrays;
import java.util.Optional;

/// How a request goes wrong, by the name it has in the user metadata `trailseal-answer`.
public enum Fault {
  /// 403: the object lies in GLACIER and was not restored.
  INVALID_OBJECT_STATE("InvalidObjectState", 403),
  /// 403.
  ACCESS_DENIED("AccessDenied", 403),
  /// 503, as often as it is asked.
  SLOW_DOWN("SlowDown", 503),
  /// The length of the whole object, half of it, and the connection's end.
  CONNECTION_RESET("ConnectionReset", 0),
  /// 500, as often as it is asked.
  INTERNAL_ERROR("InternalError", 500),
  /// 404: no such bucket.
  NO_SUCH_BUCKET("NoSuchBucket", 404),
  /// The right bytes with the checksum of others.
  WRONG_CHECKSUM("WrongChecksum", 0),
  /// A length beyond every limit, and no body worth reading.
  HUGE("Huge", 0),
  /// No answer until the server is closed.
  SILENCE("Silence", 0);

  /// The user metadata by which a sample asks for a fault.
  public static final String METADATA = "trailseal-answer";

  final String code;

  /// 0 where the answer is not an error's.
  final int status;

  Fault(String code, int status) {
    this.code = code;
    this.status = status;
  }

  /// What goes in the metadata.
  public String code() {
    return code;
  }

  static Optional<Fault> named(String code) {
    return Arrays.stream(values()).filter(fault -> fault.code.equals(code)).findFirst();
  }
}
