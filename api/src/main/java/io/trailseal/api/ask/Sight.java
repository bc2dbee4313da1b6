package io.trailseal.api.ask;

import io.trailseal.indexer.Store;
import io.trailseal.indexer.access.Caller;
import io.trailseal.indexer.search.Audience;
import io.trailseal.indexer.search.Questions;

/// What of the index a caller sees: the one place where somebody who asks over the network comes to
/// it.
final class Sight {
  private Sight() {}

  static Questions of(Store store, Caller caller) {
    return store.search().shownTo(new Audience(caller.accounts()));
  }
}
