package io.trailseal.indexer.aws;

import io.trailseal.indexer.ingest.Bucket.Read;
import io.trailseal.indexer.ledger.LedgerEntry.ParkReason;
import io.trailseal.verifier.Verdict.Obstacle;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import software.amazon.awssdk.awscore.exception.AwsServiceException;

/// Why an object could not be read: what is up with this object, which is then parked, or what is
/// up with the connection, the credentials or the bucket, so that it is tried again.
///
/// Never that it is missing or altered. Source: "Error responses" in the S3 API reference; S3's
/// answers about KMS in "Troubleshooting server-side encryption".
final class ReadTroubles {
  private static final String DELETE_MARKER = "x-amz-delete-marker";

  /// KMS itself is in trouble, not the key.
  private static final Set<String> KMS_PASSING =
      Set.of(
          "KMS.InternalException",
          "KMS.KMSInternalException",
          "KMS.DependencyTimeoutException",
          "KMS.KeyUnavailableException");

  private ReadTroubles() {}

  static Read of(RuntimeException e, Optional<String> versionId) {
    return e instanceof AwsServiceException service && !Troubles.isOfTheSource(service)
        ? of(service, versionId)
        : unreachable(Troubles.of(e));
  }

  private static Read of(AwsServiceException e, Optional<String> versionId) {
    Troubles.Trouble trouble = Troubles.of(e);
    String code = Troubles.code(e);
    String said = Troubles.said(e);
    if (trouble.obstacle() == Obstacle.THROTTLED) {
      return unreachable(trouble);
    }
    if (e.statusCode() >= 500 || KMS_PASSING.contains(code)) {
      return new Read.Unreachable(Obstacle.UNREACHABLE, said);
    }
    if (trouble.obstacle() == Obstacle.ARCHIVED) {
      return new Read.Refused(
          ParkReason.ARCHIVED,
          trouble.detail()
              + ": somebody with s3:RestoreObject has to restore it before it can be read");
    }
    if (isOfTheKey(e, code)) {
      return new Read.Refused(
          ParkReason.KEY_DENIED,
          said
              + "; reading needs kms:Decrypt on the key it is encrypted with, by the role's policy"
              + " and the key's, and the key enabled");
    }
    if (isDeleteMarker(e)) {
      return new Read.Refused(
          ParkReason.NOT_THERE,
          versionId.isPresent()
              ? "this version is a delete marker and has no bytes"
              : "it was deleted: a delete marker lies over it");
    }
    return switch (code) {
      case "NoSuchKey" -> new Read.Refused(ParkReason.NOT_THERE, "S3 says there is no such object");
      case "NoSuchVersion" ->
          new Read.Refused(ParkReason.NOT_THERE, "S3 says there is no such version of it");
      case "AccessDenied", "AllAccessDisabled" ->
          new Read.Refused(ParkReason.ACCESS_DENIED, said + "; " + permissions(versionId));
      case "PreconditionFailed" ->
          new Read.Unreachable(Obstacle.UNREACHABLE, "it was overwritten while it was read");
      // Not S3's word: something between here and there answered.
      case "" ->
          new Read.Unreachable(
              trouble.obstacle() == Obstacle.ACCESS_DENIED
                  ? Obstacle.ACCESS_DENIED
                  : Obstacle.UNREACHABLE,
              trouble.detail() + "; the answer has no code of S3's: is it a proxy's?");
      case "InvalidRequest" ->
          new Read.Refused(
              ParkReason.NOT_READABLE,
              said + "; an object encrypted with a customer's own key (SSE-C) cannot be read here");
      default -> new Read.Refused(ParkReason.NOT_READABLE, said);
    };
  }

  private static String permissions(Optional<String> versionId) {
    return "reading needs %s on it, and no policy that denies it; without s3:ListBucket S3 says so of objects that are not there, too"
        .formatted(versionId.isPresent() ? "s3:GetObjectVersion" : "s3:GetObject");
  }

  private static boolean isOfTheKey(AwsServiceException e, String code) {
    if (code.startsWith("KMS.")) {
      return true;
    }
    String said = Troubles.said(e).toLowerCase(Locale.ROOT);
    return code.equals("AccessDenied")
        && (said.contains("kms:") || said.contains("customer master key"));
  }

  private static boolean isDeleteMarker(AwsServiceException e) {
    return (e.statusCode() == 404 || e.statusCode() == 405)
        && Troubles.header(e, DELETE_MARKER).filter("true"::equals).isPresent();
  }

  private static Read unreachable(Troubles.Trouble trouble) {
    return new Read.Unreachable(trouble.obstacle(), trouble.detail());
  }
}
