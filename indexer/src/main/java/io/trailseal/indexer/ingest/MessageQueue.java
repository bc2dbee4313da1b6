package io.trailseal.indexer.ingest;

import java.io.Closeable;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/// A queue that delivers each message at least once, in any order: SQS. A port; its implementation
/// is in `indexer.aws`.
///
/// A message that was received is hidden from every other consumer for a time, and comes again when
/// that has passed without its being deleted.
///
/// Threads: every method may be called by several threads at once.
public interface MessageQueue extends Closeable {
  /// How many messages one call receives, deletes or hides at most: SQS's limit.
  int BATCH_MAX = 10;

  /// For people and the ledger, printable: its URL.
  String description();

  /// Waits for messages for as long as `waitMax`, at most 20 seconds, and returns what there is, at
  /// most [#BATCH_MAX].
  ///
  /// @param hiddenFor for how long nobody else receives them
  /// @throws SourceException if the queue cannot be asked; asking again later may help
  List<Message> receive(Duration waitMax, Duration hiddenFor)
      throws SourceException, InterruptedException;

  /// Deletes messages, at most [#BATCH_MAX].
  ///
  /// @return those that could not be deleted, and come again
  /// @throws SourceException if none could, or nobody knows
  List<Message> delete(List<Message> messages) throws SourceException;

  /// Hides messages for `time` from now on, at most [#BATCH_MAX]; zero gives them to whoever asks
  /// next. Those that are not in flight any more are passed over.
  ///
  /// @throws SourceException if nobody knows whether it was done
  void hide(List<Message> messages, Duration time) throws SourceException;

  /// How the queue is, as far as may be asked.
  Depth depth() throws SourceException;

  /// @param id SQS's, the same each time it comes
  /// @param receipt by which this very receiving is deleted or hidden
  /// @param body as it came; SQS allows 1 MiB
  /// @param receives how often it has been received, this time included; 1 where nobody says
  /// @param sentAt when it was sent, where the queue says
  record Message(String id, String receipt, String body, int receives, Optional<Instant> sentAt) {}

  /// @param waiting messages to be received, about
  /// @param inFlight messages received and neither deleted nor back, about
  /// @param receivesMax after how many receivings a message goes to the dead-letter queue; empty
  ///   where there is no redrive policy
  /// @param visibility the queue's own time to hide messages
  /// @param retention how long it keeps messages
  record Depth(
      long waiting,
      long inFlight,
      OptionalInt receivesMax,
      Optional<Duration> visibility,
      Optional<Duration> retention) {}
}
