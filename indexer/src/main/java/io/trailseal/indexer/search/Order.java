package io.trailseal.indexer.search;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.lucene.search.FieldDoc;
import org.apache.lucene.search.Sort;
import org.apache.lucene.search.SortField;
import org.apache.lucene.search.SortedSetSelector;
import org.apache.lucene.search.SortedSetSortField;
import org.apache.lucene.util.BytesRef;
import org.jspecify.annotations.Nullable;

/// An order as Lucene has it, and the places in it.
final class Order {
  private static final Sort OLDEST_FIRST =
      new Sort(new SortField(Fields.TIME, SortField.Type.LONG), byId());

  private final SortOrder asked;
  private final Sort sort;

  Order(SortOrder asked) {
    this.asked = asked;
    this.sort = sort(asked);
  }

  private static Sort sort(SortOrder asked) {
    if (asked.isByTime()) {
      return asked.ascending() ? OLDEST_FIRST : Fields.ORDER;
    }
    return new Sort(byValue(asked), new SortField(Fields.TIME, SortField.Type.LONG, true), byId());
  }

  private static SortField byValue(SortOrder asked) {
    boolean descending = !asked.ascending();
    // Lucene turns this round with everything else.
    Object missing = descending ? SortField.STRING_FIRST : SortField.STRING_LAST;
    if (asked.field().equals(SortOrder.SIZE)) {
      return new SortField(Fields.LENGTH, SortField.Type.LONG, descending);
    }
    FirstClass field = FirstClass.at(asked.field()).orElseThrow();
    if (!field.many()) {
      return new SortField(field.column(), SortField.Type.STRING, descending, missing);
    }
    return new SortedSetSortField(
        field.column(),
        descending,
        descending ? SortedSetSelector.Type.MAX : SortedSetSelector.Type.MIN,
        missing);
  }

  private static SortField byId() {
    return new SortField(Fields.ID, SortField.Type.LONG);
  }

  Sort sort() {
    return sort;
  }

  boolean isByTime() {
    return asked.isByTime();
  }

  boolean isOldestFirst() {
    return asked.isByTime() && asked.ascending();
  }

  /// The months in which hits are looked for one after another; where the order is by a field, all
  /// of them are.
  List<Pages.Asked> inOrder(List<Pages.Asked> newestFirst) {
    if (!isOldestFirst()) {
      return newestFirst;
    }
    List<Pages.Asked> months = new ArrayList<>();
    List<Pages.Asked> undated = new ArrayList<>();
    for (Pages.Asked month : newestFirst.reversed()) {
      (month.part().partition().isDated() ? months : undated).add(month);
    }
    months.addAll(undated);
    return months;
  }

  /// Whether all of this month came before where the page before ended.
  boolean isPast(Partition partition, Cursor after) {
    Partition ended = Partition.of(after.time());
    if (!isByTime() || partition.equals(ended)) {
      return false;
    }
    boolean newer = partition.compareTo(ended) < 0;
    if (!asked.ascending()) {
      return newer;
    }
    // Those without a time are last either way.
    return partition.isDated() && (!ended.isDated() || !newer);
  }

  /// Where hits after the cursor start. The document number puts the event itself, which ties,
  /// before that.
  FieldDoc start(Cursor after) throws UnanswerableException {
    return new FieldDoc(
        Integer.MAX_VALUE,
        Float.NaN,
        isByTime()
            ? new Object[] {after.time(), after.id()}
            : new Object[] {value(after.value()), after.time(), after.id()});
  }

  private @Nullable Object value(Optional<BytesRef> value) throws UnanswerableException {
    if (!asked.field().equals(SortOrder.SIZE)) {
      return value.orElse(null);
    }
    if (value.isEmpty() || value.get().length != Long.BYTES) {
      throw Cursor.notOurs();
    }
    return ByteBuffer.wrap(value.get().bytes, value.get().offset, Long.BYTES).getLong();
  }

  /// The cursor of a page that ends with this hit.
  Cursor cursor(FieldDoc hit) {
    int last = hit.fields.length - 1;
    long id = (long) hit.fields[last];
    long time = (long) hit.fields[last - 1];
    Optional<BytesRef> value = Optional.empty();
    if (!isByTime()) {
      value =
          switch (hit.fields[0]) {
            case null -> Optional.empty();
            case BytesRef bytes -> Optional.of(bytes);
            case Long number ->
                Optional.of(new BytesRef(ByteBuffer.allocate(Long.BYTES).putLong(number).array()));
            default -> throw new IllegalStateException("sorted by " + hit.fields[0].getClass());
          };
    }
    return new Cursor(value, time, id);
  }
}
