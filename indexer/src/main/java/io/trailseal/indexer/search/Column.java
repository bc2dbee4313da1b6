package io.trailseal.indexer.search;

import java.util.ArrayList;
import java.util.List;
import org.apache.lucene.document.Field;
import org.apache.lucene.document.SortedDocValuesField;
import org.apache.lucene.document.SortedSetDocValuesField;
import org.apache.lucene.index.IndexableField;
import org.apache.lucene.util.BytesRef;
import org.apache.lucene.util.UnicodeUtil;

/// What one event has in the column of one first-class field; used again for every event.
final class Column {
  /// Values of one event. More would let one record with a million resources hold up everything;
  /// what is beyond is found by its terms all the same.
  private static final int VALUES_MAX = 100;

  private final FirstClass field;
  private final List<Field> values = new ArrayList<>();
  private final List<BytesRef> buffers = new ArrayList<>();
  private int count;

  Column(FirstClass field) {
    this.field = field;
  }

  void clear() {
    count = 0;
  }

  boolean isEmpty() {
    return count == 0;
  }

  /// Notes a value. Of a field that has one value, the first counts.
  ///
  /// @return whether the whole of it is in the column
  boolean add(String text) {
    if (count >= (field.many() ? VALUES_MAX : 1)) {
      return false;
    }
    if (count == values.size()) {
      buffers.add(new BytesRef(64));
      values.add(
          field.many()
              ? new SortedSetDocValuesField(field.column(), buffers.getLast())
              : new SortedDocValuesField(field.column(), buffers.getLast()));
    }
    BytesRef encoded = encode(text, buffers.get(count));
    values.get(count).setBytesValue(encoded);
    count++;
    return encoded == buffers.get(count - 1);
  }

  /// As written, because that is what is shown; cut like a term where it is long.
  private static BytesRef encode(String text, BytesRef into) {
    int most = UnicodeUtil.maxUTF8Length(text.length());
    if (into.bytes.length < most) {
      if (most > 1 << 16) {
        byte[] large = new byte[most];
        int length = UnicodeUtil.UTF16toUTF8(text, 0, text.length(), large);
        return Terms.cut(large, 0, length, Terms.VALUE_BYTES_MAX);
      }
      into.bytes = new byte[most];
    }
    into.offset = 0;
    into.length = UnicodeUtil.UTF16toUTF8(text, 0, text.length(), into.bytes);
    return into.length <= Terms.VALUE_BYTES_MAX
        ? into
        : Terms.cut(into.bytes, 0, into.length, Terms.VALUE_BYTES_MAX);
  }

  void addTo(List<IndexableField> fields) {
    for (int i = 0; i < count; i++) {
      fields.add(values.get(i));
    }
  }
}
