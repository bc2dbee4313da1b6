package io.trailseal.indexer.aws;

import io.trailseal.verifier.S3Name;
import io.trailseal.verifier.Verdict.Obstacle;
import java.io.IOException;
import java.net.NoRouteToHostException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import javax.net.ssl.SSLException;
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
/// Source: "Error responses" in the S3 API reference, "Common errors" in those of SQS and STS.
final class Troubles {
  private static final int MESSAGE_LENGTH_MAX = 300;
  private static final int CAUSES_MAX = 10;

  /// The credentials are refused, whatever is asked with them.
  private static final Set<String> CREDENTIALS_REFUSED =
      Set.of(
          "ExpiredToken",
          "ExpiredTokenException",
          "TokenRefreshRequired",
          "InvalidToken",
          "RequestExpired",
          "InvalidAccessKeyId",
          "InvalidClientTokenId",
          "UnrecognizedClientException",
          "MissingAuthenticationToken",
          "MissingAuthenticationTokenException",
          "IncompleteSignature",
          "SignatureDoesNotMatch",
          "InvalidSignatureException",
          "AuthFailure");

  private static final Set<String> THROTTLED =
      Set.of(
          "SlowDown",
          "ServiceUnavailable",
          "RequestLimitExceeded",
          "RequestThrottled",
          "Throttling",
          "ThrottlingException",
          "ThrottledException",
          "TooManyRequestsException",
          "KMS.ThrottlingException",
          "KmsThrottled");

  /// The bucket lies elsewhere, and following S3 there did not help.
  private static final Set<String> ELSEWHERE =
      Set.of(
          "PermanentRedirect",
          "TemporaryRedirect",
          "Redirect",
          "AuthorizationHeaderMalformed",
          "IllegalLocationConstraintException");

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

  /// Whether it is about who asks, or where, whatever is asked for.
  static boolean isOfTheSource(AwsServiceException e) {
    String code = code(e);
    return CREDENTIALS_REFUSED.contains(code)
        || ELSEWHERE.contains(code)
        || code.equals("RequestTimeTooSkewed")
        || code.equals("NoSuchBucket")
        || e.statusCode() == 301;
  }

  /// Why there are no credentials, where that is the trouble.
  static Optional<Trouble> ofCredentials(RuntimeException e) {
    return causes(e)
        .filter(CredentialsException.class::isInstance)
        .map(cause -> ((CredentialsException) cause).trouble())
        .findFirst();
  }

  static Trouble of(RuntimeException e) {
    Optional<Trouble> credentials = ofCredentials(e);
    if (credentials.isPresent()) {
      return credentials.get();
    }
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
    String said = said(e);
    if (code.equals("InvalidObjectState")) {
      return new Trouble(Obstacle.ARCHIVED, said);
    }
    if (THROTTLED.contains(code)) {
      return new Trouble(Obstacle.THROTTLED, said);
    }
    if (CREDENTIALS_REFUSED.contains(code)) {
      return new Trouble(Obstacle.ACCESS_DENIED, said + "; renew the credentials");
    }
    if (code.equals("RequestTimeTooSkewed")) {
      return new Trouble(Obstacle.ACCESS_DENIED, said + "; set this machine's clock");
    }
    if (ELSEWHERE.contains(code) || e.statusCode() == 301) {
      return new Trouble(
          Obstacle.OBJECT_NOT_READABLE,
          said
              + header(e, "x-amz-bucket-region")
                  .map("; the bucket lies in region %s: set that region"::formatted)
                  .orElse("; set the region the bucket lies in"));
    }
    return switch (e.statusCode()) {
      case 401, 403 -> new Trouble(Obstacle.ACCESS_DENIED, said);
      case 407 -> new Trouble(Obstacle.ACCESS_DENIED, said + "; the proxy asks for a user");
      case 429, 503 -> new Trouble(Obstacle.THROTTLED, said);
      default -> new Trouble(Obstacle.OBJECT_NOT_READABLE, said);
    };
  }

  private static Trouble ofClient(SdkException e) {
    for (Throwable cause : causes(e).toList()) {
      if (cause instanceof IOException broken) {
        return new Trouble(Obstacle.UNREACHABLE, ofConnection(broken));
      }
      if (printable(cause.getMessage()).contains("checksum")) {
        return new Trouble(
            Obstacle.UNREACHABLE,
            "the bytes that arrived do not fit the checksum that came with them");
      }
    }
    String message = printable(e.getMessage());
    return new Trouble(
        message.contains("credentials") ? Obstacle.ACCESS_DENIED : Obstacle.OBJECT_NOT_READABLE,
        message);
  }

  private static String ofConnection(IOException e) {
    String message = e.getMessage();
    String said =
        message == null || message.isBlank() ? e.getClass().getSimpleName() : printable(message);
    return switch (e) {
      case WholeObject.NotWholeException notWhole -> printable(notWhole.getMessage());
      case UnknownHostException _ -> said + "; no such host: is name resolution set up?";
      case NoRouteToHostException _ -> said + "; does this machine reach AWS, or need a proxy?";
      case SSLException _ -> said + "; does something between here and AWS open TLS?";
      case SocketTimeoutException _ -> said + "; the other side was silent for too long";
      default -> said;
    };
  }

  private static Stream<Throwable> causes(Throwable e) {
    return Stream.<Throwable>iterate(e, Objects::nonNull, Throwable::getCause).limit(CAUSES_MAX);
  }

  private static String storageClass(InvalidObjectStateException e) {
    String name = e.storageClassAsString();
    return name == null || name.isEmpty() ? "unknown" : printable(name);
  }

  /// What the service said: code, status, message.
  static String said(AwsServiceException e) {
    String code = code(e);
    return "%s (%d)%s".formatted(code.isEmpty() ? "no code" : code, e.statusCode(), message(e));
  }

  static String code(AwsServiceException e) {
    AwsErrorDetails details = e.awsErrorDetails();
    String code = details == null ? null : details.errorCode();
    return code == null ? "" : S3Name.excerpt(code, MESSAGE_LENGTH_MAX);
  }

  /// Of the answer, where it came with one.
  static Optional<String> header(AwsServiceException e, String name) {
    AwsErrorDetails details = e.awsErrorDetails();
    return details == null || details.sdkHttpResponse() == null
        ? Optional.empty()
        : details.sdkHttpResponse().firstMatchingHeader(name).map(Troubles::printable);
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
