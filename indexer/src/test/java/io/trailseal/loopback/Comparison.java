package io.trailseal.loopback;

import io.trailseal.indexer.Store;
import io.trailseal.indexer.aws.drill.Deliverer;
import io.trailseal.indexer.fsck.Fault;
import io.trailseal.indexer.ledger.LedgerEntry.MessageKept;
import io.trailseal.indexer.ledger.LedgerEntry.ObjectParked;
import io.trailseal.indexer.ledger.LedgerEntry.ObjectReceived;
import io.trailseal.indexer.ledger.LedgerEntry.ObjectRemoved;
import io.trailseal.indexer.ledger.LedgerPosition;
import io.trailseal.indexer.ledger.Recorded;
import io.trailseal.indexer.query.Query;
import io.trailseal.indexer.search.Audience;
import io.trailseal.indexer.search.SearchRequest;
import io.trailseal.indexer.search.UnanswerableException;
import io.trailseal.verifier.Payload;
import io.trailseal.verifier.S3Name;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Holds a whole bucket against a whole store.
public final class Comparison {
  private static final int PAGE_COUNT = 1_000;

  private Comparison() {}

  /// Everything that differs, a sentence each; empty where the store has every object of the bucket
  /// once, with its bytes, and nothing else, all its events are found, and it is whole.
  public static List<String> differences(
      Store store, Deliverer deliverer, String bucket, long events)
      throws IOException, InterruptedException, UnanswerableException {
    List<String> differences = new ArrayList<>();
    store.awaitCaughtUp();
    for (Fault fault : store.fsck().check()) {
      differences.add("fsck: " + fault);
    }
    Map<S3Name, List<ObjectReceived>> here = objects(store, differences);
    for (S3Name name : deliverer.names(bucket)) {
      List<ObjectReceived> entries = here.remove(name);
      if (entries == null) {
        differences.add("lost: " + name);
        continue;
      }
      if (entries.size() != 1) {
        differences.add("doubled: %s is here %d times".formatted(name, entries.size()));
      }
      Payload there = deliverer.read(name);
      ObjectReceived entry = entries.getFirst();
      if (!entry.delivered().equals(there.hash())
          || entry.kept().isEmpty()
          || !Payload.adopt(store.vault().read(entry.kept().get())).equals(there)) {
        differences.add("other bytes: " + name);
      }
    }
    here.keySet().forEach(name -> differences.add("not in the bucket: " + name));
    long found =
        store
            .search()
            .shownTo(Audience.EVERYBODY)
            .search(
                new SearchRequest(
                    new Query.All(), Optional.empty(), Optional.empty(), 1, Optional.empty()))
            .total();
    if (found != events) {
      differences.add("%,d events are found, %,d were written".formatted(found, events));
    }
    return differences;
  }

  private static Map<S3Name, List<ObjectReceived>> objects(Store store, List<String> differences)
      throws IOException {
    Map<S3Name, List<ObjectReceived>> here = new HashMap<>();
    LedgerPosition after = LedgerPosition.START;
    List<Recorded> page = store.ledger().read(after, PAGE_COUNT);
    while (!page.isEmpty()) {
      for (Recorded recorded : page) {
        switch (recorded.entry()) {
          case ObjectReceived object ->
              here.computeIfAbsent(object.name(), _ -> new ArrayList<>()).add(object);
          case ObjectParked parked -> differences.add("parked: " + parked);
          case ObjectRemoved removed -> differences.add("removed: " + removed);
          case MessageKept kept -> differences.add("a message was kept: " + kept);
          default -> {
            // What custody concluded, and versions seen again.
          }
        }
      }
      after = page.getLast().position();
      page = store.ledger().read(after, PAGE_COUNT);
    }
    return here;
  }
}
