package io.trailseal.api.awscompat;

import io.trailseal.verifier.S3Name;

/// Ends the answering of a request in AWS's words. Names and statuses are those that CloudTrail's
/// JSON protocol uses, because clients act on them; messages are AWS's where people search for
/// them, and say more where ours can.
final class AwsError extends RuntimeException {
  private static final long serialVersionUID = 1;

  /// Of hostile text that a message quotes, in characters.
  private static final int QUOTED_LENGTH_MAX = 100;

  static final int BAD_REQUEST = 400;
  static final int FORBIDDEN = 403;
  static final int TOO_LARGE = 413;

  private final String type;
  private final int status;
  private final String sentence;

  AwsError(String type, int status, String sentence) {
    super(sentence, null, false, false);
    this.type = type;
    this.status = status;
    this.sentence = sentence;
  }

  /// A status of 400, as nearly all errors of this protocol have.
  AwsError(String type, String sentence) {
    this(type, BAD_REQUEST, sentence);
  }

  String type() {
    return type;
  }

  int status() {
    return status;
  }

  String sentence() {
    return sentence;
  }

  static AwsError unsigned(String why) {
    return new AwsError("MissingAuthenticationTokenException", FORBIDDEN, why);
  }

  static AwsError incompleteSignature(String why) {
    return new AwsError("IncompleteSignatureException", FORBIDDEN, why);
  }

  static AwsError unknownKey(String why) {
    return new AwsError(
        "UnrecognizedClientException",
        "The security token included in the request is invalid: " + why);
  }

  static AwsError wrongSignature(String why) {
    return new AwsError("InvalidSignatureException", why);
  }

  static AwsError unreadable(String why) {
    return new AwsError("SerializationException", why);
  }

  static AwsError attributes(String why) {
    return new AwsError("InvalidLookupAttributesException", why);
  }

  static AwsError timeRange(String why) {
    return new AwsError("InvalidTimeRangeException", why);
  }

  /// Hostile text for a message.
  static String quoted(String text) {
    return "'" + S3Name.excerpt(text, QUOTED_LENGTH_MAX) + "'";
  }
}
