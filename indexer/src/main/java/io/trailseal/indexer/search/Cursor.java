package io.trailseal.indexer.search;

import io.trailseal.verifier.Sha256;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;

/// Where a page ended. It names the last event given, not a count of events, so that events which
/// come in meanwhile neither repeat nor hide others.
///
/// As text: base64url of a version byte, eight bytes of the question's hash, time, and id.
record Cursor(long time, long id) {
  private static final byte VERSION = 1;
  private static final int HASH_BYTES = 8;
  private static final int BYTES = 1 + HASH_BYTES + 2 * Long.BYTES;

  String text(SearchRequest request) {
    ByteBuffer bytes =
        ByteBuffer.allocate(BYTES).put(VERSION).put(hash(request)).putLong(time).putLong(id);
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes.array());
  }

  static Cursor parse(String text, SearchRequest request) throws UnanswerableException {
    byte[] bytes;
    try {
      bytes = Base64.getUrlDecoder().decode(text);
    } catch (IllegalArgumentException _) {
      bytes = new byte[0];
    }
    if (bytes.length != BYTES || bytes[0] != VERSION) {
      throw new UnanswerableException(
          "the cursor is not one that a search gave; leave it out to start at the first page");
    }
    ByteBuffer buffer = ByteBuffer.wrap(bytes, 1, BYTES - 1);
    byte[] hash = new byte[HASH_BYTES];
    buffer.get(hash);
    if (!Arrays.equals(hash, hash(request))) {
      throw new UnanswerableException(
          "the cursor belongs to another question; leave it out, or ask with the same query, from"
              + " and to");
    }
    return new Cursor(buffer.getLong(), buffer.getLong());
  }

  private static byte[] hash(SearchRequest request) {
    String question =
        String.join(
            "\n", request.query().print(), request.from().toString(), request.to().toString());
    byte[] hash = Sha256.of(question.getBytes(StandardCharsets.UTF_8)).toByteArray();
    return Arrays.copyOf(hash, HASH_BYTES);
  }
}
