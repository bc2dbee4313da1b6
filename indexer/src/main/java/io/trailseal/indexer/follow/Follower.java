package io.trailseal.indexer.follow;

import io.trailseal.indexer.ledger.LedgerPosition;
import io.trailseal.indexer.ledger.Recorded;
import java.io.IOException;
import java.util.List;

/// A room that is derived from the ledger and advances by reading it.
public interface Follower {

  /// A noun for status lines: `search`, `custody`.
  String name();

  /// How far this room has durably taken the ledger in.
  LedgerPosition position() throws IOException;

  /// Whether there is nothing to follow for. Asked before each batch; the loop asks again when
  /// there is something new, or after a second, and goes on from [#position()] then.
  default boolean isIdle() throws IOException {
    return false;
  }

  /// Takes in the next entries of evidence, which start right after the last batch given (or after
  /// [#position()], after opening): between two of them there is nothing but access record. Called
  /// by one thread at a time. On failure the loop gives the same entries again, starting from
  /// [#position()], so taking in must be idempotent.
  void follow(List<Recorded> batch) throws IOException;

  /// Makes everything taken in durable and moves [#position()] there. The loop calls it when it has
  /// caught up and at intervals on the way.
  void settle() throws IOException;
}
