package io.trailseal.indexer.search;

import io.trailseal.indexer.query.Addresses;
import io.trailseal.indexer.search.Terms.NumberText;
import io.trailseal.verifier.trail.EventSink.LeafType;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.lucene.document.Field;
import org.apache.lucene.document.FieldType;
import org.apache.lucene.document.InetAddressPoint;
import org.apache.lucene.document.NumericDocValuesField;
import org.apache.lucene.index.IndexOptions;
import org.apache.lucene.index.IndexableField;
import org.apache.lucene.util.BytesRef;
import org.jspecify.annotations.Nullable;

/// Builds the Lucene document of one event after another, reusing everything. For one thread.
final class EventDocument {
  /// Hostile events could bring new paths for ever; beyond this the table starts over.
  private static final int PATHS_MAX = 20_000;

  private static final FieldType TERMS = type(IndexOptions.DOCS);
  private static final FieldType WORDS = type(IndexOptions.DOCS_AND_FREQS_AND_POSITIONS);

  private final Map<String, PathTerms> paths = new HashMap<>();
  private final FoldedBytes folded = new FoldedBytes();
  private final SliceStream leaves = new SliceStream(folded);
  private final SliceStream words = new SliceStream(folded);
  private final PathStream pathTerms = new PathStream();
  private final NumericDocValuesField timeField = new NumericDocValuesField(Fields.TIME, 0);
  private final NumericDocValuesField idField = new NumericDocValuesField(Fields.ID, 0);
  private final NumericDocValuesField offsetField = new NumericDocValuesField(Fields.OFFSET, 0);
  private final NumericDocValuesField lengthField = new NumericDocValuesField(Fields.LENGTH, 0);
  private final Map<FirstClass, Column> columns = new HashMap<>();
  private final List<Column> filled = new ArrayList<>();
  private final List<IndexableField> fields = new ArrayList<>(64);

  private long event;
  private long time;
  private long windowStart;
  private @Nullable InetAddress address;

  EventDocument() {
    fields.add(new Field(Fields.LEAF, leaves, TERMS));
    fields.add(new Field(Fields.PATH, pathTerms, TERMS));
    fields.add(new Field(Fields.TEXT, words, WORDS));
    fields.add(timeField);
    fields.add(idField);
    fields.add(offsetField);
    fields.add(lengthField);
    FirstClass.ALL.forEach(field -> columns.put(field, new Column(field)));
  }

  /// What is worked out once for each path.
  static final class PathTerms {
    final byte[] textPrefix;
    final byte[] numberPrefix;

    /// Folded path, separator, path as written: answers whether it exists, and how it is spelled.
    final BytesRef term;

    final boolean isEventTime;
    final boolean isWindowStart;
    final boolean isSourceAddress;
    final @Nullable Column column;
    long lastEvent;

    PathTerms(String path, @Nullable Column column) {
      this.column = column;
      textPrefix = Terms.prefix(path, Fields.AS_TEXT);
      numberPrefix = Terms.prefix(path, Fields.AS_NUMBER);
      byte[] spelled = path.getBytes(StandardCharsets.UTF_8);
      term = Terms.concat(textPrefix, Terms.cut(spelled, 0, spelled.length, Terms.PATH_BYTES_MAX));
      String lower = FoldedBytes.fold(path);
      isEventTime = lower.equals(Fields.EVENT_TIME);
      isWindowStart = lower.equals(Fields.WINDOW_START);
      isSourceAddress = lower.equals(Fields.SOURCE_ADDRESS);
    }
  }

  void begin() {
    event++;
    folded.clear();
    leaves.clear();
    words.clear();
    pathTerms.clear();
    time = Fields.NO_TIME;
    windowStart = Fields.NO_TIME;
    address = null;
    filled.forEach(Column::clear);
    filled.clear();
  }

  void leaf(String path, LeafType type, String text) {
    PathTerms terms = paths.get(path);
    if (terms == null) {
      if (paths.size() >= PATHS_MAX) {
        paths.clear();
      }
      terms = new PathTerms(path, FirstClass.at(path).map(columns::get).orElse(null));
      paths.put(path, terms);
    }
    boolean isText = type == LeafType.STRING || type == LeafType.NUMBER;
    boolean exists = type == LeafType.BOOLEAN || (isText && !text.isEmpty());
    if (exists && terms.lastEvent != event) {
      terms.lastEvent = event;
      pathTerms.add(terms.term);
    }
    if (exists && terms.column != null) {
      if (terms.column.isEmpty()) {
        filled.add(terms.column);
      }
      terms.column.add(text);
    }
    int start = folded.length();
    folded.append(terms.textPrefix, 0, terms.textPrefix.length);
    int valueStart = folded.length();
    int wordsBefore = folded.words();
    folded.append(text, isText);
    int end = folded.length();
    words.addWords(wordsBefore);
    if (type != LeafType.NUMBER || !addNumber(terms, text)) {
      if (end - valueStart > Terms.VALUE_BYTES_MAX) {
        BytesRef cut =
            Terms.cut(folded.array(), valueStart, end - valueStart, Terms.VALUE_BYTES_MAX);
        start = end;
        folded.append(terms.textPrefix, 0, terms.textPrefix.length);
        folded.append(cut.bytes, cut.offset, cut.length);
        end = folded.length();
      }
      leaves.add(start, end, 1);
    }
    if (isText) {
      noteFirstClass(terms, text);
    }
  }

  private boolean addNumber(PathTerms terms, String text) {
    NumberText number = NumberText.of(text).orElse(null);
    if (number == null) {
      return false;
    }
    int start = folded.length();
    folded.append(terms.numberPrefix, 0, terms.numberPrefix.length);
    folded.append(number.order(), false);
    folded.append(number.plain(), false);
    leaves.add(start, folded.length(), 1);
    return true;
  }

  private void noteFirstClass(PathTerms terms, String text) {
    // A name twice in one record is malformed; the first that makes sense counts.
    if (terms.isEventTime && time == Fields.NO_TIME) {
      time = Partition.sensible(TimeText.millis(text));
    } else if (terms.isWindowStart && windowStart == Fields.NO_TIME) {
      windowStart = Partition.sensible(TimeText.millis(text));
    } else if (terms.isSourceAddress && address == null) {
      address = Addresses.parse(text).orElse(null);
    }
  }

  /// The event's time: its eventTime, else the start of the window an aggregated event is about.
  long time() {
    return time == Fields.NO_TIME ? windowStart : time;
  }

  /// The document of the event that just ended. To be indexed before the next begins.
  List<IndexableField> finish(long object, int ordinal, long offset, long endOffset) {
    timeField.setLongValue(time());
    idField.setLongValue(Fields.id(object, ordinal));
    offsetField.setLongValue(offset);
    lengthField.setLongValue(endOffset - offset);
    while (fields.size() > 7) {
      fields.removeLast();
    }
    if (address != null) {
      fields.add(new InetAddressPoint(Fields.ADDRESS, address));
    }
    filled.forEach(column -> column.addTo(fields));
    return fields;
  }

  /// Called between objects: gives back what one giant event made large.
  void rest() {
    folded.shrink();
  }

  private static FieldType type(IndexOptions options) {
    FieldType type = new FieldType();
    type.setIndexOptions(options);
    type.setOmitNorms(true);
    type.setTokenized(true);
    type.freeze();
    return type;
  }
}
