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
    BytesRef buffer = buffers.get(count);
    boolean whole = encode(text, buffer);
    values.get(count).setBytesValue(whole ? buffer : cut(text));
    count++;
    return whole;
  }

  /// As written, because that is what is shown; false where it is too long for a term.
  private static boolean encode(String text, BytesRef into) {
    if (text.length() > Terms.VALUE_BYTES_MAX) {
      return false;
    }
    int most = UnicodeUtil.maxUTF8Length(text.length());
    if (into.bytes.length < most) {
      into.bytes = new byte[most];
    }
    into.offset = 0;
    into.length = UnicodeUtil.UTF16toUTF8(text, 0, text.length(), into.bytes);
    return into.length <= Terms.VALUE_BYTES_MAX;
  }

  private static BytesRef cut(String text) {
    byte[] whole = new byte[UnicodeUtil.maxUTF8Length(text.length())];
    int length = UnicodeUtil.UTF16toUTF8(text, 0, text.length(), whole);
    return Terms.cut(whole, 0, length, Terms.VALUE_BYTES_MAX);
  }

  void addTo(List<IndexableField> fields) {
    for (int i = 0; i < count; i++) {
      fields.add(values.get(i));
    }
  }
}
