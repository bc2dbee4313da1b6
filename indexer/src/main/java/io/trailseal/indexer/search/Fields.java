package io.trailseal.indexer.search;

import java.util.Locale;
import org.apache.lucene.search.Sort;
import org.apache.lucene.search.SortField;

/// The Lucene fields; the package comment specifies what they hold.
final class Fields {
  static final String LEAF = "leaf";
  static final String SHAPE = "shape";
  static final String WORD = "word";
  static final String TEXT = "text";
  static final String EVENT_ID_POINT = "id:eventID";
  static final String REQUEST_ID_POINT = "id:requestID";
  static final String ADDRESS = "address";
  static final String TIME = "time";
  static final String ID = "id";
  static final String OFFSET = "offset";
  static final String LENGTH = "length";

  /// Of documents that are no events: what is known of one beside it; see [CopyDocument].
  static final String COPY_OF = "copy:of";

  static final String COPY_ID = "copy:id";
  static final String COPY_OFFSET = "copy:offset";
  static final String COPY_LENGTH = "copy:length";
  static final String COPY_KIND = "copy:kind";

  /// Of those that say that two events carry one id, once for each of the two.
  static final String CONFLICT = "conflict";

  /// Separates path and value where the value is compared as text.
  static final byte AS_TEXT = 0;

  /// Separates path and value where the value is a number.
  static final byte AS_NUMBER = 1;

  /// Ends a term that says that the column of its path lacks something the event has there.
  static final byte NOT_IN_COLUMN = 2;

  /// Folded paths that are more than leaves.
  static final String EVENT_TIME = "eventtime";

  static final String WINDOW_START = "timewindow.windowstart";
  static final String SOURCE_ADDRESS = "sourceipaddress";
  static final String EVENT_ID = "eventid";
  static final String REQUEST_ID = "requestid";
  static final String RECIPIENT_ACCOUNT_ID = "recipientaccountid";

  /// [#TIME] of an event that has none that makes sense.
  static final long NO_TIME = Long.MIN_VALUE;

  /// Newest first, then by id: the order on disk and of every answer. Documents that are no events
  /// come after all that are.
  static final Sort ORDER = order();

  /// Bits of [#ID] for the ordinal: an object inflates to at most 2^26 bytes, so it has fewer
  /// records than that. The rest holds 137 billion objects.
  static final int ORDINAL_BITS = 26;

  private static final long OBJECT_MAX = Long.MAX_VALUE >> ORDINAL_BITS;

  private Fields() {}

  private static Sort order() {
    SortField time = new SortField(TIME, SortField.Type.LONG, true, NO_TIME);
    SortField id = new SortField(ID, SortField.Type.LONG, false, Long.MAX_VALUE);
    return new Sort(time, id);
  }

  static long id(long object, int ordinal) {
    if (object > OBJECT_MAX || ordinal < 0 || ordinal >= 1 << ORDINAL_BITS) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "the index numbers %,d objects of %,d records, this is record %,d of entry %,d",
              OBJECT_MAX,
              1 << ORDINAL_BITS,
              ordinal,
              object));
    }
    return (object << ORDINAL_BITS) | ordinal;
  }

  static long object(long id) {
    return id >>> ORDINAL_BITS;
  }

  static int ordinal(long id) {
    return (int) (id & ((1L << ORDINAL_BITS) - 1));
  }
}
