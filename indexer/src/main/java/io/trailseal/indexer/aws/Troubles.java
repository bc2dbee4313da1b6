package io.trailseal.indexer.aws;

import io.trailseal.verifier.S3Name;
import io.trailseal.verifier.Verdict.Obstacle;
import java.io.IOException;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.AbortedException;
import software.amazon.awssdk.core.exception.ApiCallAttemptTimeoutException;
import software.amazon.awssdk.core.exception.ApiCallTimeoutException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.s3.model.InvalidObjectStateException;

/// From what the SDK throws to what stood in the way, in words.
///
/// Source: "Error responses" in the S3 API reference.
final class Troubles {
  private static final int MESSAGE_LENGTH_MAX = 300;
  private static final int CAUSES_MAX = 10;

  private Troubles() {}

  /// What stood in the way, and facts for a person.
  record Trouble(Obstacle obstacle, String detail) {}

  /// Whether S3 said that there is no such object. `NoSuchBucket` and a bare 404 do not say that.
  static boolean saysAbsent(AwsServiceException e) {
    return e.statusCode() == 404 && code(e).equals("NoSuchKey");
  }

  /// Whether S3 said that there is no such bucket.
  static boolean saysNoBucket(RuntimeException e) {
    return e instanceof AwsServiceException service && code(service).equals("NoSuchBucket");
  }

  static Trouble of(RuntimeException e) {
    return switch (e) {
      case InvalidObjectStateException archived ->
          new Trouble(Obstacle.ARCHIVED, "storage class " + storageClass(archived));
      case AwsServiceException service -> of(service);
      case AbortedException _ -> new Trouble(Obstacle.UNREACHABLE, "reading it was interrupted");
      case ApiCallAttemptTimeoutException _, ApiCallTimeoutException _ ->
          new Trouble(Obstacle.UNREACHABLE, "it took longer than allowed, several times");
      case SdkException client -> ofClient(client);
      default -> new Trouble(Obstacle.OBJECT_NOT_READABLE, printable(e.getMessage()));
    };
  }

  private static Trouble of(AwsServiceException e) {
    String code = code(e);
    String said =
        "%s (%d)%s".formatted(code.isEmpty() ? "no code" : code, e.statusCode(), message(e));
    return switch (code) {
      case "InvalidObjectState" -> new Trouble(Obstacle.ARCHIVED, said);
      case "SlowDown",
          "ServiceUnavailable",
          "RequestLimitExceeded",
          "Throttling",
          "ThrottlingException",
          "TooManyRequestsException" ->
          new Trouble(Obstacle.THROTTLED, said);
      case "ExpiredToken", "ExpiredTokenException", "InvalidToken", "RequestExpired" ->
          new Trouble(Obstacle.ACCESS_DENIED, said + "; renew the credentials");
      default -> ofStatus(e.statusCode(), said);
    };
  }

  private static Trouble ofStatus(int status, String said) {
    return new Trouble(
        switch (status) {
          case 401, 403 -> Obstacle.ACCESS_DENIED;
          case 429, 503 -> Obstacle.THROTTLED;
          default -> Obstacle.OBJECT_NOT_READABLE;
        },
        said);
  }

  private static Trouble ofClient(SdkException e) {
    List<Throwable> causes =
        Stream.<Throwable>iterate(e, Objects::nonNull, Throwable::getCause)
            .limit(CAUSES_MAX)
            .toList();
    for (Throwable cause : causes) {
      if (cause instanceof IOException) {
        return new Trouble(
            Obstacle.UNREACHABLE,
            cause.getClass().getSimpleName() + ": " + printable(cause.getMessage()));
      }
      if (printable(cause.getMessage()).contains("checksum")) {
        return new Trouble(
            Obstacle.UNREACHABLE, "the bytes that arrived do not fit S3's own checksum of them");
      }
    }
    String message = printable(e.getMessage());
    return new Trouble(
        message.contains("credentials") ? Obstacle.ACCESS_DENIED : Obstacle.OBJECT_NOT_READABLE,
        message);
  }

  private static String storageClass(InvalidObjectStateException e) {
    String name = e.storageClassAsString();
    return name == null || name.isEmpty() ? "unknown" : printable(name);
  }

  private static String code(AwsServiceException e) {
    AwsErrorDetails details = e.awsErrorDetails();
    String code = details == null ? null : details.errorCode();
    return code == null ? "" : S3Name.excerpt(code, MESSAGE_LENGTH_MAX);
  }

  private static String message(AwsServiceException e) {
    AwsErrorDetails details = e.awsErrorDetails();
    String message = details == null ? null : details.errorMessage();
    return message == null || message.isEmpty()
        ? ""
        : ": " + S3Name.excerpt(message, MESSAGE_LENGTH_MAX);
  }

  static String printable(@Nullable String text) {
    return text == null ? "no message" : S3Name.excerpt(text, MESSAGE_LENGTH_MAX);
  }
}
