package io.trailseal.verifier.trail;

import io.trailseal.verifier.Sha256;
import io.trailseal.verifier.json.StrictJson;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;

/// Reads objects of a log archive: the door of this package. Taking an object in and searching it
/// both use [#read], so that they agree on which events there are.
///
/// Not thread-safe: have one for each thread, and keep it, because its buffers and its table of
/// paths are used again.
public final class ObjectReader {
  /// Content of log and digest files beyond this is not read. CloudTrail writes at most 50 MB into
  /// a file.
  public static final int INFLATED_BYTES_MAX = Gunzip.INFLATED_BYTES_MAX;

  /// Config files are hashed up to this and never held.
  public static final long STREAMED_BYTES_MAX = Gunzip.STREAMED_BYTES_MAX;

  private static final Defect NOT_GZIP =
      new Defect(0, "gzip: required a gzip file, as its name says, found none");

  private final Gunzip gunzip = new Gunzip();
  private final PathTable paths = new PathTable();
  private final RecordWalk walk = new RecordWalk(paths);

  public ObjectReader() {}

  /// Reads one object: hashes it, inflates it, recognises it, and tells its events to `sink`.
  ///
  /// Never throws for what is in the object; whatever is wrong with it is among the reading's
  /// defects, and what could be read in spite of it was told to the sink. What the sink throws goes
  /// through.
  ///
  /// @param key the object's key in S3, or a file's path: what is recognised from a key is believed
  ///   before the content is looked at
  /// @param delivered the bytes as delivered; not changed
  public ObjectReading read(String key, byte[] delivered, EventSink sink) {
    Sha256 deliveredHash = Sha256.of(delivered);
    Optional<ObjectKey> parsed = ObjectKey.parse(key);
    // A marker with something in it is no marker.
    ObjectKind kind =
        parsed
            .map(ObjectKey::kind)
            .filter(kindOfKey -> kindOfKey != ObjectKind.MARKER || delivered.length == 0)
            .orElse(ObjectKind.UNRECOGNIZED);
    Defects defects = new Defects();
    if (delivered.length == 0) {
      if (kind != ObjectKind.MARKER) {
        defects.add(0, "required a gzip file or JSON, found no bytes at all");
      }
      return new ObjectReading(kind, deliveredHash, Optional.empty(), 0, 0, defects.toList());
    }
    Content content = open(key, kind, delivered, deliveredHash, defects);
    int events = 0;
    if (kind != ObjectKind.CONFIG && (content.length > 0 || defects.isEmpty())) {
      Recognized recognized = examine(kind, content, sink, defects);
      kind = recognized.kind;
      events = recognized.events;
      if (kind == ObjectKind.CONFIG && isOverHeld(content)) {
        // Recognised from what was held of it; now hash it whole.
        defects = new Defects();
        content = open(key, kind, delivered, deliveredHash, defects);
      }
    }
    return new ObjectReading(
        kind, deliveredHash, content.hash, content.length, events, defects.toList());
  }

  /// Hashes an object's content and looks at nothing in it: a third of the work of [#read], for
  /// whoever only holds it against a digest. Holds none of it, up to [#STREAMED_BYTES_MAX].
  ///
  /// Never throws for what is in the object.
  ///
  /// @param key as in [#read]
  public ContentHash hash(String key, byte[] delivered) {
    if (delivered.length == 0) {
      return new ContentHash(
          Optional.empty(),
          0,
          Optional.of(new Defect(0, "required a gzip file or JSON, found no bytes at all")));
    }
    if (!Gunzip.isGzip(delivered)) {
      return key.endsWith(".gz")
          ? new ContentHash(Optional.empty(), delivered.length, Optional.of(NOT_GZIP))
          : new ContentHash(Optional.of(Sha256.of(delivered)), delivered.length, Optional.empty());
    }
    Gunzip.Inflation inflation = gunzip.stream(delivered, STREAMED_BYTES_MAX);
    return new ContentHash(inflation.hash, inflation.length, inflation.defect);
  }

  /// The inflated content of an object, whole or as far as it inflates, up to
  /// [#INFLATED_BYTES_MAX]. The offsets of [EventSink] are offsets into it.
  public byte[] content(byte[] delivered) {
    if (!Gunzip.isGzip(delivered)) {
      return delivered.clone();
    }
    Gunzip.Inflation inflation = gunzip.inflate(delivered, INFLATED_BYTES_MAX);
    return Arrays.copyOf(inflation.bytes, inflation.held);
  }

  /// The first `bytesMax` bytes of the same, or all where there are fewer. Inflates no further and
  /// checks nothing.
  ///
  /// @param bytesMax over [#INFLATED_BYTES_MAX] it means that
  /// @return a view of this reader's own buffer or of `delivered`, good until the next call of any
  ///   method here
  public ByteBuffer beginning(byte[] delivered, long bytesMax) {
    int most = Math.clamp(bytesMax, 0, INFLATED_BYTES_MAX);
    return Gunzip.isGzip(delivered)
        ? gunzip.prefix(delivered, most)
        : ByteBuffer.wrap(delivered, 0, Math.min(delivered.length, most)).asReadOnlyBuffer();
  }

