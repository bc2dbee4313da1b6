package io.trailseal.indexer.search;

import io.trailseal.verifier.Sha256;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;
import org.apache.lucene.util.BytesRef;

/// Where a page ended. It names the last event given, not a count of events, so that events which
/// come in meanwhile neither repeat nor hide others.
///
/// As text: base64url of a version byte, eight bytes of the question's hash, time, id, and where
/// the order is not by time alone, 1 and the value sorted by, or 0 where the event lacks it.
///
/// @param value what the event has in the field sorted by; empty also where that is the time
record Cursor(Optional<BytesRef> value, long time, long id) {
  private static final byte VERSION = 2;
  private static final int HASH_BYTES = 8;
  private static final int BYTES_MIN = 1 + HASH_BYTES + 2 * Long.BYTES;

  /// The longest value in a column, base64.
  private static final int TEXT_LENGTH_MAX = 2_000;

  String text(SearchRequest request) {
    boolean hasValue = value.isPresent();
    int valueBytes = value.map(bytes -> bytes.length).orElse(0);
    boolean byTime = request.sort().isByTime();
    ByteBuffer bytes =
        ByteBuffer.allocate(BYTES_MIN + (byTime ? 0 : 1 + valueBytes))
            .put(VERSION)
            .put(hash(request))
            .putLong(time)
            .putLong(id);
    if (!byTime) {
      bytes.put((byte) (hasValue ? 1 : 0));
      value.ifPresent(ref -> bytes.put(ref.bytes, ref.offset, ref.length));
    }
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes.array());
  }

  static Cursor parse(String text, SearchRequest request) throws UnanswerableException {
    ByteBuffer buffer = ByteBuffer.wrap(decoded(text));
    if (buffer.remaining() < BYTES_MIN || buffer.get() != VERSION) {
      throw notOurs();
    }
    byte[] hash = new byte[HASH_BYTES];
    buffer.get(hash);
    if (!Arrays.equals(hash, hash(request))) {
      throw new UnanswerableException(
          "the cursor belongs to another question; leave it out, or ask with the same query, from,"
              + " to and order");
    }
    long time = buffer.getLong();
    long id = buffer.getLong();
    Optional<BytesRef> value = Optional.empty();
    if (!request.sort().isByTime()) {
      byte has = buffer.hasRemaining() ? buffer.get() : -1;
      if (has == 1) {
        byte[] bytes = new byte[buffer.remaining()];
        buffer.get(bytes);
        value = Optional.of(new BytesRef(bytes));
      } else if (has != 0) {
        throw notOurs();
      }
    }
    if (buffer.hasRemaining()
        || Partition.sensible(time) != time
        || id < 0
        || id == Long.MAX_VALUE) {
      throw notOurs();
    }
    return new Cursor(value, time, id);
  }

  private static byte[] decoded(String text) {
    if (text.length() > TEXT_LENGTH_MAX) {
      return new byte[0];
    }
    try {
      return Base64.getUrlDecoder().decode(text);
    } catch (IllegalArgumentException _) {
      return new byte[0];
    }
  }

  static UnanswerableException notOurs() {
    return new UnanswerableException(
        "the cursor is not one that a search gave; leave it out to start at the first page");
  }

  private static byte[] hash(SearchRequest request) {
    String question =
        String.join(
            "\n",
            request.query().print(),
            request.from().toString(),
            request.to().toString(),
            request.sort().toString());
    byte[] hash = Sha256.of(question.getBytes(StandardCharsets.UTF_8)).toByteArray();
    return Arrays.copyOf(hash, HASH_BYTES);
  }
}
