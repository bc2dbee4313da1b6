package io.trailseal.indexer.aws;

import io.trailseal.indexer.ingest.SourceException;
import io.trailseal.verifier.Verdict.Obstacle;
import java.util.Set;
import software.amazon.awssdk.awscore.exception.AwsServiceException;

/// Why a queue did not do what it was asked for, and what is missing.
///
/// Source: "Common error types" and each action's errors in the SQS API reference.
final class QueueTroubles {
  private static final Set<String> NO_QUEUE =
      Set.of(
          "QueueDoesNotExist",
          "NonExistentQueue",
          "AWS.SimpleQueueService.NonExistentQueue",
          "InvalidAddress");

  private static final Set<String> DENIED =
      Set.of("AccessDenied", "AccessDeniedException", "AWS.SimpleQueueService.AccessDenied");

  private QueueTroubles() {}

  /// @param action of IAM without `sqs:`, which is what was called
  static SourceException of(String action, RuntimeException e) {
    if (e instanceof AwsServiceException service) {
      return of(action, service);
    }
    Troubles.Trouble trouble = Troubles.of(e);
    return new SourceException(trouble.obstacle(), action + ": " + trouble.detail());
  }

  private static SourceException of(String action, AwsServiceException e) {
    Troubles.Trouble trouble = Troubles.of(e);
    String code = Troubles.code(e);
    String said = action + ": " + trouble.detail();
    if (NO_QUEUE.contains(code)) {
      return new SourceException(
          Obstacle.OBJECT_NOT_READABLE,
          said + "; there is no such queue: compare the URL's region, account and name");
    }
    if (code.startsWith("Kms") || code.startsWith("KMS.")) {
      return new SourceException(
          trouble.obstacle() == Obstacle.THROTTLED ? Obstacle.THROTTLED : Obstacle.ACCESS_DENIED,
          said + "; the queue is encrypted: kms:Decrypt on its key is needed, and the key enabled");
    }
    if (DENIED.contains(code)) {
      return new SourceException(
          Obstacle.ACCESS_DENIED, said + "; sqs:%s on the queue is needed".formatted(action));
    }
    if (code.equals("OverLimit") || code.equals("AWS.SimpleQueueService.OverLimit")) {
      return new SourceException(
          Obstacle.THROTTLED, said + "; too many messages are received and not deleted");
    }
    return new SourceException(
        e.statusCode() >= 500 && trouble.obstacle() != Obstacle.THROTTLED
            ? Obstacle.UNREACHABLE
            : trouble.obstacle(),
        said);
  }
}
