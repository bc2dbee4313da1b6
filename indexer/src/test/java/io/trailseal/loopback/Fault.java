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
  SILENCE("Silence", 0),
  /// The right bytes in chunks, of which nobody says how many; HEAD does.
  NO_LENGTH("NoLength", 0),
  /// The right bytes without a checksum, and an ETag that is the MD5 of others.
  WRONG_ETAG("WrongETag", 0),
  /// 404: a delete marker lies over it.
  DELETE_MARKER("DeleteMarker", 404, "NoSuchKey", "The specified key does not exist."),
  /// 405: the version asked for is a delete marker.
  DELETE_MARKER_VERSION(
      "DeleteMarkerVersion",
      405,
      "MethodNotAllowed",
      "The specified method is not allowed against this resource."),
  /// 404: no such version.
  NO_SUCH_VERSION("NoSuchVersion", 404),
  /// 403: the caller may read the object and not use its key.
  KEY_DENIED(
      "KeyDenied",
      403,
      "AccessDenied",
      "User: arn:aws:sts::111122223333:assumed-role/reader/trailseal is not authorized to perform:"
          + " kms:Decrypt on resource: arn:aws:kms:us-east-1:111122223333:key/0 because no"
          + " identity-based policy allows the kms:Decrypt action"),
  /// 400: the object's key is disabled.
  KEY_DISABLED("KMS.DisabledException", 400),
  /// 400: encrypted with a key that only who wrote it has.
  CUSTOMER_KEY(
      "CustomerKey",
      400,
      "InvalidRequest",
      "The object was stored using a form of Server Side Encryption. The correct parameters must"
          + " be provided to retrieve the object."),
  /// 400, whatever is asked.
  EXPIRED_TOKEN("ExpiredToken", 400),
  /// 403, whatever is asked.
  INVALID_ACCESS_KEY("InvalidAccessKeyId", 403),
  /// 301, and no word of where.
  PERMANENT_REDIRECT("PermanentRedirect", 301),
  /// 403 in HTML: somebody on the way.
  FORBIDDEN_PAGE("ForbiddenPage", 403),
  /// 501: what S3 has and others have not.
  NOT_IMPLEMENTED("NotImplemented", 501);

  /// The user metadata by which a sample asks for a fault.
  public static final String METADATA = "trailseal-answer";

  /// By which a sample asks for it; mostly what S3 says as well.
  final String code;

  /// What S3 says.
  final String answer;

  final String message;

  /// 0 where the answer is not an error's.
  final int status;

  Fault(String code, int status) {
    this(code, status, code, "loopback: " + code);
  }

  Fault(String code, int status, String answer, String message) {
    this.code = code;
    this.status = status;
    this.answer = answer;
    this.message = message;
  }

  /// What goes in the metadata.
  public String code() {
    return code;
  }

  static Optional<Fault> named(String code) {
    return Arrays.stream(values()).filter(fault -> fault.code.equals(code)).findFirst();
  }
}
