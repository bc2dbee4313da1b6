package io.trailseal.indexer.intake;

import io.trailseal.indexer.ingest.Bucket;
import io.trailseal.indexer.ingest.MessageQueue;
import java.io.Closeable;
import java.io.IOException;
import java.util.List;

/// Where intake takes from. Any queue may announce objects of any of the buckets, and of no others.
///
/// @param queues may be empty: then only listings bring anything
/// @param buckets no two with roots inside each other
/// @param keys who is asked for public keys
public record Sources(List<MessageQueue> queues, List<Bucket> buckets, KeySource keys)
    implements Closeable {
  public Sources {
    queues = List.copyOf(queues);
    buckets = List.copyOf(buckets);
  }

  @Override
  public void close() throws IOException {
    IOException first = null;
    for (List<? extends Closeable> part : List.of(queues, buckets, List.of(keys))) {
      for (Closeable each : part) {
        try {
          each.close();
        } catch (IOException e) {
          if (first == null) {
            first = e;
          } else {
            first.addSuppressed(e);
          }
        }
      }
    }
    if (first != null) {
      throw first;
    }
  }
}