  /// One record, byte for byte, as the sink was told where it lies. Inflates no further than that.
  ///
  /// @param offset see [EventSink#beginEvent]
  /// @param endOffset see [EventSink#endEvent]
  /// @throws IllegalArgumentException if the object has no such bytes
  public byte[] record(byte[] delivered, long offset, long endOffset) {
    if (offset < 0 || endOffset < offset || endOffset > Integer.MAX_VALUE) {
      throw new IllegalArgumentException(
          "a record lies at a range of bytes, this is %d to %d".formatted(offset, endOffset));
    }
    byte[] bytes = delivered;
    int length = delivered.length;
    if (Gunzip.isGzip(delivered)) {
      int wanted = (int) Math.min(endOffset, INFLATED_BYTES_MAX);
      Gunzip.Inflation inflation = gunzip.inflate(delivered, wanted);
      bytes = inflation.bytes;
      length = inflation.held;
    }
    if (endOffset > length) {
      throw new IllegalArgumentException(
          "the content of this object ends at byte %,d, before the record's end at %,d"
              .formatted(length, endOffset));
    }
    return Arrays.copyOfRange(bytes, (int) offset, (int) endOffset);
  }

  /// Inflated content, or delivered bytes that are the content themselves.
  ///
  /// @param held how many bytes there are to look at
  /// @param isDelivered whether they are the caller's own, not to be written to
  private record Content(
      Gunzip.Inflation inflation,
      int held,
      long length,
      Optional<Sha256> hash,
      boolean isDelivered) {
    byte[] bytes() {
      return inflation.bytes;
    }
  }

  private Content open(
      String key, ObjectKind kind, byte[] delivered, Sha256 deliveredHash, Defects defects) {
    if (!Gunzip.isGzip(delivered)) {
      boolean named = key.endsWith(".gz");
      if (named) {
        defects.add(NOT_GZIP);
      }
      // A file that someone has decompressed is as good as what a digest lists; one that only
      // pretends to be compressed is not what CloudTrail wrote.
      return new Content(
          Gunzip.Inflation.of(delivered),
          delivered.length,
          delivered.length,
          named ? Optional.empty() : Optional.of(deliveredHash),
          true);
    }
    Gunzip.Inflation inflation =
        kind == ObjectKind.CONFIG
            ? gunzip.stream(delivered, STREAMED_BYTES_MAX)
            : gunzip.inflate(delivered, INFLATED_BYTES_MAX);
    inflation.defect.ifPresent(defects::add);
    return new Content(inflation, inflation.held, inflation.length, inflation.hash, false);
  }

  private static boolean isOverHeld(Content content) {
    return content.inflation.defect.filter(Defect::isOverLimit).isPresent();
  }

  private record Recognized(ObjectKind kind, int events) {}

  private Recognized examine(
      ObjectKind kindOfKey, Content content, EventSink sink, Defects defects) {
    byte[] bytes = content.bytes();
    TextScan scan = new TextScan(bytes, content.held);
    JsonSkim skim = new JsonSkim(bytes, content.held);
    int from = hasByteOrderMark(skim) ? 3 : 0;
    Sniffer.Finding finding = new Sniffer(skim).sniff(from);
    ObjectKind kind = kindOfKey == ObjectKind.UNRECOGNIZED ? finding.kind() : kindOfKey;
    switch (kind) {
      case CONFIG, MARKER -> {
        return new Recognized(kind, 0);
      }
      case UNRECOGNIZED -> {
        defects.add(
            from,
            "content: required a CloudTrail log file, digest, Config file or key file, found "
                + finding.looksLike());
        return new Recognized(kind, 0);
      }
      case DIGEST, PUBLIC_KEYS -> {
        requireJson(bytes, from, content.held, defects);
        return new Recognized(kind, 0);
      }
      case LOG, INSIGHT_LOG, NETWORK_ACTIVITY_LOG, AGGREGATED_LOG -> {}
    }
    if (finding.shape() == Sniffer.Shape.NONE) {
      defects.add(
          from, "content: required a member Records with a list, found " + finding.looksLike());
      return new Recognized(kind, 0);
    }
    if (scan.isDamaged()) {
      defects.add(scan.defect());
    }
    // The parser writes into the content where it has to; what was delivered stays as it is.
    JsonSkim own = content.isDelivered ? new JsonSkim(bytes.clone(), content.held) : skim;
    scan.substituteIn(own.bytes);
    scan.loneSurrogates().ifPresent(defects::add);
    paths.clearIfFull();
    int events =
        new RecordParser(own, scan, walk, sink, defects)
            .parse(from, finding.shape() == Sniffer.Shape.WRAPPED);
    return new Recognized(kind, events);
  }

  /// CloudTrail writes none. Editors on Windows do, and JSON libraries differ on it.
  private static boolean hasByteOrderMark(JsonSkim skim) {
    return skim.peek(0) == 0xEF && skim.peek(1) == 0xBB && skim.peek(2) == 0xBF;
  }

  /// Reads through the whole content. What it says is for whoever knows such files.
  private static void requireJson(byte[] bytes, int from, int end, Defects defects) {
    try (JsonParser parser = StrictJson.parser(bytes, from, end - from)) {
      do {
        parser.nextToken();
        parser.skipChildren();
      } while (parser.currentToken() != null);
    } catch (JacksonException e) {
      defects.add(StrictJson.offsetOf(e, from), "json: broken: " + StrictJson.words(e));
    }
  }
}
