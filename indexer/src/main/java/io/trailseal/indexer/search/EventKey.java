package io.trailseal.indexer.search;

import org.apache.lucene.index.Term;
import org.apache.lucene.search.Query;
import org.apache.lucene.search.TermQuery;
import org.apache.lucene.util.BytesRef;
import org.jspecify.annotations.Nullable;

/// The eventID of one event, as the index has it: a UUID, or the term of a leaf. For one thread.
final class EventKey {
  private final byte[] uuid;
  private final @Nullable BytesRef term;

  /// @param uuid holds the id where `term` is null
  EventKey(byte[] uuid, @Nullable BytesRef term) {
    this.uuid = uuid;
    this.term = term;
  }

  long hash() {
    BytesRef other = term;
    return other == null
        ? KeyFilter.hash(uuid, 0, Uuid.BYTES)
        : KeyFilter.hash(other.bytes, other.offset, other.length);
  }

  /// The events that have it.
  Query query() {
    BytesRef other = term;
    return other == null
        ? IdQueries.exactly(Fields.EVENT_ID_POINT, uuid)
        : new TermQuery(new Term(Fields.LEAF, other));
  }
}
