package io.trailseal.api.ask;

import io.trailseal.indexer.Store;
import io.trailseal.indexer.access.Caller;
import io.trailseal.indexer.ledger.LedgerEntry.ObjectReceived;
import io.trailseal.indexer.ledger.LedgerEntry.VerdictReached;
import io.trailseal.indexer.ledger.Recorded;
import io.trailseal.indexer.search.Audience;
import io.trailseal.indexer.search.Questions;
import io.trailseal.verifier.S3Name;
import io.trailseal.verifier.trail.ObjectKey;
import java.io.IOException;
import java.util.List;

/// What a caller sees who may see some AWS accounts only: events by what they say, objects by what
/// their keys say. The one place where somebody who asks over the network comes to the index.
final class Sight {
  /// Entries looked through for somebody who sees those of some accounts only.
  private static final int LOOKED_THROUGH_MAX = 5_000;

  private Sight() {}

  /// The events a caller sees.
  static Questions of(Store store, Caller caller) {
    return store.search().shownTo(new Audience(caller.accounts()));
  }

  static boolean isWhole(Caller caller) {
    return caller.accounts().isEmpty();
  }

  /// Whether a caller sees what concerns this account.
  static boolean sees(Caller caller, String account) {
    return caller.accounts().isEmpty() || caller.accounts().get().contains(account);
  }

  /// Whether a caller sees an object, or what was said of it. One whose key tells no account is for
  /// those who see all.
  static boolean sees(Caller caller, Recorded recorded) {
    return isWhole(caller)
        || switch (recorded.entry()) {
          case ObjectReceived object -> sees(caller, object.name());
          case VerdictReached(var verdict, _) -> sees(caller, verdict.subject());
          default -> false;
        };
  }

  /// Reads the first entries of some kind.
  @FunctionalInterface
  interface Entries {
    List<Recorded> first(int countMax) throws IOException;
  }

  /// The first that a caller sees; where very many others are before them, perhaps fewer.
  static List<Recorded> first(Caller caller, int countMax, Entries entries) throws IOException {
    int looked = isWhole(caller) ? countMax : Math.max(countMax, LOOKED_THROUGH_MAX);
    return entries.first(looked).stream().filter(one -> sees(caller, one)).limit(countMax).toList();
  }

  private static boolean sees(Caller caller, S3Name object) {
    return ObjectKey.parse(object.key())
        .flatMap(ObjectKey::account)
        .filter(account -> sees(caller, account))
        .isPresent();
  }
}
