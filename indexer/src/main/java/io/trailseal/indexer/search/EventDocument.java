package io.trailseal.indexer.search;

import io.trailseal.indexer.query.Addresses;
import io.trailseal.indexer.search.Terms.NumberText;
import io.trailseal.verifier.trail.EventSink.LeafType;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.lucene.document.BinaryPoint;
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
  private static final FieldType PHRASES = type(IndexOptions.DOCS_AND_FREQS_AND_POSITIONS);

  private final Map<String, PathTerms> paths = new HashMap<>();
  private final FoldedBytes folded = new FoldedBytes();
  private final SliceStream leaves = new SliceStream(folded);
  private final WordStream words = new WordStream(folded);
  private final SliceStream text = new SliceStream(folded);
  private final FoldedBytes shapeBytes = new FoldedBytes();
  private final SliceStream shapeTerms = new SliceStream(shapeBytes);
  private final Shape shape = new Shape(shapeBytes, shapeTerms);

  /// Values whose words are in [#text] already: an ARN stands in one event several times.
  private final Set<String> textValues = new HashSet<>();

  private final IdPoint eventId = new IdPoint(Fields.EVENT_ID_POINT);
  private final IdPoint requestId = new IdPoint(Fields.REQUEST_ID_POINT);
  private final NumericDocValuesField timeField = new NumericDocValuesField(Fields.TIME, 0);
  private final NumericDocValuesField idField = new NumericDocValuesField(Fields.ID, 0);
  private final NumericDocValuesField offsetField = new NumericDocValuesField(Fields.OFFSET, 0);

  /// With the least and the greatest of every few thousand, so that `size>` reads little where few
  /// records are large.
  private final NumericDocValuesField lengthField =
      NumericDocValuesField.indexedField(Fields.LENGTH, 0);

  private final Map<FirstClass, Column> columns = new HashMap<>();
  private final List<Column> filled = new ArrayList<>();
  private final List<IndexableField> fields = new ArrayList<>(64);
  private final int fieldsOfAll;

  private long event;
  private long time;
  private long windowStart;
  private @Nullable InetAddress address;

  /// Of the eventID, where it is no UUID.
  private @Nullable BytesRef eventIdTerm;

  EventDocument() {
    fields.add(new Field(Fields.LEAF, leaves, TERMS));
    fields.add(new Field(Fields.SHAPE, shapeTerms, TERMS));
    fields.add(new Field(Fields.WORD, words, TERMS));
    fields.add(new Field(Fields.TEXT, text, PHRASES));
    fields.add(timeField);
    fields.add(idField);
    fields.add(offsetField);
    fields.add(lengthField);
    fieldsOfAll = fields.size();
    FirstClass.ALL.forEach(field -> columns.put(field, new Column(field)));
  }

  /// An id of the event as a point.
  private static final class IdPoint {
    private static final FieldType TYPE = pointType();

    private final byte[] bytes = new byte[Uuid.BYTES];
    private final IndexableField field;
    private boolean has;

    IdPoint(String name) {
      field = new BinaryPoint(name, bytes, TYPE);
    }

    private static FieldType pointType() {
      FieldType type = new FieldType();
      type.setDimensions(1, Uuid.BYTES);
      type.freeze();
      return type;
    }

    boolean take(String text) {
      if (!has && Uuid.read(text, bytes)) {
        has = true;
        return true;
      }
      return false;
    }
  }

  /// What is worked out once for each path.
  private static final class PathTerms {
    final byte[] textPrefix;
    final byte[] numberPrefix;
    final Shape.Path inShape;
    final boolean isEventTime;
    final boolean isWindowStart;
    final boolean isSourceAddress;
    final boolean isEventId;
    final @Nullable IdPoint id;
    final @Nullable Column column;
    long lastEvent;

    PathTerms(String path, @Nullable IdPoint id, @Nullable Column column) {
      this.id = id;
      this.column = column;
      textPrefix = Terms.prefix(path, Fields.AS_TEXT);
      numberPrefix = Terms.prefix(path, Fields.AS_NUMBER);
      inShape = new Shape.Path(path);
      String lower = FoldedBytes.fold(path);
      isEventTime = lower.equals(Fields.EVENT_TIME);
      isWindowStart = lower.equals(Fields.WINDOW_START);
      isSourceAddress = lower.equals(Fields.SOURCE_ADDRESS);
      isEventId = lower.equals(Fields.EVENT_ID);
    }
  }

  void begin() {
    event++;
    folded.clear();
    leaves.clear();
    words.clear();
    text.clear();
    shape.begin();
    textValues.clear();
    eventId.has = false;
    requestId.has = false;
    time = Fields.NO_TIME;
    windowStart = Fields.NO_TIME;
    address = null;
    eventIdTerm = null;
    filled.forEach(Column::clear);
    filled.clear();
  }

  void leaf(String path, LeafType type, String value) {
    PathTerms terms = paths.get(path);
    if (terms == null) {
      terms = learn(path);
    }
    boolean isText = type == LeafType.STRING || type == LeafType.NUMBER;
    boolean exists = type == LeafType.BOOLEAN || (isText && !value.isEmpty());
    if (exists && terms.lastEvent != event) {
      terms.lastEvent = event;
      shape.add(terms.inShape);
    }
    if (isText && isKeptOtherwise(terms, value)) {
      return;
    }
    boolean inColumn = exists && terms.column != null && toColumn(terms.column, value);
    if (exists && terms.column != null && !(inColumn && isTermAsWritten(type, value))) {
      markNotInColumn(terms);
    }
    int firstWord = folded.words();
    addTerm(terms, type, value);
    if (terms.isEventId && exists && eventIdTerm == null) {
      eventIdTerm = leaves.last();
    }
    if (isText) {
      addWords(firstWord, value, inColumn);
    }
  }

  private static boolean isTermAsWritten(LeafType type, String value) {
    return type != LeafType.NUMBER || Terms.isPlainInteger(value);
  }

  /// So that whoever looks through columns knows that there is more: a name twice in one record,
  /// more values than a column takes, one that is cut, a number written otherwise than compared.
  private void markNotInColumn(PathTerms terms) {
    int start = folded.length();
    folded.append(terms.textPrefix, 0, terms.textPrefix.length - 1);
    folded.append(Fields.NOT_IN_COLUMN);
    leaves.add(start, folded.length(), 1);
  }

  private PathTerms learn(String path) {
    if (paths.size() >= PATHS_MAX) {
      paths.clear();
    }
    IdPoint id =
        switch (FoldedBytes.fold(path)) {
          case Fields.EVENT_ID -> eventId;
          case Fields.REQUEST_ID -> requestId;
          default -> null;
        };
    PathTerms terms = new PathTerms(path, id, FirstClass.at(path).map(columns::get).orElse(null));
    paths.put(path, terms);
    return terms;
  }

  /// Notes times, addresses and ids. Terms of values that differ in every event are what an index
  /// is full of; an id and a time have a home of their own.
  private boolean isKeptOtherwise(PathTerms terms, String value) {
    // A name twice in one record is malformed; the first that makes sense counts.
    if (terms.isEventTime && time == Fields.NO_TIME) {
      time = Partition.sensible(TimeText.millis(value));
      return time != Fields.NO_TIME && TimeText.isUsualForm(value);
    }
    if (terms.isWindowStart && windowStart == Fields.NO_TIME) {
      windowStart = Partition.sensible(TimeText.millis(value));
    } else if (terms.isSourceAddress && address == null) {
      address = Addresses.parse(value).orElse(null);
    }
    return terms.id != null && terms.id.take(value);
  }

  private boolean toColumn(Column column, String value) {
    if (column.isEmpty()) {
      filled.add(column);
    }
    return column.add(value);
  }

  private void addTerm(PathTerms terms, LeafType type, String value) {
    boolean isText = type == LeafType.STRING || type == LeafType.NUMBER;
    if (isText && Terms.isPlainInteger(value)) {
      int start = folded.length();
      folded.append(terms.numberPrefix, 0, terms.numberPrefix.length);
      Terms.appendOrder(Long.parseLong(value), folded);
      folded.append(value, true);
      leaves.add(start, folded.length(), 1);
      return;
    }
    int start = folded.length();
    folded.append(terms.textPrefix, 0, terms.textPrefix.length);
    int valueStart = folded.length();
    folded.append(value, isText);
    int end = folded.length();
    if (type == LeafType.NUMBER && addNumber(terms, value)) {
      return;
    }
    if (end - valueStart > Terms.VALUE_BYTES_MAX) {
      BytesRef cut = Terms.cut(folded.array(), valueStart, end - valueStart, Terms.VALUE_BYTES_MAX);
      start = end;
      folded.append(terms.textPrefix, 0, terms.textPrefix.length);
      folded.append(cut.bytes, cut.offset, cut.length);
      end = folded.length();
    }
    leaves.add(start, end, 1);
  }

  private boolean addNumber(PathTerms terms, String value) {
    NumberText number = NumberText.of(value).orElse(null);
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

  /// Where several words stand one after another, a phrase is looked for: in the column where the
  /// value has one, else by the positions of the words.
  private void addWords(int firstWord, String value, boolean inColumn) {
    if (inColumn || folded.words() - firstWord <= 1) {
      words.addWords(firstWord);
    } else if (textValues.add(value)) {
      text.addWords(firstWord);
    }
  }

  /// The event's time: its eventTime, else the start of the window an aggregated event is about.
  long time() {
    return time == Fields.NO_TIME ? windowStart : time;
  }

  /// The id by which the event that just ended is known from others; null where it has none.
  @Nullable EventKey key() {
    return eventId.has || eventIdTerm != null
        ? new EventKey(eventId.bytes, eventId.has ? null : eventIdTerm)
        : null;
  }

  /// The document of the event that just ended. To be indexed before the next begins.
  List<IndexableField> finish(Pointer event) {
    shape.end();
    timeField.setLongValue(event.time());
    idField.setLongValue(event.id());
    offsetField.setLongValue(event.offset());
    lengthField.setLongValue(event.length());
    fields.subList(fieldsOfAll, fields.size()).clear();
    if (address != null) {
      fields.add(new InetAddressPoint(Fields.ADDRESS, address));
    }
    if (eventId.has) {
      fields.add(eventId.field);
    }
    if (requestId.has) {
      fields.add(requestId.field);
    }
    filled.forEach(column -> column.addTo(fields));
    return fields;
  }

  /// Called between objects: gives back what one giant event made large.
  void rest() {
    folded.shrink();
    shapeBytes.shrink();
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
